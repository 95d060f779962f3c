"""What one gift is worth, given what was given before."""

import msgspec
import pytest

from core.config.reputation import Caps, Points
from core.reputation.ledger import Entry, Kind
from core.reputation.rules import DAY, REASONS, Decision, Gift, Past, answerers, decide

NOW = 400 * DAY
POINTS, CAPS = Points(), Caps()
KNOWN = frozenset({"x", "y", "z"})


def gift(kind: Kind = "thanks", **changes: object) -> Gift:
    made = Gift(kind=kind, giver="ann", receiver="bob", message="m", at=NOW, giver_days=30)
    return msgspec.structs.replace(made, **changes)


def entry(
    kind: Kind = "thanks",
    giver: str = "ann",
    receiver: str = "bob",
    *,
    message: str = "old",
    ago: float = 2.0,
    worth: int = 5,
    undone: bool = False,
) -> Entry:
    at = NOW - int(ago * DAY)
    return Entry(
        id=at, account=receiver, kind=kind, points=worth, worth=worth, state="full", by=giver,
        message=message, at=at, undone=undone,
    )  # fmt: skip


def judged(this: Gift, **past: object) -> Decision:
    made = decide(this, Past(**{"answerers": KNOWN, **past}), POINTS, CAPS)  # type: ignore[arg-type]
    assert made.why in REASONS
    return made


@pytest.mark.parametrize(("kind", "points"), [("accept", 15), ("thanks", 5), ("vote", 2)])
def test_help_is_worth_what_the_config_says(kind: Kind, points: int) -> None:
    assert judged(gift(kind)) == Decision(points=points, state="full")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"receiver": "ann"}, "oneself"),
        ({"giver_days": 6.9}, "new account"),
        ({"giver_clean": False}, "standing"),
    ],
)
def test_who_may_not_give_gives_nothing(changes: dict[str, object], why: str) -> None:
    refused = judged(msgspec.structs.replace(gift(), **changes))
    assert refused == Decision(points=0, state="void", why=why)


@pytest.mark.parametrize("one", [entry(ago=0.9), entry(giver="bob", receiver="ann", ago=0.9)])
def test_a_pair_counts_once_in_24_hours_in_both_directions(one: Entry) -> None:
    assert judged(gift(), given=[one], returned=[one]).why == "pair today"


def test_a_clock_that_was_put_back_frees_nobody_of_a_cap() -> None:
    later = entry(ago=-0.1)
    assert judged(gift(), given=[later]).why == "pair today"
    received = [entry(giver=f"g{n}", ago=-0.1) for n in range(12)]
    assert judged(gift(), received=received).why == "day"
    assert judged(gift(), given=[entry(ago=-31)]).points == 5


def test_after_a_whole_day_a_pair_counts_again() -> None:
    assert judged(gift(), given=[entry(ago=1.0)]).points == 5


def test_a_pair_counts_five_times_in_30_days_in_both_directions() -> None:
    given = [entry(ago=day) for day in (2, 5, 8)]
    returned = [entry(giver="bob", receiver="ann", ago=day) for day in (3, 29)]
    assert judged(gift(), given=given, returned=returned).why == "pair month"
    assert judged(gift(), given=given, returned=returned[:1]).points == 5


def test_what_was_taken_back_uses_up_no_cap() -> None:
    assert judged(gift(), given=[entry(ago=0.1, undone=True)]).points == 5


def test_a_message_is_thanked_once_by_one_person() -> None:
    assert judged(gift(), given=[entry(message="m", ago=40)]).why == "again"


def test_at_most_three_receivers_of_a_message() -> None:
    given = [entry(receiver=name, message="m", ago=0.0) for name in ("c", "d", "e")]
    assert judged(gift(), given=given).why == "receivers"
    assert judged(gift(), given=given[:2]).points == 5


def test_a_person_earns_60_points_a_day_from_thanks_and_votes() -> None:
    received = [entry(giver=f"g{n}", ago=0.5) for n in range(11)]
    assert judged(gift(), received=received).points == 5
    received += [entry("vote", "h", ago=0.5, worth=2)]
    assert judged(gift(), received=received) == Decision(points=3, state="reduced", why="day")
    assert judged(gift("accept"), received=received).points == 15
    received += [entry(giver="i", ago=0.5)]
    assert judged(gift(), received=received) == Decision(points=0, state="void", why="day")


def test_votes_bring_ten_points_an_answer() -> None:
    votes = [entry("vote", f"v{n}", message="m", ago=3, worth=2) for n in range(5)]
    assert judged(gift("vote"), of_message=votes[:4]).points == 2
    assert judged(gift("vote"), of_message=votes).why == "votes"


@pytest.mark.parametrize(
    ("ago", "number", "why"), [(0.5, 3, "asker today"), (20, 10, "asker month")]
)
def test_an_asker_gives_few_acceptances(ago: float, number: int, why: str) -> None:
    given = [entry("accept", receiver=f"r{n}", ago=ago) for n in range(number)]
    assert judged(gift("accept"), given=given).why == why
    assert judged(gift("accept"), given=given[1:]).points == 15
    assert judged(gift("thanks"), given=given).points == 5


def test_an_acceptance_counts_in_full_once_three_people_have_answered_the_asker() -> None:
    early = judged(gift("accept"), answerers=frozenset({"x", "bob"}))
    assert early == Decision(points=5, state="reduced", why="few answerers")
    assert judged(gift("accept"), answerers=frozenset({"x", "y"})).points == 15


def test_an_acceptance_takes_the_place_of_the_thanks_for_the_same_message() -> None:
    thanks = entry(message="m", ago=0.1)
    decision = judged(gift("accept"), given=[thanks], received=[thanks])
    assert (decision.points, decision.replaces) == (15, thanks.id)
    assert judged(gift("accept"), given=[entry(ago=0.1)]).why == "pair today"


def test_votes_say_nothing_of_who_answered_an_asker() -> None:
    past = [entry(receiver="c"), entry("vote", receiver="d"), entry(receiver="e", undone=True)]
    assert answerers(past) == {"c"}


@pytest.mark.parametrize(
    ("cap", "this", "past"),
    [
        ({"giver_days": 31}, gift(), {}),
        ({"pair_day": 2}, gift(), {"given": [entry(ago=0.1)]}),
        ({"pair_month": 1}, gift(), {"given": [entry(ago=3)]}),
        ({"day_points": 5}, gift(), {"received": [entry(giver="c", ago=0.1)]}),
        ({"answer_votes": 2}, gift("vote"), {"of_message": [entry("vote", "c", message="m")]}),
        ({"asker_day": 1}, gift("accept"), {"given": [entry("accept", receiver="c", ago=0.1)]}),
        ({"asker_month": 1}, gift("accept"), {"given": [entry("accept", receiver="c", ago=9)]}),
        ({"answerers": 9}, gift("accept"), {}),
        ({"receivers": 1}, gift(), {"given": [entry(receiver="c", message="m", ago=0.1)]}),
    ],
)
def test_every_cap_is_the_configs(cap: dict[str, int], this: Gift, past: dict[str, object]) -> None:
    made = Past(**{"answerers": KNOWN, **past})  # type: ignore[arg-type]
    own = decide(this, made, POINTS, msgspec.structs.replace(CAPS, **cap))
    assert own != decide(this, made, POINTS, CAPS)
