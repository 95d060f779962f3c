"""Brands in other letters, known by their consonants: バイナンス, 바이낸스 and Байнанс are Binance.

Kana and Hangul put vowels between them as they need, and know no l apart from an r.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from moderation.roles import CLAIMS
from moderation.spellings import in_latin

_FEWEST = 3  # fewer say little
_CLAIMS = frozenset(CLAIMS)
_LATIN_WORD = re.compile("[a-z]{4,}")
_FOREIGN = re.compile("[ァ-ヺーぁ-ゖ]+|[가-힣]+|[а-яёіїєґў]+")
# The names of signs say how they are read: "KATAKANA LETTER BA", "HANGUL SYLLABLE NAEN".
_READ_AS = re.compile(r"(?:KATAKANA|HIRAGANA) LETTER (?!SMALL)(\w+)|HANGUL SYLLABLE (\w+)")
_IN_LATIN = (("dg", "j"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ph", "f"), ("th", "t"),
             ("ch", "t"), ("ck", "k"), ("x", "ks"), ("mb", "m"))  # fmt: skip
_SOFT = re.compile("g(?=[eiy])")
_CLOSING = re.compile("(?<=[aeiou])(?:ss?|j|ch)$")  # is spoken as a t in Hangul
_VOWELS = frozenset("aeiouyhw")
_CLASSES = str.maketrans("fvgcqldzj", "pbkkkrtss", "aeiouyhw")
_DOUBLED = re.compile(r"(.)\1+")


class Spoken:
    """`brands`: as they are written, in lower case, and their skeletons."""

    def __init__(self, brands: Mapping[str, str]) -> None:
        self._latin, self._foreign = (
            {key: brand for key, brand in found if len(key) > _FEWEST}
            for found in (_of_latin_names(brands), _of_foreign_names(brands))
        )
        self._longest = max(map(len, self._latin), default=0)

    def may_be_in(self, name: str) -> bool:
        """Whether `name` is worth a look."""
        return bool(self._foreign) or not name.isascii()

    def brand_in(self, name: str) -> str | None:
        """The skeleton of a brand that `name` spells with signs of another kind."""
        if self._foreign and (brand := self._in_latin(name.lower())):
            return brand
        plain = unicodedata.normalize("NFKC", name.lower())
        return None if name.isascii() else self._in_foreign(plain)

    def _in_latin(self, name: str) -> str | None:
        keys = (key for word in _LATIN_WORD.findall(name) for key in _of_latin(word))
        return next((brand for key in keys if (brand := self._foreign.get(key))), None)

    def _in_foreign(self, name: str) -> str | None:
        """At the beginning of a word, for an office may be written right behind it."""
        for spoken in (_spoken(run) for run in _FOREIGN.findall(name) if run not in _CLAIMS):
            run = _consonants(spoken)
            for size in range(_FEWEST, min(self._longest, len(run)) + 1):
                if brand := self._latin.get(_key(run[:size], spoken)):
                    return brand
        return None


def _of_latin_names(brands: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, brand in brands.items():
        if name.isascii():
            yield from ((key, brand) for key in _of_latin(name))


def _of_foreign_names(brands: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, brand in brands.items():
        for spoken in map(_spoken, _FOREIGN.findall(name)):
            yield _key(_consonants(spoken), spoken), brand


@lru_cache(maxsize=4096)
def _of_latin(word: str) -> frozenset[str]:
    """Keys, with a g before an e hard and soft. A last r is not heard."""
    for spelling, plainer in _IN_LATIN:
        word = word.replace(spelling, plainer)
    spoken = (_DOUBLED.sub(r"\1", one) for one in (word, _SOFT.sub("j", word)))
    return frozenset(_key(_consonants(one).removesuffix("r"), one) for one in spoken)


def _consonants(spoken: str) -> str:
    return spoken.replace("lr", "r").translate(_CLASSES)


def _key(consonants: str, spoken: str) -> str:
    """A b is one at the beginning of a word only, else it may be a p; and whether the word begins
    so."""
    if spoken[:1] in _VOWELS:
        return "-" + consonants.replace("b", "p")
    return "+" + consonants[:1] + consonants[1:].replace("b", "p")


def _spoken(run: str) -> str:
    return "".join(map(_reading, run))


@lru_cache(maxsize=4096)
def _reading(sign: str) -> str:
    read = _READ_AS.match(unicodedata.name(sign, ""))
    if not read:
        return in_latin(sign) or ""
    if read[2]:
        return _CLOSING.sub("t", read[2].lower().replace("ch", "t"))
    return read[1].lower().replace("hu", "f")
