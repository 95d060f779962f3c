"""What a text is made of, for matching: words, word pairs and character runs, each hashed."""

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from types import MappingProxyType

from core.faq.folding import folded
from core.faq.smalltalk import EASTERN_COURTESY

MAX_LENGTH = 1_000
"""Characters considered of a text: questions are shorter, and it caps the cost of a 1 MB paste."""

Features = Mapping[int, float]
"""crc32 of a feature → the weight of its kind, before any knowledge base has a say."""

# Weights of the kinds. The optimum is flat: ±30 % moves accuracy by less than a point.
WORD, PAIR = 0.85, 0.5
CONCEPT, CONCEPT_PAIR = 1.0, 0.3
LETTERS = MappingProxyType({2: 0.15, 3: 0.4, 4: 0.5})
IDEOGRAMS = MappingProxyType({1: 0.5, 2: 0.8, 3: 0.5})
SYLLABLES = MappingProxyType({1: 0.4, 2: 0.7, 3: 0.5})
WHOLE = 0.6
"""What weighs more is a word, a concept or, in scripts without spaces, a pair of characters."""

_MAX_WORD = 40
_HAN_KANA = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
SPACED = f"[^\\W_{_HAN_KANA}{_HANGUL}]"
"""One character of a script that puts spaces between its words, as a pattern."""

_TOKENS = re.compile(f"([{_HAN_KANA}]+)|([{_HANGUL}]+)|({SPACED}+)")
_LINKS_AND_MENTIONS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.@-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S+|<[@#:][^>\s]*>|(?<!\w)@\w+"
)
_UNSEEN = re.compile(
    "[\x00\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
# Most texts have neither, and to see that costs a fifth.
_MAY_BE_LINKED, _THRICE = re.compile(r"[@<:.]"), re.compile(r"(.)\1\1")


def normalise(text: str) -> str:
    """Lower case without links, mentions, invisible characters, accents and drawn-out letters;
    Cyrillic becomes Latin."""
    text = text[:MAX_LENGTH]
    if text.isascii():
        text = text.casefold()
    else:
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))[:MAX_LENGTH].casefold()
        text = EASTERN_COURTESY.sub(" ", folded(text))
    if _MAY_BE_LINKED.search(text):
        text = _LINKS_AND_MENTIONS.sub(" ", text)
    return _DRAWN_OUT.sub(r"\1\1", text) if _THRICE.search(text) else text


Token = tuple[str, str, str]


def tokens(normalised: str) -> list[Token]:
    """Runs of one script: (Han and kana, "", ""), ("", Hangul, "") or ("", "", word)."""
    return _TOKENS.findall(normalised)


def features(words: Sequence[Token], concepts: Sequence[str]) -> dict[int, float]:
    found: dict[int, float] = {}
    for word in words:
        found |= of_run(*word)
    found |= joined(words, concepts)
    return found


def joined(words: Sequence[Token], concepts: Sequence[str]) -> dict[int, float]:
    """What the words make together: pairs, concepts and pairs of concepts."""
    found = dict.fromkeys(map(_pair, pairwise(words)), PAIR)
    for concept in concepts:
        found[concept_hash(concept)] = CONCEPT
    for both in combinations(concepts, 2):
        found[concept_hash("=".join(both))] = CONCEPT_PAIR
    return found


@lru_cache(maxsize=16_384)
def of_run(han: str, hangul: str, word: str) -> Features:
    """The features of one token; memoised because chats repeat their words."""
    if han:
        return dict(_grams(han, IDEOGRAMS))
    if hangul:
        return dict(_grams(f"^{hangul}", SYLLABLES))
    return {**dict(_grams(f"^{word[:_MAX_WORD]}$", LETTERS)), word_hash(word): WORD}


@lru_cache(maxsize=16_384)
def word_hash(word: str) -> int:
    return _hash(f"^{word}$ ")


@lru_cache(maxsize=65_536)
def concept_hash(name: str) -> int:
    """Of one concept, or of two that stand together."""
    return _hash(f"={name}")


def _pair(pair: tuple[Token, Token]) -> int:
    (a, b, c), (d, e, f) = pair
    return _hash(f"{a}{b}{c} {d}{e}{f}")


def runs_of(text: str, size: int) -> tuple[int, ...]:
    """The features of that many characters each; those of a word need its padding, `^word$`."""
    return tuple(feature for feature, _ in _grams(text, {size: 1.0}))


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-16-le"))


def _grams(run: str, weights: Mapping[int, float]) -> Iterator[tuple[int, float]]:
    """Sliced as UTF-16, two bytes a character: encoding each slice costs three times as much."""
    data = run.encode("utf-16-le")
    for size, weight in weights.items():
        for start in range(0, len(data) - 2 * size + 1, 2):
            yield zlib.crc32(data[start : start + 2 * size]), weight
