"""A text without ornaments, and where each of its letters stood before."""

import unicodedata
from collections.abc import Collection, Set
from functools import cache

from core import bytewise
from moderation import signs, windows
from moderation.folding import letters

_NO_SIGN = "\ufffd"  # for half a sign, which nothing else can encode
_MANY = 64  # different signs: one pass is faster than one for each


def plain(text: str, unusual: Set[str] | None = None) -> str:
    """Lower case, letters as plain letters of their own script, without what shows nothing.
    `unusual`: those signs of the text that `bytewise` calls so, where they are known already."""
    if text.isascii():
        return text.lower()
    table = _plain_table()
    unusual = bytewise.unusual(text) if unusual is None else unusual
    changing = signs.UNUSUAL.findall("".join(unusual))
    if len(changing) > _MANY:
        return text.translate(table)
    for char in sorted(changing):
        text = text.replace(char, table[ord(char)])
    return text.lower()


def shifts(text: str, unusual: Set[str]) -> tuple[list[int], list[int]]:
    """For each letter that is no single one in the plain text: where it ends there, and where it
    stands in `text`. `unusual` as of `plain`."""
    table = _plain_table()
    shifting = {sign for sign in unusual if len(table[ord(sign)]) != 1}
    after: list[int] = []
    origins: list[int] = []
    shift = 0
    for place in _places(text, shifting):
        shift += len(table[ord(text[place])]) - 1
        after.append(place + 1 + shift)
        origins.append(place)
    return after, origins


def _places(text: str, signs: Collection[str]) -> list[int]:
    if len(signs) > _MANY:
        return [place for place, sign in enumerate(text) if sign in signs]
    return windows.places(text, signs)


class _PlainTable(dict[int, str]):
    """For `str.translate`: lower case, compatibility forms plain, decorative letters as letters,
    nothing for what shows nothing; letters of living scripts stay what they are."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = shown = _plain(char)
        return shown


@cache
def _plain_table() -> _PlainTable:
    return _PlainTable()


def _plain(char: str) -> str:
    if char in signs.SIGNS:
        return signs.SIGNS[char]
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Cs":
        return _NO_SIGN
    plain = unicodedata.normalize("NFKC", char).lower()
    if category in ("So", "Sk", "No", "Lm") or plain != char.lower():
        shown = letters(char)
        return plain if shown.isspace() and plain.isascii() else shown
    if category.startswith("Z"):
        return " " if char not in "\n\r" else char
    return plain
