"""The whole program as a process of its own, with Discord going wrong around it."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.running import Installation, with_discord, with_telegram
from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord, User
from tests.fakes.telegram import FakeTelegram

RESET = "How do I reset my 2FA?"


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def ann(discord: FakeDiscord) -> User:
    return discord.user("Ann Canary-Lastname")


@pytest.fixture
def support(discord: FakeDiscord, ann: User) -> Channel:
    return discord.channel(discord.guild("Exchange", [ann]), "support")


@pytest.fixture
def home(discord: FakeDiscord, starter_database: Path, tmp_path: Path) -> Installation:
    home = with_discord(tmp_path, discord)
    shutil.copyfile(starter_database, home.database)
    return home


async def test_a_token_revoked_in_the_middle_stops_discord_while_telegram_goes_on(
    home: Installation, fake: FakeTelegram, discord: FakeDiscord, ann: User, support: Channel
) -> None:
    """G12."""
    other = with_telegram(home.folder, fake)
    tables = home.config + f'[telegram]\napi_base_url = "{fake.api_base_url}"\n'
    both = replace(home, config=tables, secrets={**home.secrets, **other.secrets})
    both.write()
    async with both.running() as child:
        await discord.ready()
        discord.says(ann, support, f"{discord.mention} {RESET}")
        await discord.heard(support)
        discord.revoke()
        line = await child.says("Discord: stopped")
        assert "DISCORD_TOKEN" in line
        bob = fake.user("Bob")
        fake.says(bob, bob, RESET)
        await fake.heard(bob)


async def test_a_frozen_program_hears_what_was_said_meanwhile(
    home: Installation, discord: FakeDiscord, ann: User, support: Channel
) -> None:
    """G24: as on a machine that was suspended, and whose session is forgotten by then."""
    async with home.running() as child:
        await discord.ready()
        discord.says(ann, support, f"{discord.mention} {RESET}")
        await discord.heard(support)
        child.process.send_signal(signal.SIGSTOP)
        discord.gateway.forget()
        discord.gateway.drop()
        bob = discord.user("Bob")
        discord.says(bob, support, f"{discord.mention} {RESET}")
        await asyncio.sleep(1)
        child.process.send_signal(signal.SIGCONT)
        await discord.heard(support, 2, within=20)


async def test_neither_token_nor_words_reach_any_sink(
    home: Installation, discord: FakeDiscord, ann: User, support: Channel
) -> None:
    """Output, log, metrics; the bot's token not the database either. An interaction's token is in
    the row that answers it, and nowhere else."""
    words = f"{discord.mention} canary-words {RESET}"
    discord.inject(faults.status(502, html=True), "*", times=2)
    async with home.running() as child:
        await discord.ready()
        await discord.until(lambda: "ask" in discord.menu())
        for fault in (faults.garbage(), faults.cut(), faults.reset(effect=True)):
            discord.inject(fault, "create_message")
            discord.says(ann, support, words)
        broken = {"content": words, "id": "canary", "author": {"username": "canary"}}
        discord.gateway.put_raw("MESSAGE_CREATE", broken)
        discord.inject(faults.status(500), "create_interaction_response")
        asked = discord.slash(ann, support, "ask", question=f"canary-words {RESET}")
        await discord.answered(asked)
        discord.inject(faults.reset(effect=True), "edit_followup")
        await discord.heard(support, 4, within=20)
        discord.gateway.put_frame(b'{"canary')
        await discord.until(lambda: len(discord.gateway.identified) == 2)
        metrics = await fetch(f"{child.url}/metrics")
        await child.stop()
    sinks = [*child.lines, home.log.read_text(), metrics]
    for secret in (discord.token, asked.token, "canary"):
        assert not [sink for sink in sinks if secret.lower() in sink.lower()]
    assert discord.token.encode() not in home.database.read_bytes()


async def fetch(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()
