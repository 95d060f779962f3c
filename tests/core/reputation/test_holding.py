"""Suspicious points: held with the evidence to moderators, who release or void them."""

from itertools import permutations

import pytest

from core.context import Unit
from core.moments import to_micros
from core.reputation import granting, holding
from core.reputation.collusion import Suspicion
from core.reputation.ledger import Row
from core.reputation.rules import DAY
from core.reputation.verifying import verify
from core.storage import Storage
from tests.core.reputation.test_persons import link
from tests.core.reputation.village import Villagers, account, village
from tests.house import STAFF_ROOM

RING = ("cat", "dan", "eve", "fay")


async def ring_gives(people: Villagers) -> Suspicion:
    """Everybody to everybody, four times; and ben has helped twenty others."""
    await people.house.app.unit(_give_around)
    await people.earns("ben", 20)
    rows = await people.house.rows(
        "SELECT id FROM reputation_ledger WHERE giver IN"
        " ('loop:cat', 'loop:dan', 'loop:eve', 'loop:fay')"
    )
    return Suspicion(
        entries=tuple(row[0] for row in rows), people=tuple(f"loop:{one}" for one in RING),
        signs=("ring", "mutual"), received=1.0, given=1.0,
    )  # fmt: skip


async def _give_around(unit: Unit) -> None:
    now = to_micros(unit.now)
    for number, (giver, receiver) in enumerate([*permutations(RING, 2)] * 4):
        person = await unit.tx.fetch_one("SELECT member FROM accounts WHERE id = ?", receiver)
        assert person is not None
        row = Row(
            account=str(account(receiver)), kind="thanks", points=5, worth=5, state="full",
            by=str(account(giver)), by_days=40, place="loop:group", message=f"r{number}",
            at=now - (number % 25) * DAY, noted_at=now,
        )  # fmt: skip
        await granting._write(unit, row, person[0])


async def holds(people: Villagers, suspicion: Suspicion) -> None:
    await people.house.app.unit(lambda unit: holding.hold(unit, suspicion))
    await people.house.settle()


async def test_held_points_do_not_count_and_moderators_see_why(storage: Storage) -> None:
    async with village(storage) as people:
        suspicion = await ring_gives(people)
        assert await people.points("cat") == 60
        await holds(people, suspicion)
        assert await people.points("cat") == 0
        assert "60 points are held" in people.told("cat")
        (card,) = people.cards()
        assert "240 points among 4 people" in card.text
        assert "they reward each other and hardly anybody else" in card.text
        assert "loop:cat → loop:dan: 4×" in card.text


async def test_released_points_count_again_and_are_not_held_again(storage: Storage) -> None:
    async with village(storage) as people:
        suspicion = await ring_gives(people)
        await holds(people, suspicion)
        await people.house.presses("bob", people.cards()[0], "Release", STAFF_ROOM)
        assert await people.points("cat") == 60
        assert "60 points count again" in people.told("cat")
        await holds(people, suspicion)
        assert await people.points("cat") == 60
        assert len(people.cards()) == 1


async def test_void_points_are_gone_and_the_member_hears_why(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await holds(people, await ring_gives(people))
        await people.house.presses("bob", people.cards()[0], "Void", STAFF_ROOM)
        assert await people.points("cat") == 0
        assert "60 points do not count" in people.told("cat")
        assert "void. Decided by loop:bob" in people.cards()[0].text
        said = await people.house.says("bob", "/held release 1", STAFF_ROOM)
        assert "decided already" in said[-1].text


@pytest.mark.parametrize("label", ["Release", "Void"])
@pytest.mark.parametrize("own", ["itself", "linked", "parted"])
async def test_nobody_decides_on_a_group_of_which_an_account_of_theirs_is_one(
    storage: Storage, own: str, label: str
) -> None:
    async with village(storage) as people:
        suspicion = await ring_gives(people)
        moderator = "cat" if own == "itself" else "gil"
        if own != "itself":
            await link(people, "gil", "cat")
        if own == "parted":
            await people.house.says("cat", "/unlink")
        await people.becomes(moderator, "moderator")
        await holds(people, suspicion)
        (card,) = people.cards()
        said = await people.house.presses(moderator, card, label, STAFF_ROOM)
        assert "somebody else of the team decides" in said[-1].text
        assert [await people.points(one) for one in RING] == [0, 0, 0, 0]
        await people.house.presses("bob", card, "Release", STAFF_ROOM)
        assert await people.points("cat") == 60


@pytest.mark.parametrize("number", ["0", "7", "9" * 19, "9" * 3_000, "-1", "1x", "²"])
async def test_a_number_that_is_no_case_is_told_so(sqlite_storage: Storage, number: str) -> None:
    async with village(sqlite_storage) as people:
        said = await people.house.says("bob", f"/held void {number}", STAFF_ROOM)
        assert "there is no such number" in said[-1].text


async def test_more_of_the_same_group_is_no_new_card(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        suspicion = await ring_gives(people)
        await holds(people, suspicion)
        again = await ring_gives(people)
        await holds(people, again)
        assert len(people.cards()) == 1
        assert await people.points("cat") == 0


async def test_a_search_finds_the_ring_and_leaves_the_others(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await ring_gives(people)
        await holding.look(people.house.app)
        await people.house.settle()
        assert [await people.points(one) for one in RING] == [0, 0, 0, 0]
        assert await people.points("ben") == 300
        now = people.house.now()
        found = await people.house.storage.read(lambda tx: verify(tx, now))
        assert found.wrong == ()
