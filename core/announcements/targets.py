"""Whom an announcement reaches: places of the config, then people: subscribers, or askers."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from core import hours
from core.announcements import subscriptions
from core.announcements.draft import Draft, Notice, Target
from core.config import Config
from core.context import Unit
from core.events import Place
from core.hours import Hours
from core.storage import Row
from core.tickets import issue_store
from core.tickets.issue_store import Asker

_PLACES, _PEOPLE = "0 ", "1 "  # how cursors begin
_PAGE = 500


async def after(unit: Unit, notice: Notice, cursor: str, limit: int) -> list[Target]:
    """The next `limit` beyond `cursor`, places first; empty at the end."""
    found = _places_after(unit.config, notice.draft, cursor, limit, unit.now)
    if len(found) < limit:
        found += await _people_after(unit, notice.draft, cursor, limit - len(found))
    return found


async def count(unit: Unit, notice: Notice) -> int:
    """How many there are now."""
    places, people = await reach(unit, notice.draft)
    return places + people


async def reach(unit: Unit, draft: Draft) -> tuple[int, int]:
    """How many places, and how many people."""
    places = sum(1 for _place in places_of(unit.config, draft))
    return places, (await readers(unit, draft)).total()


async def readers(unit: Unit, draft: Draft) -> Counter[tuple[str, str]]:
    """How many people there are, by platform and language of their text (empty: there is none)."""
    counted, cursor = Counter[tuple[str, str]](), ""
    while found := await _people_after(unit, draft, cursor, _PAGE):
        counted.update((person.platform, person.language) for person in found)
        cursor = found[-1].cursor
    return counted


def places_of(config: Config, draft: Draft, after: str = "") -> Iterator[str]:
    """The places with a tag that the draft is for, in the order of their keys.

    There may be tens of thousands: what needs a place's effective settings is asked last."""
    audience = draft.audience
    if not audience.places:
        return
    for key in sorted(key for key in config.places if key > after):
        tags = config.places[key].tags
        if (
            tags
            and (not audience.tags or set(tags) & set(audience.tags))
            and (not audience.platforms or key.partition(":")[0] in audience.platforms)
            and (not audience.languages or config.place(key).language in audience.languages)
        ):
            yield key


def _places_after(
    config: Config, draft: Draft, cursor: str, limit: int, now: datetime
) -> list[Target]:
    if cursor.startswith(_PEOPLE):
        return []
    keys = places_of(config, draft, cursor.removeprefix(_PLACES))
    return [_place(key, draft, config, now) for key in islice(keys, limit)]


def _place(key: str, draft: Draft, config: Config, now: datetime) -> Target:
    settings = config.place(key)
    zone = settings.zone or config.community.zone
    return Target(
        cursor=f"{_PLACES}{key}",
        key=key,
        platform=key.partition(":")[0],
        private=False,
        language=draft.language(settings.language or config.community.language) or "",
        zone=zone,
        not_before=quiet_until(config, key, draft, now),
    )


def quiet_until(config: Config, key: str, draft: Draft, now: datetime) -> datetime | None:
    """When the quiet hours that a place has now are over; None where it has none."""
    settings = config.place(key)
    if draft.urgent or not settings.quiet_hours:
        return None
    quiet = Hours(settings.zone or config.community.zone, hours.read_daily(settings.quiet_hours))
    return hours.closes(quiet, now) if hours.is_open(quiet, now) else None


async def _people_after(unit: Unit, draft: Draft, cursor: str, limit: int) -> list[Target]:
    """Only those of a platform that is running: nothing waits for one that is not."""
    found = list[Target]()
    after = cursor.removeprefix(_PEOPLE) if cursor.startswith(_PEOPLE) else ""
    while len(found) < limit:
        people = await _readers_after(unit, draft, after, limit - len(found))
        found += [person for person in people if _is_reached(unit, person, draft)]
        if len(people) == 0:
            break
        after = people[-1].cursor.removeprefix(_PEOPLE)
    return found


def _is_reached(unit: Unit, person: Target, draft: Draft) -> bool:
    platforms = draft.audience.platforms or unit.app.deliveries
    return person.platform in platforms and person.platform in unit.app.deliveries


async def _readers_after(unit: Unit, draft: Draft, after: str, limit: int) -> list[Target]:
    """Who asked about the known issue, else who subscribed to the topic."""
    if draft.issue is not None:
        askers = await issue_store.askers(unit.tx, draft.issue.number, after, limit)
        return [_asker(unit, asker, draft) for asker in askers]
    if draft.audience.topic is None:
        return []
    rows = await subscriptions.readers(unit.tx, draft.audience.topic, after, limit)
    return [_subscriber(unit, row, draft) for row in rows]


def _asker(unit: Unit, asker: Asker, draft: Draft) -> Target:
    """Where their ticket goes on."""
    return Target(
        cursor=f"{_PEOPLE}{asker.place}",
        key=asker.place,
        platform=asker.place.partition(":")[0],
        private=True,
        language=draft.language(asker.language) or "",
        zone=unit.config.community.zone,
    )


def _subscriber(unit: Unit, row: Row, draft: Draft) -> Target:
    place = Place(row["platform"], row["private_place"], private=True)
    settings = unit.settings(place)
    wanted = row["language"] or settings.language or unit.config.community.language
    return Target(
        cursor=f"{_PEOPLE}{row['account']}",
        key=place.key,
        platform=place.platform,
        private=True,
        language=draft.language(wanted) or "",
        zone=row["zone"] or settings.zone or unit.config.community.zone,
    )
