"""What to offer while somebody is still typing: questions that contain what stands there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

Title = tuple[str, str]
"""A normalised wording, and the entry that it asks for."""


@dataclass(frozen=True, slots=True)
class Titles:
    of_language: Mapping[str, Sequence[Title]]

    def containing(self, typed: str, language: str | None) -> list[str]:
        """Entries whose wordings contain the typed (normalised) text: at the start, then at a
        word's start, then within. Another language's only where this one has none."""
        if not typed.strip():
            return []
        return _find(typed, self._spoken(language)) or _find(typed, self._spoken(None))

    def entries(self, language: str | None) -> frozenset[str]:
        return frozenset(entry for _, entry in self._spoken(language))

    def _spoken(self, language: str | None) -> Iterable[Title]:
        own = self.of_language.get(language) if language else None
        return own or chain.from_iterable(self.of_language.values())


def collect(titles: Iterable[tuple[str, Title]]) -> Titles:
    """From pairs of language and title."""
    of_language: dict[str, list[Title]] = {}
    for language, title in titles:
        of_language.setdefault(language, []).append(title)
    return Titles(of_language)


def _find(typed: str, titles: Iterable[Title]) -> list[str]:
    found = [(_place(typed, title), entry) for title, entry in titles if typed in title]
    return list(dict.fromkeys(entry for _, entry in sorted(found, key=lambda one: one[0])))


def _place(typed: str, title: str) -> int:
    if title.startswith(typed):
        return 0
    return 1 if f" {typed}" in title else 2
