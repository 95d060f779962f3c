"""Phrases that scams are made of, all of them looked for in two passes (Aho and Corasick): words in
a text without signs, and what is written without blanks among the hints in the text as it is."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from core import bytewise
from moderation.windows import Places

_FILE = Path(__file__).with_name("phrases.toml")
_SPACED = frozenset({"en", "es", "ru"})  # the others write words without blanks between them
_WORD = re.compile(r"\w+")
_JOINS_WORDS = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_WORDS_ONLY = bytewise.table(lambda sign: sign if sign.isalnum() or sign == "_" else " ")
_OPEN = r"\w{0,6}"
ENOUGH = 2  # phrases of one table; no more are counted


class Row(NamedTuple):
    """A phrase of `table`, looked for as `needle`. One of several words with any ending is looked
    for by the longest of them, and must match `pattern`."""

    table: str
    needle: str
    pattern: str = ""


def flat(plain: str, unusual: Set[str]) -> str:
    """The words of a text with one blank between them and at both ends. `unusual`: those of the
    signs of `plain` that `bytewise` calls so."""
    plain = bytewise.translated(plain, _WORDS_ONLY)
    plain = bytewise.blanked(plain, {sign for sign in unusual if not sign.isalnum()})
    plain = f" {plain} "
    while "  " in plain:
        plain = plain.replace("  ", " ")
    return plain


def found(plain: str, flat: str, places: Places) -> Set[str]:
    """The needles of all phrases that may be there; without the blanks that mark a whole word.
    `places` are those of the hints of `plain`, of which the phrases without blanks are some."""
    words = {*map(str.strip, _spaced().find_matches_as_strings(flat, overlapping=True))}
    without_blanks = places.keys() & glued()
    return words | without_blanks if without_blanks and _JOINS_WORDS.search(plain) else words


def said(flat: str, found: Set[str]) -> Mapping[str, int]:
    """How many phrases of each table there are, up to `ENOUGH`."""
    counts = dict.fromkeys(_tables(), 0)
    rows = _by_needle()
    for needle in found:
        for row in rows[needle]:
            if counts[row.table] < ENOUGH and _stands(row, flat):
                counts[row.table] += 1
    return counts


def _stands(row: Row, flat: str) -> bool:
    return not row.pattern or _compiled(row.pattern).search(flat) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
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
                yield from (Row(name, flat(phrase, bytewise.unusual(phrase))) for phrase in phrases)
            else:
                yield from (Row(name, phrase) for phrase in phrases)


def _open(table: str, pieces: list[str]) -> Row:
    pattern = " " + f"{_OPEN} ".join(pieces) if len(pieces) > 1 else ""
    return Row(table, f" {max(pieces, key=len)}", pattern)


@cache
def _spaced() -> AhoCorasick:
    """As fast on a busy machine as the largest kind of automaton, which takes five megabytes."""
    needles = dict.fromkeys(row.needle for row in _rows() if row.needle[0] == " ")
    return AhoCorasick(needles, implementation=Implementation.ContiguousNFA)


@cache
def glued() -> frozenset[str]:
    """Phrases of languages that write no blanks between words."""
    return frozenset(row.needle for row in _rows() if row.needle[0] != " ")
