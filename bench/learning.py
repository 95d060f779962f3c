"""What confirmed phrasings are worth: `python -m bench.learning [--data DIR]`.

Half of each entry's questions is asked; the other half stands for what people confirmed, and joins
the entry's own phrasings until it has 5, 10 or 30, or there are no more. Without a folder of
development sets (.jsonl) it is the starter entries and our own questions: few of them.
"""

import argparse
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from bench import matching
from core.faq import evaluate
from core.faq.evaluate import Dataset, Query, Row
from core.faq.index import Index, Phrasings

SIZES = (5, 10, 30)

Place = tuple[str, str]
"""An entry and a language."""


class Point(msgspec.Struct, frozen=True):
    """`phrasings` an entry has in a language, on average; `accuracy` and `recall_at_3` are shares
    of the same questions at every point of a set."""

    name: str
    at_most: int
    phrasings: float
    questions: int
    accuracy: float
    recall_at_3: float


def curve(data: Dataset) -> Iterator[Point]:
    confirmed, asked = _halves(data.queries)
    for size in SIZES:
        rows = [_grown(row, confirmed.get((row.id, row.lang), ()), size) for row in data.kb]
        index = Index.build(rows)
        ranks = [_rank(index, query) for query in asked]
        yield Point(
            name=data.name,
            at_most=size,
            phrasings=sum(1 + len(row.alternatives) for row in rows) / len(rows),
            questions=len(asked),
            accuracy=_share(ranks, 1),
            recall_at_3=_share(ranks, 3),
        )


def _halves(queries: Iterable[Query]) -> tuple[Mapping[Place, Sequence[str]], Sequence[Query]]:
    """What was confirmed, and what is asked: as if by the toss of a coin, always the same."""
    confirmed: dict[Place, list[str]] = {}
    asked: list[Query] = []
    for query in queries:
        if query.expected is None:
            continue
        if zlib.crc32(query.text.encode()) % 2:
            asked.append(query)
        else:
            confirmed.setdefault((query.expected, query.lang), []).append(query.text)
    return confirmed, asked


def _grown(row: Row, confirmed: Sequence[str], size: int) -> Phrasings:
    more = (*row.alternatives, *confirmed)[: size - 1]
    return Phrasings(row.id, row.lang, row.question, more)


def _rank(index: Index, query: Query) -> int | None:
    found = [match.entry for match in index.search(query.text, query.lang, 3)]
    return found.index(query.expected) + 1 if query.expected in found else None


def _share(ranks: Sequence[int | None], least: int) -> float:
    return sum(rank is not None and rank <= least for rank in ranks) / max(1, len(ranks))


def starter() -> Dataset:
    own = matching.starter()
    return msgspec.convert(msgspec.to_builtins(own), Dataset)


def _table(points: Iterable[Point]) -> Iterator[str]:
    yield f"{'':20}{'at most':>9}{'phrasings':>11}{'questions':>11}{'right 1st':>11}{'in 3':>8}"
    for one in points:
        yield (
            f"{one.name[:20]:20}{one.at_most:9}{one.phrasings:11.1f}"
            f"{one.questions:11}{one.accuracy:11.1%}{one.recall_at_3:8.1%}"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, help="a folder of development sets (.jsonl)")
    options.add_argument("--json", action="store_true", help="points as JSON, one a line")
    given = options.parse_args()
    sets = [starter()]
    if given.data:
        sets += [one for path in sorted(given.data.glob("*.jsonl")) for one in evaluate.read(path)]
    points = (point for data in sets for point in curve(data))
    if given.json:
        print("\n".join(msgspec.json.encode(point).decode() for point in points))
        return
    if not given.data:
        print("No --data: the starter entries and our own questions, two an entry and language.")
    print("\n".join(_table(points)))


if __name__ == "__main__":
    main()
