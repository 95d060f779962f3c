"""Whether to answer, suggest, stay silent or offer a human: pure decisions on what was found."""

from collections.abc import Collection, Sequence

import msgspec

from core.faq.index import Match

FRESH_SECONDS = 60
"""Older than this when first seen, a message is not answered unasked: the talk has moved on."""

MOST_SUGGESTIONS = 3

RIVAL = 0.5
"""A second match this sure makes a question ambiguous ("account"): both titles are offered."""

CERTAIN = 0.99
"""From here on it is the entry's own words: a rival that differs in one of them is none."""


class Thresholds(msgspec.Struct, frozen=True):
    """Least confidences. Speaking up unasked with a wrong answer is the worst a bot can do in a
    group, so it takes more than an answer to somebody who waits for one. What they mean is that
    of the answers this sure that share is right, by the matcher's own rehearsal."""

    unasked: float = 0.95
    asked: float = 0.8
    suggest: float = 0.2


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The facts around a text. `answered_before`: entries given to this person here within 24 h;
    `answered_recently`: entries given here unasked within 60 s, to anybody."""

    addressed: bool
    private: bool = False
    edited: bool = False
    age_seconds: float = 0.0
    auto_answers: bool = False
    answered_before: frozenset[str] = frozenset()
    answered_recently: frozenset[str] = frozenset()


class Answer(msgspec.Struct, frozen=True, tag="answer"):
    """`language` is that of the row which matched, not yet the one to show."""

    entry: str
    language: str
    confidence: float


class Suggest(msgspec.Struct, frozen=True, tag="suggest"):
    """One to three slugs, the likeliest first."""

    entries: tuple[str, ...]


class Silent(msgspec.Struct, frozen=True, tag="silent"):
    pass


class OfferHuman(msgspec.Struct, frozen=True, tag="human"):
    pass


Decision = Answer | Suggest | Silent | OfferHuman


def may_search(question: Question) -> bool:
    """Whether any match could be answered: ask before searching, searching costs more."""
    if question.edited:
        return False
    return is_asked(question) or (question.auto_answers and question.age_seconds <= FRESH_SECONDS)


def is_asked(question: Question) -> bool:
    return question.addressed or question.private


def decide(question: Question, matches: Sequence[Match], thresholds: Thresholds) -> Decision:
    """`matches` best first."""
    if not may_search(question):
        return Silent()
    if is_asked(question):
        return _decide_asked(matches, thresholds)
    return _decide_unasked(question, matches, thresholds)


def _decide_asked(matches: Sequence[Match], thresholds: Thresholds) -> Decision:
    rival = matches[1].confidence if len(matches) > 1 else 0.0
    best = matches[0].confidence if matches else 0.0
    if matches and best >= thresholds.asked and (rival < RIVAL or rival < CERTAIN <= best):
        return _answer(matches[0])
    likely = [match.entry for match in matches if match.confidence >= thresholds.suggest]
    return Suggest(tuple(likely[:MOST_SUGGESTIONS])) if likely else OfferHuman()


def _decide_unasked(
    question: Question, matches: Sequence[Match], thresholds: Thresholds
) -> Decision:
    if not matches or matches[0].confidence < thresholds.unasked:
        return Silent()
    # The second best is no substitute for an answer that was already given.
    if matches[0].entry in question.answered_before | question.answered_recently:
        return Silent()
    return _answer(matches[0])


def _answer(match: Match) -> Answer:
    return Answer(match.entry, match.language, match.confidence)


def pick_language(available: Collection[str], wanted: str, fallbacks: Sequence[str]) -> str:
    """The wanted language, else the first fallback there is, else the first by name.
    `available` must not be empty."""
    for language in (wanted, *fallbacks):
        if language in available:
            return language
    return min(available)
