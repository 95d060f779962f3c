"""A ledger in memory that is fed line by line, by the same decisions as the real one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from core.config.reputation import Caps, Points
from core.reputation import ledger, rules
from core.reputation.history import Line, Moment
from core.reputation.ledger import HELPED, Entry, Kind, Row, Step
from core.reputation.rules import DAY, MONTH, Decision, Gift, Past


class Refused(msgspec.Struct, frozen=True):
    """A line that earned nothing, and why."""

    at: int
    line: Line
    why: str


class Replay:
    """`rows` is the ledger, `entries` what it says; `lines` are the lines of entries, by id."""

    def __init__(self, points: Points, caps: Caps) -> None:
        self._points = points
        self._caps = caps
        self.rows: list[Row] = []
        self.entries: dict[int, Entry] = {}
        self.lines: dict[int, Line] = {}
        self.refused: list[Refused] = []
        self._between: dict[frozenset[str], list[int]] = defaultdict(list)
        self._accepted: dict[str, list[int]] = defaultdict(list)
        self._received: dict[str, list[int]] = defaultdict(list)
        self._voted: dict[str, list[int]] = defaultdict(list)
        self._given: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._answered: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def feed(self, moment: Moment) -> None:
        """Moments come in their order."""
        line = moment.line
        if line.kind == "undo":
            self._take_back(str(line.giver), str(line.message), moment.at)
            return
        gift = _gift(line, line.kind, moment.at)
        decision = rules.decide(gift, self._past(gift), self._points, self._caps)
        if decision.state == "void":
            self.refused.append(Refused(moment.at, line, decision.why))
            return
        if decision.replaces:
            self._undo(decision.replaces, "replaced", gift.giver, moment.at)
        self._earn(gift, decision, line)

    def step(self, entry: int, step: Step, *, why: str, by: str, now: int) -> None:
        row = ledger.follow(self.entries[entry], step, why=why, by=by, now=now)
        if row is not None:
            self._write(row)

    def _earn(self, gift: Gift, decision: Decision, line: Line) -> None:
        row = Row(
            account=gift.receiver, kind=gift.kind, points=decision.points, worth=decision.points,
            state=decision.state, why=decision.why, by=gift.giver, by_days=int(gift.giver_days),
            message=gift.message, at=gift.at, noted_at=gift.at,
        )  # fmt: skip
        number = self._write(row)
        self.lines[number] = line
        for kept in self._kept(self.entries[number]):
            kept.append(number)

    def _kept(self, entry: Entry) -> Iterator[list[int]]:
        """Where an entry is remembered: by each cap that it uses up."""
        yield self._between[frozenset((entry.by, entry.account))]
        yield self._given[entry.message, entry.by]
        if entry.kind == "accept":
            yield self._accepted[entry.by]
            return
        yield self._received[entry.account]
        if entry.kind == "vote":
            yield self._voted[entry.message]

    def _write(self, row: Row) -> int:
        row = msgspec.structs.replace(row, id=len(self.rows) + 1)
        self.rows.append(row)
        number = row.of or row.id
        before = self.entries.get(number)
        entry = self.entries[number] = ledger.after(before, row)
        if entry.kind in HELPED and (before is None or entry.undone != before.undone):
            self._answered[entry.by][entry.account] += -1 if entry.undone else 1
        return number

    def _take_back(self, giver: str, message: str, now: int) -> None:
        for number in reversed(self._given[message, giver]):
            if self.entries[number].state != "void":
                self._undo(number, "undone", giver, now)
                return

    def _undo(self, number: int, why: str, by: str, now: int) -> None:
        """It uses up nothing any more."""
        self.step(number, "undo", why=why, by=by, now=now)
        for kept in self._kept(self.entries[number]):
            if number in kept:  # it may be long ago
                kept.remove(number)

    def _past(self, gift: Gift) -> Past:
        """What the rules look at, and little more."""
        between = self._lately(self._between[frozenset((gift.giver, gift.receiver))], gift, MONTH)
        given = {
            **self._found(self._given[gift.message, gift.giver]),
            **between,
            **self._lately(self._accepted[gift.giver], gift, MONTH),
        }
        return Past(
            given=[one for one in given.values() if one.by == gift.giver],
            returned=[one for one in between.values() if one.by == gift.receiver],
            received=list(self._lately(self._received[gift.receiver], gift, DAY).values()),
            of_message=list(self._found(self._voted[gift.message]).values()),
            answerers=self._answerers(gift.giver),
        )

    def _answerers(self, giver: str) -> frozenset[str]:
        counted: Mapping[str, int] = self._answered.get(giver, {})
        return frozenset(account for account, times in counted.items() if times > 0)

    def _lately(self, numbers: list[int], gift: Gift, window: int) -> dict[int, Entry]:
        """Those before it are forgotten for good."""
        start = gift.at - window
        first = (at for at, one in enumerate(numbers) if self.entries[one].at > start)
        del numbers[: next(first, len(numbers))]
        return self._found(numbers)

    def _found(self, numbers: Iterable[int]) -> dict[int, Entry]:
        return {number: self.entries[number] for number in numbers}


def _gift(line: Line, kind: Kind, at: int) -> Gift:
    return Gift(
        kind=kind,
        giver=str(line.giver),
        receiver=str(line.receiver),
        message=str(line.message),
        at=at,
        giver_days=line.account_age_days or 0,
    )
