"""Words near a number that tell what it is: bare digits or hex could be anything."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

_BEFORE = 64
_AFTER = 32
_LONGEST_SIGN = 48  # a sign is read whole though it begins before that
_LAST = "~"  # sorts behind the names of the groups


def signs(words: tuple[str, ...], *, unless: tuple[str, ...] = ()) -> re.Pattern[str]:
    """What `Context` reads: patterns of telling words, of words that deny them, clause ends.

    Each begins with a letter. One of ASCII counts only as a whole; others are often glued.
    """
    denying = f"(?P<denies>{_anywhere(unless)})|" if unless else ""
    return re.compile(
        rf"{denying}(?P<tells>{_anywhere(words)})|(?P<ends>[\n.;!?。；！？]+)", re.IGNORECASE
    )


def _anywhere(words: tuple[str, ...]) -> str:
    whole = "|".join(word for word in words if word[0].isascii())
    glued = "|".join(word for word in words if not word[0].isascii())
    # The neighbours are what keys are made of, so that no word is read inside a key.
    either = [rf"(?<![a-z0-9+/])(?:{whole})(?![a-z0-9+/])"] if whole else []
    either += [glued] if glued else []
    # Most letters begin no word: one look there instead of one for each.
    first = "".join(sorted({word[0] for word in words}))
    return f"(?=[{first}])(?:{'|'.join(either)})"


class Context:
    """The signs around the numbers of one text, read once for all of `spans`, which are sorted."""

    def __init__(
        self, pattern: re.Pattern[str], text: str, spans: Iterable[tuple[int, int]]
    ) -> None:
        self._signs = [
            (m.end(), str(m.lastgroup))
            for start, end in _around(spans)
            for m in pattern.finditer(text, start, end)
        ]

    def tells(self, span: tuple[int, int], since: int = 0) -> bool:
        """Whether the nearest clause with a word, before `span` or else after it, tells and does
        not deny. What stands before `since` belongs to another number."""
        start, end = span
        verdict = _verdict(self._before(start, max(since, start - _BEFORE)))
        return bool(_verdict(self._after(end)) if verdict is None else verdict)

    def _before(self, start: int, limit: int) -> Iterator[str]:
        for place in range(bisect_right(self._signs, (start, _LAST)) - 1, -1, -1):
            end, name = self._signs[place]
            if end <= limit:
                return
            yield name

    def _after(self, start: int) -> Iterator[str]:
        for place in range(bisect_right(self._signs, (start, _LAST)), len(self._signs)):
            end, name = self._signs[place]
            if end > start + _AFTER or name == "ends":
                return
            yield name


def _around(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What has to be read for `spans`, nothing twice."""
    last = 0
    for start, end in spans:
        first = max(last, start - _BEFORE - _LONGEST_SIGN)
        last = max(last, end + _AFTER + _LONGEST_SIGN)
        if first < last:
            yield first, last


def _verdict(names: Iterator[str]) -> bool | None:
    told = None
    for name in names:
        if name == "denies":
            return False
        if name == "tells":
            told = True
        elif told:
            return True
    return told
