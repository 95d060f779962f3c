"""The knowledge base as data: entries, their wordings, and the picture of it held in memory."""

from collections.abc import Mapping
from typing import Literal

import msgspec

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
    """One thing that people ask about. `wordings` by language, at least one."""

    slug: str
    kind: Kind = "question"
    category: str
    tags: tuple[str, ...] = ()
    visibility: Visibility = "public"
    wordings: Mapping[str, Wording]


class Knowledge(msgspec.Struct, frozen=True):
    """The snapshot `knowledge`: all entries by slug, the categories' names by language in display
    order, and the index over the public entries."""

    entries: Mapping[str, Entry]
    categories: Mapping[str, Mapping[str, str]]
    index: Index

    def category(self, slug: str, language: str) -> str:
        names = self.categories.get(slug, {})
        return names.get(language) or names.get("en") or slug.replace("-", " ").capitalize()
