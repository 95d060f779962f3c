"""Files that visitors attach, from their arrival until they have been fetched; never opened."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from bots.web.seals import link_hash

LARGEST = 10 * 1024 * 1024  # bytes of one file
MOST = 200 * 1024 * 1024  # of all that lie here
# How long one may still lie here, in seconds. A message names its files at once; then they wait
# for staff's platform, or for their ticket to be opened; and a request that was refused for now is
# made again.
UNNAMED, NAMED, FETCHED = 300.0, 10_800.0, 600.0
_REFERENCE = re.compile(r"[0-9a-f]{64}\Z")
_OURS = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}\.part")


class TooLarge(Exception):
    """More than LARGEST, or than there is room for."""


class Tray:
    """A folder of our own. What a file is called there tells neither whose it is nor what it was
    called, and its time stamp is the moment at which it goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, visitor: str, id_: str, content: AsyncIterable[bytes]) -> None:
        """The same id again is the same file. Raises TooLarge."""
        if await asyncio.to_thread(self._filled) + LARGEST > MOST:
            raise TooLarge
        whole, part = self._path(visitor, id_), self._folder / f"{os.urandom(16).hex()}.part"
        try:
            with await asyncio.to_thread(_opened, part) as file:
                await _write(file, content)
            _goes(part, UNNAMED)
            part.rename(whole)
        finally:
            part.unlink(missing_ok=True)

    def named(self, visitor: str, id_: str) -> tuple[str, int] | None:
        """Its reference and size, now that a message names it; None where it is not here."""
        path = self._path(visitor, id_)
        try:
            _goes(path, NAMED)
            return path.name, path.stat().st_size
        except FileNotFoundError:
            return None

    async def take(self, reference: str) -> bytes | None:
        """What it contains; None where it is here no more."""
        path = self._folder / reference
        if not _REFERENCE.fullmatch(reference) or _is_over(path):
            return None
        _goes(path, FETCHED)
        return await asyncio.to_thread(path.read_bytes)

    def sweep(self) -> None:
        """Remove what has had its time."""
        for path in self._files():
            if _is_over(path):
                path.unlink(missing_ok=True)

    def _filled(self) -> int:
        return sum(path.stat().st_size for path in self._files())

    def _files(self) -> list[Path]:
        with suppress(FileNotFoundError):
            return [path for path in self._folder.iterdir() if _OURS.fullmatch(path.name)]
        return []

    def _path(self, visitor: str, id_: str) -> Path:
        return self._folder / link_hash(f"{visitor} {id_}")


def _opened(path: Path) -> IO[bytes]:
    """Readable to us alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


async def _write(file: IO[bytes], content: AsyncIterable[bytes]) -> None:
    size = 0
    async for chunk in content:
        size += len(chunk)
        if size > LARGEST:
            raise TooLarge
        await asyncio.to_thread(file.write, chunk)


def _goes(path: Path, seconds: float) -> None:
    moment = time.time() + seconds
    os.utime(path, (moment, moment))


def _is_over(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time()
    except FileNotFoundError:
        return True
