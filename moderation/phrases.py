"""Phrases that scams are made of, all of them looked for at once in a text without ornaments.

A phrase is tried only where its longest word stands in the text, and all its other words, too.
"""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_FILE = Path(__file__).with_name("phrases.toml")
_SPACED = frozenset({"en", "es", "ru"})  # the others write words without blanks between them
_WORD = re.compile(r"\w+")
_JOINS_WORDS = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_SIGNS_TO_BLANKS = str.maketrans(dict.fromkeys(string.punctuation.replace("_", ""), " "))
_USUAL_SIGNS = ",.!?:;()/-'\"、…"
_OPEN = r"\w{0,6}"
_HEAD = 3  # letters; anchors with open ends are as long at least
ENOUGH = 2  # phrases of one table; no more are counted


class Row(NamedTuple):
    """A phrase of `table`. `needs` are words that must be there, `needle` stands in the flat text,
    `pattern` is for words with any ending; what is empty asks for nothing."""

    table: str
    needs: frozenset[str] = frozenset()
    needle: str = ""
    pattern: str = ""


def flat(plain: str) -> str:
    """The words of a text with one blank between them and at both ends."""
    if plain.isascii():
        return f" {' '.join(plain.translate(_SIGNS_TO_BLANKS).split())} "
    for sign in _USUAL_SIGNS:
        plain = plain.replace(sign, " ")
    odd = {sign for piece in plain.split() if not piece.isalnum() for sign in piece}
    for sign in odd:
        if not (sign.isalnum() or sign == "_"):
            plain = plain.replace(sign, " ")
    return f" {' '.join(plain.split())} "


def words_in(plain: str, flat: str) -> Set[str]:
    """The words of a text, and the anchors that stand within words."""
    words = set(flat.split())
    for head in {word[:_HEAD] for word in words} & _begun().keys():
        words.update([anchor for anchor in _begun()[head] if f" {anchor}" in flat])
    if _JOINS_WORDS.search(plain):
        words.update(_phrases_in(plain))
    return words


def _phrases_in(plain: str) -> Iterator[str]:
    known = _glued()
    for found in _heads().finditer(plain):
        place = found.start()
        for phrase in known.get(plain[place : place + 2], ()):
            if plain.startswith(phrase, place):
                yield phrase


def said(flat: str, words: Set[str]) -> Mapping[str, int]:
    """How many phrases of each table there are, up to `ENOUGH`."""
    found = dict.fromkeys(_tables(), 0)
    rows = _by_anchor()
    for anchor in words & rows.keys():
        for row in rows[anchor]:
            if found[row.table] < ENOUGH and row.needs <= words and _stands(row, flat):
                found[row.table] += 1
    return found


def _stands(row: Row, flat: str) -> bool:
    if row.pattern:
        return _compiled(row.pattern).search(flat) is not None
    return row.needle in flat


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Only when its anchor is met: all of them would cost the start a tenth of a second."""
    return re.compile(pattern)


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _by_anchor() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for name, table in _tables().items():
        for language, phrases in table.items():
            for anchor, row in _rows(name, language, phrases):
                found.setdefault(anchor, []).append(row)
    return found


def _rows(table: str, language: str, phrases: Any) -> Iterator[tuple[str, Row]]:
    if language == "open":
        for pieces in map(_WORD.findall, (one for many in phrases.values() for one in many)):
            pattern = " " + f"{_OPEN} ".join(pieces) if len(pieces) > 1 else ""
            yield max(pieces, key=len), Row(table, pattern=pattern)
    elif language in _SPACED:
        for pieces in map(_WORD.findall, phrases):
            needle = f" {' '.join(pieces)} " if len(pieces) > 1 else ""
            yield max(pieces, key=len), Row(table, frozenset(pieces), needle)
    else:
        yield from ((phrase, Row(table)) for phrase in phrases)


@cache
def _begun() -> dict[str, list[str]]:
    """Anchors of words with any ending, by their first letters."""
    found: dict[str, list[str]] = {}
    for table in _tables().values():
        for phrase in (one for many in table.get("open", {}).values() for one in many):
            anchor = max(_WORD.findall(phrase), key=len)
            found.setdefault(anchor[:_HEAD], []).append(anchor)
    return found


@cache
def _glued() -> dict[str, list[str]]:
    """Phrases of languages that write no blanks between words, by their first two letters."""
    found: dict[str, list[str]] = {}
    for table in _tables().values():
        for language in table.keys() - _SPACED - {"open"}:
            for phrase in table[language]:
                found.setdefault(phrase[:2], []).append(phrase)
    return found


@cache
def _heads() -> re.Pattern[str]:
    """Where one of them may begin; alternatives would be tried one after another."""
    firsts, seconds = (re.escape("".join({*letters})) for letters in zip(*_glued(), strict=True))
    return re.compile(f"[{firsts}](?=[{seconds}])")
