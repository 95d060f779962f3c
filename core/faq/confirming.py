"""When a way to ask is learned: whose word weighs what, pure decisions over the ledger."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal

import msgspec

from core.faq.likeness import folded

Voice = Literal["asker", "other", "trusted", "test"]
State = Literal["waiting", "learned", "proved", "aside", "refused"]

WEIGHTS: dict[Voice, int] = {"asker": 1, "other": 1, "trusted": 2, "test": 0}
ENOUGH = 2
"""One trusted member, or the asker and one more person."""

MOST_A_DAY: dict[Voice, int] = {"asker": 10, "other": 10, "trusted": 100}
"""Confirmations of one person that count, so that nobody alone can teach a bot nonsense."""

DAY = timedelta(hours=24)
HELD_BACK = 10
"""One phrasing in so many is never learned: it is the live test."""


class Said(msgspec.Struct, frozen=True):
    """A line of the ledger: whether `member` called the entry the right answer."""

    member: int | None
    voice: Voice
    good: bool


def voice_of(*, is_asker: bool, is_trusted: bool) -> Voice:
    """The asker first: being trusted makes nobody a second person to oneself."""
    if is_asker:
        return "asker"
    return "trusted" if is_trusted else "other"


def is_too_much(voice: Voice, said_today: int) -> bool:
    return said_today >= MOST_A_DAY.get(voice, 0)


def next_state(state: State, ledger: Sequence[Said]) -> State:
    """A person's last word counts. What was learned stays so until nothing speaks for it, so that
    one thumb down does not undo two; what the live test put aside stays there. Refused: two
    trusted members say that the entry is no answer to this."""
    last = {line.member: line for line in ledger}.values()
    balance = sum(WEIGHTS[line.voice] * (1 if line.good else -1) for line in last)
    if balance < 0 and _trusted_objections(last) >= ENOUGH:
        return "refused"
    if state in ("learned", "proved") and balance > 0:
        return state
    if balance < ENOUGH or not _has_support(last):
        return "waiting"
    return "aside" if state == "aside" else "learned"


def _trusted_objections(last: Iterable[Said]) -> int:
    return sum(line.voice == "trusted" and not line.good for line in last)


def _has_support(last: Iterable[Said]) -> bool:
    """Bystanders can agree, but not begin."""
    return any(line.good and line.voice in ("asker", "trusted") for line in last)


def is_held_back(text: str) -> bool:
    """By the words alone, so that a near-copy in other capitals is held back, too."""
    digest = hashlib.sha256(folded(text).encode()).digest()
    return int.from_bytes(digest[:4]) % HELD_BACK == 0
