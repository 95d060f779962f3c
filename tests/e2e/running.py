"""The program as a process of its own, as an operator runs it."""

import asyncio
import os
import re
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.fakes.x import FakeX

ROOT = Path(__file__).parents[2]


@dataclass
class Installation:
    """A folder with a config and a database; at most one program at a time runs in it."""

    folder: Path
    config: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "guildhall.db"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def write(self, config: str = "") -> None:
        common = f'[data]\nfolder = "{self.folder}"\n'
        self.file.write_text(f"{common}{self.config}\n{config}\n")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            return database.execute(sql).fetchall()

    def count(self, *states: str) -> int:
        """Rows of the outbox in any of them, seen at one moment: a row moves between two looks."""
        among = ", ".join(f"'{state}'" for state in states)
        return int(self.rows(f"SELECT COUNT(*) FROM outbox WHERE state IN ({among})")[0][0])  # noqa: S608

    async def start(self, *arguments: str) -> "Child":
        """Not yet ready: see `Child.ready`. What it logs is added to `log`."""
        with self.log.open("a") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bots", "--config", str(self.file), *arguments),
                cwd=ROOT,
                env={**os.environ, **self.secrets},
                stdout=PIPE,
                stderr=log,
            )
        return Child(process)

    @asynccontextmanager
    async def running(self, *, within: float = 30.0) -> AsyncIterator["Child"]:
        child = await self.start()
        try:
            await child.ready(within)
            yield child
        finally:
            await child.kill()


def with_telegram(folder: Path, fake: FakeTelegram, config: str = "") -> Installation:
    table = f'[server]\nport = 0\n[telegram]\napi_base_url = "{fake.api_base_url}"\n'
    made = Installation(folder, table + config, {"TELEGRAM_TOKEN": fake.token})
    made.write()
    return made


def with_discord(folder: Path, fake: FakeDiscord, config: str = "") -> Installation:
    urls = f'api_base_url = "{fake.api_base_url}"\ngateway_url = "{fake.gateway_url}"\n'
    made = Installation(
        folder, f"[server]\nport = 0\n[discord]\n{urls}{config}", {"DISCORD_TOKEN": fake.token}
    )
    made.write()
    return made


def with_x(folder: Path, fake: FakeX, config: str = "") -> Installation:
    """Without Telegram; posts are written."""
    table = f'[server]\nport = 0\n[x]\ndry_run = false\napi_base_url = "{fake.api_base_url}"\n'
    secrets = {f"X_{name.upper()}": value for name, value in fake.keys.items()}
    made = Installation(folder, table + config, secrets)
    made.write()
    return made


def joined(folder: Path, *homes: Installation) -> Installation:
    """One program on the platforms of all of these."""
    alone = "[server]\nport = 0\n"
    tables = [home.config.removeprefix(alone) for home in homes]
    secrets = {name: value for home in homes for name, value in home.secrets.items()}
    made = Installation(folder, alone + "\n".join(tables), secrets)
    made.write()
    return made


class Child:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self._reading = asyncio.create_task(self._read())
        self._more = asyncio.Event()

    @property
    def url(self) -> str:
        """Of its web server."""
        (found,) = re.findall(r"Chat: +(http://\S+?)/\n", "\n".join([*self.lines, ""]))
        return str(found)

    async def ready(self, within: float = 30.0) -> None:
        await self.says("Ready", within)

    async def says(self, words: str, within: float = 10.0) -> str:
        """The first line with these words in it. TimeoutError, or AssertionError at its end."""
        async with asyncio.timeout(within):
            while True:
                for line in self.lines:
                    if words in line:
                        return line
                assert not self._reading.done(), f"it ended, and said {self.lines}"
                self._more.clear()
                await self._more.wait()

    async def stop(self, number: signal.Signals = signal.SIGTERM, within: float = 10.0) -> float:
        """Ask it to stop; the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        async with asyncio.timeout(within):
            await self.process.wait()
        await self._reading
        return time.monotonic() - began

    async def kill(self) -> None:
        """As `kill -9`; nothing where it has ended."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self._reading

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(line.decode().rstrip("\n"))
            self._more.set()
        self._more.set()


def peak_megabytes(pid: int) -> float:
    """The largest resident size so far (Linux, proc(5) VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
