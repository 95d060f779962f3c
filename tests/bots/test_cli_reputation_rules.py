"""Every rule of fairness, as `guildhall reputation simulate` tells it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tests.bots.terminal import Terminal

START = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = 1 / 86_400
MICROSECOND = SECOND / 1e6

Line = Mapping[str, object]
Why = tuple[int, str, str]
Simulate = Callable[[Sequence[Line]], dict[str, list[Why]]]


def line(
    day: float, kind: str, giver: str, receiver: str, message: object, age: float = 100
) -> Line:
    at = (START + timedelta(days=day)).isoformat().replace("+00:00", "Z")
    said = {"at": at, "kind": kind, "giver": giver, "receiver": receiver}
    return said | {"message": message, "account_age_days": age}


@pytest.fixture
def simulate(terminal: Terminal) -> Simulate:
    """Points, state and reason of what came of each line, by who got it."""

    def run(lines: Sequence[Line]) -> dict[str, list[Why]]:
        file = terminal.folder / "history.jsonl"
        file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        said = terminal.says("reputation", "simulate", str(file), "--json")
        found = {one["member"]: one for one in map(json.loads, said.splitlines())}
        for one in found.values():
            assert one["points"] == sum(w["points"] for w in one["why"] if w["state"] != "held")
            assert one["held"] == sum(w["points"] for w in one["why"] if w["state"] == "held")
        return {
            name: [(w["points"], w["state"], w["reason"]) for w in one["why"]]
            for name, one in found.items()
        }

    return run


def thanks(*days: float, giver: str = "a", receiver: str = "h") -> list[Line]:
    return [line(day, "thanks", giver, receiver, f"{giver}{receiver}{day}") for day in days]


FULL = (5, "full", "thanks")


def test_two_count_for_each_other_once_in_24_hours_to_the_microsecond(simulate: Simulate) -> None:
    early = simulate(thanks(0, 1 - MICROSECOND))
    assert early["h"] == [FULL, (0, "void", "thanks: pair today")]
    assert simulate(thanks(0, 1))["h"] == [FULL, FULL]


def test_both_directions_of_a_pair_count_together(simulate: Simulate) -> None:
    found = simulate([*thanks(0), *thanks(0.5, giver="h", receiver="a")])
    assert found["a"] == [(0, "void", "thanks: pair today")]


def test_two_count_for_each_other_five_times_in_30_days(simulate: Simulate) -> None:
    found = simulate(
        [*thanks(0, 2, 4), *thanks(1, 3, giver="h", receiver="a"), *thanks(30 - SECOND, 30)]
    )
    assert found["h"] == [FULL, FULL, FULL, (0, "void", "thanks: pair month"), FULL]
    assert found["a"] == [FULL, FULL]


def test_thanks_and_votes_bring_60_points_in_24_hours(simulate: Simulate) -> None:
    lines = [*(thanks(0, giver=f"a{n}")[0] for n in range(11))]
    votes = [line(0.5, "vote", f"v{n}", "h", f"v{n}") for n in range(4)]
    after = [line(0.9, "accept", "z", "h", "z"), *thanks(1, giver="y")]
    found = simulate([*lines, *votes, *after])["h"]
    assert found[11:] == [
        (2, "full", "vote"),
        (2, "full", "vote"),
        (1, "reduced", "vote: day"),
        (0, "void", "vote: day"),
        (5, "reduced", "accept: few answerers"),
        FULL,
    ]


def test_votes_bring_ten_points_an_answer(simulate: Simulate) -> None:
    found = simulate([line(n / 100, "vote", f"v{n}", "h", "same") for n in range(6)])["h"]
    assert found == [(2, "full", "vote")] * 5 + [(0, "void", "vote: votes")]


def acceptances(*days: float) -> list[Line]:
    return [line(day, "accept", "a", f"h{n}", str(n)) for n, day in enumerate(days)]


def told(found: Mapping[str, Sequence[Why]]) -> list[str]:
    """What came of acceptances, in their order."""
    return [why[0][2] for name, why in sorted(found.items()) if name.startswith("h")]


def test_an_asker_accepts_three_answers_in_24_hours(simulate: Simulate) -> None:
    found = simulate(acceptances(0, 0.1, 0.2, 1 - SECOND, 1))
    assert told(found)[2:] == ["accept", "accept: asker today", "accept"]


def test_an_asker_accepts_ten_answers_in_30_days(simulate: Simulate) -> None:
    found = simulate(acceptances(*range(9)))
    assert told(found)[2:] == ["accept"] * 7
    more = [line(day, "accept", "a", "z", str(day)) for day in (20, 30 - SECOND, 30)]
    found = simulate([*acceptances(*range(9)), *more])
    assert [why[2] for why in found["z"]] == ["accept", "accept: asker month", "accept"]


def test_an_acceptance_is_worth_full_points_once_three_have_answered(simulate: Simulate) -> None:
    less = (5, "reduced", "accept: few answerers")
    again = [line(5, "accept", "a", "h0", "x")]
    found = simulate([*acceptances(0, 1, 2), *again])
    assert found["h0"] == [less, (15, "full", "accept")]
    assert found["h1"] == [less]
    assert found["h2"] == [(15, "full", "accept")]
    same = [line(day, "accept", "a", f"h{day % 2}", str(day)) for day in range(6)]
    assert set(simulate(same)["h0"]) == {less}


def test_givers_are_here_for_seven_days(simulate: Simulate) -> None:
    found = simulate(
        [line(0, "thanks", "a", "h", "1", age=6.99), line(0.1, "thanks", "b", "h", "2", age=7)]
    )
    assert found["h"] == [(0, "void", "thanks: new account"), FULL]


def test_one_message_rewards_three_people_at_most(simulate: Simulate) -> None:
    found = simulate([line(0, "thanks", "a", f"h{n}", "all") for n in range(4)])
    assert told(found) == ["thanks"] * 3 + ["thanks: receivers"]


def test_nobody_earns_from_oneself(simulate: Simulate) -> None:
    assert simulate([line(0, "accept", "a", "a", "1")])["a"] == [(0, "void", "accept: oneself")]


def test_one_answer_is_rewarded_once_by_one_person(simulate: Simulate) -> None:
    found = simulate([line(0, "thanks", "a", "h", "1"), line(2, "vote", "a", "h", "1")])
    assert found["h"] == [FULL, (0, "void", "vote: again")]


def test_an_undo_takes_back_the_last_entry_of_that_giver_on_that_message(
    simulate: Simulate,
) -> None:
    undo = {"kind": "undo", "giver": "a", "message": "all"}
    lines = [line(n, "thanks", "a", f"h{n}", "all") for n in range(3)]
    lines += [line(0, "thanks", "b", "z", "all")]
    found = simulate([*lines, undo | {"at": "2026-01-05T00:00:00Z"}])
    assert told(found) == ["thanks", "thanks", "thanks: undone"]
    twice = [undo | {"at": f"2026-01-0{day}T00:00:00Z"} for day in (5, 6)]
    assert told(simulate([*lines, *twice])) == ["thanks", "thanks: undone", "thanks: undone"]
    assert found["z"] == [FULL]


def test_what_was_taken_back_uses_up_no_cap(simulate: Simulate) -> None:
    undo = {"at": "2026-01-01T01:00:00Z", "kind": "undo", "giver": "a", "message": "ah0"}
    assert simulate([*thanks(0, 0.5), undo])["h"] == [(0, "void", "thanks: undone"), FULL]


def test_lines_come_in_any_order_and_twice_the_same_counts_once(simulate: Simulate) -> None:
    lines = [*thanks(1, 0), *thanks(0)]
    assert simulate(lines)["h"] == [FULL, (0, "void", "thanks: again"), FULL]
    assert simulate(lines[::-1])["h"] == [FULL, (0, "void", "thanks: again"), FULL]


def test_six_thanks_of_two_friends_of_one_are_no_ring(simulate: Simulate) -> None:
    """So few gifts say nothing of anybody, whoever else is there."""
    lines = [*thanks(0, 1, 2, giver="a"), *thanks(0, 1, 2, giver="b")]
    assert simulate(lines)["h"] == [FULL] * 6
