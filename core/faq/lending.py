"""What another feature lends the FAQ for a while: its words in place of the entries that it covers.

Nothing is built anew for it: a question finds its entry as ever, and the loan answers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from core.context import Unit
from core.faq.entries import Entry, Knowledge
from core.faq.rules import pick_language
from core.feature import Snapshot
from core.i18n import normalise
from core.storage import Transaction

SNAPSHOT = "loans"


class Loan(msgspec.Struct, frozen=True, kw_only=True):
    """`covers` are slugs of entries and of categories; `words` by language, in small Markdown.
    After `until` the entries answer again, whether or not it was taken back."""

    name: str
    covers: tuple[str, ...]
    words: Mapping[str, str]
    until: datetime

    def spoken(self, wanted: str, fallbacks: Sequence[str]) -> str:
        return self.words[pick_language(self.words, wanted, fallbacks)]


async def lend(unit: Unit, loan: Loan) -> None:
    """From within a second after the commit; the same name again replaces it."""
    await unit.tx.execute(
        "INSERT INTO faq_loans (name, loan) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET loan = excluded.loan",
        loan.name,
        msgspec.json.encode(loan).decode(),
    )
    await unit.changed(SNAPSHOT)


async def take_back(unit: Unit, name: str) -> None:
    if await unit.tx.execute("DELETE FROM faq_loans WHERE name = ?", name):
        await unit.changed(SNAPSHOT)


def covering(unit: Unit, entry: Entry) -> Loan | None:
    """The loan that answers in place of this entry now."""
    loans: Sequence[Loan] = unit.snapshots.get(SNAPSHOT, ())
    matter = {entry.slug, entry.category}
    return next((x for x in loans if x.until > unit.now and not matter.isdisjoint(x.covers)), None)


def matter_of(unit: Unit, text: str, language: str) -> frozenset[str]:
    """The entry that answers a text, and its category; nothing where none surely does."""
    knowledge: Knowledge = unit.snapshots["knowledge"]
    found = knowledge.index.search(text, normalise(language), 1)
    if not found or found[0].confidence < unit.config.faq.confidence_asked:
        return frozenset()
    entry = knowledge.entries.get(found[0].entry)
    return frozenset({entry.slug, entry.category}) if entry else frozenset()


async def load(tx: Transaction) -> tuple[Loan, ...]:
    """The one lent last is first."""
    rows = await tx.fetch("SELECT loan FROM faq_loans ORDER BY name DESC")
    return tuple(msgspec.json.decode(row[0], type=Loan) for row in rows)


def build(rows: tuple[Loan, ...]) -> tuple[Loan, ...]:
    return rows


LOANS = Snapshot(SNAPSHOT, load, build)
