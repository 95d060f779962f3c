"""Doctor: says what, found and the remedy; asks, never guesses; writes nothing, shows no secret."""

import asyncio
import os
import re
import secrets
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bots import checks
from core.config import Config, Data, PlaceSettings, Server
from core.config.desk import Translator
from core.needs import needs_of
from core.platform import Needs
from tests.bots.terminal import Terminal
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.fakes.x import FakeX

PASSWORD = f"p{secrets.token_hex(8)}"

WELL = """
[server]
port = 0
[staff]
admins = ["telegram:1"]
[support.contact]
en = "Write to [support](https://example.com/support)."
"""


def _lines(terminal: Terminal, exit_code: int) -> dict[str, str]:
    """Level, finding and remedy by what was looked at."""
    result = terminal.run("doctor")
    assert result.exit_code == exit_code, result.output
    found = [
        re.fullmatch(r"(\w+) +[\w-]+: (.+?): (.+)", line) for line in result.stdout.splitlines()
    ]
    return {line[2]: f"{line[1]}: {line[3]}" for line in found if line}


def test_a_well_kept_installation_has_nothing_to_put_right(terminal: Terminal) -> None:
    terminal.configure(WELL)
    terminal.says("db", "migrate")
    assert {line.partition(":")[0] for line in _lines(terminal, 0).values()} == {"ok"}


def test_a_new_installation_is_told_what_is_still_to_be_done(terminal: Terminal) -> None:
    terminal.configure("[server]\nport = 0")
    lines = _lines(terminal, 1)
    assert lines["data folder"] == "ok: data will be made at the first start"
    assert lines["database"] == "ok: data/guildhall.db will be made at the first start"
    assert lines["admins"].startswith("warning: none: nobody may give roles -> say /id")
    assert lines["support contact"].startswith("warning: none")
    assert lines["telegram"] == "ok: off, TELEGRAM_TOKEN is not set"


def test_nothing_is_written(terminal: Terminal) -> None:
    terminal.configure(WELL)
    _lines(terminal, 0)
    assert set(terminal.print_of()) == {"config.toml"}
    terminal.says("db", "migrate")
    before = terminal.print_of()
    _lines(terminal, 0)
    assert terminal.print_of() == before


def test_a_typo_in_the_configuration_is_an_error_with_its_place(terminal: Terminal) -> None:
    terminal.configure("[sever]")
    lines = _lines(terminal, 2)
    assert lines["config"] == (
        "error: config.toml:1: sever is no known table; did you mean 'server'? -> correct it"
    )
    assert lines["python"].startswith("ok: 3.")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('[support.contact]\nen = "Ask @impostor"', "support.contact.en contains @impostor"),
        ('[places."telegram:-1".start]\nko = "a.evil.com"', "telegram:-1.start.ko contains a.evil"),
    ],
)
def test_texts_that_would_never_be_sent_are_errors(
    terminal: Terminal, text: str, path: str
) -> None:
    terminal.configure(text)
    assert _lines(terminal, 2)["config"].startswith(f"error: config.toml: {path}")


def test_entries_whose_links_are_ours_no_more_are_errors(terminal: Terminal) -> None:
    terminal.says("faq", "remove", "reset-2fa")
    terminal.configure('[official]\ndomains = ["guild.test"]')
    line = _lines(terminal, 2)["knowledge base"]
    assert re.match(
        r"error: \d+ links are not official, such as account-stolen \(en\): https:", line
    )


def test_the_matcher_says_from_when_on_it_answers(terminal: Terminal) -> None:
    terminal.configure(WELL)
    terminal.says("faq", "remove", "reset-2fa")
    before = terminal.print_of()
    lines = _lines(terminal, 0)
    assert re.fullmatch(
        r"ok: answers unasked from 0\.\d\d on, when asked from 0\.\d\d: by what it makes of its own"
        r" phrasings",
        lines["thresholds ko"],
    )
    assert lines["phrasings"] == "ok: every entry has 5 or more in each of its languages"
    assert terminal.print_of() == before


