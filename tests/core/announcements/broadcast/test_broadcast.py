"""A run: every place once, in small portions; what went wrong is counted, and people may steer."""

from datetime import timedelta

import msgspec
import pytest

from core import chats
from core.announcements import broadcast
from core.announcements.broadcast import report
from core.announcements.broadcast.rules import WINDOW
from core.announcements.rules import Kind
from core.events import Place, PlaceOpened
from core.feature import UserError
from core.moments import to_micros
from core.platform import Gone, Moved, NotAllowed, Outcome, Refused, Uncertain
from core.storage import Storage
from tests.core.announcements.broadcast.stage import (
    STEP,
    begin,
    finish,
    progress,
    run_due,
    run_one,
    stage,
)
from tests.fakes.loopback import Seen
from tests.house import GROUP, STAFF_ROOM, House, private


def words(house: House, person: str) -> list[str]:
    """First lines."""
    return [seen.text.partition("\n")[0] for seen in house.platform.screens[f"loop:{person}"]]


async def says_meanwhile(house: House, person: str, text: str) -> list[Seen]:
    """While the platform answers nothing; then it does again."""
    await house.app.handle(house.message(person, text))
    house.platform.gate.set()
    await house.settle()
    return house.platform.screens[f"loop:{person}"]


def card(house: House) -> str:
    return house.platform.screens[STAFF_ROOM.key][0].text


async def test_everybody_gets_it_once_and_staff_sees_how_it_goes(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 600) as house:
        await begin(house)
        await finish(house)
        for number in range(600):
            assert words(house, f"p{number:05}") == ["We are moving."]
        assert (await progress(house)).sent == 600
        assert card(house) == "Announcement 1 · run 1 · done\nSent: 600 of 600"


async def test_few_rows_are_in_the_outbox_at_a_time(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 1_800) as house:
        house.platform.gate.clear()
        await begin(house)
        await run_due(house)
        waiting = "SELECT COUNT(*) FROM outbox WHERE state IN ('due', 'sending') AND lane = 3"
        assert await house.rows(waiting) == [(WINDOW,)]
        assert (await progress(house)).waiting == 1_800


@pytest.mark.parametrize(
    ("outcome", "counted"),
    [
        (Gone("chat"), "unreachable"),
        (Gone("person"), "unreachable"),
        (NotAllowed("blocked"), "unreachable"),
        (NotAllowed("send_messages"), "failed"),
        (Refused("bug"), "failed"),
        (Uncertain(), "uncertain"),
    ],
)
async def test_one_place_that_fails_is_counted_and_holds_up_no_other(
    sqlite_storage: Storage, outcome: Outcome, counted: str
) -> None:
    async with stage(sqlite_storage, 3) as house:
        house.platform.faults.append(outcome)
        await begin(house)
        await finish(house)
        found = await progress(house)
        assert (found.state, found.sent, getattr(found, counted)) == ("done", 2, 1)


async def test_a_place_known_to_be_out_of_reach_costs_no_call(sqlite_storage: Storage) -> None:
    group = '[places."loop:group"]\ntags = ["all"]\n'
    async with stage(sqlite_storage, 1, config=group) as house:
        await house.app.unit(lambda unit: chats.mark_unreachable(unit.tx, GROUP.chat, unit.now))
        await begin(house)
        await finish(house)
        assert GROUP.id not in {delivery.place.id for delivery in house.platform.performed}
        found = await progress(house)
        assert (found.sent, found.unreachable) == (1, 1)


async def test_what_was_missed_comes_when_the_platform_says_we_are_back(
    sqlite_storage: Storage,
) -> None:
    async with stage(sqlite_storage, 2) as house:
        house.platform.faults.append(NotAllowed("blocked"))
        await begin(house)
        await finish(house)
        gone = next(p for p in ("p00000", "p00001") if not words(house, p))
        await house.happens(PlaceOpened(id="back", at=house.now(), place=private(gone)))
        await finish(house)
        assert words(house, gone) == ["We are moving."]
        assert (await progress(house)).sent == 2


async def test_a_paused_run_sends_nothing_and_goes_on_where_it_was(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 500) as house:
        house.platform.gate.clear()
        await begin(house)
        await run_due(house)
        await says_meanwhile(house, "boss", "/run pause 1")
        flying = (await progress(house)).sent
        assert flying < 40  # what was in flight
        await house.says("boss", "/run resume 1")
        await finish(house)
        assert (await progress(house)).sent == 500
        assert all(len(words(house, f"p{number:05}")) == 1 for number in range(500))


async def test_a_cancelled_run_sends_nothing_ever_again(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 500) as house:
        house.platform.gate.clear()
        await begin(house)
        await run_due(house)
        await house.app.unit(lambda unit: broadcast.halt(unit, 1))
        house.platform.gate.set()
        await finish(house)
        found = await progress(house)
        assert found.sent + found.cancelled == 500
        assert found.cancelled > 400
        with pytest.raises(UserError):
            await house.app.unit(lambda unit: broadcast.resume(unit, 1))


