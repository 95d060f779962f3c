"""Phrases that scams are made of, all of them looked for in two passes (Aho and Corasick): words in
a text without signs, and what is written without blanks among the hints in the text as it is."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from core import bytewise
from moderation.windows import Places

_FILE = Path(__file__).with_name("phrases.toml")
_SPACED = frozenset({"en", "es", "ru"})  # the others write words without blanks between them
_WORD = re.compile(r"\w+")
_JOINS_WORDS = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
# By the first byte of each sign: Latin letters, and those of other alphabets with blanks.
_LATIN = range(0xC3, 0xCD)
_OTHER_LETTERS = bytewise.table(lambda sign: " ", lambda head: "x" if 0xCD <= head < 0xE2 else " ")
_LATIN_WORDS = bytewise.table(
    lambda sign: sign if sign.isalnum() or sign == "_" else " ",
    lambda head: chr(head) if head in _LATIN else " ",
)
_BLANKS = re.compile(rb"  +")
_OPEN = rb"(?:[^ \x80-\xbf][\x80-\xbf]{0,3}){0,6}"  # signs of a word, in UTF-8
_MOST_OPEN = 6 * 4
ENOUGH = 2  # phrases of one table; no more are counted


class Row(NamedTuple):
    """A phrase of `table`, looked for as `needle`. One of several words with any ending is looked
    for by the longest of them, and must match `pattern`."""

    table: str
    needle: str
    pattern: bytes = b""
    reach: int = 0  # bytes before its needle or behind, at most


Found = Mapping[str, Sequence[int]]


def flat(plain: str, heads: bytes) -> bytes:
    """The words of a text with one blank between them and at both ends: of one in Latin letters,
    beside scripts that write no blanks, the `heads` of its signs, or else the text in UTF-8. For
    the `heads` of `plain` see `bytewise`."""
    if b"x" not in heads.translate(_OTHER_LETTERS):
        words = heads.translate(_LATIN_WORDS)
    else:
        words = _words().of(plain).encode()
    return _BLANKS.sub(b" ", b" " + words + b" ")


@cache
def _words() -> bytewise.Kept:
    return bytewise.Kept(r"\w")


def found(plain: str, flat: bytes, places: Places) -> Found:
    """The needles of all phrases that may be there, without the blanks that mark a whole word, and
    where they begin in `flat`; nowhere if they are written without blanks. `places` are those of
    the hints of `plain`, of which these are some."""
    at: dict[str, list[int]] = {}
    needles = _spaced()
    for number, start, _end in _automaton().find_matches_as_indexes(flat, overlapping=True):
        at.setdefault(needles[number], []).append(start)
    without_blanks = glued().intersection(places.hints)
    if without_blanks and _JOINS_WORDS.search(plain):
        at.update((hint, []) for hint in without_blanks)
    return at


def said(flat: bytes, found: Found) -> Mapping[str, int]:
    """How many phrases of each table there are, up to `ENOUGH`."""
    counts = dict.fromkeys(_tables(), 0)
    rows = _by_needle()
    for needle, places in found.items():
        for row in rows[needle]:
            if counts[row.table] < ENOUGH and _stands(row, flat, places):
                counts[row.table] += 1
    return counts


def _stands(row: Row, flat: bytes, places: Iterable[int]) -> bool:
    return not row.pattern or any(
        _compiled(row.pattern).search(flat, max(0, place - row.reach), place + row.reach)
        for place in places
    )


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    """Only when its needle is met: all of them would cost the start a tenth of a second."""
    return re.compile(pattern)


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _by_needle() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in _rows():
        found.setdefault(row.needle.strip(), []).append(row)
    return found


def _rows() -> Iterator[Row]:
    for name, table in _tables().items():
        for language, phrases in table.items():
            if language == "open":
                for phrase in (one for many in phrases.values() for one in many):
                    yield _open(name, _WORD.findall(phrase))
            elif language in _SPACED:
                yield from (Row(name, _flat(phrase)) for phrase in phrases)
            else:
                yield from (Row(name, phrase) for phrase in phrases)


def _open(table: str, pieces: list[str]) -> Row:
    needle = f" {max(pieces, key=len)}"
    if len(pieces) == 1:
        return Row(table, needle)
    words = [piece.encode() for piece in pieces]
    reach = sum(len(word) + _MOST_OPEN + 1 for word in words)
    return Row(table, needle, b" " + (_OPEN + b" ").join(words), reach)


def _flat(phrase: str) -> str:
    return f" {' '.join(_WORD.findall(phrase))} "


@cache
def _spaced() -> tuple[str, ...]:
    """Needles of languages that write blanks, without those at their ends; twice (see
    `_automaton`)."""
    return tuple(needle.strip() for needle in _needles()) * 2


@cache
def _needles() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.needle for row in _rows() if row.needle[0] == " "))


@cache
def _automaton() -> BytesAhoCorasick:
    """For the needles and, behind all of them, their heads. As fast on a busy machine as the
    largest kind of automaton, which takes five megabytes."""
    needles = [*map(str.encode, _needles()), *map(bytewise.heads, _needles())]
    return BytesAhoCorasick(needles, implementation=Implementation.ContiguousNFA)


@cache
def glued() -> frozenset[str]:
    """Phrases of languages that write no blanks between words."""
    return frozenset(row.needle for row in _rows() if row.needle[0] != " ")
