"""What one gift is worth, given what was given before. Pure: persons are opaque names."""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from core.config.reputation import Caps, Points
from core.reputation.ledger import HELPED, Entry, Kind, State

SECOND = 1_000_000
DAY = 86_400 * SECOND
MONTH = 30 * DAY

# Why a gift counts as it does; the words for people are in `wording.py`.
REASONS = (
    "", "oneself", "new account", "standing", "receivers", "again", "pair today", "pair month",
    "asker today", "asker month", "votes", "day", "few answerers",
    "staff", "off", "replaced", "undone", "removed", "collusion", "released", "void", "wrong",
)  # fmt: skip


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """`giver` wants to reward `receiver` for `message`, at `at` (microseconds).

    Giver and receiver are persons: linked accounts, also those that once were, have one name.
    """

    kind: Kind
    giver: str
    receiver: str
    message: str
    at: int
    giver_days: float
    giver_clean: bool = True


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What was given before; more than is asked for is no mistake.

    given: by the giver in the last 30 days, and for this message ever. returned: by the receiver
    to the giver in the last 30 days. received: by the receiver in the last 24 hours. of_message:
    for this message ever. answerers: whom the giver has ever thanked or accepted. Accounts of
    entries are persons here, too.
    """

    given: Sequence[Entry] = ()
    returned: Sequence[Entry] = ()
    received: Sequence[Entry] = ()
    of_message: Sequence[Entry] = ()
    answerers: Collection[str] = frozenset()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """`points` of 0 with the state void: nothing is earned, and `why` says why not. `replaces`: the
    entry that is taken back for this one (thanks, of which the same giver now says "solved")."""

    points: int
    state: State
    why: str = ""
    replaces: int = 0


def decide(gift: Gift, past: Past, points: Points, caps: Caps) -> Decision:
    """What the gift is worth now. Held entries use up caps like others, undone ones do not."""
    replaced = _replaced(gift, past)
    given = _counting(past.given, but=replaced)
    refused = (
        _unfit(gift, caps)
        or _of_this_message(gift, given, caps)
        or _pair(gift, (*given, *_counting(past.returned)), caps)
        or _asker(gift, given, caps)
    )
    if refused:
        return Decision(points=0, state="void", why=refused)
    decision = _worth(gift, past, replaced, points, caps)
    if replaced is None or decision.state == "void":
        return decision
    return msgspec.structs.replace(decision, replaces=replaced.id)


def _unfit(gift: Gift, caps: Caps) -> str:
    if gift.giver == gift.receiver:
        return "oneself"
    if gift.giver_days < caps.giver_days:
        return "new account"
    return "" if gift.giver_clean else "standing"


def _of_this_message(gift: Gift, given: Sequence[Entry], caps: Caps) -> str:
    rewarded = {entry.account for entry in given if entry.message == gift.message}
    if gift.receiver in rewarded:
        return "again"
    return "receivers" if len(rewarded) >= caps.receivers else ""


def _pair(gift: Gift, between: Iterable[Entry], caps: Caps) -> str:
    """Both directions count together."""
    pair = {gift.giver, gift.receiver}
    both = [entry for entry in between if {entry.account, entry.by} == pair]
    if len(_within(both, gift, DAY)) >= caps.pair_day:
        return "pair today"
    return "pair month" if len(_within(both, gift, MONTH)) >= caps.pair_month else ""


def _asker(gift: Gift, given: Iterable[Entry], caps: Caps) -> str:
    if gift.kind != "accept":
        return ""
    accepted = [entry for entry in given if entry.kind == "accept"]
    if len(_within(accepted, gift, DAY)) >= caps.asker_day:
        return "asker today"
    return "asker month" if len(_within(accepted, gift, MONTH)) >= caps.asker_month else ""


def _worth(gift: Gift, past: Past, replaced: Entry | None, points: Points, caps: Caps) -> Decision:
    if gift.kind == "accept":
        return _acceptance(gift, past, points, caps)
    full = points.thanks if gift.kind == "thanks" else points.vote
    left = caps.day_points - _received(gift, past, replaced)
    if gift.kind == "vote":
        votes = [one for one in _counting(past.of_message) if one.kind == "vote"]
        on_answer = caps.answer_votes - sum(one.worth for one in votes)
        if on_answer < min(full, left):
            return _clipped(full, on_answer, "votes")
    return _clipped(full, left, "day")


def _acceptance(gift: Gift, past: Past, points: Points, caps: Caps) -> Decision:
    """Of an asker whom few have answered it is worth what thanks are."""
    if len({*past.answerers, gift.receiver}) >= caps.answerers:
        return Decision(points=points.accept, state="full")
    less = min(points.thanks, points.accept)
    return Decision(points=less, state="reduced", why="few answerers")


def _clipped(full: int, left: int, why: str) -> Decision:
    if left >= full:
        return Decision(points=full, state="full")
    if left > 0:
        return Decision(points=left, state="reduced", why=why)
    return Decision(points=0, state="void", why=why)


def _received(gift: Gift, past: Past, replaced: Entry | None) -> int:
    """Points of thanks and votes in the last 24 hours, those that are held too."""
    lately = _within(_counting(past.received, but=replaced), gift, DAY)
    return sum(one.worth for one in lately if one.kind in ("thanks", "vote"))


def _replaced(gift: Gift, past: Past) -> Entry | None:
    """Thanks of the same person for the same message, when it is accepted after all."""
    if gift.kind != "accept":
        return None
    same = (
        one
        for one in _counting(past.given)
        if one.kind == "thanks" and (one.account, one.message) == (gift.receiver, gift.message)
    )
    return next(same, None)


def _counting(past: Iterable[Entry], but: Entry | None = None) -> list[Entry]:
    """What uses up a cap: not what was taken back."""
    return [one for one in past if not one.undone and (but is None or one.id != but.id)]


def _within(past: Iterable[Entry], gift: Gift, length: int) -> list[Entry]:
    """A whole day later is another day. A clock that was put back frees nobody of a cap."""
    return [one for one in past if abs(gift.at - one.at) < length]


def answerers(past: Iterable[Entry]) -> frozenset[str]:
    """Whom a giver has thanked or accepted."""
    return frozenset(one.account for one in past if one.kind in HELPED and not one.undone)
