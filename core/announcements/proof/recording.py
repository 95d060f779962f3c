"""Writes down what a step says, and for whom, in the transaction that lets it be said."""

import asyncio
from collections.abc import Iterator

from core.announcements import targets
from core.announcements.draft import Notice, Step
from core.announcements.proof import issuing, spoken, store
from core.announcements.proof.spoken import Form
from core.announcements.rules import FIRST, Kind
from core.config import Config
from core.context import Unit
from core.text import Body

_WORDLESS = (Kind.RECALLED, Kind.STOPPED)
_READERS = (
    "SELECT DISTINCT a.platform, m.language, m.zone FROM announcement_subscriptions s"
    " JOIN accounts a ON s.account = CAST(a.platform || ':' || a.id AS TEXT)"
    " JOIN members m ON m.id = a.member WHERE s.topic = ?"
)


async def record(unit: Unit, notice: Notice, step: Step) -> None:
    """Before the first reader sees it, it can be verified."""
    if step.kind not in _WORDLESS:
        forms = {*_of_places(unit, notice), *await _of_people(unit, notice)}
        texts = await asyncio.to_thread(spoken.texts, notice, step, forms, _cutting(unit))
        await store.add(unit.tx, notice.id, texts, unit.now)
    if step.kind in FIRST:
        await store.add_audience(unit.tx, notice.id, await _audience(unit, notice))
    await issuing.soon(unit)


def _cutting(unit: Unit) -> spoken.Cut:
    """As each platform posts it that runs."""
    outlines = {name: each.platform.outline for name, each in unit.app.deliveries.items()}

    def cut(platform: str, body: Body) -> tuple[str, ...]:
        return outlines[platform](body).parts if platform in outlines else ()

    return cut


async def _audience(unit: Unit, notice: Notice) -> tuple[str, ...]:
    """No person is named: those who asked to be written to are one place for each platform."""
    platforms = {row[0] for row in await _readers(unit, notice)}
    private = sorted(f"{platform}:private" for platform in platforms)
    return (*targets.places_of(unit.config, notice.draft), *private)


def _of_places(unit: Unit, notice: Notice) -> Iterator[Form]:
    """There may be tens of thousands of places, but few kinds of them."""
    places = targets.places_of(unit.config, notice.draft)
    kinds = {_kind(unit.config, key): key for key in places}
    for key in kinds.values():
        settings = unit.config.place(key)
        platform = key.partition(":")[0]
        yield from _form(unit, notice, platform, settings.language, settings.zone)


def _kind(config: Config, key: str) -> tuple[str | None, ...]:
    chat, own = config.places.get(key.partition("/")[0]), config.places[key]
    inherited = (chat.language, chat.zone) if chat else ()
    return (key.partition(":")[0], own.language, own.zone, *inherited)


async def _of_people(unit: Unit, notice: Notice) -> list[Form]:
    rows = await _readers(unit, notice)
    everywhere = unit.config.everywhere
    return [
        form
        for platform, language, zone in rows
        for form in _form(
            unit, notice, platform, language or everywhere.language, zone or everywhere.zone
        )
    ]


def _form(
    unit: Unit, notice: Notice, platform: str, language: str | None, zone: str | None
) -> Iterator[Form]:
    """None for who reads a language that there is no text for."""
    ours = unit.config.community
    spoken_there = notice.draft.language(language or ours.language)
    if spoken_there is not None:
        yield Form(platform, spoken_there, zone or ours.zone, unit.capabilities(platform))


async def _readers(unit: Unit, notice: Notice) -> list[tuple[str, str | None, str | None]]:
    if notice.draft.issue is not None:
        askers = await targets.readers(unit, notice.draft)
        return [(platform, language, None) for platform, language in askers]
    topic = notice.draft.audience.topic
    if topic is None:
        return []
    rows = await unit.tx.fetch(_READERS, topic)
    return [(row[0], row[1], row[2]) for row in rows]
