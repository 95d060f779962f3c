"""Idle chatter: from an Event to nothing, with 1,000 entries and auto-answers on.

Every line goes through `App.handle`; the storage counts the transactions that are asked for.
"""

import asyncio
import contextlib
import time
from typing import Any

import msgspec

from bench import matching
from bench.figures import Figure, report
from bench.lines import chatter
from core import faq, moments, staff, upkeep, welcome
from core.app import App
from core.config import Config
from core.events import Account, MessageReceived, Place
from core.faq.entries import Entry, Knowledge, Wording
from core.faq.index import Index, Phrasings

ENTRIES = 1_000
ROUNDS = 5


class CountingStorage:
    """Nothing is ever stored; how often somebody wanted to is `units`."""

    units = 0

    async def run(self, _unit: Any) -> Any:
        self.units += 1
        raise asyncio.CancelledError


def main() -> None:
    lines = chatter()
    storage = CountingStorage()
    app = _app(storage)
    events = [
        MessageReceived(
            id=str(n),
            at=moments.now(),
            place=Place("loop", "group"),
            message=str(n),
            author=Account("loop", str(n)),
            text=line.text,
            locale=line.lang,
        )
        for n, line in enumerate(lines)
    ]
    seconds = asyncio.run(_measure(app, events))
    answered = storage.units / (ROUNDS + 1)
    report(
        "idle",
        Figure("lines of chatter", len(events), "lines"),
        Figure("event to nothing, mean CPU", seconds * 1e6, "µs", at_most=150),
        Figure("of them answered unasked", answered / len(events), "share", at_most=0.0),
    )


async def _measure(app: App, events: list[MessageReceived]) -> float:
    """Seconds of CPU a line, best round; the first round warms up."""
    best = float("inf")
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        for event in events:
            with contextlib.suppress(asyncio.CancelledError):
                await app.handle(event)
        best = min(best, time.process_time() - start)
    return best / len(events)


def _app(storage: Any) -> App:
    data = matching.grown(matching.starter(), ENTRIES)
    rows = [Phrasings(row.id, row.lang, row.question, row.alternatives) for row in data.kb]
    entries: dict[str, Entry] = {}
    for row in rows:
        known = entries.get(row.entry)
        wording = Wording(question=row.question, alternatives=row.alternatives, answer="…")
        wordings = {**(known.wordings if known else {}), row.language: wording}
        entries[row.entry] = Entry(slug=row.entry, category="x", wordings=wordings)
    config = Config()
    config = msgspec.structs.replace(
        config, everywhere=msgspec.structs.replace(config.everywhere, auto_answers=True)
    )
    features = (faq.FEATURE, welcome.FEATURE, staff.FEATURE, upkeep.FEATURE)
    app = App(config, storage, features)
    app.snapshots._pictures["knowledge"] = Knowledge(entries, {}, Index.build(rows))
    return app


if __name__ == "__main__":
    main()
