"""Payloads as Discord sends them, with what a test leaves out filled in."""

from datetime import UTC, datetime
from typing import Any

from bots.discord.incoming import Dispatch, Sight, event_of
from bots.discord.who import Channel, Directory, Me
from core.events import Event, MessageReceived

ME = Me("900", "900", "guide")
ANN = {"id": "5", "username": "ann", "global_name": "Ann"}
US = {"id": ME.id, "username": "guide", "bot": True}
GUILD, CHANNEL, FORUM, POST, THREAD = "100", "200", "300", "400", "500"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def sight() -> Sight:
    directory = Directory()
    for channel in (
        Channel(CHANNEL, 0, GUILD),
        Channel(FORUM, 15, GUILD),
        Channel(POST, 11, GUILD, parent=FORUM, name="No mail comes", owner="5"),
        Channel(THREAD, 11, GUILD, parent=CHANNEL, name="Fees", owner="7"),
    ):
        directory.note(channel)
    return Sight(ME, directory)


def message(**fields: Any) -> dict[str, Any]:
    head = {
        **{"id": "1", "type": 0, "channel_id": CHANNEL, "guild_id": GUILD, "author": ANN},
        **{"content": "", "timestamp": NOW.isoformat()},
    }
    return {**head, **fields}


def happens(kind: str, data: Any, stamp: str = "session.7") -> Event | None:
    return event_of(Dispatch(kind, data, stamp, NOW), sight())


def said(**fields: Any) -> MessageReceived:
    event = happens("MESSAGE_CREATE", message(**fields))
    assert isinstance(event, MessageReceived)
    return event