def test_entries_that_are_hard_to_find_are_named(terminal: Terminal) -> None:
    terminal.configure(WELL)
    page = terminal.folder / "pages" / "en" / "vault.md"
    page.parent.mkdir(parents=True)
    page.write_text(
        '+++\nquestion = "What is the vault?"\ncategory = "account"\n+++\nA safe place.\n',
        encoding="utf-8",
    )
    terminal.says("faq", "import", "pages")
    line = _lines(terminal, 1)["phrasings"]
    assert line.startswith("warning: fewer than 5 ways to ask for vault (en: 1) -> write")


@pytest.mark.parametrize(
    ("codes", "level", "found"),
    [
        (["en", "zh", "ja", "ko", "ru", "es", "de"], "ok", "speaks all our languages"),
        (["en", "zh", "ja", "ru", "es"], "warning", "lacks ko"),
        (None, "error", "does not answer"),
    ],
)
async def test_a_translation_service_is_asked_what_it_speaks(
    codes: list[str] | None, level: str, found: str
) -> None:
    async def known(_request: web.Request) -> web.Response:
        if codes is None:
            raise web.HTTPServiceUnavailable
        return web.json_response([{"code": code, "name": code} for code in codes])

    pages = web.Application()
    pages.router.add_get("/languages", known)
    async with TestServer(pages) as server:
        config = Config(translator=Translator(url=str(server.make_url("/"))))
        (finding,) = await checks.translation(config)
    assert finding.level == level
    assert found in finding.found


