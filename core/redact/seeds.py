"""Seed phrases (BIP-39) in every language of the `mnemonic` package."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from mnemonic import Mnemonic

from core.redact.finding import Finding, Kind

_LENGTHS = (12, 15, 18, 21, 24)
_SHORTEST = _LENGTHS[0]
# Fewer different words than this are somebody shouting ("good good good …"), unless the
# checksum holds; twelve words drawn at random practically never hold fewer.
_DIFFERENT = 8
# Windows of longer monotonous runs are not tried, which keeps the search linear.
_MONOTONOUS = 48

# Circled and other ornamental numbers count as letters for `re`, but number the words here.
_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u32b0]"
_MARKS = r"\u0300-\u036f"
_VOICING = r"\u3099\u309a"  # tells apart Japanese words, unlike the accents of other languages
# The package's Russian list has one damaged word; wallets with a sound list show it whole.
_DAMAGED, _SOUND = "\ufffd\ufffd", "в"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[{_MARKS}{_VOICING}]|{_DAMAGED})*")
_ACCENT = re.compile(f"[{_MARKS}]")
_SAME = str.maketrans("ıасеорхуіѕјһԁοανρ", "iaceopxyisjhdoavp") | {
    katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)
}
_QUOTES = "\"'`“”‘’«»「」『』"

# Words that hardly a Chinese question does without and that are in the lists. Of random phrases
# one in thirty holds two of them: the price for leaving ordinary sentences alone.
_FUNCTION = frozenset(
    "的了是我在有不人这這个個就也都和你要会會能可到么麼一怎哪好吗嗎啊呢多用下样樣"
)


def find_seed_phrases(text: str) -> Iterator[Finding]:
    words = _WORD.findall(text)
    if len(words) >= _SHORTEST:
        yield from _separated(text, words)
    elif len(text) <= 4 * _LENGTHS[-1] and _is_unseparated_phrase(text):
        yield Finding(Kind.SEED_PHRASE, 0, len(text))


def _separated(text: str, words: list[str]) -> Iterator[Finding]:
    folded = [_fold(word) for word in words]
    known = _vocabulary()
    if sum(word in known for word in folded) < _SHORTEST:
        return
    label = _label(folded)
    places = [place for place, word in enumerate(folded) if word != label]
    spans = [match.span() for match in _WORD.finditer(text)]
    last = 0
    for first, end in sorted(_phrases([folded[place] for place in places])):
        if first >= last:
            yield Finding(Kind.SEED_PHRASE, spans[places[first]][0], spans[places[end - 1]][1])
            last = end


def _label(words: list[str]) -> str | None:
    """What numbers the words in "palabra 1: …, palabra 2: …"."""
    word, times = Counter(words).most_common(1)[0]
    return word if times >= 0.4 * len(words) and word not in _vocabulary() else None


def _phrases(words: list[str]) -> Iterator[tuple[int, int]]:
    for numbers in _lists():
        found = [numbers.get(word) for word in words]
        for first, end in _runs(found):
            if _looks_drawn([n for n in found[first:end] if n is not None]):
                yield first, end


def _runs(found: list[int | None]) -> Iterator[tuple[int, int]]:
    first = 0
    for place, number in enumerate([*found, None]):
        if number is None:
            if place - first >= _SHORTEST:
                yield first, place
            first = place + 1


def _looks_drawn(numbers: list[int]) -> bool:
    if len(set(numbers)) >= _DIFFERENT:
        return True
    return len(numbers) <= _MONOTONOUS and any(
        _has_checksum(numbers[first : first + length])
        for length in _LENGTHS
        for first in range(len(numbers) - length + 1)
    )


def _is_unseparated_phrase(text: str) -> bool:
    """Ordinary Chinese is made of the same characters, so only a whole message counts."""
    characters = "".join(text.split()).strip(_QUOTES)
    if len(characters) not in _LENGTHS or characters[0] < "\u4e00":
        return False
    if sum(character in _FUNCTION for character in characters) > 1:
        return False
    candidates = ([numbers.get(c, -1) for c in characters] for numbers in _lists())
    return any(min(numbers) >= 0 and _has_checksum(numbers) for numbers in candidates)


def _has_checksum(numbers: list[int]) -> bool:
    """BIP-39: eleven bits a word, of which one in 33 is from the hash of the others."""
    bits = len(numbers) // 3
    joined = 0
    for number in numbers:
        joined = joined << 11 | number
    entropy = (joined >> bits).to_bytes(bits * 4, "big")
    return sha256(entropy).digest()[0] >> (8 - bits) == joined & ((1 << bits) - 1)


@cache
def _lists() -> tuple[dict[str, int], ...]:
    return tuple(
        {word: number for number, word in enumerate(_fold(" ".join(words)).split(" "))}
        for words in (Mnemonic(name).wordlist for name in Mnemonic.list_languages())
    )


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset().union(*_lists())


def _fold(word: str) -> str:
    """Case, width, accents, kana and the script of an "a" do not tell a list's words apart."""
    if word.isascii():
        return word.lower()
    # Marks go first: sorting a long pile of them would make `normalize` quadratic.
    plain = unicodedata.normalize(
        "NFKD", _ACCENT.sub("", word).casefold().replace(_DAMAGED, _SOUND)
    )
    return _ACCENT.sub("", plain).translate(_SAME)
