"""What a text looks like: every letter becomes the plainest letter that a reader takes it for."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

import msgspec
import regex

from moderation.shapes import DECORATIONS, LEET, LOOKS_LIKE
from moderation.variants import variants

LONGEST_NAME = 256  # code points that are looked at; the platforms' own limits are below

_IGNORABLE = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}\p{Cf}\p{Cc}--\s]", regex.V1
)
# "LATIN SMALL LETTER O WITH STROKE", "NEGATIVE SQUARED LATIN CAPITAL LETTER O", …: not in the
# table of confusables, but its name says what it shows.
_NAMED = re.compile(
    r"(?:LATIN|REGIONAL INDICATOR SYMBOL|COPTIC)\b.*\bLETTER"
    r"(?: SMALL CAPITAL| SMALL| DOTLESS| TURNED| REVERSED| SIDEWAYS| INVERTED| BARRED)* "
    r"([A-Z])(?: |$)"
)
# One sign of two letters, or two of one: what an eye in a hurry takes for the other.
_PAIRS = (("rn", "m"), ("vv", "w"), ("uu", "w"), ("ff", "tt"))
# Those that stand in ordinary names, too; an l is an i by now.
_PAIRS_IN_HASTE = (("ri", "n"), ("ii", "u"), ("ci", "d"), ("rm", "nn"))
_ANY_PAIR = re.compile("|".join(pair for pair, _one in (*_PAIRS, *_PAIRS_IN_HASTE)))
# Of these alphabets no small letter differs from its capital.
_LARGE_ONLY = frozenset(sign for sign in LOOKS_LIKE if "COPTIC" in unicodedata.name(sign, ""))
_DEPTH = 6  # the longest chain in the tables has four links


def letters(char: str) -> str:
    """The plain letters that one code point shows: lower case, without marks; "" for what shows
    nothing and " " for signs that are no letters."""
    return _letters(char, _DEPTH)


def _letters(char: str, depth: int) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else _ascii_sign(char)
    if char in DECORATIONS:
        return " "
    if shape := LOOKS_LIKE.get(char):
        return shape
    if (large := char.upper()) in _LARGE_ONLY:
        return LOOKS_LIKE[large]
    if (same := variants().get(char)) is not None:
        return _letters(same, depth) if same else ""
    if _IGNORABLE.match(char):
        return ""
    if depth and (instead := _instead(char)):
        return "".join(_letters(one, depth - 1) for one in instead)
    return char if char.isalnum() else " "


def _ascii_sign(char: str) -> str:
    return "" if char < " " and not char.isspace() else " "


def _instead(char: str) -> str:
    """A plainer way to write it; empty where there is none."""
    plain = unicodedata.normalize("NFKD", char)
    if plain.isascii():
        return plain
    if twin := _confusable().get(char):
        return twin
    if plain != char:
        return plain
    if named := _NAMED.search(unicodedata.name(char, "")):
        return named[1]
    folded = char.casefold()
    return folded if folded != char else ""


class _Twin(msgspec.Struct, frozen=True):
    c: str


@cache
def _confusable() -> dict[str, str]:
    """Unicode's confusables (UTS 39), as the package ships them, that show plain letters."""
    table = files("confusable_homoglyphs").joinpath("confusables.json").read_bytes()
    found: dict[str, str] = {}
    twins_of = msgspec.json.Decoder(list[_Twin])  # not all at once: they take megabytes
    for char, twins in msgspec.json.decode(table, type=dict[str, msgspec.Raw]).items():
        if len(char) == 1 and not char.isascii():
            plain = [t.c for t in twins_of.decode(twins) if t.c.isascii() and t.c.isalnum()]
            if plain:
                found[char] = min(plain, key=len)
    return found


class _Table(dict[int, str]):
    """For `str.translate`: a code point is folded when it is first met. Grows to at most the
    assigned characters; others stand for themselves."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = "".join(LEET.get(c, c) for c in letters(char))
        if unicodedata.category(char) not in ("Cn", "Co", "Cs"):
            self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """The skeleton of a name: words of plain letters with one space between them.

    Total on any `str`; folding twice changes nothing; at most 18 times as long (U+FDFA is a whole
    sentence in one sign). Letters that are mistaken for each other share one: i, l, 1, I, | are i.
    """
    return " ".join(joined_pairs(word) for word in words(text))


def words(text: str) -> list[str]:
    """The folded words of a text, pairs not yet joined."""
    return text.translate(_TABLE).split()


def joined_pairs(word: str) -> str:
    """One sign for two that look like it: "rn" reads as "m"."""
    return _joined(word, _PAIRS)


def joined_in_haste(word: str) -> str:
    """The same of pairs that only a reader in a hurry mistakes."""
    return _joined(word, _PAIRS_IN_HASTE)


def may_be_pairs(word: str) -> bool:
    return _ANY_PAIR.search(word) is not None


def _joined(word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for pair, one in pairs:
        if pair in word:
            word = word.replace(pair, one)
    return word
