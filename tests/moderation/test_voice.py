"""Whatever is written under our account without us means that the token is stolen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import msgspec

import moderation
from core import outbox
from core.actions import Send
from core.context import Unit
from core.events import OwnMessageSeen
from core.feature import Job
from core.forgetting.commands import BEGINS_IN
from core.moments import to_micros
from core.storage import Storage
from core.text import Words
from tests.house import FEATURES, GROUP, House, open_house
from tests.moderation.test_feature import CONFIG, Street


@asynccontextmanager
async def echoing(storage: Storage, *, hears: bool = True) -> AsyncIterator[tuple[House, Street]]:
    platform = Street()
    platform.capabilities = msgspec.structs.replace(platform.capabilities, hears_itself=hears)
    features = (*FEATURES, moderation.feature())
    async with open_house(
        storage, CONFIG, platform=platform, features=features, starter=False
    ) as house:
        yield house, platform


def own(house: House, message: str, nonce: str | None = None) -> OwnMessageSeen:
    return OwnMessageSeen(
        id=f"o{message}", at=house.now(), place=GROUP, message=message, nonce=nonce
    )


async def comes_back(house: House, message: str, nonce: str | None = None) -> None:
    await house.happens(own(house, message, nonce))


async def overtakes(house: House, platform: Street, nonce: str | None = None) -> None:
    """A post of ours comes back before its receipt does."""
    platform.gate.clear()
    await post(house)
    await house.app.handle(own(house, "m1", nonce))
    platform.gate.set()
    await house.settle()


async def later(house: House) -> None:
    """What is looked at twice more, is."""
    await look(house, timedelta(seconds=20))
    await look(house, timedelta(minutes=1))


async def look(house: House, after: timedelta) -> None:
    house.shift += after
    job = next(j for f in house.app.features for j in f.jobs if j.name == "own-voice")
    due = to_micros(house.now())
    sql = "SELECT payload FROM jobs WHERE name = 'own-voice' AND due <= ?"
    for (payload,) in await house.rows(sql, due):
        await house.app.unit(partial(_run, job, payload))
    await house.settle()


async def _run(job: Job, payload: str, unit: Unit) -> None:
    await unit.tx.execute("DELETE FROM jobs WHERE payload = ?", payload)
    await job.run(unit, payload)


async def post(house: House, key: str | None = None) -> None:
    send = Send(place=GROUP, body=(Words("Hello"),))
    await house.app.unit(lambda unit: unit.put(send, key=key))


async def test_what_we_did_not_write_alarms_the_staff(storage: Storage) -> None:
    async with echoing(storage) as (house, platform):
        await comes_back(house, "x1")
        assert platform.cards() == []  # a delivery may still be on its way
        await later(house)
        (card,) = platform.cards()
        assert "Under our account on \u2068Loop\u2069" in card.text
        assert "x1" in card.text


async def test_a_forged_nonce_explains_nothing(sqlite_storage: Storage) -> None:
    async with echoing(sqlite_storage) as (house, platform):
        await post(house)
        await house.settle()
        await comes_back(house, "x1", nonce="1.0")
        await later(house)
        assert len(platform.cards()) == 1


async def test_many_of_them_are_one_alarm(sqlite_storage: Storage) -> None:
    async with echoing(sqlite_storage) as (house, platform):
        for number in range(5):
            await comes_back(house, f"x{number}")
        await later(house)
        assert len(platform.cards()) == 1


async def test_what_we_wrote_is_explained_by_its_receipt_or_its_key(storage: Storage) -> None:
    async with echoing(storage) as (house, platform):
        await post(house)
        await post(house, key="ticket:1:card")
        await house.settle()
        for seen in platform.screens[GROUP.key]:
            await comes_back(house, seen.id)
        assert await house.rows("SELECT key FROM jobs WHERE name = 'own-voice'") == []


async def test_what_comes_back_before_its_receipt_is_explained_by_its_nonce(
    sqlite_storage: Storage,
) -> None:
    async with echoing(sqlite_storage) as (house, platform):
        await overtakes(house, platform, nonce="1.0")
        assert await house.rows("SELECT key FROM jobs WHERE name = 'own-voice'") == []


async def test_a_reply_without_a_nonce_is_explained_on_the_second_look(
    sqlite_storage: Storage,
) -> None:
    async with echoing(sqlite_storage) as (house, platform):
        await overtakes(house, platform)
        await later(house)
        assert platform.cards() == []


async def test_somebody_who_is_forgotten_meanwhile_makes_none_of_our_replies_a_thiefs(
    storage: Storage,
) -> None:
    async with echoing(storage) as (house, platform):
        await overtakes(house, platform)
        await house.app.unit(lambda unit: outbox.forget_bodies(unit.tx))
        await later(house)
        assert platform.cards() == []


async def test_the_reply_to_forget_is_explained_before_it_is_forgotten(
    sqlite_storage: Storage,
) -> None:
    async with echoing(sqlite_storage) as (house, platform):
        await overtakes(house, platform)
        await look(house, BEGINS_IN)
        await house.app.unit(lambda unit: unit.tx.execute("DELETE FROM outbox"))
        await later(house)
        assert platform.cards() == []


async def test_where_a_bot_does_not_hear_itself_nothing_is_concluded(
    sqlite_storage: Storage,
) -> None:
    async with echoing(sqlite_storage, hears=False) as (house, platform):
        await comes_back(house, "x1")
        await later(house)
        assert platform.cards() == []
