"""Changes to the knowledge base that an operator makes: an import, a removal."""

from collections.abc import Sequence

from core import people
from core.context import Unit
from core.faq import draft_store, files, staffroom, store, translations
from core.faq.entries import Entry
from core.faq.rows import Progress, quiet
from core.faq.store import Categories
from core.faq.translations import Sources
from core.i18n import _n
from core.spelling import did_you_mean
from core.storage import Transaction

MOST_TOLD = 10  # slugs in one message


class NoSuchEntry(Exception):
    """The text names the slugs and what may have been meant."""


async def is_new(tx: Transaction) -> bool:
    """True until the first change; an operator may empty the knowledge base later."""
    return await tx.fetch_one("SELECT 1 FROM versions WHERE name = 'knowledge'") is None


async def plant(unit: Unit) -> None:
    """Fill a new knowledge base with the starter entries."""
    if await is_new(unit.tx):
        entries, categories = files.starter(unit.config)
        await bring_in(unit, entries, categories, quiet)


async def bring_in(
    unit: Unit, entries: Sequence[Entry], categories: Categories, progress: Progress
) -> int:
    """Add or replace these entries and leave the others; how many were new or different."""
    known = {entry.slug: entry for entry in (await store.load(unit.tx))[0]}
    fresh = [entry for entry in entries if known.get(entry.slug) != entry]
    kept = await draft_store.sources(unit.tx)
    stale = []
    for done, entry in enumerate(fresh, 1):
        made_from = kept.get(entry.slug, {})
        if await _replace(unit, known.get(entry.slug), entry, made_from) - made_from.keys():
            stale.append(entry.slug)
        progress(done, len(fresh))
    await store.put_categories(unit.tx, categories)
    await people.note(unit.tx, "operator", "imported entries", str(len(fresh)), unit.now)
    await unit.changed("knowledge")
    await _tell_stale(unit, stale)
    return len(fresh)


async def publish(unit: Unit, before: Entry | None, after: Entry) -> None:
    """Put one entry in the place of another, or of none."""
    made_from = (await draft_store.sources(unit.tx)).get(after.slug, {})
    gone_stale = await _replace(unit, before, after, made_from) - made_from.keys()
    await unit.changed("knowledge")
    await _tell_stale(unit, [after.slug] if gone_stale else [])


async def retire(unit: Unit, slug: str, into: str) -> None:
    """An entry whose words are in another one now, with what people have taught it."""
    sql = "UPDATE faq_phrasings SET slug = ? WHERE slug = ?"
    await unit.tx.execute(sql, into, slug)
    await store.remove(unit.tx, slug)
    await unit.changed("knowledge")


async def _replace(
    unit: Unit, before: Entry | None, after: Entry, made_from: Sources
) -> frozenset[str]:
    """The languages that are stale then."""
    wanted = unit.config.community.language
    stale = translations.sources_after(before, after, made_from, wanted)
    await store.put(unit.tx, after)
    if stale != made_from:
        await draft_store.put_sources(unit.tx, after.slug, stale)
    return frozenset(stale)


async def _tell_stale(unit: Unit, slugs: Sequence[str]) -> None:
    if not slugs:
        return
    shown = ", ".join(f"`{slug}`" for slug in slugs[:MOST_TOLD])
    await staffroom.tell(
        unit,
        _n(
            "The translations of an entry are older than its text now: %(slugs)s",
            "The translations of %(count)s entries are older than their texts now: %(slugs)s",
            len(slugs),
            slugs=shown + (" …" if len(slugs) > MOST_TOLD else ""),
        ),
    )


async def remove(unit: Unit, slugs: Sequence[str]) -> None:
    """Raises NoSuchEntry when any of them is unknown; then none is removed."""
    known = [entry.slug for entry in (await store.load(unit.tx))[0]]
    unknown = [f"{slug!r}{did_you_mean(slug, known)}" for slug in slugs if slug not in known]
    if unknown:
        raise NoSuchEntry(f"No such entry: {', '.join(unknown)}")
    for slug in slugs:
        await store.remove(unit.tx, slug)
    await unit.changed("knowledge")
