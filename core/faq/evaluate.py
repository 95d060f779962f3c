"""How good a matcher is on a set of questions whose right entries are known."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from core.faq.index import Index, Phrasings
from core.faq.rules import Thresholds
from core.faq.texts import Flags, Floats

WANTED = 0.95
RANKS = 5


class Row(msgspec.Struct, frozen=True):
    """The phrasings of one entry in one language; rows of a base may share an id."""

    id: str
    lang: str
    question: str
    alternatives: tuple[str, ...] = ()


class Query(msgspec.Struct, frozen=True):
    """`expected` is None for what no entry answers."""

    text: str
    lang: str
    expected: str | None


class Dataset(msgspec.Struct, frozen=True):
    name: str
    kb: tuple[Row, ...]
    queries: tuple[Query, ...]


class DatasetError(Exception):
    """A mistake in a file, with its line."""


Ranked = Sequence[tuple[str, float]]
"""Entries with the confidence in each, best first."""

Search = Callable[[Query], Ranked]


class Figures(msgspec.Struct, frozen=True):
    """Shares are 0 to 1, None where nothing can be counted. `accuracy_at_1`, `recall_at_3`,
    `mrr_at_5`, `coverage_at_95` and `self_coverage` are over the questions that have an entry,
    `false_answers` over those that have none; `self_precision` is over the `self_answers` given
    at the matcher's own threshold, with its 95 % interval. `coverage_at_95` is the most that any
    threshold allows while 95 % of all answers are right; `auroc` is how well confidence tells
    right from wrong. A peer has no threshold of its own."""

    name: str
    matcher: str
    entries: int
    phrasings: int
    queries: int
    accuracy_at_1: float | None
    recall_at_3: float | None
    mrr_at_5: float | None
    coverage_at_95: float | None
    self_coverage: float | None
    self_precision: float | None
    self_precision_interval: tuple[float, float] | None
    self_answers: int | None
    false_answers: float | None
    auroc: float | None
    build_seconds: float
    p50_ms: float
    p99_ms: float


def read(path: Path) -> list[Dataset]:
    """One set a line, empty lines left out. Raises DatasetError."""
    sets = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                sets.append(_checked(msgspec.json.decode(line, type=Dataset)))
            except (msgspec.MsgspecError, DatasetError) as error:
                raise DatasetError(f"{path}:{number}: {error}") from error
    return sets


def _checked(data: Dataset) -> Dataset:
    known = {row.id for row in data.kb}
    for number, query in enumerate(data.queries):
        if query.expected is not None and query.expected not in known:
            raise DatasetError(f"queries[{number}] expects {query.expected!r}, not an id of the kb")
    return data


def measure(data: Dataset) -> Figures:
    """Of our own matcher, built from the set's `kb` alone, with all queries typed to nobody."""
    return assess("guildhall", data, build, Thresholds().unasked)


def build(data: Dataset) -> Search:
    rows = [Phrasings(row.id, row.lang, row.question, row.alternatives) for row in data.kb]
    index = Index.build(rows)

    def search(query: Query) -> Ranked:
        heeded = index.heeds(query.text)
        found = index.search(query.text, query.lang, RANKS)
        return [(match.entry, match.confidence if heeded else 0.0) for match in found]

    return search


def assess(
    matcher: str, data: Dataset, build: Callable[[Dataset], Search], threshold: float | None
) -> Figures:
    """`threshold`: the confidence that the matcher itself would answer from, if it has one."""
    start = time.perf_counter()
    search = build(data)
    build_seconds = time.perf_counter() - start
    found, milliseconds = _ask(search, data.queries)
    expected = [query.expected for query in data.queries]
    asking = np.array([one is not None for one in expected], bool)
    places = [_place(one, ranked) for one, ranked in zip(expected, found, strict=True)]
    ranks = np.array(places, float)[asking]
    right = np.array([place == 1 for place in places], bool)
    sure = np.array([ranked[0][1] if ranked else -np.inf for ranked in found], float)
    given = None if threshold is None else sure >= threshold
    return Figures(
        name=data.name,
        matcher=matcher,
        entries=len({row.id for row in data.kb}),
        phrasings=sum(1 + len(row.alternatives) for row in data.kb),
        queries=len(data.queries),
        accuracy_at_1=_mean(ranks == 1),
        recall_at_3=_mean(ranks <= 3),
        mrr_at_5=_mean(1.0 / ranks),
        coverage_at_95=coverage(sure, right, asking, WANTED),
        self_coverage=None if given is None else _mean(given[asking]),
        self_precision=None if given is None else _mean(right[given]),
        self_precision_interval=None if given is None else wilson(right[given]),
        self_answers=None if given is None else int(given.sum()),
        false_answers=None if given is None else _mean(given[~asking]),
        auroc=auroc(sure, right),
        build_seconds=build_seconds,
        p50_ms=float(np.percentile(milliseconds, 50)) if milliseconds else 0.0,
        p99_ms=float(np.percentile(milliseconds, 99)) if milliseconds else 0.0,
    )


def _ask(search: Search, queries: Sequence[Query]) -> tuple[list[Ranked], list[float]]:
    found, milliseconds = [], []
    for query in queries:
        start = time.perf_counter()
        found.append(search(query))
        milliseconds.append(1000 * (time.perf_counter() - start))
    return found, milliseconds


def _place(expected: str | None, ranked: Ranked) -> float:
    """From one; infinite where it is not found, or where nothing is to be found."""
    names = [name for name, _ in ranked[:RANKS]]
    return names.index(expected) + 1 if expected in names else np.inf


def coverage(sure: Floats, right: Flags, asking: Flags, wanted: float) -> float | None:
    """The largest share of the questions with an entry that are answered by a threshold on `sure`
    while the wanted share of all answers is right."""
    if not asking.any():
        return None
    order = np.argsort(-sure, kind="stable")
    # A threshold takes all answers of one confidence, or none of them.
    ranked = sure[order]
    last = np.append(ranked[1:] != ranked[:-1], True) & np.isfinite(ranked)
    enough = right[order].cumsum() >= wanted * np.arange(1, len(order) + 1)
    answered = asking[order].cumsum()[last & enough]
    return float(answered.max(initial=0) / asking.sum())


def auroc(sure: Floats, right: Flags) -> float | None:
    """The chance that a right answer is surer than a wrong one; half a point for a tie."""
    good, bad = np.sort(sure[right]), sure[~right]
    if not len(good) or not len(bad):
        return None
    surer = len(good) - np.searchsorted(good, bad, "right")
    ties = np.searchsorted(good, bad, "right") - np.searchsorted(good, bad, "left")
    return float((surer + ties / 2).sum() / (len(good) * len(bad)))


def wilson(right: Flags) -> tuple[float, float] | None:
    """The 95 % interval of a share (E. B. Wilson, 1927)."""
    count, z = len(right), 1.96
    if not count:
        return None
    share, spread = float(right.mean()), z * z / count
    middle = share + spread / 2
    reach = z * float(np.sqrt(share * (1 - share) / count + spread / (4 * count)))
    return (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)


def _mean(values: Floats | Flags) -> float | None:
    return float(values.mean()) if len(values) else None
