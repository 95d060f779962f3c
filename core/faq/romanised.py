"""Chinese, Japanese and Korean typed in Latin letters, read as what they stand for."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from core.faq.features import Token, tokens

FILE = Path(__file__).with_name("romanised.toml")

LEAST, SHARE = 2, 0.5
"""So many words of one language, and that share of the text: "ban" alone is an English word."""


def read(words: Sequence[Token]) -> Sequence[Token]:
    """In its own script, if most of the text is in the table of one language."""
    typed = [word for *_, word in words]
    if len(known := _all().intersection(typed)) < LEAST:
        return words
    for table in _tables().values():
        count = sum(word in table for word in typed)
        if len(known & table.keys()) >= LEAST and count >= SHARE * len(words):
            return _joined(tokens(table.get(word[2], "".join(word)))[0] for word in words)
    return words


def _joined(words: Iterable[Token]) -> list[Token]:
    """Ideograms have no spaces between them."""
    joined: list[Token] = []
    for word in words:
        if word[0] and joined and joined[-1][0]:
            joined[-1] = (joined[-1][0] + word[0], "", "")
        else:
            joined.append(word)
    return joined


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def _all() -> frozenset[str]:
    return frozenset(word for table in _tables().values() for word in table)
