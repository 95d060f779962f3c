"""What the types of the configuration cannot say: accounts, zones, languages, addresses."""

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from core.config.tables import Config, PlaceSettings
from core.events import Account
from core.i18n import LANGUAGES
from core.spelling import did_you_mean

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
    yield from _zone("community.zone", config.community.zone)
    yield from _words("support.contact", config.support.contact)
    yield from _place("places", config.everywhere)
    for key, place in config.places.items():
        yield from _account(f'places."{key}"', key, platforms)
        yield from _place(f'places."{key}"', place)
    yield from _addresses(config)


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


def _language(path: str, language: str) -> Iterator[Mistake]:
    if language not in LANGUAGES:
        yield f"{path}.language", f"is {language!r}, not one of {', '.join(LANGUAGES)}"


def _zone(path: str, zone: str) -> Iterator[Mistake]:
    zones = available_timezones()
    if zone not in zones:
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
