"""Moderation: look-alike names, those of everybody, what a name costs, and peers on the same names.

`--data FOLDER` adds the development set, names_lookalike*.jsonl.
"""

import collections
import random
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from confusable_homoglyphs import confusables
from rapidfuzz.distance import DamerauLevenshtein

from bench.figures import Figure, report, share
from bench.lines import data_files
from bench.ordinary_names import ordinary
from moderation.folding import fold
from moderation.likeness import resembles
from moderation.protected import Protected
from tests.moderation import lookalikes, tricks

NAMES = [
    f"{brand} {office}"
    for brand in ("Binance", "MetaMask", "KuCoin", "Kraken", "Bybit", "Coinbase", "OKX", "Ledger")
    for office in ("Support", "Admin", "Help", "Official")
]
EACH = 60


class _Labelled(msgspec.Struct, frozen=True):
    lookalike: int
    protected: str | None
    name: str


def names() -> None:
    unseen = [*lookalikes.unseen(NAMES, EACH), *tricks.tricky(NAMES, EACH)]
    elsewhere = tricks.in_other_scripts()
    everyday = ordinary(3_000)
    given = list(_labelled())
    own = {row.protected for row in given if row.protected}
    protected = Protected([*NAMES, *sorted(own)])
    found = [resembles(name, protected) > 0 for _family, _like, name in unseen]
    families = collections.Counter(f for (f, _, _), hit in zip(unseen, found, strict=True) if hit)
    figures = [
        Figure(f"look-alikes of {len(families)} families", share(found), "share", at_least=0.95),
        Figure("the worst family", min(families.values()) / EACH, "share"),
        Figure(
            "names of other scripts, written otherwise",
            share(resembles(made, Protected([name])) > 0 for _family, name, made in elsewhere),
            f"of {len(elsewhere)}",
            at_least=0.95,
        ),
        Figure("ordinary names taken for ours", _count(everyday, protected), "of 3,000", at_most=3),
    ]
    if given:
        likes = [row.name for row in given if row.lookalike]
        figures += [
            Figure(
                "development set, recall",
                share(resembles(name, protected) > 0 for name in likes),
                f"of {len(likes)}",
                at_least=0.99,
            ),
            Figure(
                "its ordinary names taken for ours",
                _count([row.name for row in given if not row.lookalike], protected),
                f"of {len(given) - len(likes)}",
            ),
        ]
    likes = [row.name for row in given if row.lookalike] or [name for *_, name in unseen]
    for peer, judge_name in _peers([*NAMES, *sorted(own)]).items():
        figures += [
            Figure(f"peer {peer}, recall", share(map(judge_name, likes)), "share"),
            Figure(f"peer {peer}, false", sum(map(judge_name, everyday)), "of 3,000"),
        ]
    crowd = Protected(_crowd(500))
    figures.append(
        Figure("a name against 500", _microseconds(everyday, lambda n: resembles(n, crowd)), "µs",
               at_most=30)
    )  # fmt: skip
    report("moderation", *figures)


def _peers(protected: list[str]) -> dict[str, Callable[[str], bool]]:
    lower = [name.lower() for name in protected]
    skeletons = {fold(name) for name in protected}

    def keyword(name: str) -> bool:
        return any(word in name.lower() for word in ("support", "admin", "official"))

    def near(name: str) -> bool:
        return any(DamerauLevenshtein.distance(name.lower(), one) <= 2 for one in lower)

    return {
        "is_confusable": lambda n: bool(confusables.is_confusable(n, preferred_aliases=["latin"])),
        "is_dangerous": lambda n: bool(confusables.is_dangerous(n)),
        "edit distance ≤ 2": near,
        "keywords": keyword,
        "equal skeletons": lambda name: fold(name) in skeletons,
    }


def _labelled() -> Iterator[_Labelled]:
    for file in data_files("names_lookalike*.jsonl"):
        for line in file.read_bytes().splitlines():
            yield msgspec.json.decode(line, type=_Labelled)


def _crowd(number: int) -> list[str]:
    dice = random.Random(4)
    made = ("".join(dice.choice("bcdfgklmnprst") + dice.choice("aeiou") for _ in range(4))
            for _ in range(number))  # fmt: skip
    return [f"{name.title()} {dice.choice(('Support', 'Admin', 'Help'))}" for name in made]


def _count(names: Iterable[str], protected: Protected) -> int:
    return sum(resembles(name, protected) > 0 for name in names)


def _microseconds(names: list[str], work: Callable[[str], Any]) -> float:
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for name in names:
            work(name)
        best = min(best, time.process_time() - start)
    return best / len(names) * 1e6


if __name__ == "__main__":
    names()
