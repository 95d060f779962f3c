"""A request of the operator, brought to the running program, or done here when none runs."""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from bots.control import NoDoor, address
from bots.requests import (
    LONGEST_LINE,
    Change,
    Done,
    Failed,
    Progressed,
    Reply,
    Request,
    change,
)
from core.config import Config
from core.faq.entries import Entry
from core.faq.rows import Progress, quiet

_PATIENCE_SECONDS = 120  # between two replies: a disk that is full, say, holds up a change


class NobodyThere(Exception):
    """No program answers at the socket."""


class Refused(Exception):
    """The program did not do it; the text says why."""


def run(
    config: Config, wanted: Change, entries: Sequence[Entry] = (), progress: Progress = quiet
) -> str:
    """What has been done. Raises Refused, NoSuchEntry or StorageError: then nothing was."""
    try:
        return send(config, wanted, entries, progress)
    except NobodyThere:
        return asyncio.run(_do_here(config, wanted, entries, progress))


def send(
    config: Config, request: Request, entries: Sequence[Entry] = (), progress: Progress = quiet
) -> str:
    """Have the running program do it. Raises NobodyThere and Refused."""
    with _connected(_door(config)) as connection, connection.makefile("rb") as lines:
        try:
            for line in (request, *entries):
                connection.sendall(_line(line))
            return _outcome(lines, progress)
        except OSError as error:
            raise Refused(f"The running program does not answer: {error}.") from error


def is_running(config: Config) -> bool:
    """Whether a program answers at the socket of this data folder."""
    try:
        _connected(_door(config)).close()
    except (NobodyThere, Refused):
        return False
    return True


def _door(config: Config) -> Path:
    return Path(config.data.folder) / "guildhall.sock"


def _line(part: Request | Entry) -> bytes:
    line = msgspec.json.encode(part) + b"\n"
    if len(line) > LONGEST_LINE:
        what = part.slug if isinstance(part, Entry) else "The request"
        raise Refused(f"{what} is larger than {LONGEST_LINE} bytes.")
    return line


def _connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_PATIENCE_SECONDS)
    try:
        connection.connect(address(path))
    except (FileNotFoundError, ConnectionRefusedError, NoDoor) as error:
        connection.close()
        raise NobodyThere(f"No bot is running with the data folder {path.parent}.") from error
    except OSError as error:
        connection.close()
        raise Refused(f"{path}: {error.strerror}.") from error
    return connection


def _outcome(lines: Iterable[bytes], progress: Progress) -> str:
    for line in lines:
        match msgspec.json.decode(line, type=Reply):
            case Progressed(done=done, total=total):
                progress(done, total)
            case Done(text=text):
                return text
            case Failed(text=text):
                raise Refused(text)
    raise Refused("The running program stopped before it was done; nothing may have changed.")


async def _do_here(
    config: Config, wanted: Change, entries: Sequence[Entry], progress: Progress
) -> str:
    from bots.assembly import FEATURES
    from core.app import App
    from core.storage import open_storage

    storage = await open_storage(config.database_url)
    try:
        app = App(config, storage, FEATURES)
        return await app.unit(lambda unit: change(unit, wanted, entries, progress))
    finally:
        await storage.close()
