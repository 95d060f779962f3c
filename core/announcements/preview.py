"""How a draft would look on each platform in each language: parts, length, cost, and how many."""

import asyncio
from collections import Counter
from collections.abc import Iterable

import msgspec

from core.announcements import occurrences, shaping, targets
from core.announcements.draft import Notice
from core.context import Unit
from core.i18n import LANGUAGES, Message, _, _n
from core.platform import Outline
from core.text import Body

MOST_PARTS = 8  # of a thread; what is edited in place must be one message
_MICROS = 1_000_000


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One platform and one language of the draft; `places` read it there. `is_edited`: posts can
    be changed there."""

    platform: str
    language: str
    places: int
    is_edited: bool
    outline: Outline


async def rows(unit: Unit, notice: Notice) -> list[Row]:
    """Of the platforms that are on and the languages that are read there."""
    readers = Counter(
        (key.partition(":")[0], language)
        for key in targets.places_of(unit.config, notice.draft)
        if (language := _language(unit, notice, key))
    )
    return [
        await _row(unit, notice, platform, language, count)
        for (platform, language), count in sorted(readers.items())
        if platform in unit.app.deliveries and language in notice.draft.bodies
    ]


def _language(unit: Unit, notice: Notice, key: str) -> str | None:
    wanted = unit.config.place(key).language or unit.config.community.language
    return notice.draft.language(wanted)


async def _row(unit: Unit, notice: Notice, platform: str, language: str, places: int) -> Row:
    adapter = unit.app.deliveries[platform].platform
    outline = await asyncio.to_thread(adapter.outline, body_of(unit, notice, platform, language))
    return Row(
        platform=platform,
        language=language,
        places=places,
        is_edited=adapter.capabilities.edits,
        outline=outline,
    )


def body_of(unit: Unit, notice: Notice, platform: str, language: str) -> Body:
    """Exactly what is posted there, the times in the zone of the draft."""
    step = occurrences.first_step(notice)
    capabilities = unit.capabilities(platform)
    return shaping.whole(notice, step, language, notice.draft.zone, capabilities)[0]


def too_long(found: Iterable[Row]) -> list[Message]:
    return [
        _(
            "%(platform)s, %(language)s: too long, %(length)s of %(limit)s.",
            platform=row.platform,
            language=LANGUAGES[row.language],
            length=sum(row.outline.lengths),
            limit=row.outline.limit * (1 if row.is_edited else MOST_PARTS),
        )
        for row in found
        if len(row.outline.parts) > (1 if row.is_edited else MOST_PARTS)
    ]


def described(row: Row) -> Message:
    """A line: where, how long by the platform's measure, in how many parts, for how much."""
    lengths = " + ".join(map(str, row.outline.lengths))
    parts = _n("%(count)s part", "%(count)s parts", len(row.outline.parts))
    places = _n("%(count)s place", "%(count)s places", row.places)
    cost = row.outline.micros * row.places / _MICROS
    return _(
        "%(platform)s, %(language)s: %(lengths)s of %(limit)s, %(parts)s, %(places)s, %(cost)s",
        platform=row.platform,
        language=LANGUAGES[row.language],
        lengths=lengths,
        limit=row.outline.limit,
        parts=parts,
        places=places,
        cost=f"${cost:.2f}",
    )
