"""Whether words say thanks, in six languages: `thanks.toml` is the data."""

import re
from functools import cache

import msgspec

from core.reputation import phrases
from core.reputation.phrases import LONGEST, Phrases

_CLOSE = 8  # letters
_SENTENCE = re.compile(r"([^.!?。！？…\n]+)([.!?。！？…\n]*)")
_QUOTED = re.compile(
    r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|「[^」\n]*」|『[^』\n]*』|‘[^’\n]*’|(?m:^\s*>.*$)'
)


class _Words(msgspec.Struct, frozen=True):
    """`stems`: a word of each that says thanks; most messages have none of them."""

    stems: tuple[str, ...]
    marks: re.Pattern[str]
    yes: Phrases
    no: Phrases
    asks: Phrases
    still: Phrases
    bad: Phrases
    harm: Phrases


def says_thanks(text: str) -> bool:
    """True for thanks for what was done: not refused, not in advance, not meant the other way.

    Thanks after a question or a request are for an answer that is not there yet.
    """
    words = _load()
    if len(text) > LONGEST or not _has_any(words.stems, text):
        return False
    said = _QUOTED.sub(" ", text)
    folded = phrases.fold(said)
    if words.marks.search(phrases.plain(said)) or words.no.are_in(folded) or _goes_on(folded):
        return False
    for sentence in _SENTENCE.finditer(said):
        folded = phrases.fold(sentence[1])
        if {"?", "？"} & set(sentence[2]) or words.asks.are_in(folded):
            return False
        if words.yes.are_in(folded):
            return not _harmed(phrases.fold(said[sentence.start() :]))
    return False


def _has_any(stems: tuple[str, ...], text: str) -> bool:
    plain = phrases.plain(text)
    return any(stem in plain for stem in stems)


def _goes_on(folded: str) -> bool:
    """The trouble: still broken."""
    words = _load()
    ends = [end for _, end in words.still.spans(folded)]
    if not ends:
        return False
    starts = [start for start, _ in words.bad.spans(folded)]
    return any(0 <= start - end <= _CLOSE for start in starts for end in ends)


def _harmed(folded: str) -> bool:
    """What follows the thanks says that the help was none."""
    words = _load()
    thanked = min((end for _, end in words.yes.spans(folded)), default=0)
    return any(start >= thanked for start, _ in words.harm.spans(folded))


@cache
def _load() -> _Words:
    data = phrases.load("thanks.toml")
    lists = {name: Phrases(data, name) for name in ("yes", "no", "asks", "still", "bad", "harm")}
    marks = "|".join(re.escape(mark) for each in data.values() for mark in each["marks"])
    longest = (max(phrase.split(), key=len) for each in data.values() for phrase in each["yes"])
    return _Words(
        stems=tuple(dict.fromkeys(phrases.fold(word).strip() for word in longest)),
        marks=re.compile(rf"(?:{marks})(?!\w)"),
        **lists,
    )
