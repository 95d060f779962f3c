"""Whether somebody asks for help: `questions.toml` is the data."""

import re
from functools import cache

from core.reputation import phrases


def asks(text: str) -> bool:
    """True for questions, pleas, and for who tells of trouble; not for greetings and small talk.
    What is in doubt is a question: it brings nobody points by itself."""
    said = phrases.fold(text[: phrases.LONGEST])
    return "?" in phrases.plain(text) or _pattern().search(said) is not None


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(phrases.any_of(phrases.load("questions.toml"), "words"))
