"""What a ticket can be about: seven kinds built in, or the operator's own."""

from collections.abc import Mapping

from core.config import Category, Config
from core.i18n import Message, _

_BUILT_IN: Mapping[str, Message] = {
    "security": _("Account security"),
    "payments": _("Deposit or withdrawal"),
    "trading": _("Trading"),
    "app": _("App and display"),
    "api": _("API"),
    "compliance": _("Compliance"),
    "other": _("Something else"),
}
QUEUE = "support"


def choices(config: Config) -> tuple[str, ...]:
    return tuple(config.tickets.categories) or tuple(_BUILT_IN)


def name(config: Config, category: str, language: str) -> Message:
    """In that language as far as the operator wrote it; one that is no more is its own name."""
    own = config.tickets.categories.get(category, Category()).name
    spoken = own.get(language) or own.get("en") or next(iter(own.values()), None)
    if spoken is not None:
        return Message("%(name)s", {"name": spoken})
    return _BUILT_IN.get(category) or Message("%(name)s", {"name": category})


def of_escalation(config: Config) -> str:
    """Whoever passes a message on is not asked: the last one is the rest."""
    return choices(config)[-1]


def queue_of(config: Config, category: str) -> str:
    own = config.tickets.categories.get(category)
    return own.queue if own else _first_queue(config)


def _first_queue(config: Config) -> str:
    return next((queue for room in config.rooms for queue in room.queues), QUEUE)
