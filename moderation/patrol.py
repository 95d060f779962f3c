"""A walk around the house, once a day: which rights we have in excess or lack where, and whether
each official address still leads to us."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import structlog

from core.config import Config
from core.context import Unit
from core.i18n import Message, _
from core.needs import needs_of
from core.platform import Finding, Platform, PlatformStopped
from core.text import Quoted
from moderation import house, sight, staffroom

if TYPE_CHECKING:
    from core.app import App

log = structlog.get_logger("moderation")

PATIENCE_SECONDS = 60


class Patrol:
    """`found` is what each platform last said of itself."""

    def __init__(self) -> None:
        self.found: dict[str, list[Finding]] = {}
        self._led: dict[str, str] = {}  # to us, as this platform said once
        self._due = asyncio.Event()

    async def ring(self, unit: Unit, _payload: str) -> None:
        """The job: within a transaction nobody can be asked."""
        unit.after_commit.append(self._due.set)

    async def walk(self, app: "App") -> None:
        """Looks at once, and tells when it is time."""
        await self._look(app)
        while True:
            await self._due.wait()
            self._due.clear()
            await self.report(app)

    async def report(self, app: "App") -> None:
        await self._look(app)
        await app.unit(self._tell)

    async def _look(self, app: "App") -> None:
        for name, delivery in list(app.deliveries.items()):
            self.found[name] = found = await _asked(delivery.platform, app.config)
            self._led |= {one.address: name for one in found if one.leads == "ours"}

    async def _tell(self, unit: Unit) -> None:
        for finding in self._told():
            await _tell_rights(unit, finding)
        for address in astray((*self._told(), *self._silence(unit.config))):
            await _tell_address(unit, address)

    def _told(self) -> Iterator[Finding]:
        return (finding for found in self.found.values() for finding in found)

    def _silence(self, config: Config) -> Iterator[Finding]:
        """Some platforms say nothing of what they do not find: it may be a person's. What led to
        us is none."""
        for address, platform in self._led.items():
            if self.found.get(platform) and address in needs_of(config, platform).addresses:
                yield Finding(what=address, found="", address=address, leads="nowhere")


async def _asked(platform: Platform, config: Config) -> list[Finding]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await platform.check(needs_of(config, platform.name))
    except (PlatformStopped, TimeoutError):
        return []
    except Exception:  # a supervisor: one platform's fault is no reason to look at no other
        log.exception("not looked at", platform=platform.name)
        return []


async def _tell_rights(unit: Unit, finding: Finding) -> None:
    if not finding.place:
        return
    wanted = sight.wanted(unit.config, finding.place)
    lacks = tuple(right for right in finding.lacks if right in wanted)
    excess = tuple(right for right in finding.excess if right not in wanted)
    if lacks or excess:
        await staffroom.alarm(
            unit, lambda language: list(_rights(finding.place, lacks, excess, language))
        )


async def _tell_address(unit: Unit, address: str) -> None:
    message = _("%(address)s no longer leads to us.", address=Quoted(address))
    await staffroom.alarm(unit, lambda _language: [message])


def _rights(
    key: str, lacks: tuple[str, ...], excess: tuple[str, ...], language: str
) -> Iterator[Message]:
    place = f"`{key}`"
    if lacks:
        rights = house.names(lacks, language)
        yield _("In %(place)s the rules need me to: %(rights)s", place=place, rights=rights)
    if excess:
        rights = house.names(excess, language)
        yield _(
            "In %(place)s take from me what I do not need: %(rights)s", place=place, rights=rights
        )


def astray(found: Iterable[Finding]) -> list[str]:
    """Addresses of ours that lead elsewhere, or nowhere, wherever they could be asked about."""
    answers: dict[str, set[str]] = {}
    for finding in found:
        if finding.address:
            answers.setdefault(finding.address, set()).add(finding.leads)
    return [address for address, leads in answers.items() if "ours" not in leads]
