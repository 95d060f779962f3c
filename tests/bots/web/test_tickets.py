"""A ticket on the web: the same page, before and after a person takes over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from bots.web import CAPABILITIES
from core.storage import Storage
from tests.core.tickets.desk import answers, desk_house, in_room, of, opens, said
from tests.fakes.loopback import Loopback
from tests.house import House


@asynccontextmanager
async def web_like(storage: Storage) -> AsyncIterator[House]:
    """Staff and askers where only private chats are, and no reaction and no thread."""
    able = msgspec.structs.replace(
        CAPABILITIES, per_second=100_000, chat_per_second=100_000, chat_per_minute=100_000
    )
    async with desk_house(storage, platform=Loopback(able)) as house:
        yield house


async def test_it_goes_on_in_the_same_conversation(sqlite_storage: Storage) -> None:
    async with web_like(sqlite_storage) as house:
        number = await opens(house, "ann", "my order vanished")
        assert f"Ticket #{number} is open" in of(house, "ann")[-1].text
        assert said((await in_room(house, number))[-1]) == f"👤 #{number} my order vanished"
        await answers(house, "mia", number, "which one?")
        assert said(of(house, "ann")[-1]) == "Support · 1\nwhich one?"
