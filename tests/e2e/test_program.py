"""The whole program in a process of its own: how it starts, stops, and bears what goes wrong."""

import asyncio
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.running import Child, Installation, with_telegram
from tests.e2e.town import question
from tests.fakes import faults
from tests.fakes.telegram import FakeTelegram

RESET = question("reset-2fa")


@pytest.fixture
def home(fake: FakeTelegram, starter_database: Path, tmp_path: Path) -> Installation:
    home = with_telegram(tmp_path, fake)
    shutil.copyfile(starter_database, home.database)
    return home


@pytest.fixture
def web_only(starter_database: Path, tmp_path: Path) -> Installation:
    home = Installation(tmp_path, "[server]\nport = 0")
    home.write()
    shutil.copyfile(starter_database, home.database)
    return home


async def failed(child: Child) -> tuple[int, list[str]]:
    """Its exit code, and what it said on the way out."""
    async with asyncio.timeout(20):
        code = await child.process.wait()
    return code, child.lines


async def fetch(url: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return response.status, await response.text()


# -- starting ------------------------------------------------------------------------------------


async def test_a_start_says_where_the_pages_are_and_what_is_off(web_only: Installation) -> None:
    async with web_only.running() as child:
        assert "Telegram: off, TELEGRAM_TOKEN is not set" in child.lines
        assert (await fetch(f"{child.url}/"))[0] == 200
        assert (await fetch(f"{child.url}/help"))[0] == 200


async def test_a_first_start_brings_the_starter_entries(tmp_path: Path) -> None:
    home = Installation(tmp_path, "[server]\nport = 0")
    home.write()
    async with home.running() as child:
        assert RESET in (await fetch(f"{child.url}/help/en/reset-2fa"))[1]


async def test_a_busy_port_moves_to_the_next_and_says_so(web_only: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        web_only.config = f"[server]\nport = {port}"
        web_only.write()
        async with web_only.running() as child:
            assert f"Port {port} is taken, trying {port + 1}." in child.lines
            assert child.url != f"http://127.0.0.1:{port}"


async def test_a_second_process_on_one_database_is_refused(web_only: Installation) -> None:
    async with web_only.running() as child:
        second = await web_only.start()
        code, _ = await failed(second)
        assert code == 1
        assert f"in use by another process (id {child.process.pid})" in web_only.log.read_text()
        assert (await fetch(f"{child.url}/"))[0] == 200


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    web_only: Installation,
) -> None:
    with closing(sqlite3.connect(web_only.database)) as database:
        database.execute("UPDATE migrations SET number = 9999 WHERE number = 1")
        database.commit()
    code, _ = await failed(await web_only.start())
    assert code == 1
    assert "is at version 9999" in web_only.log.read_text()


async def test_a_typo_in_the_config_stops_the_start_with_its_line(web_only: Installation) -> None:
    web_only.write("[comunity]\nname = 'x'")
    code, _ = await failed(await web_only.start())
    assert code == 1
    assert "did you mean 'community'?" in web_only.log.read_text()


# -- stopping ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_stop_takes_less_than_two_seconds(
    home: Installation, fake: FakeTelegram, number: signal.Signals
) -> None:
    """With an open page and a long poll."""
    async with home.running() as child:
        await fake.called("getUpdates")
        async with aiohttp.ClientSession() as session, session.get(f"{child.url}/") as page:
            await page.read()
            assert await child.stop(number) < 2.0
    assert child.process.returncode == 0
    assert child.lines[-1] == "Stopped."


async def test_what_is_in_flight_at_a_stop_is_delivered_and_not_in_doubt(
    home: Installation, fake: FakeTelegram
) -> None:
    ann = fake.user("Ann")
    async with home.running() as child:
        fake.inject(faults.slow(0.6), "sendMessage")
        fake.says(ann, ann, RESET)
        await fake.heard(ann)
        assert await child.stop() < 2.0
    assert home.rows("SELECT state FROM outbox") == [("delivered",)]


async def test_what_is_asked_around_a_stop_is_answered_after_it(
    home: Installation, fake: FakeTelegram
) -> None:
    crowd = [fake.user(f"Person {number}") for number in range(40)]
    async with home.running() as child:
        for person in crowd:
            fake.says(person, person, RESET)
        await fake.heard(crowd[0])
        await child.stop()
    async with home.running():
        for person in crowd:
            await fake.heard(person, within=10)
    assert all(len(fake.ours(person)) == 1 for person in crowd)


# -- running -------------------------------------------------------------------------------------


async def test_a_refused_token_stops_telegram_while_the_web_goes_on(
    home: Installation, fake: FakeTelegram
) -> None:
    async with home.running() as child:
        await fake.called("getUpdates")
        fake.is_revoked = True
        fake.world.changed()
        ann = fake.user("Ann")
        fake.says(ann, ann, RESET)
        line = await child.says("Telegram: stopped")
        assert "@BotFather" in line
        assert (await fetch(f"{child.url}/help"))[0] == 200


