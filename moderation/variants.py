"""One letter of a living script in two ways of writing it: a name is the same in both."""

import unicodedata
from collections.abc import Iterator
from functools import cache

from mnemonic import Mnemonic

_HIRAGANA = range(0x3041, 0x3097)
_TO_KATAKANA = 0x60
_SMALL, _LARGE = "ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ"
# Katakana that differ by the direction of a stroke; and the line that only lengthens a vowel.
_SLANTED, _UPRIGHT = "ソシ", "ンツ"
_LENGTH = "ー"
_FINALS = range(0x11A8, 0x11C3)
# Not among the commonest: names of the trade are made of them.
_TRADITIONAL, _SIMPLIFIED = "繫鏈賬帳聯", "系链账账联"


@cache
def variants() -> dict[str, str]:
    """A letter and how it is written plainly: simplified Chinese, large katakana, the consonants
    of Hangul as they stand at the beginning of a syllable."""
    return {**dict(_chinese()), **dict(_kana()), **dict(_hangul())}


def _chinese() -> Iterator[tuple[str, str]]:
    """The lists of seed phrases are one list in two scripts, word by word."""
    traditional, simplified = (
        Mnemonic(f"chinese_{script}").wordlist for script in ("traditional", "simplified")
    )
    pairs = zip((*traditional, *_TRADITIONAL), (*simplified, *_SIMPLIFIED), strict=True)
    return ((one, other) for one, other in pairs if one != other)


def _kana() -> Iterator[tuple[str, str]]:
    plain = dict(zip(_SMALL + _SLANTED, _LARGE + _UPRIGHT, strict=True))
    for code in _HIRAGANA:
        katakana = chr(code + _TO_KATAKANA)
        yield chr(code), plain.get(katakana, katakana)
    yield from plain.items()
    yield _LENGTH, ""


def _hangul() -> Iterator[tuple[str, str]]:
    for code in _FINALS:
        name = unicodedata.name(chr(code)).replace("JONGSEONG", "CHOSEONG")
        try:
            yield chr(code), unicodedata.lookup(name)
        except KeyError:  # some pairs of consonants only end syllables
            continue
