"""What a text is about, whatever the language: words of six languages for the same thing."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from core.faq.features import Token, normalise, tokens

Forms = Mapping[str, Mapping[str, str]]
"""Concept → language → its forms, with commas between them. A form is a few words; one that ends
in * stands for every word that begins so. Chinese, Japanese and Korean are found within a run."""

FILE = Path(__file__).with_name("concepts.toml")

MOST = 12
"""Concepts considered of one text: every two of them make a feature."""


_Step = str
"""One word of a form: `-within-` a run, `starting-` a word, or the `whole` word."""

_Way = tuple[Sequence[_Step], str]
"""What is left of a form, and its concept."""

Ways = dict[_Step, list[_Way]]
"""By the first step of each form what follows it."""


class _Met(NamedTuple):
    """A word of a text: the steps that it is, the concepts that it names alone, and by the step
    that has to follow what else has to, for others."""

    steps: frozenset[_Step]
    names: frozenset[str]
    openings: Mapping[_Step, Sequence[_Way]]


_NOTHING = _Met(frozenset(), frozenset(), {})

REMEMBERED = 60_000
"""Words: those of ten thousand entries. Most of them mean nothing, which takes no room."""


class Concepts:
    """Immutable but for a memo of the words seen."""

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        later = (step for each in ways.values() for way, _ in each for step in way)
        self._known = {*self.ways, *later}
        self._stems: dict[str, list[str]] = {}
        for step in self._known:
            if step.endswith("-") and not step.startswith("-"):
                self._stems.setdefault(step[:2], []).append(step[:-1])
        self._longest = max((len(step) for step in self._known), default=0)
        self._memo: dict[Token, _Met] = {}

    @classmethod
    def read(cls, forms: Forms) -> "Concepts":
        """Slow beside the rest of a start: what it finds can be kept."""
        return cls(_ways(forms))

    def of(self, words: Sequence[Token]) -> list[str]:
        """The concepts named, each once, in alphabetical order."""
        met = [self._memo.get(word) or self._look_up(word) for word in words]
        found: set[str] = set()
        for place, word in enumerate(met):
            found |= word.names
            if word.openings and place + 1 < len(met):
                found.update(_named(word, met[place + 1 :]))
        return sorted(found)[:MOST]

    @property
    def words(self) -> Iterator[str]:
        """Those of the forms that stand for themselves alone, in scripts with spaces."""
        return (step for step in self._known if not step.endswith("-"))

    def _look_up(self, word: Token) -> _Met:
        if len(self._memo) > REMEMBERED:
            self._memo.clear()
        self._memo[word] = self._meet(word)
        return self._memo[word]

    def _meet(self, word: Token) -> _Met:
        steps = self._known.intersection(self._candidates(word))
        if not steps:
            return _NOTHING
        ways = [one for step in steps for one in self.ways.get(step, ())]
        openings: dict[_Step, list[_Way]] = {}
        for way, name in ways:
            if way:
                openings.setdefault(way[0], []).append((way[1:], name))
        return _Met(frozenset(steps), frozenset(name for way, name in ways if not way), openings)

    def _candidates(self, token: Token) -> Iterator[_Step]:
        *runs, word = token
        if word:
            yield word
            yield from (
                f"{stem}-" for stem in self._stems.get(word[:2], ()) if word.startswith(stem)
            )
        for run in runs:
            for start, end in combinations(range(len(run) + 1), 2):
                if end - start <= self._longest:
                    yield f"-{run[start:end]}-"


def _named(word: _Met, after: Sequence[_Met]) -> Iterator[str]:
    """Concepts of more words than one that begin with this one."""
    for step in after[0].steps:
        for way, name in word.openings.get(step, ()):
            if len(way) < len(after) and all(map(_is, way, after[1:])):
                yield name


def _is(step: _Step, word: _Met) -> bool:
    return step in word.steps


@cache
def shipped() -> Concepts:
    """Those that come with the program: of customer support."""
    return Concepts.read(read(FILE))


def with_own(own: Forms) -> Concepts:
    """The shipped ones and an operator's `own`; one of the same name replaces it."""
    return Concepts.read({**read(FILE), **own}) if own else shipped()


def read(path: Path) -> Forms:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _ways(forms: Forms) -> Ways:
    ways: Ways = {}
    for name, languages in forms.items():
        for form in ",".join(languages.values()).split(","):
            steps = tuple(_steps(form))
            if steps:
                ways.setdefault(steps[0], []).append((steps[1:], name))
    return ways


def _steps(form: str) -> Iterator[_Step]:
    for piece in form.split():
        for han, hangul, word in tokens(normalise(piece)):
            if run := han or hangul:
                yield f"-{run}-"
            else:
                yield f"{word}-" if piece.endswith("*") else word
