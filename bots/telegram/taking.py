"""From an update as it came to an event that the core has handled."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

import structlog
from prometheus_client import Counter
from telegram import Update

from bots.telegram.incoming import event_of
from bots.telegram.who import Me
from core.events import Event
from core.platform import Handle

log = structlog.get_logger("telegram")

SKIPPED = Counter("guildhall_telegram_skipped_updates", "Updates that could not be read")
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    # These two come only when they are named, and only to an administrator.
    "chat_member",
    "message_reaction",
    "chat_join_request",
)

Acknowledge = Callable[[str], None]


class Taker:
    """Hands events to the core, those of one place one after another. Presses are acknowledged
    before anything else: a client shows a clock until then."""

    def __init__(self, me: Me, handle: Handle, acknowledge: Acknowledge) -> None:
        self._me, self._handle, self._acknowledge = me, handle, acknowledge
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, raw: Mapping[str, Any]) -> bool:
        """True when the update is done with, False when it should be delivered again."""
        if (query := _query_of(raw)) is not None:
            self._acknowledge(query)
        event = self._read(raw)
        if event is None:
            return True
        turn = self._turns.setdefault(event.place.key, asyncio.Lock())
        try:
            async with turn:
                await self._handle(event)
        except Exception:  # a supervisor: the update is not lost, it comes again
            log.exception("update not handled", update=event.id, place=event.place.key)
            return False
        return True

    def _read(self, raw: Mapping[str, Any]) -> Event | None:
        """One unreadable update (Telegram is ahead of the SDK) must not stop the rest."""
        try:
            return event_of(Update.de_json(dict(raw), None), self._me, datetime.now(UTC))
        except Exception as error:  # noqa: BLE001  whatever the SDK trips over
            SKIPPED.inc()
            # The error's text may quote the message.
            log.error("update skipped", update=raw.get("update_id"), error=type(error).__name__)
            return None


def _query_of(raw: Mapping[str, Any]) -> str | None:
    """The id of a pressed button's query: it is acknowledged even if the rest cannot be read."""
    query = raw.get("callback_query")
    return str(query.get("id")) if isinstance(query, dict) else None
