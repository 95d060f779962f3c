"""What the program is put together from: features in their order, platforms by folder, config."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import msgspec

import bots
import moderation
from core import faq, forgetting, linking, reputation, staff, tickets, upkeep, welcome
from core.config import Config, ConfigError, environment, load_file, secret_keys
from core.feature import Feature
from core.official import Official, foreign

FEATURES: tuple[Feature, ...] = (
    faq.FEATURE,
    tickets.FEATURE,
    welcome.FEATURE,
    staff.FEATURE,
    linking.FEATURE,
    upkeep.FEATURE,
    moderation.FEATURE,
    reputation.FEATURE,
    forgetting.FEATURE,
)


def features(folder: Path) -> tuple[Feature, ...]:
    """FEATURES as the running program has them: what is slow to build is kept in `folder`."""
    return (faq.kept_in(folder), *FEATURES[1:])


def platforms() -> Mapping[str, ModuleType]:
    """Every folder below `bots` by the platform's name: the folder's, or its NAME where users know
    the platform by another. Importing one imports no SDK."""
    return dict(_platforms())


def _platforms() -> Iterator[tuple[str, ModuleType]]:
    for found in pkgutil.iter_modules(bots.__path__):
        if found.ispkg:
            module = importlib.import_module(f"bots.{found.name}")
            yield getattr(module, "NAME", found.name), module


def load_config(path: Path) -> Config:
    """Raises ConfigError. A file that is not there is an empty one."""
    settings = {name: module.Settings for name, module in platforms().items()}
    config = load_file(path, settings, environment())
    for where, words in own_words(config):
        for what in foreign(Official.of(config), words):
            raise ConfigError(f"{path}: {where} contains {what}, which is not in [official]")
    return config


def own_words(config: Config) -> Iterator[tuple[str, str]]:
    """Texts of the operator's that the bot will say, with where they stand."""
    for language, words in config.support.contact.items():
        yield f"support.contact.{language}", words
    for name, category in config.tickets.categories.items():
        for language, words in category.name.items():
            yield f"tickets.categories.{name}.name.{language}", words
    for code, texts in config.canned.texts.items():
        for language, words in texts.items():
            yield f"canned.texts.{code}.{language}", words
    for place, settings in {"places": config.everywhere, **config.places}.items():
        for language, words in (settings.start or {}).items():
            yield f"{place}.start.{language}", words


def why_off(name: str, settings: msgspec.Struct) -> str | None:
    """Why a platform is not started; None when it is. A platform needs all of its secrets."""
    if not getattr(settings, "enabled", True):
        return f"[{name}] enabled is false"
    missing = [
        f"{name}_{key}".upper() for key in secret_keys(type(settings)) if not getattr(settings, key)
    ]
    if missing:
        return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set"
    return None
