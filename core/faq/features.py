"""What a text is made of, for matching: words, word pairs and character runs, each hashed."""

import re
import unicodedata
import zlib
from functools import lru_cache
from types import MappingProxyType

MAX_LENGTH = 1_000
"""Characters considered of any text: questions are shorter, and the cost of a 1 MB paste is capped."""

MAX_WORD = 40

Features = dict[int, float]
"""crc32 of a feature → the weight of its kind, before any knowledge base has a say."""

WORD, PAIR = 1.0, 0.5
GRAMS = MappingProxyType({2: 0.15, 3: 0.3, 4: 0.35})
IDEOGRAMS = MappingProxyType({1: 0.3, 2: 0.8, 3: 0.6})
SYLLABLES = MappingProxyType({1: 0.25, 2: 0.6, 3: 0.6})

_LINKS_AND_MENTIONS = re.compile(r"(?:https?://|www\.)\S+|<[@#:][^>\s]*>|(?<!\w)@\w+")
_UNSEEN = re.compile(
    "[\x00\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_RUNS = re.compile(r"([^\W\d])\1{2,}")
_HAN_KANA = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
_TOKENS = re.compile(f"([{_HAN_KANA}]+)|([{_HANGUL}]+)|([^\\W_{_HAN_KANA}{_HANGUL}]+)")
_PLAIN = str.maketrans("áàâãäéèêëíìîïóòôõöúùûüñçё", "aaaaaeeeeiiiiooooouuuuncе")


def normalise(text: str) -> str:
    """Lower case without links, mentions, invisible characters, accents and drawn-out letters."""
    text = text[:MAX_LENGTH]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))[:MAX_LENGTH]
    text = _LINKS_AND_MENTIONS.sub(" ", text).casefold()
    return _RUNS.sub(r"\1\1", text.translate(_PLAIN))


def tokens(text: str) -> list[tuple[str, str, str]]:
    """Of a normalised text: (Han and kana run, "", ""), ("", Hangul run, "") or ("", "", word)."""
    return _TOKENS.findall(text)
