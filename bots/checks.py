"""What `doctor` looks at on this machine. Nothing here writes."""

import os
import socket
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from aiohttp import ClientError

from bots.control import NoDoor, address
from core import catalogues, faq, official, roles
from core.config import Config
from core.faq import Rows, condition, learning, vocabulary
from core.faq.entries import Entry
from core.faq.questions import thresholds
from core.i18n import LANGUAGES
from core.official import Official
from core.platform import Finding
from core.storage import Transaction, is_postgres, open_storage, sqlite_path
from core.storage.errors import DatabaseMissing, StorageError
from core.tickets import translator

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35, 0)  # RETURNING
CLOCK_SLACK_SECONDS = 300
SHOWN = 10  # entries by name in one line
NOTHING = Rows([], {})


def error(what: str, found: str, remedy: str) -> Finding:
    return Finding(what=what, found=found, level="error", remedy=remedy)


def warning(what: str, found: str, remedy: str) -> Finding:
    return Finding(what=what, found=found, level="warning", remedy=remedy)


def versions() -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield error("python", python, "install Python 3.11 or newer")
    else:
        yield Finding(what="python", found=python)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        remedy = "install SQLite 3.35 or newer, or use PostgreSQL"
        yield error("sqlite", sqlite3.sqlite_version, remedy)
    else:
        yield Finding(what="sqlite", found=sqlite3.sqlite_version)


def sentences() -> Iterator[Finding]:
    """Every sentence in every language, by the check that the build makes too."""
    complaints = catalogues.check()
    if complaints:
        found = f"{len(complaints)} faults, such as {complaints[0]}"
        yield warning("catalogues", found, "take `locales` from the release anew")
    else:
        yield Finding(what="catalogues", found=f"complete in {', '.join(LANGUAGES)}")


def folder(config: Config) -> Iterator[Finding]:
    path = Path(config.data.folder)
    nearest = next(p for p in (path, *path.absolute().parents) if p.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        remedy = f"let the bot's user write to {nearest}, or set [data] folder"
        yield error("data folder", f"{nearest} cannot be written", remedy)
    elif not path.exists():
        yield Finding(what="data folder", found=f"{path} will be made at the first start")
    else:
        yield Finding(what="data folder", found=f"{path} is there and can be written")


async def database(config: Config) -> tuple[list[Finding], Rows]:
    """What is to be said of the database, and the knowledge base in it."""
    url = config.database_url
    if not is_postgres(url):
        path = sqlite_path(url)
        if not path.exists():
            found = f"{path} will be made at the first start"
            return [Finding(what="database", found=found)], NOTHING
        if not os.access(path, os.W_OK):
            remedy = "give the bot's user the file, with its -wal, -shm and .lock"
            return [error("database", f"{path} cannot be written", remedy)], NOTHING
    try:
        storage = await open_storage(url, read_only=True)
    except DatabaseMissing as problem:
        return [
            warning("database", str(problem), "start the bot, or `guildhall db migrate`")
        ], NOTHING
    except StorageError as problem:
        return [error("database", str(problem), "see the database's own log")], NOTHING
    try:
        rows = await storage.read(faq.load)
    finally:
        await storage.close()
    kind = "PostgreSQL" if is_postgres(url) else str(path)
    return [Finding(what="database", found=f"{kind} is up to date")], rows


async def notes(config: Config) -> dict[str, dict[str, str]]:
    """What the adapters have noted, by platform; nothing where there is no database yet."""
    try:
        storage = await open_storage(config.database_url, read_only=True)
    except StorageError:
        return {}
    found: dict[str, dict[str, str]] = {}
    try:
        for platform, key, value in await storage.read(_all_notes):
            found.setdefault(platform, {})[key] = value
    finally:
        await storage.close()
    return found


async def _all_notes(tx: Transaction) -> list[tuple[str, str, str]]:
    rows = await tx.fetch("SELECT platform, key, value FROM notes")
    return [(row[0], row[1], row[2]) for row in rows]


def knowledge(config: Config, entries: list[Entry]) -> Iterator[Finding]:
    """Links were official when they were imported; the list may have changed since."""
    ours = Official.of(config)
    foreign = [
        f"{entry.slug} ({language}): {what}"
        for entry in entries
        for language, wording in entry.wordings.items()
        for words in (wording.question, wording.answer, wording.disclaimer)
        for what in official.foreign(ours, words)
    ]
    if foreign:
        found = f"{len(foreign)} links are not official, such as {foreign[0]}: those stay unsent"
        remedy = "extend [official], or correct the entries: `guildhall faq export`, then import"
        yield error("knowledge base", found, remedy)
    else:
        yield Finding(what="knowledge base", found=f"{len(entries)} entries, all links official")


def matcher(config: Config, rows: Rows) -> Iterator[Finding]:
    """From when on it answers, and what it can hardly find."""
    wanted = thresholds(config)
    folder, own = Path(config.data.folder), vocabulary(config)
    index, judged = learning.as_built(rows.entries, rows.learned, folder, own)
    for bar in condition.bars(index, judged, wanted):
        found = f"answers unasked from {bar.unasked:.2f} on, when asked from {bar.asked:.2f}"
        yield Finding(what=f"thresholds {bar.language}", found=f"{found}: {_source(bar)}")
    thin = condition.thin(learning.rows_of(rows.entries, rows.learned))
    if thin:
        some = ", ".join(f"{slug} ({language}: {count})" for slug, language, count in thin[:SHOWN])
        more = f" and {len(thin) - SHOWN} more" if len(thin) > SHOWN else ""
        found = f"fewer than {condition.ENOUGH} ways to ask for {some}{more}"
        yield warning("phrasings", found, "write `alternatives`, or let 👍 and /solved teach them")
    else:
        found = f"every entry has {condition.ENOUGH} or more in each of its languages"
        yield Finding(what="phrasings", found=found)


def _source(bar: condition.Bar) -> str:
    if not bar.judged:
        return "by what it makes of its own phrasings"
    return f"by its own phrasings and {bar.judged} answers that people judged"


def port(config: Config, *, running: bool) -> Iterator[Finding]:
    where = f"{config.server.host}:{config.server.port}"
    if running:
        yield Finding(what="port", found=f"{where}, the bot is running")
        return
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            config.server.host, config.server.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as problem:
        remedy = "stop what listens there, or set [server] host and port"
        yield warning("port", f"{where}: {problem.strerror}", remedy)
    else:
        yield Finding(what="port", found=f"{where} is free")


def door(config: Config) -> Iterator[Finding]:
    try:
        address(Path(config.data.folder) / "guildhall.sock")
    except NoDoor as problem:
        yield warning(
            "control socket", str(problem), "without it: no reload, no import while running"
        )


def clock(config: Config) -> Iterator[Finding]:
    """A clock that is behind the files it has dated was set back, or never set."""
    files = [Path(__file__)]
    if not is_postgres(config.database_url):
        files.append(sqlite_path(config.database_url))
    newest = max(path.stat().st_mtime for path in files if path.exists())
    behind = newest - time.time()
    if behind > CLOCK_SLACK_SECONDS:
        found = f"{behind / 60:.0f} minutes behind the newest file"
        yield error("clock", found, "set it, and keep it right with NTP")
    else:
        yield Finding(what="clock", found=time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()))


