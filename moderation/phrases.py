"""Phrases that scams are made of, found fast: a text is searched only around the anchors of
phrases, their longest words."""

import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Set
from functools import cache
from pathlib import Path
from typing import Any

from moderation import windows

_FILE = Path(__file__).with_name("phrases.toml")
_SPACED = frozenset({"en", "es", "ru"})  # the others write words without blanks between them
_WORD = re.compile(r"\w{2,32}")
_SIGNS_TO_BLANKS = str.maketrans(dict.fromkeys(string.punctuation.replace("_", ""), " "))
_WHOLE = r"(?!\w)"
_OPEN = r"\w{0,6}"
_LONGEST = 64  # no phrase is longer
_GAP = r"[\s.,'’-]{1,3}"


class Phrases:
    """`table` maps an anchor to a pattern; both are for lower-case text without ornaments. A match
    lies within `reach` of its anchor, and no pattern has an unbounded repeat: linear."""

    def __init__(self, table: Iterable[tuple[str, str]], reach: int = _LONGEST) -> None:
        patterns: dict[str, list[str]] = {}
        for anchor, pattern in table:
            patterns.setdefault(anchor, []).append(pattern)
        self._reach = reach
        self._patterns = {a: re.compile("|".join(found)) for a, found in patterns.items()}

    @classmethod
    def of(cls, name: str) -> "Phrases":
        """The phrases of a table in `phrases.toml`."""
        return cls(_rows(_tables()[name]))

    def first(self, plain: str, anchors: Set[str]) -> re.Match[str] | None:
        """A phrase in the text, whose anchors are given by `anchors_in`."""
        for anchor in self._patterns.keys() & anchors:
            spans = windows.around(plain, (anchor,), self._reach, self._reach)
            if match := next(windows.matches(self._patterns[anchor], plain, spans), None):
                return match
        return None


def anchors_in(plain: str) -> frozenset[str]:
    """Every word of a text, and the anchors that stand within words."""
    if plain.isascii():
        return frozenset(plain.translate(_SIGNS_TO_BLANKS).split())
    return frozenset((*_WORD.findall(plain), *_glued().findall(plain)))


@cache
def _glued() -> re.Pattern[str]:
    """Anchors of languages that join words or inflect them."""
    anchors = {
        anchor
        for table in _tables().values()
        for anchor, pattern in _rows(table)
        if not pattern.endswith(_WHOLE)
    }
    return re.compile("|".join(map(re.escape, sorted(anchors))))


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _rows(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for language, phrases in table.items():
        if language == "open":
            for phrase in (phrase for open_ended in phrases.values() for phrase in open_ended):
                yield _anchor(phrase), rf"(?<!\w){_between(phrase, _OPEN + _GAP)}"
        elif language in _SPACED:
            for phrase in phrases:
                yield _anchor(phrase), rf"(?<!\w){_between(phrase, _GAP)}{_WHOLE}"
        else:
            yield from ((phrase[:2], re.escape(phrase)) for phrase in phrases)


def _anchor(phrase: str) -> str:
    """The rarest of its words is the longest, as a rule."""
    return max(phrase.split(" "), key=len)


def _between(phrase: str, gap: str) -> str:
    return gap.join(map(re.escape, phrase.split(" ")))
