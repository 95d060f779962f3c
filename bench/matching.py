"""How well and how fast questions find their entries: `python -m bench.matching [--data DIR]`."""

import argparse
import random
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.faq.index import Index, Match, Phrasings
from core.faq.rules import Thresholds

STARTER = Path(__file__).parent.parent / "core" / "faq" / "starter"
OWN = Path(__file__).parent / "data"
THRESHOLDS = Thresholds()
T = TypeVar("T")


class Query(msgspec.Struct, frozen=True):
    """`expected` is None for what no entry answers."""

    text: str
    lang: str
    expected: str | None = None


class Row(msgspec.Struct, frozen=True):
    id: str
    lang: str
    question: str
    alternatives: tuple[str, ...] = ()


class Dataset(msgspec.Struct, frozen=True):
    """One line of a `.jsonl` file in `--data`."""

    name: str
    kb: tuple[Row, ...]
    queries: tuple[Query, ...]


class Figures(msgspec.Struct, frozen=True):
    """`accuracy` and `coverage…` are shares of the questions that have an entry; `right…` of the
    answers given; `false…` and `passed` of the texts that have none, `idle_us` the gate and, where
    one passes, the search for one of those. Times are CPU time."""

    name: str
    entries: int
    phrasings: int
    build_ms: float
    gate_us: float
    search_us: float
    idle_us: float
    accuracy: float
    best_coverage_at_95: float
    right_unasked: float
    coverage_unasked: float
    right_asked: float
    coverage_asked: float
    passed: float
    false_unasked: float
    false_asked: float


def starter() -> Dataset:
    chatter = _lines(OWN / "chatter.jsonl", Query)
    questions = _lines(OWN / "questions.jsonl", Query)
    return Dataset("starter", tuple(_starter_rows()), (*questions, *chatter))


def _starter_rows() -> Iterator[Row]:
    for path in sorted(STARTER.glob("*/*.md")):
        wording = tomllib.loads(path.read_text(encoding="utf-8").split("+++")[1])
        alternatives = tuple(wording.get("alternatives", ()))
        yield Row(path.stem, path.parent.name, wording["question"], alternatives)


def grown(small: Dataset, entries: int) -> Dataset:
    """The same messages against a knowledge base of that many entries, the further ones made of
    the first ones' words in other orders."""
    dice = random.Random(2)
    spoken: dict[str, list[str]] = {}
    for row in small.kb:
        spoken.setdefault(row.lang, []).extend((row.question, *row.alternatives))
    kb = list(small.kb)
    for number in range(entries - len({row.id for row in kb})):
        for language, texts in spoken.items():
            question, *others = (_mixed(dice.sample(texts, 2), dice) for _ in range(6))
            kb.append(Row(f"made-{number}", language, question, tuple(others)))
    return Dataset(f"grown to {entries}", tuple(kb), small.queries)


def _mixed(texts: Sequence[str], dice: random.Random) -> str:
    words = [piece for text in texts for piece in (text.split() if " " in text else text)]
    dice.shuffle(words)
    return " ".join(words[: len(words) // 2 + 1])


def measure(data: Dataset) -> Figures:
    rows = [Phrasings(row.id, row.lang, row.question, row.alternatives) for row in data.kb]
    index, build_us = _timed(lambda: Index.build(rows))
    found, search_us = _timed(lambda: [index.search(q.text, q.lang) for q in data.queries])
    known, gate_us = _timed(lambda: [index.knows(q.text) for q in data.queries])
    idle = [query for query in data.queries if query.expected is None]
    _, idle_us = _timed(
        lambda: [index.knows(q.text) and index.search(q.text, q.lang) for q in idle]
    )
    top = [matches[0] if matches else Match("", "", 0.0) for matches in found]
    sure = np.array([match.confidence for match in top])
    asking = np.array([query.expected is not None for query in data.queries])
    pairs = zip(top, data.queries, strict=True)
    right = np.array([match.entry == query.expected for match, query in pairs])
    unasked, asked = (sure >= THRESHOLDS.unasked) & known, sure >= THRESHOLDS.asked
    questions = asking.sum() or 1
    return Figures(
        name=data.name,
        entries=len({row.entry for row in rows}),
        phrasings=sum(1 + len(row.alternatives) for row in rows),
        build_ms=build_us / 1000,
        gate_us=gate_us / len(data.queries),
        search_us=search_us / len(data.queries),
        idle_us=idle_us / (len(idle) or 1),
        accuracy=right.sum() / questions,
        best_coverage_at_95=_best_coverage(sure, right, 0.95) / questions,
        right_unasked=_share(right[unasked]),
        coverage_unasked=right[unasked].sum() / questions,
        right_asked=_share(right[asked]),
        coverage_asked=right[asked].sum() / questions,
        passed=_share(np.array(known)[~asking]),
        false_unasked=_share(unasked[~asking]),
        false_asked=_share(asked[~asking]),
    )


def _best_coverage(sure: NDArray[np.float64], right: NDArray[np.bool_], wanted: float) -> int:
    """How many could be answered rightly by the best threshold, chosen with the labels known."""
    so_far = right[np.argsort(-sure, kind="stable")].cumsum()
    enough = so_far[so_far >= wanted * np.arange(1, len(right) + 1)]
    return int(enough.max(initial=0))


def _share(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time_ns()
    result = work()
    return result, (time.process_time_ns() - start) / 1000


def _lines(path: Path, kind: type[T]) -> list[T]:
    with path.open("rb") as lines:
        return [msgspec.json.decode(line, type=kind) for line in lines if line.strip()]


HEADINGS = {
    "entries": "entries",
    "phrasings": "phrases",
    "build_ms": "build ms",
    "gate_us": "gate µs",
    "search_us": "find µs",
    "idle_us": "idle µs",
    "accuracy": "right 1st",
    "best_coverage_at_95": "cover@95",
    "right_unasked": "unasked:",
    "coverage_unasked": "covered",
    "right_asked": "asked:",
    "coverage_asked": "covered",
    "passed": "strangers",
    "false_unasked": "unasked",
    "false_asked": "asked",
}


def _table(figures: Iterable[Figures]) -> Iterator[str]:
    yield " " * 20 + " ".join(f"{heading:>9}" for heading in HEADINGS.values())
    for one in figures:
        values = (_shown(getattr(one, name)) for name in HEADINGS)
        yield f"{one.name[:20]:20}" + " ".join(f"{value:>9}" for value in values)


def _shown(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return f"{value:.0f}" if value > 1 else f"{100 * value:.1f}%"


def _as_json(figures: Figures) -> str:
    # numpy's own floats are unknown to msgspec.
    return msgspec.json.encode(figures, enc_hook=float).decode()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, help="a folder of development sets (.jsonl)")
    options.add_argument("--entries", type=int, default=1_000, help="size of the grown base")
    options.add_argument("--json", action="store_true", help="figures as JSON, one set a line")
    given = options.parse_args()
    own = starter()
    sets = [own, grown(own, given.entries)]
    for path in sorted(given.data.glob("*.jsonl")) if given.data else ():
        sets += _lines(path, Dataset)
    figures = [measure(one) for one in sets]
    print("\n".join(map(_as_json, figures) if given.json else _table(figures)))


if __name__ == "__main__":
    main()
