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
_WORD = re.compile(r"\w+")
_JOINS_WORDS = re.compile("[\u1100-\u11ff\u3040-\u9fff\uac00-\ud7a3]")
_SIGNS_TO_BLANKS = str.maketrans(dict.fromkeys(string.punctuation.replace("_", ""), " "))
_USUAL_SIGNS = ",.!?:;()/-'\"、…"
_START = r"(?<!\w)"
_WHOLE = r"(?!\w)"
_OPEN = r"\w{0,6}"
_MOST_ENDING = 6
_GAP = r"[\s.,'’-]{1,3}"
_WIDEST_GAP = 3

_Row = tuple[str, str, int]


class Phrases:
    """Rows of an anchor, a pattern and a reach, for lower-case text without ornaments. A match lies
    within `reach` of its anchor, and no pattern has an unbounded repeat: linear."""

    def __init__(self, table: Iterable[_Row]) -> None:
        rows: dict[str, list[_Row]] = {}
        for row in table:
            rows.setdefault(row[0], []).append(row)
        self._patterns = {
            anchor: ("|".join(row[1] for row in found), max(row[2] for row in found))
            for anchor, found in rows.items()
        }
        self._anchors = frozenset(rows)

    @classmethod
    def of(cls, name: str) -> "Phrases":
        """The phrases of a table in `phrases.toml`."""
        return cls(_rows(_tables()[name]))

    def first(self, plain: str, anchors: Set[str]) -> re.Match[str] | None:
        """A phrase in the text, whose anchors are given by `anchors_in`."""
        for anchor in self._anchors & anchors:
            pattern, reach = self._patterns[anchor]
            spans = windows.around(plain, (anchor,), reach, reach)
            if match := next(windows.matches(_compiled(pattern), plain, spans), None):
                return match
        return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Only when its anchor is met: all of them would cost the start a tenth of a second."""
    return re.compile(pattern)


def anchors_in(plain: str) -> Set[str]:
    """Every word of a text, and the anchors that stand within words."""
    if plain.isascii():
        return set(plain.translate(_SIGNS_TO_BLANKS).split())
    spaced = plain
    for sign in _USUAL_SIGNS:
        spaced = spaced.replace(sign, " ")
    words = set(spaced.split())
    whole: set[str] = set(filter(str.isalnum, words))
    words.update(_WORD.findall(" ".join(words - whole)))
    words.update(anchor for anchor in _begun() if anchor in plain)
    if _JOINS_WORDS.search(plain):
        words.update(_glued().findall(plain))
    return words


@cache
def _glued() -> re.Pattern[str]:
    """Anchors of languages that join words, by their first letters: a letter that begins none of
    them is passed over at once."""
    rests: dict[str, set[str]] = {}
    for anchor, pattern in _anchors():
        if not pattern.startswith(_START):
            rests.setdefault(anchor[0], set()).add(re.escape(anchor[1:]))
    return re.compile(
        "|".join(f"{re.escape(first)}(?:{'|'.join(sorted(rest))})" for first, rest in rests.items())
    )


@cache
def _begun() -> frozenset[str]:
    """Anchors of languages that inflect words."""
    return frozenset(
        anchor
        for anchor, pattern in _anchors()
        if pattern.startswith(_START) and not pattern.endswith(_WHOLE)
    )


def _anchors() -> Iterator[tuple[str, str]]:
    for table in _tables().values():
        for anchor, pattern, _far in _rows(table):
            yield anchor, pattern


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _rows(table: dict[str, Any]) -> Iterator[_Row]:
    for language, phrases in table.items():
        if language == "open":
            for phrase in (phrase for open_ended in phrases.values() for phrase in open_ended):
                pattern = f"{_START}{_between(phrase, _OPEN + _GAP)}"
                yield _anchor(phrase), pattern, _reach(phrase, _WIDEST_GAP + _MOST_ENDING)
        elif language in _SPACED:
            for phrase in phrases:
                pattern = f"{_START}{_between(phrase, _GAP)}{_WHOLE}"
                yield _anchor(phrase), pattern, _reach(phrase, _WIDEST_GAP)
        else:
            yield from ((phrase[:2], re.escape(phrase), len(phrase)) for phrase in phrases)


def _anchor(phrase: str) -> str:
    """The rarest of its words is the longest, as a rule."""
    pieces: list[str] = _WORD.findall(phrase)
    return max(pieces, key=len)


def _reach(phrase: str, gap: int) -> int:
    """As far as the phrase can go, and one letter on, which tells whether a word ends."""
    return len(phrase) + gap * phrase.count(" ") + 1


def _between(phrase: str, gap: str) -> str:
    return gap.join(map(re.escape, phrase.split(" ")))
