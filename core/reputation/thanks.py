"""Whether words say thanks, in six languages: `thanks.toml` is the data."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

LONGEST = 1_000  # code points; whoever writes more says more than thanks
_SIGNS = re.compile(r"[^\w🙏]+|_")
_SENTENCE = re.compile(r"([^.!?。！？…\n]+)([.!?。！？…\n]*)")
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|「[^」\n]*」|『[^』\n]*』|(?m:^\s*>.*$)')
_WITHIN_WORDS = ("zh", "ja", "ko")


class _Words(msgspec.Struct, frozen=True):
    """`stems`: a word of each that says thanks; most messages have none of them."""

    stems: tuple[str, ...]
    yes: re.Pattern[str]
    no: re.Pattern[str]
    asks: re.Pattern[str]
    sarcasm: re.Pattern[str]


def says_thanks(text: str) -> bool:
    """True for thanks for what was done: not refused, not in advance, not meant the other way.

    Thanks after a question or a request are for an answer that is not there yet.
    """
    words = _load()
    if not _has_any(words.stems, text):
        return False
    said = _QUOTED.sub(" ", text[: LONGEST + 1])
    if len(text) > LONGEST or words.sarcasm.search(said):
        return False
    if words.no.search(_fold(said)):
        return False
    for sentence, end in _SENTENCE.findall(said):
        folded = _fold(sentence)
        if {"?", "？"} & set(end) or words.asks.search(folded):
            return False
        if words.yes.search(folded):
            return True
    return False


def _has_any(stems: tuple[str, ...], text: str) -> bool:
    plain = _plain(text)
    return any(stem in plain for stem in stems)


def _fold(text: str) -> str:
    """Small letters between single spaces, with one at each end."""
    return f" {_SIGNS.sub(' ', _plain(text)).strip()} "


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _load() -> _Words:
    data = tomllib.loads(Path(__file__).with_name("thanks.toml").read_text(encoding="utf-8"))
    marks = "|".join(map(re.escape, data.pop("sarcasm")))
    found = {key: _any(data, key) for key in ("yes", "no", "asks")}
    longest = (max(phrase.split(), key=len) for each in data.values() for phrase in each["yes"])
    stems = tuple(dict.fromkeys(_fold(word).strip() for word in longest))
    return _Words(stems, **found, sarcasm=re.compile(rf"(?:{marks})(?!\w)"))


def _any(data: dict[str, dict[str, list[str]]], key: str) -> re.Pattern[str]:
    parts = (part for language, lists in data.items() for part in _parts(language, lists[key]))
    return re.compile("|".join(parts))


def _parts(language: str, phrases: Iterable[str]) -> Iterable[str]:
    for phrase in phrases:
        written = re.escape(_fold(phrase).strip())
        if language in _WITHIN_WORDS and not phrase.startswith(" "):
            yield written
        else:
            yield f" {written}" if phrase.endswith("*") else f" {written} "
