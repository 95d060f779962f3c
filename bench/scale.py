"""How the matcher grows: `python -m bench.scale [--json]`; against bm25s where it is installed."""

import importlib
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bench import matching
from bench.figures import Figure, report
from core.faq import snapshot
from core.faq.index import Index, Phrasings

PHRASINGS = 5
ASKED = 300
ROUNDS = 5
Work = Callable[[str], object]
SYLLABLES = [a + b for a in "bcdfglmnprst" for b in "aeiou"]
CHATTER = 0.9
"""The share of a group's messages that asks nothing."""


def made(entries: int) -> list[Phrasings]:
    """English questions of the starter entries, each new entry with five words of its own."""
    dice = random.Random(1)
    english = [row for row in matching.starter().kb if row.lang == "en"]
    patterns = [text.split() for row in english for text in (row.question, *row.alternatives)]
    return [_entry(number, patterns, dice) for number in range(entries)]


def _entry(number: int, patterns: list[list[str]], dice: random.Random) -> Phrasings:
    own = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(5)]
    texts = []
    for _ in range(PHRASINGS):
        words = list(dice.choice(patterns))
        for word in dice.sample(own, 2):
            words.insert(dice.randrange(len(words) + 1), word)
        texts.append(" ".join(words))
    return Phrasings(f"made-{number}", "en", texts[0], tuple(texts[1:]))


def asked(rows: list[Phrasings]) -> list[str]:
    """Phrasings that lack a word."""
    dice = random.Random(2)
    texts = [dice.choice((row.question, *row.alternatives)) for row in dice.choices(rows, k=ASKED)]
    return [_without_one(text.split(), dice) for text in texts]


def _without_one(words: list[str], dice: random.Random) -> str:
    words.pop(dice.randrange(len(words)))
    return " ".join(words)


def main() -> None:
    for entries in (1_000, 10_000):
        rows = made(entries)
        report(f"{entries:,} entries", *_figures(rows, asked(rows)))
    report("chat", _throughput())


def _figures(rows: list[Phrasings], texts: list[str]) -> Iterator[Figure]:
    start = time.process_time()
    index = Index.build(rows)
    yield Figure("build", time.process_time() - start, "s", at_most=10.0)
    works: list[Work] = [lambda text: index.search(text, "en")]
    works += [_bm25(rows)] if find_spec("bm25s") else []
    ours, *peers = _percentiles(works, texts)
    for number, name in enumerate(("p50", "p99")):
        yield Figure(f"search {name}", ours[number], "ms")
        for peer in peers:
            yield Figure(f"bm25s {name}", peer[number], "ms")
            yield Figure(f"ratio {name}", ours[number] / peer[number], "× bm25s", at_most=1.5)
    learned = _percentiles([lambda text: index.learn(rows[0].entry, text)], texts)[0][0]
    yield Figure("learn p50", learned, "ms", at_most=1.0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faq"
        snapshot.save(index, path)
        before, start = _resident(), time.perf_counter()
        loaded = snapshot.load(path)
        yield Figure("load", 1000 * (time.perf_counter() - start), "ms", at_most=200.0)
        for text in texts:
            loaded.search(text, "en")
        yield Figure("memory", (_resident() - before) / 2**20, "MiB", at_most=120.0)


def _percentiles(works: Sequence[Work], texts: list[str]) -> list[list[float]]:
    """Of each, the median and the 99th percentile in milliseconds of CPU, of every text the best
    of so many rounds: in turns, so that a neighbour of this machine disturbs all alike."""
    taken = np.array([[_taken(work, texts) for work in works] for _ in range(ROUNDS)])
    best: list[list[float]] = np.percentile(taken.min(axis=0), [50, 99], axis=1).T.tolist()
    return best


def _taken(work: Work, texts: list[str]) -> list[float]:
    taken = []
    for text in texts:
        start = time.process_time_ns()
        work(text)
        taken.append((time.process_time_ns() - start) / 1e6)
    return taken


def _bm25(rows: list[Phrasings]) -> Work:
    package = importlib.import_module("bm25s")
    texts = [text for row in rows for text in (row.question, *row.alternatives)]
    index = package.BM25()
    index.index(package.tokenize(texts, show_progress=False), show_progress=False)
    return lambda text: index.retrieve(
        package.tokenize(text, show_progress=False), k=5, show_progress=False
    )


def _throughput() -> Figure:
    """Our own chatter and questions in six languages to a thousand entries that have them."""
    data, dice = matching.starter(), random.Random(3)
    rows = [Phrasings(row.id, row.lang, row.question, row.alternatives) for row in data.kb]
    index = Index.build(rows + made(1_000 - len({row.entry for row in rows})))
    chatter = [query for query in data.queries if query.expected is None]
    questions = [query for query in data.queries if query.expected is not None]
    said = [dice.choice(chatter if dice.random() < CHATTER else questions) for _ in range(5_000)]
    rates = [_rate(index, said) for _ in range(ROUNDS)]
    return Figure("gate and search", max(rates), "messages/s", at_least=10_000)


def _rate(index: Index, said: Sequence[matching.Query]) -> float:
    start = time.process_time()
    for query in said:
        if index.knows(query.text):
            index.search(query.text, query.lang)
    return len(said) / (time.process_time() - start)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


if __name__ == "__main__":
    main()
