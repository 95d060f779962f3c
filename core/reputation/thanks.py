"""Whether words say thanks, in six languages: `thanks.toml` is the data."""

import re
from functools import cache

import msgspec

from core.reputation import phrases
from core.reputation.phrases import LONGEST

_CLOSE = 8  # letters
_SENTENCE = re.compile(r"([^.!?。！？…\n]+)([.!?。！？…\n]*)")
_QUOTED = re.compile(
    r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|「[^」\n]*」|『[^』\n]*』|‘[^’\n]*’|(?m:^\s*>.*$)'
)


class _Words(msgspec.Struct, frozen=True):
    """`stems`: a word of each that says thanks; most messages have none of them."""

    stems: tuple[str, ...]
    yes: re.Pattern[str]
    no: re.Pattern[str]
    asks: re.Pattern[str]
    marks: re.Pattern[str]
    harmed: re.Pattern[str]


def says_thanks(text: str) -> bool:
    """True for thanks for what was done: not refused, not in advance, not meant the other way.

    Thanks after a question or a request are for an answer that is not there yet.
    """
    words = _load()
    if not _has_any(words.stems, text):
        return False
    said = _QUOTED.sub(" ", text[: LONGEST + 1])
    if len(text) > LONGEST or words.marks.search(phrases.plain(said)):
        return False
    if words.no.search(phrases.fold(said)):
        return False
    for sentence in _SENTENCE.finditer(said):
        folded = phrases.fold(sentence[1])
        if {"?", "？"} & set(sentence[2]) or words.asks.search(folded):
            return False
        if words.yes.search(folded):
            return not words.harmed.search(phrases.fold(said[sentence.start() :]))
    return False


def _has_any(stems: tuple[str, ...], text: str) -> bool:
    plain = phrases.plain(text)
    return any(stem in plain for stem in stems)


@cache
def _load() -> _Words:
    data = phrases.load("thanks.toml")
    yes, no, asks, still, bad, harm = (
        phrases.any_of(data, key) for key in ("yes", "no", "asks", "still", "bad", "harm")
    )
    marks = "|".join(re.escape(mark) for lists in data.values() for mark in lists["marks"])
    longest = (max(phrase.split(), key=len) for each in data.values() for phrase in each["yes"])
    return _Words(
        stems=tuple(dict.fromkeys(phrases.fold(word).strip() for word in longest)),
        yes=re.compile(yes),
        no=re.compile(f"{no}|(?:{still}).{{0,{_CLOSE}}}(?:{bad})"),
        asks=re.compile(asks),
        harmed=re.compile(f"(?:{yes}).*(?:{harm})"),
        marks=re.compile(rf"(?:{marks})(?!\w)"),
    )
