"""What somebody who farms points tries, and what must not happen to who does not."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path

import pytest

from core import forgetting
from core import people as members
from core.app import App
from core.context import Unit
from core.events import Place, Quote
from core.reputation import granting
from core.reputation.granting import TOLD_A_DAY, About
from core.reputation.verifying import verify
from core.storage import Storage, open_storage
from tests.core.reputation.sequences import an_app
from tests.core.reputation.test_persons import all_is_well, forget, link
from tests.core.reputation.village import CONFIG, Villagers, account, village
from tests.house import GROUP

OFF = f"{CONFIG}\n[reputation]\nenabled = false\n"


async def ledger(people: Villagers) -> list[tuple[object, ...]]:
    return await people.house.rows("SELECT account, points, why FROM reputation_ledger ORDER BY id")


# -- words and reactions ---------------------------------------------------------------------------


@pytest.mark.parametrize("thanks", ["thanks!", "/thanks", "/solved"])
async def test_an_answer_of_another_bot_is_nobodys(sqlite_storage: Storage, thanks: str) -> None:
    async with village(sqlite_storage) as people:
        await people.says("ann", "how do I do this?")
        robot = Quote("u77", account("robot"), "Robot", "like so", is_bot=True)
        await people.says("ann", thanks, quoted=robot, addressed="/" in thanks)
        assert await ledger(people) == []


async def test_thanks_that_are_forwarded_are_somebody_elses(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.says("ann", "thanks!", quoted=answer, forwarded_from="Cat")
        await people.says("ann", "thanks @ben", mentions=(account("ben"),), forwarded_from="Cat")
        assert await ledger(people) == []


async def test_thanks_that_are_edited_away_are_taken_back_once(storage: Storage) -> None:
    async with village(storage) as people:
        said = await people.thanks("ann", "ben")
        await people.says("ann", "thanks a lot!!", message=said, edited=True)
        assert await people.points("ben") == 5
        for text in ("oops, wrong chat", "thanks!", "never mind"):
            await people.says("ann", text, message=said, edited=True)
        assert [row[1] for row in await ledger(people)] == [5, -5]
        assert "it was taken back" in people.told("ben")


async def test_thanks_of_before_a_restart_are_taken_back_when_edited_away(
    storage: Storage,
) -> None:
    async with village(storage) as people:
        said = await people.thanks("ann", "ben")
    async with village(storage) as people:
        await people.says("ann", "thank you so much", message=said, edited=True)
        assert await people.points("ben") == 5
        await people.says("ann", "never mind", message=said, edited=True)
        assert await people.points("ben") == 0
        assert "it was taken back" in people.told("ben")


async def test_thanks_that_are_edited_in_bring_nothing(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        said = await people.says("ann", "hm", quoted=answer)
        await people.says("ann", "thanks!", message=said, quoted=answer, edited=True)
        assert await ledger(people) == []


@pytest.mark.parametrize("times", [40, 41])
async def test_a_reaction_that_comes_and_goes_counts_as_it_stands_and_bothers_nobody(
    sqlite_storage: Storage, times: int
) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        for number in range(times):
            before, after = ("👍", "") if number % 2 else ("", "👍")
            await people.reacts("ann", answer, after, before)
        assert await people.points("ben") == 5 * (times % 2)
        assert await all_is_well(people)
        told = [seen.text for seen in people.platform.screens["loop:ben"]]
        assert sum("it was taken back" in text for text in told) == TOLD_A_DAY


async def test_the_same_event_counts_once(storage: Storage) -> None:
    async with village(storage) as people:
        answer = await people.answers("ben", "ann")
        thanks = people.house.message("ann", "thanks", GROUP, quoted=answer)
        for _again in range(3):
            await people.house.happens(thanks)
        assert [row[1] for row in await ledger(people)] == [5]


async def test_an_answer_that_is_deleted_and_posted_again_is_the_same_pair(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        for _again in range(3):
            answer = await people.answers("ben", "ann")
            await people.says("ann", "thanks", quoted=answer)
            await people.deletes(answer.id)
        assert await people.points("ben") == 5


async def test_a_mix_of_languages_is_one_thanks(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.says("ann", "gracias 谢谢 ty спасибо!!", quoted=answer)
        assert await people.points("ben") == 5


# -- accounts and people ---------------------------------------------------------------------------


async def test_what_two_accounts_gave_each_other_goes_when_they_are_linked(
    storage: Storage,
) -> None:
    async with village(storage) as people:
        await people.thanks("ann", "ben")
        await people.thanks("cat", "ben")
        await link(people, "ann", "ben")
        assert await people.points("ben") == 5
        assert (await ledger(people))[-1] == ("loop:ben", -5, "oneself")
        await people.house.says("ben", "/unlink")
        assert (await people.points("ann"), await people.points("ben")) == (0, 5)
        assert await all_is_well(people)


async def test_what_goes_with_a_link_is_told_in_one_message(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        for _thrice in range(3):
            await people.thanks("ann", "ben")
            people.house.shift += timedelta(days=2)
        await link(people, "ann", "ben")
        told = people.heard("ann") + people.heard("ben")
        assert told.count(" taken: ") == 1
        assert "15 points taken: nobody can thank themselves" in told


async def test_accounts_are_one_person_though_they_were_linked_while_points_were_off(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        await people.earns("ben", 2)
        await people.earns("cat", 1)
    async with village(sqlite_storage, OFF) as people:
        await link(people, "ann", "ben")
        await link(people, "cat", "dan")
        await people.house.says("dan", "/unlink")
    async with village(sqlite_storage) as people:
        assert [await people.points(one) for one in ("ben", "cat", "dan")] == [30, 15, 0]
        await people.thanks("ann", "ben")
        await people.thanks("dan", "cat")
        assert [await people.points(one) for one in ("ben", "cat")] == [30, 15]
        assert await all_is_well(people)


@pytest.mark.parametrize("line", ["/thanks", "/solved", "/wrong", "thanks!"])
async def test_nothing_is_earned_or_lost_while_points_are_off(
    sqlite_storage: Storage, line: str
) -> None:
    async with village(sqlite_storage, OFF) as people:
        answer = await people.answers("ben", "ann")
        for person in ("ann", "bob"):
            await people.says(person, line, quoted=answer, addressed="/" in line)
        assert await ledger(people) == []
        assert (
            line != "/thanks"
            or "points are switched off" in people.platform.screens[GROUP.key][-2].text
        )


@pytest.mark.parametrize("line", ["/thanks", "/solved", "/wrong", "thanks!"])
async def test_points_are_earned_only_in_places_that_the_operator_wants(
    sqlite_storage: Storage, line: str
) -> None:
    config = f'{CONFIG}\n[places]\npoints = false\n[places."loop:ours"]\npoints = true\n'
    async with village(sqlite_storage, config) as people:
        for place in (GROUP, Place("loop", "ours")):
            answer = await people.answers("ben", "ann", place)
            for person in ("ann", "bob"):
                await people.says(person, line, place, quoted=answer, addressed="/" in line)
        where = "SELECT DISTINCT place FROM reputation_ledger"
        assert await people.house.rows(where) == [("loop:ours",)]


@pytest.mark.parametrize(("one", "other"), [("ben", "cat"), ("cat", "ben")])
async def test_who_hides_stays_hidden_linked_or_parted(
    storage: Storage, one: str, other: str
) -> None:
    async with village(storage) as people:
        await people.earns("ben", 2)
        await people.earns("cat", 1)
        await people.house.says("ben", "/rep hide")
        await link(people, one, other)
        assert await shown(people) == 0
        await people.house.says(other, "/unlink")
        assert await shown(people) == 0
        await people.house.says("cat", "/rep show")
        assert await shown(people) == 1
        assert await all_is_well(people)


async def shown(people: Villagers) -> int:
    """How many stand on the board of all time."""
    sql = (
        "SELECT COUNT(*) FROM reputation_totals WHERE period = 'all' AND language = ''"
        " AND hidden = 0 AND points > 0"
    )
    return int((await people.house.rows(sql))[0][0])


async def test_who_misbehaved_neither_gives_nor_earns_with_another_account(
    storage: Storage,
) -> None:
    async with village(storage) as people:
        await link(people, "ben", "cat")
        await spammed(people, "ben")
        await people.thanks("ann", "cat")
        await people.thanks("cat", "dan")
        assert "neither give nor earn" in (await people.house.says("cat", "/rep"))[-1].text
        await people.house.says("cat", "/unlink")
        await people.thanks("eve", "cat")
        assert await ledger(people) == []


async def test_who_thanks_somebody_who_misbehaved_does_not_hear_of_it(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        await spammed(people, "ben")
        answer = await people.answers("ben", "ann")
        said = await people.house.says("ann", "/thanks", GROUP, quoted=answer, addressed=True)
        assert said[-1].text == "Noted. Thank you for saying so!"
        assert await ledger(people) == []


async def spammed(people: Villagers, person: str) -> None:
    """A moderator has agreed."""
    sql = (
        "INSERT INTO moderation_cases (at, place, private, account, rule, why, site, action,"
        " state) VALUES (?, 'loop:group', 0, ?, 'spam', 'x', '', 'delete', 'right')"
    )
    at = int(people.house.now().timestamp() * 1e6)
    await people.house.app.unit(lambda unit: unit.tx.execute(sql, at, f"loop:{person}"))


async def test_who_asks_to_be_forgotten_does_not_get_rid_of_a_penalty(
    storage: Storage, tmp_path: Path
) -> None:
    config = f'[data]\nfolder = "{tmp_path}"\n{CONFIG}'
    async with village(storage, config, more=(forgetting.feature(),)) as people:
        about = About(message="case:1")
        await people.house.app.unit(
            lambda unit: granting.award(unit, "spam", account("ben"), about)
        )
        await spammed(people, "ben")
        await forget(people, "ben")
        await people.house.says("ben", "hello")
        await people.house.app.unit(
            lambda unit: granting.award(unit, "merged", account("ben"), About(message="draft:1"))
        )
        await people.thanks("ann", "ben")
        assert [row[1] for row in await ledger(people)] == [-100]
        assert "You have -100 points" in (await people.house.says("ben", "/rep"))[-1].text
        assert await all_is_well(people)


# -- several processes, several moments ------------------------------------------------------------


async def test_two_programs_on_one_database_keep_the_caps_and_the_totals(postgres_url: str) -> None:
    one, other = [await open_storage(postgres_url) for _ in range(2)]
    apps = [an_app(one), an_app(other)]
    await apps[0].unit(_arrive)
    given = [_given(app, number) for number in range(6) for app in apps]
    await asyncio.gather(*given, return_exceptions=True)
    rows = await one.read(lambda tx: tx.fetch("SELECT points FROM reputation_ledger"))
    assert [row[0] for row in rows] == [5]
    entry = (await one.read(lambda tx: tx.fetch("SELECT id FROM reputation_ledger")))[0][0]
    steps = (
        app.unit(lambda unit: granting.step(unit, entry, "undo", why="undone")) for app in apps
    )
    assert sorted(await asyncio.gather(*steps)) == [False, True]
    found = await other.read(lambda tx: verify(tx, apps[0].clock()))
    assert (found.rows, found.wrong) == (2, ())
    for storage in (one, other):
        await storage.close()


async def _arrive(unit: Unit) -> None:
    await members.introduce(unit.tx, account("ann"), unit.now - timedelta(days=40))


def _given(app: App, number: int) -> Awaitable[object]:
    about = About(message=f"m{number}", place=GROUP.chat)
    return app.unit(
        lambda unit: granting.give(unit, "thanks", account("ann"), account("ben"), about)
    )
