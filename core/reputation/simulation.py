"""The rules tried on a history: what each member would have, and why."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec
import numpy as np

from core.config.reputation import Collusion, Reputation
from core.reputation import career, collusion
from core.reputation.collusion import WINDOWS, Suspicion
from core.reputation.edges import Ints
from core.reputation.history import Moment, Name
from core.reputation.ledger import Entry, Row, State
from core.reputation.replay import Replay

_STEPS = 2  # to move on by a whole window

Progress = Callable[[int, int], object]
"""Called with what is done and how much there is."""


class Why(msgspec.Struct, frozen=True):
    """What came of one line. `points` of a held one are those that wait."""

    at: str
    points: int
    state: State
    reason: str


class Outcome(msgspec.Struct, frozen=True):
    """`held` is not in `points`."""

    member: Name
    points: int
    held: int
    rank: int
    why: Sequence[Why]


def run(moments: Sequence[Moment], settings: Reputation, progress: Progress) -> list[Outcome]:
    """Everybody who gave or got, the most points first. Nothing is written anywhere."""
    ordered = sorted(moments, key=lambda one: one.at)
    replay = Replay(settings.points, settings.caps)
    for done, moment in enumerate(ordered, 1):
        replay.feed(moment)
        progress(done, len(ordered))
    evidence = _hold(replay, settings.collusion)
    whys = _whys(replay, evidence)
    names = _names(ordered)
    own: dict[str, list[Entry]] = defaultdict(list)
    for entry in replay.entries.values():
        own[entry.account].append(entry)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in replay.rows:
        rows[row.account].append(row)
    now = ordered[-1].at if ordered else 0
    found = [
        _outcome(name, own[key], whys[key], career.last_rank(rows[key], now, settings.ranks))
        for key, name in names.items()
    ]
    return sorted(found, key=lambda one: (-one.points, -one.held, str(one.member)))


def _names(moments: Iterable[Moment]) -> dict[str, Name]:
    """As they were written, by the names that the ledger knows."""
    both = (name for one in moments for name in (one.line.giver, one.line.receiver))
    return {str(name): name for name in both if name is not None}


def _outcome(name: Name, entries: Iterable[Entry], why: Sequence[Why], rank: int) -> Outcome:
    return Outcome(
        member=name,
        points=sum(entry.points for entry in entries),
        held=sum(one.points for one in why if one.state == "held"),
        rank=rank,
        why=why,
    )


def _hold(replay: Replay, rules: Collusion) -> Mapping[int, Suspicion]:
    """What is held, by entry."""
    evidence: dict[int, Suspicion] = {}
    for suspicion in collusion.united(_suspected(replay, rules)):
        for entry in suspicion.entries:
            replay.step(entry, "hold", why="collusion", by="", now=replay.entries[entry].at)
            evidence.setdefault(entry, suspicion)
    return evidence


def _suspected(replay: Replay, rules: Collusion) -> Iterator[Suspicion]:
    """As a job finds them that looks every day: here each window moves on by a part of it."""
    table = collusion.tabulate(replay.entries.values())
    for window in WINDOWS:
        for until in _ends(table.gifts.at, window[0]):
            yield from collusion.search(table, window, until, rules)


def _ends(at: Ints, window: int) -> Sequence[int]:
    """From the last gift back, until all is seen, over what is empty. A history of one window is
    looked at once."""
    if not len(at):
        return ()
    first, last, step = int(at.min()), int(at.max()), window // _STEPS
    more = max(0, -((first - last + window) // step))
    steps = np.unique((last - at) // step)
    seen = np.union1d(steps, steps - 1)  # a window is as long as two steps
    return [last - number * step for number in seen[(seen >= 0) & (seen <= more)].tolist()]


def _whys(replay: Replay, evidence: Mapping[int, Suspicion]) -> Mapping[str, list[Why]]:
    """By member, in the order of the times."""
    found: dict[str, list[tuple[int, Why]]] = defaultdict(list)
    for number, entry in replay.entries.items():
        points = entry.worth if entry.state == "held" else entry.points
        reason = _reason(entry, evidence.get(number))
        told = Why(replay.lines[number].at, points, entry.state, reason)
        found[entry.account].append((entry.at, told))
    for refused in replay.refused:
        told = Why(refused.line.at, 0, "void", f"{refused.line.kind}: {refused.why}")
        found[str(refused.line.receiver)].append((refused.at, told))
    return defaultdict(
        list,
        {
            name: [told for _, told in sorted(ones, key=lambda one: one[0])]
            for name, ones in found.items()
        },
    )


def _reason(entry: Entry, suspicion: Suspicion | None) -> str:
    if entry.state == "held" and suspicion is not None:
        return f"{entry.kind}: {evidence_of(suspicion)}"
    return f"{entry.kind}: {entry.why}" if entry.why else entry.kind


def evidence_of(suspicion: Suspicion) -> str:
    return (
        f"{' + '.join(suspicion.signs)} of {len(suspicion.people)}: {suspicion.received:.0%} of "
        f"what they got and {suspicion.given:.0%} of what they gave is among them"
    )


def as_text(outcome: Outcome) -> str:
    """One line: member, points, held, rank, and how often which reason, tabs between them."""
    reasons = Counter(one.reason for one in outcome.why)
    why = "; ".join(f"{count} x {reason}" for reason, count in reasons.most_common())
    head = (outcome.member, outcome.points, f"held {outcome.held}", f"rank {outcome.rank}")
    return "\t".join(plain(str(each)) for each in (*head, why))


def plain(text: str) -> str:
    """What a file says, for a terminal: nothing in it can move the cursor or begin a line."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
