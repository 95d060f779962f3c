"""Phrases of six languages, which are data, and how they are found in what people write.

Signs are spaces and letters are small before anything is compared. Where words are parted by spaces
a phrase is whole words, or begins so: spasib*, or ends the text: gracias no$. In zh, ja and ko they
are found within words, but between spaces where a space stands before and after.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

LONGEST = 1_000  # code points that are looked at

_SIGNS = re.compile(r"[^\w🙏]+|_")
_WITHIN_WORDS = ("zh", "ja", "ko")

Lists = Mapping[str, Mapping[str, list[str]]]
"""By language and name of the list."""


def load(name: str) -> dict[str, dict[str, list[str]]]:
    """A file beside this one."""
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def fold(text: str) -> str:
    """Small letters between single spaces, with one at each end."""
    return f" {_SIGNS.sub(' ', plain(text)).strip()} "


def any_of(data: Lists, key: str) -> str:
    """A regular expression for any phrase of these lists in a folded text."""
    return "|".join(
        part for language, lists in data.items() for part in parts(language, lists[key])
    )


def parts(language: str, phrases: Iterable[str]) -> Iterable[str]:
    """Spaces around whole words are looked at and left to the neighbours."""
    for phrase in phrases:
        written = re.escape(fold(phrase).strip())
        if phrase.endswith("$"):
            yield f"(?<= ){written} $"
        elif language in _WITHIN_WORDS and not phrase.startswith(" "):
            yield written
        else:
            yield f"(?<= ){written}" if phrase.endswith("*") else f"(?<= ){written}(?= )"
