"""What a text is about, whatever the language: words of six languages for the same thing."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from operator import contains
from pathlib import Path

from core.faq.features import Token, normalise, tokens

Forms = Mapping[str, Mapping[str, str]]
"""Concept → language → its forms, with commas between them. A form is a few words; one that ends
in * stands for every word that begins so. Chinese, Japanese and Korean are found within a run."""

FILE = Path(__file__).with_name("concepts.toml")

MOST = 12
"""Concepts considered of one text: every two of them make a feature."""


_Step = str
"""One word of a form: `-within-` a run, `starting-` a word, or the `whole` word."""


class Concepts:
    """Immutable but for a memo of the words seen."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self._ways: dict[_Step, list[tuple[Sequence[_Step], str]]] = {}
        for name, languages in forms.items():
            for form in ",".join(languages.values()).split(","):
                self._add(name, tuple(_steps(form)))
        later = (step for ways in self._ways.values() for way, _ in ways for step in way)
        self._known = {*self._ways, *later}
        self._longest = max((len(step) for step in self._known), default=0)
        self._memo: dict[Token, frozenset[_Step]] = {}

    def _add(self, name: str, way: Sequence[_Step]) -> None:
        if way:
            self._ways.setdefault(way[0], []).append((way[1:], name))

    def of(self, words: Sequence[Token]) -> list[str]:
        """The concepts named, each once, in alphabetical order."""
        met = [self._met(word) for word in words]
        found = set()
        for place, steps in enumerate(met, 1):
            for step in steps:
                for way, name in self._ways.get(step, ()):
                    if not way or _follows(way, met[place : place + len(way)]):
                        found.add(name)
        return sorted(found)[:MOST]

    def _met(self, word: Token) -> frozenset[_Step]:
        if word not in self._memo:
            if len(self._memo) > 20_000:
                self._memo.clear()
            self._memo[word] = frozenset(self._known.intersection(self._candidates(word)))
        return self._memo[word]

    def _candidates(self, token: Token) -> Iterator[_Step]:
        *runs, word = token
        if word:
            yield word
            yield from (f"{word[:n]}-" for n in range(2, len(word) + 1))
        for run in runs:
            for start, end in combinations(range(len(run) + 1), 2):
                if end - start <= self._longest:
                    yield f"-{run[start:end]}-"


def _follows(way: Sequence[_Step], met: Sequence[frozenset[_Step]]) -> bool:
    return len(way) == len(met) and all(map(contains, met, way))


@cache
def shipped() -> Concepts:
    """Those that come with the program: of customer support."""
    return Concepts(read(FILE))


def read(path: Path) -> Forms:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _steps(form: str) -> Iterator[_Step]:
    for piece in form.split():
        for han, hangul, word in tokens(normalise(piece)):
            if run := han or hangul:
                yield f"-{run}-"
            else:
                yield f"{word}-" if piece.endswith("*") else word
