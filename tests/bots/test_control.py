"""The operator's door: what it lets in, what it refuses, and what it leaves behind."""

import asyncio
import json
import os
import secrets
import socket
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from bots import control, errand
from bots.requests import LONGEST_LINE, MOST_ENTRIES, Import, Reload, Remove
from core.app import App
from core.config import Config, Data
from core.faq import FEATURE, store
from core.faq.edits import NoSuchEntry
from core.faq.entries import Entry, Wording
from core.storage import open_storage

BODY = f"words {secrets.token_hex(8)}"


def entry(slug: str, answer: str = "Yes.") -> Entry:
    return Entry(
        slug=slug, category="fees", wordings={"en": Wording(question="Is it?", answer=answer)}
    )


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=Data(folder=str(tmp_path)))


@pytest.fixture
def door(config: Config) -> Path:
    return Path(config.data.folder) / "guildhall.sock"


def answering(mistake: str | None) -> control.Reloading:
    async def reload() -> str | None:
        return mistake

    return reload


@asynccontextmanager
async def running(config: Config, mistake: str | None = None) -> AsyncIterator[App]:
    """A bot with its door open, and an empty knowledge base."""
    storage = await open_storage(config.database_url)
    app = App(config, storage, [FEATURE])
    await app.unit(lambda unit: unit.changed("knowledge"))
    await app.start()
    path = Path(config.data.folder) / "guildhall.sock"
    task = asyncio.create_task(control.serve(app, path, answering(mistake)))
    try:
        while not errand.is_running(config):  # noqa: ASYNC110  a file appears, there is no event
            await asyncio.sleep(0.01)
        yield app
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await storage.close()


async def _slugs(app: App) -> list[str]:
    return [found.slug for found in (await app.storage.read(store.load))[0]]


async def _sent(door: Path, *lines: bytes) -> list[dict[str, object]]:
    """Replies to these lines, as a client of another make would see them."""
    reader, writer = await asyncio.open_unix_connection(str(door))
    writer.writelines(lines)
    writer.write_eof()
    replies = [json.loads(line) async for line in reader]
    writer.close()
    await writer.wait_closed()
    return replies


# -- while the bot runs --------------------------------------------------------------------------


async def test_an_import_reaches_the_running_bot_within_a_second(config: Config) -> None:
    seen: list[tuple[int, int]] = []
    async with running(config) as app:
        watching = asyncio.create_task(app.snapshots.watch())
        said = await asyncio.to_thread(
            errand.run,
            config,
            Import(2, {"fees": {"en": "Fees"}}),
            [entry("a"), entry("b")],
            lambda done, total: seen.append((done, total)),
        )
        async with asyncio.timeout(5):  # a process is started for it, and the machine is shared
            while set(app.snapshots["knowledge"].entries) != {"a", "b"}:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        watching.cancel()
    assert said == "Imported 2 entries, 2 of them new or changed."
    assert seen == [(1, 2), (2, 2)]


async def test_a_removal_takes_all_or_none(config: Config) -> None:
    async with running(config) as app:
        await asyncio.to_thread(errand.run, config, Import(1, {}), [entry("a")])
        with pytest.raises(errand.Refused, match="No such entry: 'b'"):
            await asyncio.to_thread(errand.run, config, Remove(("a", "b")))
        assert await _slugs(app) == ["a"]
        assert await asyncio.to_thread(errand.run, config, Remove(("a",))) == "Removed a."
        assert await _slugs(app) == []


@pytest.mark.parametrize("mistake", [None, "config.toml:2: server.prot is no known key"])
async def test_a_reload_tells_how_it_went(config: Config, mistake: str | None) -> None:
    async with running(config, mistake):
        if mistake:
            with pytest.raises(errand.Refused, match=mistake):
                await asyncio.to_thread(errand.send, config, Reload())
        else:
            said = await asyncio.to_thread(errand.send, config, Reload())
            assert said == "The configuration was read again."


async def test_the_door_is_for_its_owner_alone(config: Config, door: Path) -> None:
    async with running(config):
        assert stat.S_IMODE((await asyncio.to_thread(door.stat)).st_mode) == 0o600


async def test_a_door_is_gone_when_its_bot_is(config: Config, door: Path) -> None:
    async with running(config):
        pass
    assert not await asyncio.to_thread(door.exists)


async def test_two_operators_are_served_one_after_the_other(config: Config) -> None:
    async with running(config) as app:
        requests = [
            asyncio.to_thread(errand.run, config, Import(1, {}), [entry(f"e{n}")]) for n in range(5)
        ]
        await asyncio.gather(*requests)
        assert await _slugs(app) == [f"e{n}" for n in range(5)]


