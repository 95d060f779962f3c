"""Which messages are questions to the FAQ, and what its index finds for them. Pure."""

import msgspec

from core import router
from core.config import Config
from core.events import Event, MessageReceived
from core.faq import features, gate, learning, rules
from core.faq.entries import Knowledge
from core.faq.index import Match
from core.faq.rules import Question, Silent, Thresholds
from core.feature import View


class Asked(msgspec.Struct, frozen=True):
    """The faq's note on a message: what was asked, and what the index found."""

    text: str
    matches: tuple[Match, ...]


def thresholds(config: Config) -> Thresholds:
    return Thresholds(unasked=config.faq.confidence_unasked, asked=config.faq.confidence_asked)


def concerns(event: Event, view: View) -> Asked | None:
    """A question to us, or one typed to nobody that we are sure to answer."""
    if not isinstance(event, MessageReceived) or event.is_bot or event.edited or event.pressed:
        return None
    text = question_text(event)
    if not text or router.command_name(text) is not None:
        return None
    knowledge: Knowledge = view.snapshots["knowledge"]
    opens = event.opens_thread and bool(view.settings.auto_answers)
    asked = event.addressed or event.place.private or opens
    ours = event.quoted is not None and event.quoted.ours
    if not asked and not ours:
        return _unasked(event, text, view, knowledge)
    return look_up(knowledge, text, _hint(event))


def is_small_talk(text: str) -> bool:
    return gate.is_small_talk(features.normalise(text))


def look_up(knowledge: Knowledge, text: str, language: str | None) -> Asked:
    """What the index finds for a text that was put to us; for a mere greeting, nothing."""
    if is_small_talk(text):
        return Asked(text, ())
    return Asked(text, tuple(_search(knowledge, text, language)))


def _search(knowledge: Knowledge, text: str, language: str | None) -> list[Match]:
    return learning.allowed(knowledge, text, knowledge.index.search(text, language, 5))


def _unasked(event: MessageReceived, text: str, view: View, knowledge: Knowledge) -> Asked | None:
    """The cheap questions first: this runs on every line of chatter."""
    if not view.settings.auto_answers or event.author is None:
        return None
    talks_to_somebody = event.quoted is not None or event.mentions or event.forwarded_from
    age = (view.now - event.at).total_seconds()
    question = Question(addressed=False, auto_answers=True, age_seconds=age)
    if talks_to_somebody or not rules.may_search(question) or not knowledge.index.knows(text):
        return None
    matches = _search(knowledge, text, _hint(event))
    found = rules.decide(question, matches, thresholds(view.config))
    return None if isinstance(found, Silent) else Asked(text, tuple(matches))


def question_text(event: MessageReceived) -> str:
    """The author's own words: the text, else a picture's caption or a forum post's title."""
    own = [part.text for part in event.shown if part.label in ("caption", "title")]
    return "\n".join([*own, event.text]).strip()


def _hint(event: MessageReceived) -> str | None:
    return None if event.locale is None else event.locale.partition("-")[0].lower()
