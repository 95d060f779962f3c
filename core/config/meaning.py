"""What the types of the configuration cannot say: accounts, zones, languages, addresses."""

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from core import hours
from core.config import desk, reputation
from core.config.tables import Config, PlaceSettings
from core.events import Account
from core.i18n import LANGUAGES
from core.spelling import did_you_mean

_CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,19}\Z")
Mistake = tuple[str, str]  # the key's path, and what is wrong with it


def mistakes(config: Config, platforms: Collection[str]) -> Iterator[Mistake]:
    """`platforms` by name: others have no accounts and no places."""
    for key in ("admins", "places", "unsuspended"):
        for account in getattr(config.staff, key):
            yield from _account(f"staff.{key}", account, platforms)
    for account in config.moderation.bots:
        yield from _account("moderation.bots", account, platforms)
    for language in (config.community.language, *config.community.fallback_languages):
        yield from _language("community", language)
    yield from _tickets(config, platforms)
    yield from _components(config)
    yield from _zone("community.zone", config.community.zone)
    yield from _words("support.contact", config.support.contact)
    yield from _place("places", config.everywhere)
    for key, place in config.places.items():
        yield from _account(f'places."{key}"', key, platforms)
        yield from _place(f'places."{key}"', place)
    yield from desk.mistakes(config.promises, config.silence, config.routing, config.translator)
    for code, texts in config.canned.texts.items():
        yield from _words(f"canned.texts.{code}", texts)
        yield from desk.reply_mistakes(code, texts)
    yield from reputation.mistakes(config.reputation)
    for number, rank in enumerate(config.reputation.ranks, 1):
        yield from _words(f"reputation.ranks.{number}.name", rank.name)
    for platform in set(config.reputation.accepted_by) - {"*", *platforms}:
        hint = did_you_mean(platform, platforms)
        yield f"reputation.accepted_by.{platform}", f"is no platform{hint}"
    yield from _addresses(config)


def _tickets(config: Config, platforms: Collection[str]) -> Iterator[Mistake]:
    for room in config.tickets.rooms:
        yield from _account("tickets.rooms", room.place, platforms)
        for language in room.languages:
            yield from _language("tickets.rooms", language)
    worked = {queue for room in config.rooms for queue in room.queues}
    for name, category in config.tickets.categories.items():
        path = f"tickets.categories.{name}"
        yield from _words(f"{path}.name", category.name)
        if not _CATEGORY.match(name):
            yield path, "must be a word of small letters, digits and _, at most 20"
        if worked and category.queue not in worked:
            hint = did_you_mean(category.queue, sorted(worked))
            yield f"{path}.queue", f"is {category.queue!r}, which no room works on{hint}"


def _components(config: Config) -> Iterator[Mistake]:
    for name, component in config.announcements.components.items():
        path = f"announcements.components.{name}"
        yield from _words(f"{path}.name", component.name)
        if not _CATEGORY.match(name):
            yield path, "must be a word of small letters, digits and _, at most 20"


def _account(path: str, account: str, platforms: Collection[str]) -> Iterator[Mistake]:
    try:
        platform = Account.parse(account).platform
    except ValueError as error:
        yield path, f"is wrong: {error}"
        return
    if platform not in platforms:
        hint = did_you_mean(platform, platforms)
        yield path, f"has {account!r}, and {platform!r} is no platform{hint}"


def _place(path: str, place: PlaceSettings) -> Iterator[Mistake]:
    if place.language is not None:
        yield from _language(path, place.language)
    if place.zone is not None:
        yield from _zone(f"{path}.zone", place.zone)
    yield from _words(f"{path}.start", place.start or {})
    for tag in place.tags or ():
        if not _CATEGORY.match(tag):
            yield f"{path}.tags", f"has {tag!r}; write small letters, digits and _, at most 20"
    if place.quiet_hours:
        yield from _quiet(f"{path}.quiet_hours", place.quiet_hours)


def _quiet(path: str, written: str) -> Iterator[Mistake]:
    try:
        hours.read_daily(written)
    except ValueError as error:
        yield path, f"is wrong: {error}"


def _language(path: str, language: str) -> Iterator[Mistake]:
    if language not in LANGUAGES:
        yield f"{path}.language", f"is {language!r}, not one of {', '.join(LANGUAGES)}"


def _zone(path: str, zone: str) -> Iterator[Mistake]:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zones = available_timezones()
        yield path, f"is {zone!r}, which is no IANA time zone{did_you_mean(zone, zones)}"


def _words(path: str, words: Mapping[str, str]) -> Iterator[Mistake]:
    for language in words:
        if language not in LANGUAGES:
            yield f"{path}.{language}", f"is for no language of ours: {', '.join(LANGUAGES)}"


def _addresses(config: Config) -> Iterator[Mistake]:
    url = config.server.public_url
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        yield "server.public_url", f"is {url!r}, not an address such as https://help.example.com"
    for domain in config.official.domains:
        if set(domain) & set("/:@ ") or "." not in domain:
            yield "official.domains", f"has {domain!r}; write the bare domain, such as example.com"
