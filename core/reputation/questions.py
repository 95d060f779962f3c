"""Whether somebody asks for help: `questions.toml` is the data."""

from functools import cache

from core.reputation import phrases
from core.reputation.phrases import Phrases


def asks(text: str) -> bool:
    """True for questions, pleas, and for who tells of trouble; not for greetings and small talk.
    What is in doubt is a question: it brings nobody points by itself."""
    said = text[: phrases.LONGEST]
    return "?" in phrases.plain(said) or _asking().are_in(phrases.fold(said))


@cache
def _asking() -> Phrases:
    return Phrases(phrases.load("questions.toml"), "words")