async def test_an_approval_that_is_voided_lets_nothing_more_out(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 3) as house:
        await begin(house)
        await house.app.unit(
            lambda unit: unit.tx.execute("UPDATE announcement_approvals SET state = 'void'")
        )
        await finish(house)
        assert [words(house, f"p0000{n}") for n in range(3)] == [[], [], []]


async def test_people_decide_about_what_is_uncertain(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 3) as house:
        house.platform.faults += [Uncertain(), Uncertain()]
        await begin(house)
        await finish(house)
        doubt = house.platform.screens[STAFF_ROOM.key][1]
        assert doubt.text.startswith("Announcement 1: the connection broke at 2 places")
        assert [button.label for button in doubt.buttons] == ["Send again", "They arrived"]
        await house.presses("boss", doubt, "Send again", STAFF_ROOM)
        await finish(house)
        assert (await progress(house)).sent == 3
        assert all(len(words(house, person)) == 1 for person in ("p00000", "p00001", "p00002"))
        assert "no place is uncertain any more" in house.platform.screens[STAFF_ROOM.key][1].text


async def test_staff_may_say_that_they_arrived(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 2) as house:
        house.platform.faults.append(Uncertain())
        await begin(house)
        await finish(house)
        await house.says("boss", "/run arrived 1")
        found = await progress(house)
        assert (found.sent, found.uncertain) == (2, 0)


async def test_a_change_reaches_every_post_and_no_place_that_has_none(
    sqlite_storage: Storage,
) -> None:
    async with stage(sqlite_storage, 3) as house:
        house.platform.faults.append(Refused("bug"))
        await begin(house)
        await finish(house)
        await begin(house, msgspec.structs.replace(STEP, kind=Kind.COMPLETED))
        await finish(house)
        found = await progress(house, 2)
        assert (found.sent, found.failed) == (2, 1)
        screens = [house.platform.screens[f"loop:p0000{n}"] for n in range(3)]
        assert sorted(len(screen) for screen in screens) == [0, 2, 2]


async def test_a_recall_deletes_everywhere_and_needs_no_approval(
    sqlite_storage: Storage,
) -> None:
    async with stage(sqlite_storage, 3) as house:
        await begin(house)
        await finish(house)
        await house.app.unit(
            lambda unit: unit.tx.execute("UPDATE announcement_approvals SET state = 'void'")
        )
        await begin(house, msgspec.structs.replace(STEP, kind=Kind.RECALLED))
        await finish(house)
        assert [words(house, f"p0000{n}") for n in range(3)] == [[], [], []]
        assert await house.rows("SELECT DISTINCT state FROM announcement_posts") == [("deleted",)]


async def test_a_listing_that_broke_off_goes_on_behind_its_cursor(sqlite_storage: Storage) -> None:
    """A crash between two batches: the job row of the next one is all that is needed."""
    async with stage(sqlite_storage, 700) as house:
        await begin(house)
        house.shift += timedelta(seconds=1)
        await run_one(house)
        assert (await house.rows("SELECT COUNT(*) FROM announcement_deliveries")) == [(500,)]
        await finish(house)
        assert (await progress(house)).sent == 700
        twice = "SELECT place FROM announcement_deliveries GROUP BY place HAVING COUNT(*) > 1"
        assert await house.rows(twice) == []


async def test_a_moved_chat_keeps_its_turn(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 2) as house:
        house.platform.faults.append(Moved(Place("loop", "super")))
        await begin(house)
        await finish(house)
        assert (await progress(house)).sent == 2
        assert words(house, "super") == ["We are moving."]
        places = await house.rows("SELECT place FROM announcement_posts ORDER BY place")
        assert ("loop:super",) in places


async def test_the_report_names_each_place_with_its_link_or_reason(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 2) as house:
        house.platform.faults.append(NotAllowed("blocked"))
        await begin(house)
        await finish(house)
        lines = await house.storage.read(lambda tx: report.report(tx, 1))
        assert sorted((line.state, line.reason) for line in lines) == [
            ("sent", ""),
            ("unreachable", "the person has blocked us"),
        ]
        head, *rows = report.as_csv(lines).splitlines()
        assert head == "place,state,reason,link"
        assert len(rows) == 2


async def test_going_on_is_for_admins_and_stopping_for_all_staff(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 500) as house:
        house.platform.gate.clear()
        await begin(house)
        await run_due(house)
        now = to_micros(house.now())
        await house.app.unit(
            lambda unit: unit.tx.execute(
                "INSERT INTO roles (account, role, granted_by, granted_at)"
                " VALUES ('loop:mo', 'moderator', 'loop:boss', ?)",
                now,
            )
        )
        said = await says_meanwhile(house, "mo", "/run pause 1")
        assert [seen.text for seen in said] == ["Done."]
        refused = await house.says("mo", "/run resume 1")
        assert [seen.text for seen in refused] == ["Only an admin may do this."]
