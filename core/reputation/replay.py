"""A ledger in memory that is fed line by line, by the same decisions as the real one."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping

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
        self._between: dict[frozenset[str], deque[int]] = defaultdict(deque)
        self._accepted: dict[str, deque[int]] = defaultdict(deque)
        self._received: dict[str, deque[int]] = defaultdict(deque)
        self._of_message: dict[str, list[int]] = defaultdict(list)
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
            self.step(decision.replaces, "undo", why="replaced", by=gift.giver, now=moment.at)
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
        self._between[frozenset((gift.giver, gift.receiver))].append(number)
        self._received[gift.receiver].append(number)
        self._of_message[gift.message].append(number)
        if gift.kind == "accept":
            self._accepted[gift.giver].append(number)

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
        for number in reversed(self._of_message[message]):
            entry = self.entries[number]
            if entry.by == giver and entry.state != "void":
                self.step(number, "undo", why="undone", by=giver, now=now)
                return

    def _past(self, gift: Gift) -> Past:
        """What the rules look at, and little more."""
        of_message = self._found(self._of_message[gift.message])
        between = self._lately(self._between[frozenset((gift.giver, gift.receiver))], gift, MONTH)
        accepted = self._lately(self._accepted[gift.giver], gift, MONTH)
        given = {**of_message, **between, **accepted}
        return Past(
            given=[one for one in given.values() if one.by == gift.giver],
            returned=[one for one in between.values() if one.by == gift.receiver],
            received=list(self._lately(self._received[gift.receiver], gift, DAY).values()),
            of_message=list(of_message.values()),
            answerers=self._answerers(gift.giver),
        )

    def _answerers(self, giver: str) -> frozenset[str]:
        counted: Mapping[str, int] = self._answered.get(giver, {})
        return frozenset(account for account, times in counted.items() if times > 0)

    def _lately(self, numbers: deque[int], gift: Gift, window: int) -> dict[int, Entry]:
        while numbers and self.entries[numbers[0]].at <= gift.at - window:
            numbers.popleft()
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
