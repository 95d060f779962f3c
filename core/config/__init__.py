"""The configuration: TOML and the environment, decoded strictly into frozen structs."""

import os
from collections.abc import Mapping

from core.config.loading import load, load_file
from core.config.reader import ConfigError
from core.config.secret import secret_keys, secrets
from core.config.tables import (
    USUAL_LIMITS,
    Announcements,
    Category,
    Community,
    Component,
    Config,
    Data,
    Faq,
    Limits,
    Localised,
    Log,
    Moderation,
    ModerationLimits,
    ModerationMode,
    ModerationRule,
    Official,
    PlaceSettings,
    Room,
    Server,
    Staff,
    Support,
    Tickets,
)

__all__ = [
    "USUAL_LIMITS",
    "Announcements",
    "Category",
    "Community",
    "Component",
    "Config",
    "ConfigError",
    "Data",
    "Faq",
    "Limits",
    "Localised",
    "Log",
    "Moderation",
    "ModerationLimits",
    "ModerationMode",
    "ModerationRule",
    "Official",
    "PlaceSettings",
    "Room",
    "Server",
    "Staff",
    "Support",
    "Tickets",
    "environment",
    "load",
    "load_file",
    "secret_keys",
    "secrets",
]


def environment() -> Mapping[str, str]:
    return os.environ
