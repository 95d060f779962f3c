"""Whether a machine's translation may be shown: what must not change has not changed. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Iterator

import regex

from core.i18n import LANGUAGES, script_language

# In this order: what one rule has taken, the next does not see.
_KEPT = (
    regex.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"'）】」]+"),  # links
    regex.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),  # e-mail addresses
    regex.compile(r"[@#/][\p{L}\p{N}_]{2,}"),  # handles, tags, commands
    regex.compile(r"(?i)\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b(?:/[^\s]*)?"),  # hosts
    regex.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])[A-Za-z0-9]{16,}(?![A-Za-z0-9])"),  # wallets
    regex.compile(r"[0-9]+(?:[.,:/-][0-9]+)*"),  # numbers, dates, times
    regex.compile(r"\$?(?<![A-Za-z])[A-Z][A-Z0-9]{1,9}(?![A-Za-z])"),  # tickers
)
_PUNCTUATION = ".,;:!?)。、，"
MOST = 4_000  # characters; what is longer is read in the original


def is_faithful(original: str, translated: str) -> bool:
    """Numbers, addresses, links and tickers are the same, as often; and something is said."""
    return bool(translated.strip()) and _kept(original) == _kept(translated)


def _kept(text: str) -> Counter[str]:
    return Counter(_tokens(unicodedata.normalize("NFKC", text)))


def _tokens(text: str) -> Iterator[str]:
    for rule in _KEPT:
        yield from (token.rstrip(_PUNCTUATION) for token in rule.findall(text))
        text = rule.sub(" ", text)


def spoken(text: str, usual: str) -> str:
    """The language that something is written in; `usual` where the letters do not tell."""
    return script_language(text) or usual


def is_needed(text: str, usual: str, wanted: str) -> bool:
    """Whether there are words that the reader of `wanted` cannot be expected to read."""
    has_words = any(letter.isalpha() for letter in text)
    known = spoken(text, usual) in LANGUAGES and wanted in LANGUAGES
    return has_words and known and len(text) <= MOST and spoken(text, usual) != wanted
