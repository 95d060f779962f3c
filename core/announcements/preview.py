"""How a draft would look on each platform in each language: parts, length, cost, and how many."""

import asyncio
from collections import Counter
from collections.abc import Iterable

import msgspec

from core.actions import Buttons
from core.announcements import occurrences, rendering, shaping, targets, updates
from core.announcements.draft import Notice, Target
from core.announcements.rules import Kind
from core.context import Unit
from core.i18n import LANGUAGES, Message, _, _n
from core.platform import Outline
from core.text import Body

MOST_PARTS = 8  # of a thread; what is edited in place must be one message
_MICROS = 1_000_000


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One platform and one language of the draft; so many `places` and `people` read it there.
    `is_edited`: posts can be changed there; `is_too_large`: the picture is, for the platform."""

    platform: str
    language: str
    places: int
    people: int
    is_edited: bool
    is_too_large: bool = False
    outline: Outline


async def rows(unit: Unit, notice: Notice) -> list[Row]:
    """Of the platforms that are on and the languages that are read there."""
    places = Counter(
        (key.partition(":")[0], language)
        for key in targets.places_of(unit.config, notice.draft)
        if (language := _language(unit, notice, key))
    )
    people = await targets.readers(unit, notice.draft)
    return [
        await _row(unit, notice, where, (places[where], people[where]))
        for where in sorted(places.keys() | people.keys())
        if where[0] in unit.app.deliveries and where[1] in notice.draft.bodies
    ]


def _language(unit: Unit, notice: Notice, key: str) -> str | None:
    wanted = unit.config.place(key).language or unit.config.community.language
    return notice.draft.language(wanted)


async def _row(unit: Unit, notice: Notice, where: tuple[str, str], count: tuple[int, int]) -> Row:
    platform, language = where
    adapter = unit.app.deliveries[platform].platform
    body, _buttons = await post_of(unit, notice, platform, language)
    outline = await asyncio.to_thread(adapter.outline, body)
    return Row(
        platform=platform,
        language=language,
        places=count[0],
        people=count[1],
        is_edited=adapter.capabilities.edits,
        is_too_large=_is_too_large(notice, adapter.capabilities.picture_bytes),
        outline=outline,
    )


def _is_too_large(notice: Notice, most: int) -> bool:
    return notice.draft.picture is not None and 0 < most < notice.draft.picture.size


async def post_of(unit: Unit, notice: Notice, platform: str, language: str) -> tuple[Body, Buttons]:
    """Exactly what is posted there, the times in the zone of the draft; with an update, how the
    post of the maintenance will stand then."""
    step = occurrences.first_step(notice)
    if (about := await updates.amended(unit, notice)) is not None:
        notice, step = about, occurrences.step(about, Kind.AMENDED, unit.now, about.state)
        if not unit.capabilities(platform).edits:
            return rendering.follow_up(notice, step, language, notice.draft.zone), ()
    reader = Target(
        cursor="",
        key=f"{platform}:",
        platform=platform,
        private=not notice.draft.audience.places,
        language=language,
        zone=notice.draft.zone,
    )
    return shaping.whole(notice, step, reader, unit.capabilities(platform))


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


def too_large(found: Iterable[Row]) -> list[Message]:
    """Of the platforms that show pictures at all."""
    platforms = dict.fromkeys(row.platform for row in found if row.is_too_large)
    return [_("%(platform)s: the picture is too large.", platform=each) for each in platforms]


def described(row: Row) -> Message:
    """A line: where, how long by the platform's measure, in how many parts, for how much."""
    lengths = " + ".join(map(str, row.outline.lengths))
    parts = _n("%(count)s part", "%(count)s parts", len(row.outline.parts))
    places = _n("%(count)s place", "%(count)s places", row.places)
    people = _n("%(count)s subscriber", "%(count)s subscribers", row.people)
    cost = row.outline.micros * (row.places + row.people) / _MICROS
    return _(
        "%(platform)s, %(language)s: %(lengths)s of %(limit)s, %(parts)s, %(places)s, %(people)s,"
        " %(cost)s",
        platform=row.platform,
        language=LANGUAGES[row.language],
        lengths=lengths,
        limit=row.outline.limit,
        parts=parts,
        places=places,
        people=people,
        cost=f"${cost:.2f}",
    )
