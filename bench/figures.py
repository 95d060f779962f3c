"""What a bench prints: figures with what they have to reach, as a table or as JSON lines."""

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """None where nothing has to be reached."""
        if self.at_least is not None:
            return self.value >= self.at_least
        if self.at_most is not None:
            return self.value <= self.at_most
        return None

    @property
    def wanted(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.at_most is None else f"≤ {self.at_most:g}"


def report(bench: str, *figures: Figure) -> None:
    """One line a figure; with `--json` in the arguments one JSON object a figure."""
    as_json = "--json" in sys.argv
    for figure in figures:
        if as_json:
            row = {"bench": bench, "figure": figure.name, "value": figure.value}
            row |= {"unit": figure.unit, "wanted": figure.wanted, "met": figure.met}
            print(json.dumps(row, ensure_ascii=False), flush=True)
        else:
            mark = {None: " ", True: "✓", False: "✗"}[figure.met]
            shown = f"{figure.value:,.4g}" if figure.value < 1000 else f"{figure.value:,.0f}"
            line = f"{bench:24}{figure.name:46}{shown:>12} {figure.unit:22}{figure.wanted:10}{mark}"
            print(line, flush=True)


def best_of(rounds: int, *sides: Callable[[], None]) -> list[float]:
    """Seconds of CPU of each side's best round; the sides take turns, so that both see the same
    machine."""
    best = [float("inf")] * len(sides)
    for _ in range(rounds):
        for number, side in enumerate(sides):
            start = time.process_time()
            side()
            best[number] = min(best[number], time.process_time() - start)
    return best


def share(hits: Iterable[bool]) -> float:
    seen = list(hits)
    return sum(seen) / len(seen)
