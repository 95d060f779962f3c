"""`/panic` while an announcement is on its way, by two processes on one database, over the wire."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, cast

import pytest

from bots import assembly
from core import brake
from core.actions import Delete, MessageRef, Restrict, Send
from core.app import App
from core.config import load
from core.context import Unit
from core.events import Account, Place
from core.outbox import Lane
from core.storage import open_storage
from core.text import Words
from tests.e2e.discord_desk import eventually, make_staff
from tests.e2e.discord_town import DiscordTown
from tests.e2e.town import PLATFORMS, Bot, Town
from tests.fakes import faults
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram

PLACES, EACH = 12, 30
NEWS = "We are moving."
WITHIN = 1.0  # seconds from the panic's commit, in which nothing frozen may begin any more


class Street:
    """Many groups on Telegram and channels on Discord; Mia moderates, Bob and Amy are admins."""

    def __init__(self, telegram: FakeTelegram, discord: FakeDiscord) -> None:
        self.telegram, self.discord = telegram, discord
        self.mia, self.bob = telegram.user("Mia"), telegram.user("Bob")
        self.ann = telegram.user("Ann")
        rights = ("can_delete_messages", "can_restrict_members")
        self.groups = [telegram.group(f"g{n}", [self.ann], rights=rights) for n in range(PLACES)]
        guild = discord.guild("Street")
        self.amy = guild.owner
        self.channels = [discord.channel(guild, f"c{n}") for n in range(PLACES)]

    @property
    def config(self) -> str:
        return f'[staff]\nadmins = ["telegram:{self.bob.id}", "discord:{self.amy.id}"]\n'

    @property
    def places(self) -> list[Place]:
        groups = [Place("telegram", str(group.id)) for group in self.groups]
        guild = str(self.channels[0].guild.id) if self.channels[0].guild else ""
        return [*groups, *(Place("discord", str(one.id)) for one in self.channels if guild)]

    def begun(self) -> list[float]:
        """When each message of the announcement was asked of a platform."""
        on_telegram = [call.at for call in self.telegram.calls if NEWS in str(call.params)]
        return on_telegram + [call.at for call in self.discord.calls if NEWS in str(call.body)]


@pytest.fixture
async def street(fake: FakeTelegram) -> AsyncIterator[Street]:
    async with FakeDiscord() as discord:
        yield Street(fake, discord)


@asynccontextmanager
async def two_processes(street: Street, database: str) -> AsyncIterator[tuple[Bot, App]]:
    """One on Telegram, one on Discord; what they share is the database alone."""
    telegram = Town(street.telegram, cast("Any", database))
    async with telegram.awake(street.config) as bot, _on_discord(street, database) as other:
        mia, bob = (Account("telegram", str(one.id)) for one in (street.mia, street.bob))
        await bot.app.unit(partial(make_staff, account=mia, admin=bob))
        for person in (street.mia, street.bob, street.ann):
            street.telegram.says(person, street.telegram.private(person), "/id")
            await street.telegram.heard(street.telegram.private(person))
        yield bot, other


@asynccontextmanager
async def _on_discord(street: Street, database: str) -> AsyncIterator[App]:
    storage = await open_storage(database)
    app = App(load(street.config, {}, platforms=PLATFORMS), storage, assembly.FEATURES)
    await app.start()
    town = DiscordTown(street.discord, cast("Any", database))
    async with town.beside(app, storage):
        yield app
    await storage.close()


async def announce(app: App, places: Sequence[Place]) -> None:
    """Rows of a run, as many as wait in the outbox at a time."""

    async def unit(unit: Unit) -> None:
        for place in places:
            for number in range(EACH):
                send = Send(place=place, body=(Words(f"{NEWS} {number}"),))
                await unit.put(send, lane=Lane.ANNOUNCEMENTS)

    await app.unit(unit)


async def committed(bot: Bot) -> float:
    """Not before the panic is in the database for all to see."""
    async with asyncio.timeout(60):
        while await bot.storage.read(lambda tx: brake.panic(tx, bot.app.clock())) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    return time.monotonic()


async def test_after_a_panic_nothing_frozen_begins_in_any_process(
    street: Street, postgres_url: str
) -> None:
    telegram, discord = street.telegram, street.discord
    async with two_processes(street, postgres_url) as (bot, other):
        for fake, what in ((telegram, "sendMessage"), (discord, "create_message")):
            fake.inject(faults.slow(0.35), what, times=PLACES * EACH)
        await announce(bot.app, [one for one in street.places if one.platform == "telegram"])
        await announce(other, [one for one in street.places if one.platform == "discord"])
        await eventually(lambda: len(street.begun()) > PLACES, 20.0)
        telegram.says(street.mia, telegram.private(street.mia), "/panic")
        stopped = await committed(bot)
        await asyncio.sleep(WITHIN * 2)
        begun = street.begun()
        assert max(begun) - stopped < WITHIN
        assert len(begun) < 2 * PLACES * EACH
        waiting = "SELECT COUNT(*) FROM outbox WHERE state = 'due' AND lane = 3 AND chat LIKE ?"
        for platform in ("telegram", "discord"):
            ((count,),) = await bot.rows(waiting, f"{platform}:%")
            assert count > 0

        telegram.forget_faults()
        discord.forget_faults()
        await all_else_goes_on(street, bot)
        assert street.begun() == begun


async def all_else_goes_on(street: Street, bot: Bot) -> None:
    """Deletes, restrictions, alarms to staff, tickets, `/verify`."""
    telegram, group = street.telegram, street.groups[0]
    said = telegram.says(street.ann, group, "spam")
    place, ann = Place("telegram", str(group.id)), Account("telegram", str(street.ann.id))

    async def unit(unit: Unit) -> None:
        await unit.put(Delete(target=MessageRef(place, (str(said.id),))), lane=Lane.SAFETY)
        for what in ("mute", "ban"):
            await unit.put(Restrict(place=place, account=ann, what=what), lane=Lane.SAFETY)

    await bot.app.unit(unit)
    private = telegram.private(street.ann)
    telegram.says(street.ann, private, "/verify 12")
    telegram.says(street.ann, private, "/newticket my money is late")
    await eventually(
        lambda: bool(
            telegram.calls_of("deleteMessage")
            and telegram.calls_of("restrictChatMember")
            and telegram.calls_of("banChatMember")
        )
    )

    def heard() -> str:
        return " ".join(one.text for one in telegram.ours(private))

    await eventually(lambda: "This is not ours" in heard())
    await eventually(lambda: "What is it about" in heard())
    bob = telegram.private(street.bob)
    alarm = f"by telegram:{street.mia.id}"
    await eventually(lambda: any(alarm in one.text for one in telegram.ours(bob)))
