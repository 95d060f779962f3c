"""Deciding and rendering an answer, without a database: ours against the barest loop there is.

Both sides read the same messages as JSON and look the answer up in the same dict. The bare loop
then writes a reply; ours asks every listener, decides by faq's rule, and renders the answer with
its buttons as the action that the outbox would hold.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from bench.figures import Figure, best_of, report
from bench.lines import questions, starter
from core import faq, staff, upkeep, welcome
from core.actions import Send
from core.app import App
from core.config import Config
from core.events import Account, MessageReceived, Place
from core.faq import rules, showing
from core.faq.entries import Knowledge
from core.faq.index import Match
from core.faq.questions import Asked, thresholds
from core.feature import View
from core.i18n import Reader

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ROUNDS = 20


class Lookup:
    """Stands in for the matcher on both sides."""

    def __init__(self, answers: dict[str, Match]) -> None:
        self._answers = answers

    def knows(self, text: str) -> bool:
        return text in self._answers

    def search(self, text: str, language: str | None, limit: int) -> list[Match]:
        match = self._answers.get(text)
        return [match] if match else []


def main() -> None:
    entries, categories = starter()
    asked = [line for line in questions() if line.expected in entries]
    found = {line.text: Match(line.expected or "", line.lang, 0.99) for line in asked}
    replies = {line.text: entries[line.expected or ""].wordings[line.lang].answer for line in asked}
    knowledge = Knowledge(entries, categories, Lookup(found))  # type: ignore[arg-type]
    wire = [_message(n, line.lang, line.text) for n, line in enumerate(asked)]

    def bare() -> None:
        for line in wire:
            message = json.loads(line)
            json.dumps({"chat": message["place"]["id"], "text": replies[message["text"]]})

    decide = _decider(knowledge)

    def ours() -> None:
        for line in wire:
            decide(line)

    bare_seconds, our_seconds = best_of(ROUNDS, bare, ours)
    report(
        "deciding",
        Figure("bare loop", len(wire) / bare_seconds, "messages/s"),
        Figure("ours", len(wire) / our_seconds, "messages/s"),
        Figure("ratio", bare_seconds / our_seconds, "× the bare loop", at_least=0.20),
    )


def _message(number: int, language: str, text: str) -> bytes:
    person = Account("loop", str(number % 200))
    return msgspec.json.encode(
        MessageReceived(
            id=str(number),
            at=NOW,
            place=Place("loop", "group"),
            message=str(number),
            author=person,
            name="Ann",
            locale=language,
            text=text,
        )
    )


def _decider(knowledge: Knowledge) -> Callable[[bytes], bytes]:
    features = (faq.FEATURE, welcome.FEATURE, staff.FEATURE, upkeep.FEATURE)
    config = Config()
    config = msgspec.structs.replace(
        config, everywhere=msgspec.structs.replace(config.everywhere, auto_answers=True)
    )
    app = App(config, None, features)  # type: ignore[arg-type]
    app.snapshots._pictures["knowledge"] = knowledge
    decoder = msgspec.json.Decoder(MessageReceived)
    encoder = msgspec.json.Encoder()
    limits = thresholds(config)

    def decide(line: bytes) -> bytes:
        event = decoder.decode(line)
        view = View(app.snapshots, NOW, app.settings(event.place), config)
        notes = app.concerned(event, view)
        assert notes is not None
        asked = notes["faq"]
        assert isinstance(asked, Asked)
        question = rules.Question(addressed=False, auto_answers=True)
        answer = rules.decide(question, asked.matches, limits)
        assert isinstance(answer, rules.Answer)
        reader = Reader(language=event.locale or "en")
        entry = knowledge.entries[answer.entry]
        language = showing.shown_language(entry, reader.language, config)
        send = Send(
            place=event.place,
            body=showing.answer_body(entry, language, reader.language),
            buttons=showing.answer_buttons(entry, language, reader.language),
            reply_to=event.message,
            silent=True,
        )
        return encoder.encode(send)

    return decide


if __name__ == "__main__":
    main()
