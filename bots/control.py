"""The running program's door for its operator: a Unix socket that speaks lines of JSON."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec
import structlog

from bots.requests import (
    LONGEST_LINE,
    Change,
    Done,
    Failed,
    Import,
    NotDone,
    Progressed,
    Reload,
    Reply,
    Request,
    change,
)
from core.app import App
from core.faq.edits import NoSuchEntry
from core.faq.entries import Entry
from core.storage.errors import StorageError

log = structlog.get_logger("control")

LONGEST_PATH = 103  # bytes of a socket's address: 108 on Linux, 104 elsewhere, one of them NUL
_QUIET_SECONDS = 10  # between two lines of an operator
_STEPS = 100  # as many times progress is told

Reloading = Callable[[], Awaitable[str | None]]


class NoDoor(Exception):
    """No socket can be opened at this path; the text says why and what to do."""


def address(path: Path) -> str:
    """The path as written or relative to where we are, the shorter one. Raises NoDoor."""
    shortest = min(str(path), os.path.relpath(path), key=lambda text: len(os.fsencode(text)))
    if len(os.fsencode(shortest)) > LONGEST_PATH:
        raise NoDoor(
            f"{path} is too long for a socket (over {LONGEST_PATH} bytes); "
            "choose a shorter [data] folder"
        )
    return shortest


async def serve(app: App, path: Path, reload: Reloading) -> None:
    """Answer operators, one after another, until cancelled.

    Without a door the program still does its work, so that is only logged. `reload` answers
    with what is wrong with the configuration, if anything is.
    """
    try:
        listener = _listen(path)
    except NoDoor as error:
        log.error("no control socket", reason=str(error))
        return
    try:
        while True:
            await _caller(listener)
            with suppress(BlockingIOError):  # whoever called may have gone again
                connection, _ = listener.accept()
                with connection:
                    connection.setblocking(False)
                    await _talk(connection, app, reload)
    finally:
        _close(listener, path)


async def _caller(listener: socket.socket) -> None:
    """Wait for one. asyncio's own accept would lose a connection when it is cancelled late."""
    loop, called = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(listener, called.set)
    try:
        await called.wait()
    finally:
        loop.remove_reader(listener)


def _close(listener: socket.socket, path: Path) -> None:
    listener.close()
    path.unlink(missing_ok=True)


def _listen(path: Path) -> socket.socket:
    """Nobody can connect before the mode is set: that takes `listen`."""
    where = address(path)
    _clear(path, where)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(where)
        path.chmod(0o600)
        listener.listen()
    except OSError as error:
        listener.close()
        raise NoDoor(f"{path} cannot be opened: {error.strerror}") from error
    listener.setblocking(False)
    return listener


def _clear(path: Path, where: str) -> None:
    """Remove the socket of a program that died, and of none that lives."""
    if not path.exists():
        return
    if not path.is_socket():
        raise NoDoor(f"{path} is no socket; move it away")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        if probe.connect_ex(where) == 0:
            raise NoDoor(f"another program answers at {path}; give each its own [data] folder")
    path.unlink(missing_ok=True)


async def _talk(connection: socket.socket, app: App, reload: Reloading) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=connection, limit=LONGEST_LINE)
    try:
        await _answer(reader, partial(_write, writer), app, reload)
        await writer.drain()
    except OSError as error:
        log.warning("operator went away", exc_info=error)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _answer(
    reader: asyncio.StreamReader, say: Callable[[Reply], None], app: App, reload: Reloading
) -> None:
    try:
        request, entries = await _read(reader)
    except EOFError:  # somebody looked in (`doctor` does), or left in the middle of a request
        return
    except (msgspec.MsgspecError, ValueError, TimeoutError) as error:
        say(Failed(f"The request was not understood ({type(error).__name__})."))
        return
    try:
        say(await _do(request, entries, say, app, reload))
    except (NoSuchEntry, NotDone, StorageError) as error:
        say(Failed(str(error)))
    except Exception as error:  # a supervisor: the door stays open
        log.exception("control failed")
        say(Failed(f"A fault of the program ({type(error).__name__}); its log tells more."))


async def _read(reader: asyncio.StreamReader) -> tuple[Request, list[Entry]]:
    """A request, and the entries that follow it. A longer line than allowed is a ValueError."""
    request: Request = msgspec.json.decode(await _line(reader), type=Request)
    count = request.entries if isinstance(request, Import) else 0
    decoder = msgspec.json.Decoder(Entry)
    return request, [decoder.decode(await _line(reader)) for _ in range(count)]


async def _line(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(_QUIET_SECONDS):
        line = await reader.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return line


async def _do(
    request: Request,
    entries: list[Entry],
    say: Callable[[Reply], None],
    app: App,
    reload: Reloading,
) -> Reply:
    if isinstance(request, Reload):
        mistake = await reload()
        return Failed(mistake) if mistake else Done("The configuration was read again.")
    wanted: Change = request

    def tell(done: int, total: int) -> None:
        if done == total or done % max(1, total // _STEPS) == 0:
            say(Progressed(done, total))

    return Done(await app.unit(lambda unit: change(unit, wanted, entries, tell)))


def _write(writer: asyncio.StreamWriter, reply: Reply) -> None:
    # Nobody may be reading any more; what was asked for is done all the same.
    if not writer.is_closing():
        writer.write(msgspec.json.encode(reply) + b"\n")
