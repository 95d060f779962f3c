"""The knowledge base as data: entries, their wordings, and the picture of it held in memory."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from core.faq.confirming import State
from core.faq.index import Index

KINDS = ("question", "guide", "term")
Kind = Literal["question", "guide", "term"]
Visibility = Literal["public", "staff"]


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in one language. `answer` and `disclaimer` are small Markdown."""

    question: str
    alternatives: tuple[str, ...] = ()
    answer: str
    disclaimer: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that people ask about. `wordings` by language, at least one. The tag `official`
    leaves changes to admins; after its `review` date somebody should read it again."""

    slug: str
    kind: Kind = "question"
    category: str
    tags: tuple[str, ...] = ()
    visibility: Visibility = "public"
    review: date | None = None
    wordings: Mapping[str, Wording]


class Learned(msgspec.Struct, frozen=True):
    """A way to ask that people confirmed; `held` back, it only tests."""

    id: int
    slug: str
    language: str
    text: str
    held: bool
    state: State


class Trial(msgspec.Struct, frozen=True):
    """How the last build did on the live test: ids of new phrasings that it took, or did not."""

    asked: int = 0
    passed: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()


class Knowledge(msgspec.Struct, frozen=True):
    """The snapshot `knowledge`: all entries by slug, the categories' names by language in display
    order, the index over the public entries, and what people taught it. `refused` has pairs of a
    folded question and an entry that is no answer to it."""

    entries: Mapping[str, Entry]
    categories: Mapping[str, Mapping[str, str]]
    index: Index
    learned: tuple[Learned, ...] = ()
    refused: frozenset[tuple[str, str]] = frozenset()
    trial: Trial = Trial()

    def category(self, slug: str, language: str) -> str:
        names = self.categories.get(slug, {})
        return names.get(language) or names.get("en") or slug.replace("-", " ").capitalize()