async def test_a_frozen_program_goes_on_where_it_was(
    home: Installation, fake: FakeTelegram
) -> None:
    """G24: as on a machine that was suspended."""
    ann = fake.user("Ann")
    async with home.running() as child:
        await fake.called("getUpdates")
        child.process.send_signal(signal.SIGSTOP)
        fake.says(ann, ann, RESET)
        await asyncio.sleep(1.5)
        assert fake.ours(ann) == []
        child.process.send_signal(signal.SIGCONT)
        await fake.heard(ann)


async def test_telegram_brings_its_updates_to_the_same_web_server(
    home: Installation, fake: FakeTelegram
) -> None:
    port = free_port()
    home.config = home.config.replace("port = 0", f"port = {port}")
    home.config += f'webhook_url = "http://127.0.0.1:{port}/telegram"\n'
    home.write()
    ann = fake.user("Ann")
    async with home.running() as child:
        fake.says(ann, ann, RESET)
        (answer,) = await fake.heard(ann)
        assert answer.text.startswith(RESET)
        async with aiohttp.ClientSession() as session:
            forged = await session.post(f"{child.url}/telegram", json={"update_id": 1})
            assert forged.status == 403
    assert fake.calls_of("getUpdates") == []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_changed_config_is_taken_at_a_hangup_and_a_wrong_one_is_not(
    home: Installation, fake: FakeTelegram
) -> None:
    ann = fake.user("Ann")
    async with home.running() as child:
        home.write('[places.start]\nen = "Hello there"')
        child.process.send_signal(signal.SIGHUP)
        await logged(home, "config taken")
        fake.says(ann, ann, "/start")
        assert (await fake.heard(ann))[-1].text == "Hello there"
        home.write('[places.start]\nen = "Goodbye"\n[nonsense]')
        child.process.send_signal(signal.SIGHUP)
        await logged(home, "config not taken")
        fake.says(ann, ann, "/start")
        assert (await fake.heard(ann, 2))[-1].text == "Hello there"


async def logged(home: Installation, words: str) -> None:
    async with asyncio.timeout(5):
        while words not in home.log.read_text():  # noqa: ASYNC110  a file rings no bell
            await asyncio.sleep(0.02)


async def test_metrics_are_for_this_machine_only(web_only: Installation) -> None:
    async with web_only.running() as child:
        status, text = await fetch(f"{child.url}/metrics")
        assert (status, "guildhall_" in text) == (200, True)
        for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
            assert (await fetch(f"{child.url}/metrics", **{header: "203.0.113.7"}))[0] == 404


async def test_how_late_the_loop_is_is_told(web_only: Installation) -> None:
    """D09."""
    async with web_only.running() as child, asyncio.timeout(10):
        while not re.search(  # noqa: ASYNC110
            r"^guildhall_loop_late_seconds_count [1-9]",
            (await fetch(f"{child.url}/metrics"))[1],
            re.MULTILINE,
        ):
            await asyncio.sleep(0.1)


async def test_a_disk_that_fills_up_under_the_program_is_waited_out(
    home: Installation, fake: FakeTelegram
) -> None:
    """M04, G25: nothing is acknowledged that could not be kept."""
    crowd = [fake.user(f"Person {number}") for number in range(10)]
    async with home.running() as child:
        await fake.called("getUpdates")
        await asyncio.sleep(0.3)
        # Room for what is logged, and too little for ten answers.
        limit_files(child, home.log.stat().st_size + 64 * 1024)
        for person in crowd:
            fake.says(person, person, RESET)
        await logged(home, '"storage"')
        assert fake.updates.pending
        limit_files(child, resource.RLIM_INFINITY)
        for person in crowd:
            await fake.heard(person, within=10)
        await child.stop()
    assert home.rows("SELECT state, COUNT(*) FROM outbox GROUP BY state") == [("delivered", 10)]
    assert home.rows("PRAGMA integrity_check") == [("ok",)]


def limit_files(child: Child, size: int) -> None:
    """No file of this process may grow beyond `size` bytes."""
    hard = resource.RLIM_INFINITY
    resource.prlimit(child.process.pid, resource.RLIMIT_FSIZE, (size, hard))


async def test_neither_token_nor_words_reach_any_sink(
    home: Installation, fake: FakeTelegram
) -> None:
    """T33, over the whole program: output, log, metrics; the token not the database either."""
    ann = fake.user("Ann Canary-Lastname")
    secret = fake.token.partition(":")[2]
    fake.inject(faults.status(502, html=True), "*", times=2)
    async with home.running() as child:
        for fault in (faults.garbage(), faults.cut(), faults.reset(effect=True)):
            fake.inject(fault, "sendMessage")
            fake.says(ann, ann, "canary-words in my question")
        await fake.heard(ann, 3, within=10)
        fake.says(ann, ann, f"/helpful canary-words {RESET}")
        await fake.heard(ann, 4)
        metrics = (await fetch(f"{child.url}/metrics"))[1]
        os.kill(child.process.pid, signal.SIGHUP)
        await child.stop()
    sinks = [*child.lines, home.log.read_text(), metrics]
    assert not [sink for sink in sinks if secret in sink]
    assert not [sink for sink in sinks if "canary" in sink.lower()]
    assert secret.encode() not in home.database.read_bytes()
