"""The rules tried on a history: a ledger in memory that decides as the real one does."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config.reputation import Reputation
from core.reputation import ledger, simulation
from core.reputation.history import Moment, WrongLine, read
from core.reputation.replay import Replay
from core.reputation.simulation import Outcome

START = datetime(2026, 1, 1, tzinfo=UTC)


def line(day: float, kind: str, giver: str, receiver: str, message: str, age: int = 100) -> bytes:
    at = (START + timedelta(days=day)).isoformat().replace("+00:00", "Z")
    said = {"at": at, "kind": kind, "giver": giver, "receiver": receiver, "message": message}
    return msgspec.json.encode(said | {"account_age_days": age})


def ran(*lines: bytes) -> dict[str | int, Outcome]:
    moments = [item for item in read(lines) if isinstance(item, Moment)]
    assert len(moments) == len(lines)
    found = simulation.run(moments, Reputation(), lambda done, total: None)
    return {one.member: one for one in found}


def test_points_and_reasons_are_those_of_the_rules() -> None:
    found = ran(
        line(0, "thanks", "a", "h", "1"),
        line(1, "thanks", "b", "h", "2", age=3),
        line(2, "vote", "b", "h", "1"),
        line(2.5, "thanks", "b", "h", "3"),
        line(3, "thanks", "h", "h", "4"),
    )
    assert (found["h"].points, found["h"].held, found["h"].rank) == (7, 0, 0)
    assert [(one.points, one.state, one.reason) for one in found["h"].why] == [
        (5, "full", "thanks"),
        (0, "void", "thanks: new account"),
        (2, "full", "vote"),
        (0, "void", "thanks: pair today"),
        (0, "void", "thanks: oneself"),
    ]
    assert (found["a"].points, found["a"].why) == (0, [])


def test_what_is_taken_back_counts_no_more_and_is_told() -> None:
    found = ran(
        line(0, "thanks", "a", "h", "1"),
        line(1, "vote", "b", "h", "1"),
        line(2, "undo", "a", "h", "1"),
        line(3, "undo", "nobody", "h", "1"),
    )
    assert found["h"].points == 2
    assert [one.reason for one in found["h"].why] == ["thanks: undone", "vote"]


def test_what_was_taken_back_leaves_room_for_the_same_again() -> None:
    found = ran(
        line(0, "thanks", "a", "h", "1"),
        line(0.1, "undo", "a", "h", "1"),
        line(0.2, "thanks", "a", "h", "1"),
    )
    assert found["h"].points == 5


def test_thanks_become_an_acceptance_of_the_same_message() -> None:
    lines = [line(0, "thanks", "a", "h", "1"), line(2, "accept", "a", "h", "1")]
    more = [line(0, "thanks", "a", name, f"for {name}") for name in ("x", "y")]
    found = ran(*lines, *more)
    assert [one.reason for one in found["h"].why] == ["thanks: replaced", "accept"]
    assert found["h"].points == 15


def test_lines_count_by_their_times_in_whatever_order_they_come() -> None:
    found = ran(line(5, "undo", "a", "h", "1"), line(0, "thanks", "a", "h", "1"))
    assert found["h"].points == 0


def test_a_rank_is_reached_by_points_and_different_people() -> None:
    lines = [line(n, "thanks", f"a{n}", "h", str(n)) for n in range(12)]
    assert ran(*lines)["h"].rank == 1
    votes = [line(n, "vote", f"a{n}", "h", str(n)) for n in range(30)]
    assert (ran(*votes)["h"].points, ran(*votes)["h"].rank) == (60, 0)


TWELVE = [line(n, "thanks", f"a{n}", "h", str(n)) for n in range(12)]  # 60 points: Apprentice


@pytest.mark.parametrize(("undone", "rank"), [(0, 1), (1, 1), (2, 0)])
def test_a_rank_is_kept_down_to_nine_tenths_of_what_it_asks_for(undone: int, rank: int) -> None:
    back = [line(20, "undo", f"a{n}", "h", str(n)) for n in range(undone)]
    assert ran(*TWELVE, *back)["h"].rank == rank
    assert ran(*TWELVE[undone:])["h"].rank == (1 if undone == 0 else 0)


@pytest.mark.parametrize(("day", "rank"), [(89, 1), (90.5, 1), (91, 0)])
def test_what_is_older_than_ninety_days_counts_for_no_rank(day: float, rank: int) -> None:
    later = line(day, "thanks", "x", "y", "later")
    found = ran(*TWELVE, later)["h"]
    assert (found.points, found.rank) == (60, rank)


def test_a_rank_that_was_lost_asks_for_all_again() -> None:
    lost = [line(20, "undo", f"a{n}", "h", str(n)) for n in range(2)]
    more = [line(30 + n, "thanks", f"b{n}", "h", f"m{n}") for n in range(2)]
    assert ran(*TWELVE, *lost, more[0])["h"].rank == 0
    assert ran(*TWELVE, *lost, *more)["h"].rank == 1


def test_a_ring_is_held_and_the_reason_gives_the_evidence() -> None:
    ring = [f"r{n}" for n in range(6)]
    days = enumerate((a, b) for a in ring for b in ring if a < b)
    lines = [
        line(day * 2 + month * 31, "thanks", *(pair if month % 2 else pair[::-1]), f"{month}.{day}")
        for day, pair in days
        for month in range(2)
    ]
    helped = [line(n, "thanks", f"asker{n}", "h", f"h{n}") for n in range(40)]
    found = ran(*lines, *helped)
    assert {one.member for one in found.values() if one.held} == set(ring)
    assert sum(one.held for one in found.values()) == 5 * len(lines)
    assert found["r0"].why[0].state == "held"
    assert "of 6: 100% of what they got" in found["r0"].why[0].reason
    assert (found["h"].points, found["h"].held) == (200, 0)


def test_numbers_stay_numbers() -> None:
    raw = b'{"at":"2026-01-01T00:00:00Z","kind":"vote","giver":1,"receiver":2,"message":3,'
    found = ran(raw + b'"account_age_days":30.5}')
    assert found[2].points == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "truncated"),
        (b'{"at":"2026-01-01","kind":"undo","giver":"a","message":"m"}', "no zone"),
        (b'{"at":"soon","kind":"undo","giver":"a","message":"m"}', "soon"),
        (b'{"at":"2026-01-01T00:00:00Z","kind":"like","giver":"a","message":"m"}', "like"),
        (b'{"at":"2026-01-01T00:00:00Z","kind":"vote","giver":"a","message":"m"}', "needs"),
        (b'{"at":"2026-01-01T00:00:00Z","kind":"vote"}', "giver"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(raw: bytes, said: str) -> None:
    (wrong,) = read([b"\n", raw][1:])
    assert isinstance(wrong, WrongLine)
    assert wrong.number == 1
    assert said in wrong.why


deeds = st.lists(
    st.tuples(
        st.floats(0, 100), st.sampled_from(["thanks", "accept", "vote", "undo"]),
        st.integers(0, 4), st.integers(0, 4), st.integers(0, 6),
    ),
    max_size=60,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(deeds)
def test_the_points_are_the_sum_of_the_ledger(
    history: list[tuple[float, str, int, int, int]],
) -> None:
    rules = Reputation()
    replay = Replay(rules.points, rules.caps)
    lines = [line(day, kind, f"p{a}", f"p{b}", f"m{m}") for day, kind, a, b, m in history]
    moments = [item for item in read(lines) if isinstance(item, Moment)]
    for moment in sorted(moments, key=lambda one: one.at):
        replay.feed(moment)
    assert ledger.entries(replay.rows) == replay.entries
    totals = ledger.totals(replay.rows)
    found = simulation.run(moments, rules, lambda done, total: None)
    assert {one.member: one.points + one.held for one in found} == {
        str(one.member): totals.get(str(one.member), 0) for one in found
    }
