"""A question put from the command line, decided as the bot decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

import msgspec

from core import text
from core.config import Config, PlaceSettings
from core.context import words
from core.events import Account, MessageReceived, Place
from core.faq import commands, questions, rules, showing
from core.faq.entries import Entry, Knowledge
from core.faq.index import Match
from core.faq.rules import Answer, OfferHuman, Question, Silent, Suggest
from core.feature import View
from core.i18n import choose, normalise
from core.text import Body, Words


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """`decision`: answer, suggest, silent or human. `entry` is the slug of an answer, and
    `language` the one in which it is shown. `confidence` is that of the best match. `text` is what
    a reader sees, empty when silent; `suggestions` are slugs."""

    decision: str
    entry: str | None
    language: str
    confidence: float
    text: str
    suggestions: tuple[str, ...]


def ask(
    question: str,
    knowledge: Knowledge,
    config: Config,
    *,
    language: str | None,
    addressed: bool,
    now: datetime,
) -> Reply:
    """As typed in a group with auto-answers on. `language`, where known, is what a platform tells
    of the asker's own."""
    event = _event(text.clean(question), language, addressed, now)
    everywhere = PlaceSettings(auto_answers=True)
    view = View({"knowledge": knowledge}, now, everywhere, config)
    asked = questions.concerns(event, view)
    wanted = choose(None, language, event.text, config.community.language)
    if asked is None:
        found = knowledge.index.search(event.text, event.locale)
        return _reply(Silent(), found, wanted, ())
    facts = Question(addressed=addressed, auto_answers=True)
    decision = rules.decide(facts, asked.matches, questions.thresholds(config))
    match decision:
        case Answer(entry=slug):
            entry = knowledge.entries[slug]
            shown = showing.shown_language(entry, wanted, config)
            body = showing.answer_body(entry, shown, wanted)
            return _reply(decision, asked.matches, shown, body)
        case Suggest(entries=slugs):
            body = _titles([knowledge.entries[slug] for slug in slugs], wanted, config)
            return _reply(decision, asked.matches, wanted, body)
        case OfferHuman():
            sentence = commands.without_answer(event.text)
            return _reply(decision, asked.matches, wanted, words(sentence, wanted))
        case Silent():
            return _reply(decision, asked.matches, wanted, ())
        case other:
            assert_never(other)


def _event(question: str, language: str | None, addressed: bool, now: datetime) -> MessageReceived:
    return MessageReceived(
        id="ask",
        at=now,
        place=Place("terminal", "group"),
        message="ask",
        author=Account("terminal", "asker"),
        locale=normalise(language),
        text=question,
        addressed=addressed,
    )


def _titles(entries: Sequence[Entry], wanted: str, config: Config) -> Body:
    titles = (e.wordings[showing.shown_language(e, wanted, config)].question for e in entries)
    return (*words(commands.ONE_OF_THESE, wanted), *(Words(f"\n- {title}") for title in titles))


def _reply(decision: rules.Decision, matches: Sequence[Match], language: str, body: Body) -> Reply:
    return Reply(
        decision=str(type(decision).__struct_config__.tag),
        entry=decision.entry if isinstance(decision, Answer) else None,
        language=language,
        confidence=round(matches[0].confidence, 4) if matches else 0.0,
        text=text.to_plain(text.render(body)),
        suggestions=decision.entries if isinstance(decision, Suggest) else (),
    )
