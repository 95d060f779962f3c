"""Seed phrases (BIP-39) in every language of the `mnemonic` package."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from hashlib import sha256

from mnemonic import Mnemonic

from core.redact.finding import Finding, Kind

_LENGTHS = (12, 15, 18, 21, 24)
_SHORTEST, _LONGEST = _LENGTHS[0], _LENGTHS[-1]
# Fewer different words than this are somebody shouting ("good good good …"), unless the
# checksum holds; twelve words drawn at random practically never hold fewer.
_DIFFERENT = 8
# A word that numbers the others ("palabra 1: …") is that much of all words at least.
_LABEL_SHARE = 0.4
# Windows of longer monotonous runs are not tried, which keeps the search linear.
_MONOTONOUS = 48

# Circled and other ornamental numbers count as letters for `re`, but number the words here.
_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u32b0]"
_MARKS = r"\u0300-\u036f"
_VOICING = r"\u3099\u309a"  # tells apart Japanese words, unlike the accents of other languages
# The package's Russian list has one damaged word; wallets with a sound list show it whole.
_DAMAGED, _SOUND = "\ufffd\ufffd", "в"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[{_MARKS}{_VOICING}]|{_DAMAGED})*")
# The same where no letter is composed of two code points, which is nearly always; much faster.
_SIMPLE_WORD = re.compile(rf"{_LETTER}+")
_ASCII_WORDS = str.maketrans(
    {sign: " " for sign in map(chr, range(128)) if not _SIMPLE_WORD.match(sign)}
)
_USUAL_SIGNS = "\n.,!?:;()/-'\"0123456789。、…"
_COMPOSED = re.compile(f"[{_MARKS}{_VOICING}\ufffd]")
_ACCENT = re.compile(f"[{_MARKS}]")
_SAME = str.maketrans("ıасеорхуіѕјһԁοανρ", "iaceopxyisjhdoavp") | {
    katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)
}
_CLAUSE = re.compile(r"[\u3400-\u9fff]{12,24}")
_SPEAKS_OF_ONE = re.compile(
    "助[记記]|[恢回][复復]|词组|詞組|短语|短語|种子|種子|[单單][词詞]|钱包|錢包|(?i:seed|phrase|mnemonic|wallet)"
)
_QUOTES = "\"'`“”‘’«»「」『』"

# Words that hardly a Chinese question does without and that are in the lists. Of random phrases
# one in thirty holds two of them: the price for leaving ordinary sentences alone.
_FUNCTION = frozenset(
    "的了是我在有不人这這个個就也都和你要会會能可到么麼一怎哪好吗嗎啊呢多用下样樣"
)


def find_seed_phrases(text: str) -> Iterator[Finding]:
    form = _SIMPLE_WORD if text.isascii() or not _COMPOSED.search(text) else _WORD
    words = _words(text, form)
    if len(words) >= _SHORTEST and _may_hold_a_phrase(words):
        yield from _separated([match.span() for match in form.finditer(text)], words)
    elif not text.isascii():
        yield from _unseparated(text)


def _words(text: str, form: re.Pattern[str]) -> list[str]:
    """All of `form`, most of them found without it: this is read in every message."""
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    for sign in _USUAL_SIGNS:
        text = text.replace(sign, " ")
    pieces = text.split()
    if all(map(str.isalpha, pieces)):
        return pieces
    words: list[str] = []
    for piece in pieces:
        if piece.isalpha():
            words.append(piece)
        else:
            words += form.findall(piece)
    return words


def _may_hold_a_phrase(words: list[str]) -> bool:
    """Whether so many words of the lists stand in a row, or a label may stand between them.

    Looks at every twelfth word and goes back from there to the first strange one, which ends all
    rows before it: in ordinary text a tenth of the words is looked at.
    """
    few = len(words) * (1 - _LABEL_SHARE) + 1  # a label that often leaves room for few others
    if len(set(words)) <= few and max(Counter(words).values()) >= _LABEL_SHARE * len(words):
        return True
    known = _vocabulary()
    last = _SHORTEST - 1
    while last < len(words):
        place = last
        while _fold(words[place]) in known:
            if place == last - _SHORTEST + 1:
                return True
            place -= 1
        last = place + _SHORTEST
    return False


def _separated(spans: list[tuple[int, int]], words: list[str]) -> Iterator[Finding]:
    folded = [_fold(word) for word in words]
    found = set(_phrases(folded, range(len(folded))))
    label, times = _most_frequent(folded)
    if times >= _LABEL_SHARE * len(folded):
        unlabelled = [place for place, word in enumerate(folded) if word != label]
        found.update(_phrases(folded, unlabelled))
    last = 0
    for first, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if first >= last:
            yield Finding(Kind.SEED_PHRASE, spans[first][0], spans[end][1])
            last = end + 1


def _most_frequent(words: list[str]) -> tuple[str, int]:
    return Counter(words).most_common(1)[0]


def _phrases(words: list[str], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last place of every phrase among the words at `places`."""
    for numbers in _lists():
        found = [numbers.get(words[place]) for place in places]
        for first, end in _runs(found):
            if _looks_drawn([n for n in found[first:end] if n is not None]):
                yield places[first], places[end - 1]


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


def _unseparated(text: str) -> Iterator[Finding]:
    """Ordinary Chinese is made of the same characters, so only a whole message counts, and beside
    words that speak of a phrase a whole clause."""
    if len(text) <= 4 * _LONGEST and _is_unseparated_phrase(text):
        yield Finding(Kind.SEED_PHRASE, 0, len(text))
        return
    clauses = [c.span() for c in _CLAUSE.finditer(text) if _is_unseparated_phrase(c[0])]
    if clauses and _SPEAKS_OF_ONE.search(text):
        yield from (Finding(Kind.SEED_PHRASE, *span) for span in clauses)


def _is_unseparated_phrase(text: str) -> bool:
    characters = "".join(text.split()).strip(_QUOTES)
    if len(characters) not in _LENGTHS or characters[0] < "\u4e00":
        return False
    # A longer phrase holds more of them, and its longer checksum makes up for that.
    if sum(character in _FUNCTION for character in characters) > len(characters) // 6 - 1:
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


@lru_cache(maxsize=8192)
def _fold(word: str) -> str:
    """Case, width, accents, kana and the script of an "a" do not tell a list's words apart."""
    if word.isascii():
        return word.lower()
    # Marks go first: sorting a long pile of them would make `normalize` quadratic.
    plain = unicodedata.normalize(
        "NFKD", _ACCENT.sub("", word).casefold().replace(_DAMAGED, _SOUND)
    )
    return _ACCENT.sub("", plain).translate(_SAME)