# -- what it is told that it cannot use ----------------------------------------------------------

HEAD = msgspec.json.encode(Import(2, {})) + b"\n"
GOOD = msgspec.json.encode(entry("good")) + b"\n"


@pytest.mark.parametrize(
    "lines",
    [
        [b"\n"],
        [b"\xff\xfe\n"],
        [b'{"type":"sudo"}\n'],
        [msgspec.json.encode(Import(MOST_ENTRIES + 1, {})) + b"\n"],
        [HEAD, GOOD, b'{"slug": 5}\n'],
        [b"x" * (LONGEST_LINE + 10) + b"\n"],
    ],
    ids=["empty", "bytes", "unknown", "too many", "bad entry", "too long"],
)
async def test_nonsense_is_refused_and_changes_nothing(
    config: Config, door: Path, lines: list[bytes]
) -> None:
    async with running(config) as app:
        try:
            (reply,) = await _sent(door, *lines)
        except ConnectionResetError:  # it hung up on more than it would read
            reply = {"type": "failed"}
        assert reply["type"] == "failed"
        assert await _slugs(app) == []
        assert errand.is_running(config)


async def test_an_operator_who_leaves_half_way_changes_nothing(config: Config, door: Path) -> None:
    async with running(config) as app:
        assert await _sent(door, HEAD, GOOD) == []
        assert await _slugs(app) == []


async def test_text_that_cannot_be_stored_is_a_failure_that_does_not_repeat_it(
    config: Config,
) -> None:
    async with running(config) as app:
        entries = [entry("a"), entry("b", answer=f"{BODY}\0")]
        with pytest.raises(errand.Refused) as raised:
            await asyncio.to_thread(errand.run, config, Import(2, {}), entries)
        assert BODY not in str(raised.value)
        assert await _slugs(app) == []


# -- while nobody runs ---------------------------------------------------------------------------


def test_without_a_bot_a_change_is_made_in_the_database(config: Config) -> None:
    said = errand.run(config, Import(1, {}), [entry("a")])
    assert said == "Imported 1 entries, 1 of them new or changed."
    assert errand.run(config, Import(1, {}), [entry("a")]).startswith("Imported 1 entries, 0 of")
    with pytest.raises(NoSuchEntry, match="No such entry: 'ab'; did you mean 'a'"):
        errand.run(config, Remove(("ab",)))


def test_without_a_bot_a_reload_says_so(config: Config) -> None:
    with pytest.raises(errand.NobodyThere, match="No bot is running with the data folder"):
        errand.send(config, Reload())


# -- the socket's file ---------------------------------------------------------------------------


def _dead_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as forgotten:
        forgotten.bind(str(path))


async def test_the_socket_of_a_bot_that_died_is_replaced(config: Config, door: Path) -> None:
    _dead_socket(door)
    async with running(config):
        assert await asyncio.to_thread(errand.send, config, Reload())


def test_the_socket_of_a_bot_that_died_stops_no_change(config: Config, door: Path) -> None:
    _dead_socket(door)
    assert errand.run(config, Import(1, {}), [entry("a")]).startswith("Imported")


async def test_a_living_bots_door_is_not_taken(config: Config, door: Path) -> None:
    async with running(config) as app:
        await control.serve(app, door, answering("the other one"))  # returns at once
        assert await asyncio.to_thread(errand.send, config, Reload())


async def test_a_file_in_the_doors_place_is_left_alone(config: Config, door: Path) -> None:
    await asyncio.to_thread(door.write_text, "mine")
    storage = await open_storage(config.database_url)
    try:
        await control.serve(App(config, storage, []), door, answering(None))  # returns at once
    finally:
        await storage.close()
    assert await asyncio.to_thread(door.read_text) == "mine"


@pytest.fixture
def far_away(tmp_path: Path) -> Iterator[Path]:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    here = Path.cwd()
    yield deep
    os.chdir(here)


def test_a_path_too_long_for_a_socket_is_named(far_away: Path) -> None:
    with pytest.raises(control.NoDoor, match=r"too long for a socket .*choose a shorter \[data\]"):
        control.address(far_away / "guildhall.sock")


def test_a_path_too_long_is_short_from_near_by(far_away: Path) -> None:
    os.chdir(far_away)
    assert control.address(far_away / "guildhall.sock") == "guildhall.sock"
