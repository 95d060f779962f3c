"""Phrases that scams are made of, found fast: a text is searched only around the anchors of
phrases, their longest words."""

import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from moderation import windows

_FILE = Path(__file__).with_name("phrases.toml")
_SPACED = frozenset({"en", "es", "ru"})  # the others write words without blanks between them
_WORD = re.compile(r"\w+")
_JOINS_WORDS = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_SIGNS_TO_BLANKS = str.maketrans(dict.fromkeys(string.punctuation.replace("_", ""), " "))
_USUAL_SIGNS = ",.!?:;()/-'\"、…"
_START = r"(?<!\w)"
_WHOLE = r"(?!\w)"
_OPEN = r"\w{0,6}"
_MOST_ENDING = 6
_GAP = r"[\s.,'’-]{1,3}"
_WIDEST_GAP = 3
_HEAD = 3  # letters; anchors are as long at least


class Row(NamedTuple):
    """`needs` are the other words that must be in a text beside the anchor, so that most patterns
    are not even tried; a match lies within `reach` of the anchor."""

    anchor: str
    pattern: str
    reach: int
    needs: frozenset[str] = frozenset()


class Phrases:
    """For lower-case text without ornaments. No pattern has an unbounded repeat: linear."""

    def __init__(self, table: Iterable[Row]) -> None:
        self._rows: dict[str, list[Row]] = {}
        for row in table:
            self._rows.setdefault(row.anchor, []).append(row)
        self._anchors = frozenset(self._rows)

    @classmethod
    def of(cls, name: str) -> "Phrases":
        """The phrases of a table in `phrases.toml`."""
        return cls(_rows(_tables()[name]))

    def first(self, plain: str, anchors: Set[str]) -> re.Match[str] | None:
        """A phrase in the text, whose anchors are given by `anchors_in`."""
        return next(self._matches(plain, anchors), None)

    def count(self, plain: str, anchors: Set[str]) -> int:
        """How many different words of the text its phrases are anchored in."""
        return len({match[0] for match in self._matches(plain, anchors)})

    def _matches(self, plain: str, anchors: Set[str]) -> Iterator[re.Match[str]]:
        """The first of each phrase."""
        for anchor in self._anchors & anchors:
            for row in self._rows[anchor]:
                if row.needs <= anchors:
                    spans = windows.around(plain, (anchor,), row.reach, row.reach)
                    if match := next(windows.matches(_compiled(row.pattern), plain, spans), None):
                        yield match


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Only when its anchor is met: all of them would cost the start a tenth of a second."""
    return re.compile(pattern)


def anchors_in(plain: str) -> Set[str]:
    """Every word of a text, and the anchors that stand within words."""
    if plain.isascii():
        words = set(plain.translate(_SIGNS_TO_BLANKS).split())
    else:
        words = _words(plain)
        if _JOINS_WORDS.search(plain):
            heads = _heads().findall(plain)
            words.update([a for head in {*heads} for a in _glued()[head] if a in plain])
    begun = (
        anchor
        for head in {word[:_HEAD] for word in words} & _begun().keys()
        for anchor in _begun()[head]
    )
    words.update([anchor for anchor in begun if anchor in plain])
    return words


def _words(plain: str) -> set[str]:
    for sign in _USUAL_SIGNS:
        plain = plain.replace(sign, " ")
    words = set(plain.split())
    odd = {word for word in words if not word.isalnum()}
    words.update(_WORD.findall(" ".join(odd)))
    return words


@cache
def _glued() -> dict[str, list[str]]:
    """Phrases of languages that write no blanks between words, by their first two letters."""
    found: dict[str, list[str]] = {}
    for row in _all():
        if not row.pattern.startswith(_START):
            found.setdefault(row.anchor[:2], []).append(row.anchor)
    return found


@cache
def _heads() -> re.Pattern[str]:
    """A letter that begins none of them is passed over at once."""
    seconds: dict[str, str] = {}
    for head in sorted(_glued()):
        seconds[head[0]] = seconds.get(head[0], "") + head[1]
    return re.compile("|".join(f"{f}[{re.escape(rest)}]" for f, rest in seconds.items()))


@cache
def _begun() -> dict[str, list[str]]:
    """Anchors of languages that inflect words, by their first letters."""
    found: dict[str, list[str]] = {}
    for row in _all():
        if row.pattern.startswith(_START) and not row.pattern.endswith(_WHOLE):
            found.setdefault(row.anchor[:_HEAD], []).append(row.anchor)
    return found


def _all() -> Iterator[Row]:
    for table in _tables().values():
        yield from _rows(table)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _rows(table: dict[str, Any]) -> Iterator[Row]:
    for language, phrases in table.items():
        if language == "open":
            for phrase in (phrase for open_ended in phrases.values() for phrase in open_ended):
                pattern = f"{_START}{_between(phrase, _OPEN + _GAP)}"
                yield Row(_anchor(phrase), pattern, _reach(phrase, _WIDEST_GAP + _MOST_ENDING))
        elif language in _SPACED:
            for phrase in phrases:
                pattern = f"{_START}{_between(phrase, _GAP)}{_WHOLE}"
                needs = frozenset(_WORD.findall(phrase))
                yield Row(_anchor(phrase), pattern, _reach(phrase, _WIDEST_GAP), needs)
        else:
            yield from (Row(phrase, re.escape(phrase), len(phrase)) for phrase in phrases)


def _anchor(phrase: str) -> str:
    """The rarest of its words is the longest, as a rule."""
    pieces: list[str] = _WORD.findall(phrase)
    return max(pieces, key=len)


def _reach(phrase: str, gap: int) -> int:
    """As far as the phrase can go, and one letter on, which tells whether a word ends."""
    return len(phrase) + gap * phrase.count(" ") + 1


def _between(phrase: str, gap: str) -> str:
    return gap.join(map(re.escape, phrase.split(" ")))
