"""Who asked something where, and who wrote there since: many help without replying to anybody."""

from collections import OrderedDict

import msgspec

from core.events import Account, MessageReceived
from core.moments import to_micros
from core.reputation.ledger import reference
from core.reputation.recent import keep
from core.reputation.rules import DAY

WINDOW = DAY  # from a question to what may be its answer
_NO_ANSWER = -1


class Asked(msgspec.Struct, frozen=True):
    """The first and the last question of a talk, in microseconds: no day without one between."""

    first: int
    last: int

    def covers(self, at: int) -> bool:
        """Whether something that was said then may answer one of them."""
        return self.first <= at <= self.last + WINDOW


class Talks:
    """Of one running program, as long as it runs."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, Asked] = OrderedDict()
        self._spoke: OrderedDict[str, int] = OrderedDict()
        self._said: OrderedDict[str, int] = OrderedDict()
        self._heard: OrderedDict[str, int] = OrderedDict()

    def note(
        self, message: MessageReceived, author: Account, *, asks: bool, may_answer: bool
    ) -> None:
        """A reply to another answers that one only."""
        at = to_micros(message.at)
        key = f"{message.place.key}|{author}"
        keep(self._heard, key, at)
        quoted = message.quoted
        is_open = may_answer and (quoted is None or quoted.ours or quoted.author is None)
        keep(self._said, reference(message.place, message.message), at if is_open else _NO_ANSWER)
        if is_open:
            keep(self._spoke, key, at)
        if asks:
            keep(self._asked, key, self._with(key, at))

    def _with(self, key: str, at: int) -> Asked:
        before = self._asked.get(key)
        return Asked(before.first, at) if before and before.covers(at) else Asked(at, at)

    def knows(self, message: str) -> bool:
        """Whether it was seen; else nobody can tell whom it answered."""
        return message in self._said

    def may_answer(self, message: str, place: str, asker: Account) -> bool:
        """It was said to all, in the place where this person had asked."""
        asked = self._asked.get(f"{place}|{asker}")
        return asked is not None and asked.covers(self._said.get(message, _NO_ANSWER))

    def spoke_since(self, other: Account, place: str, asker: Account) -> bool:
        """Whether the other has said something there that may be an answer."""
        asked = self._asked.get(f"{place}|{asker}")
        return asked is not None and asked.covers(self._spoke.get(f"{place}|{other}", _NO_ANSWER))

    def asks_nothing(self, place: str, person: Account, since: int) -> bool:
        """They were heard there, and it was no question."""
        key = f"{place}|{person}"
        asked = self._asked.get(key)
        return key in self._heard and (asked is None or asked.last < since)

    def forget(self, account: Account) -> None:
        for kept in (self._asked, self._spoke, self._heard):
            for key in [key for key in kept if key.endswith(f"|{account}")]:
                del kept[key]
