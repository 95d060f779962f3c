"""The table of reputation: what help is worth, what bounds it, and what ranks ask for."""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from core import durations

MOST = 1_000_000  # beyond that a number is a slip, and sums have to fit
Count = Annotated[int, msgspec.Meta(ge=1, le=MOST)]
Amount = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
Mistake = tuple[str, str]


class Points(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each event adds; `wrong` and `spam` are taken away."""

    accept: Amount = 15
    thanks: Amount = 5
    vote: Amount = 2
    merged: Amount = 20
    translated: Amount = 8
    report: Amount = 3
    wrong: Amount = 5
    spam: Amount = 100


class Caps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bounds of what people can give each other; a day is any 24 hours, a month any 30 days.

    `answer_votes` are points of votes on one answer, `day_points` of thanks and votes for one
    person. An acceptance counts in full once its asker has `answerers` different ones.
    """

    giver_days: Amount = 7
    pair_day: Count = 1
    pair_month: Count = 5
    day_points: Count = 60
    answer_votes: Count = 10
    asker_day: Count = 3
    asker_month: Count = 10
    answerers: Count = 3
    receivers: Count = 3
    reports_day: Count = 1


class Rank(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rank asks for in any 90 days: points, and different people helped. `name` by
    language; without one the rank is called as it is by default."""

    points: Count
    people: Count
    name: dict[str, str] = {}


class Collusion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points are held of groups of three to `people` who reward mostly one another. The more
    `evidence` is wanted, the fewer are held, rings as well as good friends."""

    people: Annotated[int, msgspec.Meta(ge=3)] = 50
    evidence: Annotated[float, msgspec.Meta(ge=0, le=MOST)] = 1.0


class Reputation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`thanked_by`: reactions of an asker that say thanks. `accepted_by`: the one that says solved,
    by platform (`*`: on those that are not named). `staff_earns`: moderators and admins earn, too.
    The last of the `ranks` is given on nomination by a moderator. `ask_after`: the silence after
    which an asker is asked who helped; empty: never."""

    enabled: bool = True
    points: Points = Points()
    caps: Caps = Caps()
    ranks: tuple[Rank, ...] = (
        Rank(points=60, people=4),
        Rank(points=300, people=12),
        Rank(points=900, people=30),
    )
    thanked_by: tuple[str, ...] = ("👍", "❤", "❤️")
    accepted_by: dict[str, str] = msgspec.field(default_factory=lambda: {"*": "🏆"})
    staff_earns: bool = False
    ask_after: str = "30m"
    collusion: Collusion = Collusion()


def mistakes(reputation: Reputation) -> Iterator[Mistake]:
    """What types cannot say: each rank asks for more than the one before."""
    if reputation.ask_after and durations.parse(reputation.ask_after) is None:
        yield "reputation.ask_after", f"is {reputation.ask_after!r}, not a length of time"
    if not 1 <= len(reputation.ranks) <= 3:
        yield "reputation.ranks", "must be one to three"
    for lower, higher in zip(reputation.ranks, reputation.ranks[1:], strict=False):
        if higher.points <= lower.points or higher.people < lower.people:
            yield "reputation.ranks", "must each ask for more than the one before"