def test_a_port_that_is_taken_is_named(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        terminal.configure(f"[server]\nport = {port}")
        line = _lines(terminal, 1)["port"]
    assert line.startswith(f"warning: 127.0.0.1:{port}: Address already in use -> stop what")


def test_a_database_that_is_none_is_an_error(terminal: Terminal) -> None:
    (terminal.folder / "data").mkdir()
    (terminal.folder / "data" / "guildhall.db").write_text("not a database " * 100)
    assert _lines(terminal, 2)["database"].startswith("error: ")


def test_a_database_that_lacks_tables_is_a_warning(terminal: Terminal) -> None:
    (terminal.folder / "data").mkdir()
    (terminal.folder / "data" / "guildhall.db").touch()
    line = _lines(terminal, 1)["database"]
    assert line.startswith("warning: The database lacks 0001_kernel")


def test_a_database_dated_in_the_future_tells_of_a_clock_behind(terminal: Terminal) -> None:
    terminal.says("db", "migrate")
    path = terminal.folder / "data" / "guildhall.db"
    future = path.stat().st_mtime + 7200
    os.utime(path, (future, future))
    assert "minutes behind the newest file -> set it" in _lines(terminal, 2)["clock"]


def test_a_folder_that_is_a_file_is_an_error(terminal: Terminal) -> None:
    (terminal.folder / "data").touch()
    assert _lines(terminal, 2)["data folder"].startswith("error: data cannot be written")


def test_a_host_that_is_none_is_named(terminal: Terminal) -> None:
    config = Config(server=Server(host="256.0.0.1"), data=Data(folder=str(terminal.folder)))
    (finding,) = checks.port(config, running=False)
    assert finding.level == "warning"


# -- platforms -----------------------------------------------------------------------------------


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


async def test_telegram_is_asked_and_only_asked(terminal: Terminal, fake: FakeTelegram) -> None:
    group = fake.group("Support", rights=None)
    terminal.variables["TELEGRAM_TOKEN"] = fake.token
    terminal.configure(
        f'{WELL}[telegram]\napi_base_url = "{fake.api_base_url}"\n[places."telegram:{group.id}"]'
    )
    lines = await asyncio.to_thread(_lines, terminal, 1)
    assert lines["token"].startswith("ok: @")
    assert f"chat telegram:{group.id}" in lines
    assert all(call.method.startswith("get") for call in fake.calls)


async def test_it_says_which_help_is_not_seen_where(terminal: Terminal, fake: FakeTelegram) -> None:
    group = fake.group("Support", rights=None)
    async with FakeDiscord() as discord:
        channel = discord.channel(discord.guild("Exchange", []), "help")
        terminal.variables |= {"TELEGRAM_TOKEN": fake.token, "DISCORD_TOKEN": discord.token}
        terminal.configure(
            f'{WELL}[telegram]\napi_base_url = "{fake.api_base_url}"\n'
            f'[discord]\napi_base_url = "{discord.api_base_url}"\n'
            f'gateway_url = "{discord.gateway_url}"\nmessage_content = false\n'
            f'[places."telegram:{group.id}"]\n[places."discord:{channel.id}"]\n'
        )
        result = await asyncio.to_thread(terminal.run, "doctor")
    (there,) = re.findall(f"help in telegram:{group.id}: (.*)", result.stdout)
    assert "reactions, blind (administrator)" in there
    assert "taking back deleted thanks, blind (sees_deletions)" in there
    (there,) = re.findall(f"help in discord:{channel.id}: (.*)", result.stdout)
    assert "words of thanks, blind (see_messages)" in there
    assert "reactions, blind" not in there


async def test_a_platform_that_refuses_us_is_an_error_without_the_token(
    terminal: Terminal, fake: FakeTelegram
) -> None:
    fake.is_revoked = True
    terminal.variables["TELEGRAM_TOKEN"] = fake.token
    terminal.configure(f'[telegram]\napi_base_url = "{fake.api_base_url}"')
    result = await asyncio.to_thread(terminal.run, "doctor")
    assert result.exit_code == 2
    assert fake.token.partition(":")[2] not in result.output


def test_no_secret_is_shown_whatever_is_wrong(terminal: Terminal) -> None:
    token = f"{secrets.randbelow(10**9)}:{secrets.token_urlsafe(30)}"
    url = f"postgresql://guild:{PASSWORD}@127.0.0.1:1/guildhall"
    terminal.variables |= {"TELEGRAM_TOKEN": token, "DATABASE_URL": url}
    terminal.configure(
        f'[server]\nport = 0\n[telegram]\ntoken = "{token}"\napi_base_url = "http://127.0.0.1:1/{token}"'
    )
    result = terminal.run("doctor")
    assert result.exit_code == 2
    for words in (
        ["doctor"],
        ["ask", "x"],
        ["faq", "list"],
        ["db", "migrate"],
        ["db", "check"],
        ["run"],
    ):
        output = terminal.run(*words).output
        assert output
        assert PASSWORD not in output
        assert token.partition(":")[2] not in output


# -- what a platform is asked for ----------------------------------------------------------------


def test_needs_name_the_places_of_one_platform() -> None:
    on, off = PlaceSettings(auto_answers=True), PlaceSettings()
    config = Config(places={"telegram:-1": on, "telegram:-2/7": off, "discord:5": on})
    assert needs_of(config, "telegram") == Needs(
        places=("telegram:-1", "telegram:-2/7"), auto_answers=("telegram:-1",)
    )


def test_answers_everywhere_need_sight_of_every_chat() -> None:
    config = Config(everywhere=PlaceSettings(auto_answers=True))
    assert needs_of(config, "telegram").auto_answers == ("telegram:*",)


async def test_the_bill_that_the_running_bot_has_noted_is_shown(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeX() as x:
        for name, key in x.keys.items():
            monkeypatch.setenv(f"X_{name.upper()}", key)
        terminal.configure(f'{WELL}[x]\ndry_run = false\napi_base_url = "{x.api_base_url}"\n')
        await asyncio.to_thread(terminal.says, "db", "migrate")
        _note(terminal, "x", f"bill:{datetime.now(UTC):%Y-%m}", '{"write reply": 12}')
        lines = await asyncio.to_thread(_lines, terminal, 0)
    assert lines["account"] == "ok: @example_guide"
    assert lines["budget"].startswith("ok: $0.12 of $10.00 this month")


def _note(terminal: Terminal, platform: str, key: str, value: str) -> None:
    with closing(sqlite3.connect(terminal.folder / "data" / "guildhall.db")) as database, database:
        words = "INSERT INTO notes (platform, key, value) VALUES (?, ?, ?)"
        database.execute(words, (platform, key, value))


def test_before_there_is_a_database_nothing_is_noted(tmp_path: Path) -> None:
    assert asyncio.run(checks.notes(Config(data=Data(folder=str(tmp_path))))) == {}
    assert list(tmp_path.iterdir()) == []
