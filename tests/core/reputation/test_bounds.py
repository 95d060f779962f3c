"""Caps in a running house: when all happens at once, under other names, and after coming back."""

import asyncio
from random import Random

from core.events import MemberJoined, MemberLeft, MemberRenamed, MessageReceived, Place
from core.storage import Storage, Transaction
from tests.core.reputation.sequences import Deeds, an_app
from tests.core.reputation.village import CONFIG, PEOPLE, Villagers, account, village
from tests.house import GROUP

ASKERS = [person for person in PEOPLE if person not in ("ben", "bob")]


async def all_at_once(people: Villagers, askers: list[str]) -> list[int]:
    """Each thanks ben for an answer in a chat of its own, so that nobody waits for another."""
    thanks: list[MessageReceived] = []
    for number, asker in enumerate(askers):
        place = Place("loop", f"room{number}")
        answer = await people.answers("ben", asker, place)
        thanks.append(people.house.message(asker, "thank you", place, quoted=answer))
    await asyncio.gather(*map(people.house.app.handle, thanks))
    found = await people.house.rows("SELECT points FROM reputation_ledger ORDER BY id")
    return [int(row[0]) for row in found]


async def test_two_count_for_each_other_once_though_it_is_said_five_times_at_once(
    storage: Storage,
) -> None:
    async with village(storage) as people:
        assert await all_at_once(people, ["ann"] * 5) == [5]
        assert await people.points("ben") == 5


async def test_a_days_cap_is_kept_to_the_point_though_all_give_at_once(storage: Storage) -> None:
    config = f"{CONFIG}\n[reputation]\ncaps = {{ day_points = 13 }}\n"
    async with village(storage, config) as people:
        assert await all_at_once(people, ASKERS) == [5, 5, 3]
        assert await people.points("ben") == 13


async def test_caps_survive_another_name_and_leaving_and_joining_again(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        house = people.house
        await people.thanks("ann", "ben")
        for number, change in enumerate((MemberLeft, MemberJoined, MemberRenamed)):
            event = change(id=f"c{number}", at=house.now(), place=GROUP, author=account("ann"))
            await house.happens(event)
        answer = await people.answers("ben", "ann")
        await people.says("ann", "thanks", quoted=answer, name="Nobody", handle="other")
        assert await people.points("ben") == 5


async def test_helpers_earn_on_the_board(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.becomes("ben", "helper")
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 5


async def test_the_ledger_is_only_ever_added_to(storage: Storage) -> None:
    """Whatever is given, taken back, held, released, linked or parted."""
    deeds = Deeds(an_app(storage), Random(11))
    everything = "SELECT * FROM reputation_ledger ORDER BY id"

    async def many(tx: Transaction) -> int:
        unit = deeds.unit(tx)
        await deeds.begin(unit)
        before: list[list[object]] = []
        for _ in range(80):
            await deeds.do(unit)
            after = [[row[n] for n in range(17)] for row in await tx.fetch(everything)]
            assert after[: len(before)] == before
            before = after
        return len(before)

    assert await storage.run(many) > 40
