"""Phrases that scams are made of, found fast: a text is searched only for those whose anchor, their
first word, stands in it."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("phrases.toml")
_SPACED = frozenset({"en", "es", "ru"})  # the others write words without blanks between them
_OPEN = r"\w{0,6}"
_GAP = r"[\s.,'’-]{1,3}"


class Phrases:
    """`table` maps an anchor to a pattern; both are for lower-case text without ornaments. A
    pattern has no unbounded repeats, so that the search is linear."""

    def __init__(self, table: Iterable[tuple[str, str]]) -> None:
        self._table = [(anchor, re.compile(pattern)) for anchor, pattern in table]

    @classmethod
    def of(cls, name: str) -> "Phrases":
        """The phrases of a table in `phrases.toml`."""
        return cls(_rows(_tables()[name]))

    def first(self, plain: str) -> re.Match[str] | None:
        for anchor, pattern in self._table:
            if anchor in plain and (match := pattern.search(plain)):
                return match
        return None


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
                yield _anchor(phrase), rf"(?<!\w){_between(phrase, _GAP)}(?!\w)"
        else:
            yield from ((phrase, re.escape(phrase)) for phrase in phrases)


def _anchor(phrase: str) -> str:
    return phrase.partition(" ")[0]


def _between(phrase: str, gap: str) -> str:
    return gap.join(map(re.escape, phrase.split(" ")))
