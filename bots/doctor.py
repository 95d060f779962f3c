"""`guildhall doctor`: looks at an installation, offline first, and says what to do."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

import click
from aiohttp import web

from bots import assembly, checks, errand
from bots.settings import DEFAULT_FILE, Settings
from core.config import Config, ConfigError, secrets
from core.logs import redactor
from core.needs import needs_of
from core.platform import CommandSpec, Create, Finding, Needs, Platform, PlatformStopped, Suggestion
from core.reputation.sight import help_seen
from moderation import sight

LEVELS = ("ok", "warning", "error")  # the exit code is the place of the worst
_PATIENCE_SECONDS = 30

Said = tuple[str, Finding]  # the part of the installation, and a line about it


def report(settings: Settings) -> int:
    """Print every finding; 0 when all is well, 1 for warnings, 2 for errors."""
    try:
        config = settings.config
        hide = redactor(secrets(config))
    except ConfigError as error:
        said = [*_here(), ("config", checks.error("config", str(error), "correct it"))]
        hide = redactor(())
    else:
        said = asyncio.run(_collect(settings, config))
    _show([(part, _hidden(finding, hide)) for part, finding in said])
    return max(LEVELS.index(finding.level) for _, finding in said)


# -- looking -------------------------------------------------------------------------------------


async def _collect(settings: Settings, config: Config) -> list[Said]:
    said = [*_here(), *_configuration(settings, config)]
    said += [("data", finding) for finding in checks.folder(config)]
    found, rows = await checks.database(config)
    said += [("data", finding) for finding in found]
    if rows.entries:
        said += [("data", finding) for finding in checks.knowledge(config, rows.entries)]
        said += [("data", finding) for finding in checks.matcher(config, rows)]
    said += [("data", finding) for finding in checks.door(config)]
    for look in (checks.staff, checks.rooms, checks.contact, checks.auto_answers):
        said += [("community", finding) for finding in look(config)]
    said += [("community", finding) for finding in await checks.translation(config)]
    return said + [line async for line in _platforms(config)]


def _here() -> Iterator[Said]:
    yield from (("machine", finding) for finding in checks.versions())
    yield from (("machine", finding) for finding in checks.sentences())


def _configuration(settings: Settings, config: Config) -> Iterator[Said]:
    file = settings.file or DEFAULT_FILE
    found = str(file) if file.exists() else f"there is no {file}, the defaults hold"
    yield "config", Finding(what="config", found=found)
    for text in config.warnings:
        yield "config", checks.warning("secret", text, "move it out of the file")
    yield from (("machine", finding) for finding in checks.clock(config))
    running = errand.is_running(config)
    yield from (("machine", finding) for finding in checks.port(config, running=running))


async def _platforms(config: Config) -> AsyncIterator[Said]:
    kept = await checks.notes(config)
    team = await checks.team(config)
    for name, settings in config.platforms.items():
        off = assembly.why_off(name, settings)
        if off is not None:
            yield name, Finding(what=name, found=f"off, {off}")
        elif name == "web":
            yield name, Finding(what=name, found="on; it is our own, there is nobody to ask")
        else:
            needs = needs_of(config, name, team)
            platform = _create(name, config, kept.get(name, {}))
            found = await _asked(platform, needs)
            seen = sight.table(config, found, platform.capabilities)
            helped = help_seen(config, found, platform.capabilities)
            for finding in (*found, *seen, *helped):
                yield name, finding


def _create(name: str, config: Config, kept: Mapping[str, str]) -> Platform:
    commands: Sequence[CommandSpec] = [c.spec for f in assembly.FEATURES for c in f.commands]
    create: Create = assembly.platforms()[name].create
    routes, notes = web.UrlDispatcher(), _KeptNotes(kept)
    return create(config.platforms[name], commands, _suggest_nothing, routes, notes)


async def _asked(platform: Platform, needs: Needs) -> list[Finding]:
    name = platform.name
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await platform.check(needs)
    except PlatformStopped as stopped:
        return [checks.error(name, "refuses the bot", stopped.remedy)]
    except TimeoutError:
        return [checks.error(name, f"no answer in {_PATIENCE_SECONDS} s", "check the network")]
    except Exception as error:  # noqa: BLE001  one platform's fault must not hide the other lines
        return [checks.error(name, f"could not be asked ({type(error).__name__})", "report this")]
    finally:
        await platform.close()


def _suggest_nothing(_text: str, _language: str, _limit: int) -> list[Suggestion]:
    return []


class _KeptNotes:
    """Notes for an adapter that is only asked: those of the running bot, and nothing is written."""

    def __init__(self, kept: Mapping[str, str]) -> None:
        self._kept = kept

    async def get(self, key: str) -> str | None:
        return self._kept.get(key)

    async def put(self, key: str, value: str) -> None:
        """Doctor never writes."""

    def later(self, key: str, value: str) -> None:
        """Doctor never writes."""


# -- telling -------------------------------------------------------------------------------------


def _hidden(finding: Finding, hide: Callable[[str], str]) -> Finding:
    texts = (finding.what, finding.found, finding.remedy)
    what, found, remedy = map(hide, texts)
    return Finding(what=what, found=found, level=finding.level, remedy=remedy)


def _show(said: Sequence[Said]) -> None:
    if sys.stdout.isatty():
        _show_table(said)
        return
    for part, finding in said:
        remedy = f" -> {finding.remedy}" if finding.remedy else ""
        click.echo(f"{finding.level:<8} {part}: {finding.what}: {finding.found}{remedy}")


def _show_table(said: Sequence[Said]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = dict(zip(LEVELS, ("green", "yellow", "red"), strict=True))
    table = Table("", "part", "what", "found", "remedy", box=None, pad_edge=False)
    for part, finding in said:
        level = Text(finding.level, style=colours[finding.level])
        table.add_row(level, *map(Text, (part, finding.what, finding.found, finding.remedy)))
    Console().print(table)