def staff(config: Config) -> Iterator[Finding]:
    if admins := sorted(config.staff.admins):
        said = "one admin" if len(admins) == 1 else f"{len(admins)} admins"
        yield Finding(what="admins", found=f"{said}: {', '.join(admins)}")
    else:
        remedy = "say /id to the bot and put the answer into [staff] admins"
        yield warning("admins", "none: nobody may give roles", remedy)


async def team(config: Config) -> list[str]:
    """The accounts of moderators and admins, as far as there is a database to ask."""
    admins = list(config.staff.admins)
    try:
        storage = await open_storage(config.database_url, read_only=True)
    except StorageError:
        return admins  # said already where the database was looked at
    try:
        known = await storage.read(roles.staff)
    finally:
        await storage.close()
    held = [str(who) for who, role, state in known if (role, state) == ("moderator", "held")]
    return [*admins, *held]


def rooms(config: Config) -> Iterator[Finding]:
    """Where tickets are worked on."""
    what = "ticket rooms"
    if not config.rooms:
        yield Finding(what=what, found="none: 'Talk to a human' shows the support contact")
        return
    for room in config.rooms:
        languages = f", read in {', '.join(room.languages)}" if room.languages else ""
        found = f"{room.place} works on {', '.join(room.queues)}{languages}"
        yield Finding(what=what, found=found)


def contact(config: Config) -> Iterator[Finding]:
    """Whether its links are official was checked when the configuration was read."""
    if config.rooms:
        yield Finding(what="support contact", found="not shown: there are tickets")
    elif languages := ", ".join(config.support.contact):
        yield Finding(what="support contact", found=f"in {languages}")
    else:
        remedy = "set [support.contact], at least in English"
        yield warning("support contact", "none: 'Talk to a human' names no address", remedy)


async def translation(config: Config) -> list[Finding]:
    """Whether the service answers, and speaks all of our languages."""
    url = config.translator.url
    if not url:
        return []
    try:
        spoken = await translator.languages(config.translator)
    except (TimeoutError, ClientError, msgspec.DecodeError) as fault:
        remedy = "start it, or leave [translator] url empty"
        return [error("translator", f"{url} does not answer ({type(fault).__name__})", remedy)]
    if missing := sorted(set(LANGUAGES) - spoken):
        remedy = "add them to the service; what is written in them stays untranslated"
        return [warning("translator", f"{url} lacks {', '.join(missing)}", remedy)]
    return [Finding(what="translator", found=f"{url} speaks all our languages")]


def auto_answers(config: Config) -> Iterator[Finding]:
    places = [key for key in config.places if config.place(key).auto_answers]
    if config.everywhere.auto_answers:
        yield Finding(what="auto-answers", found="on everywhere but where a place says otherwise")
    elif places:
        yield Finding(what="auto-answers", found=f"on in {', '.join(places)}")
    else:
        yield Finding(what="auto-answers", found="off: the bot answers whoever speaks to it")
