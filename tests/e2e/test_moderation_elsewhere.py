"""Moderation where little can be done: the whole program on X and in the browser."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from random import Random

import msgspec
import pytest

from core.context import Unit
from moderation import voice
from tests.bots.web.stage import Stage, open_browser
from tests.e2e.elsewhere import on_x
from tests.e2e.running import Installation, with_x
from tests.e2e.town import Bot, Town
from tests.fakes.telegram import Chat
from tests.fakes.x import FakeX
from tests.moderation.phrases_of_wallets import words_of

ACTS = """
[moderation]
protected = ["Acme Support"]
[places]
moderation = "act"
"""


@pytest.fixture
async def x() -> AsyncIterator[FakeX]:
    async with FakeX() as fake:
        yield fake


@pytest.fixture
def home(x: FakeX, tmp_path: Path) -> Installation:
    return with_x(tmp_path, x, ACTS)


async def test_a_scam_under_our_post_is_folded_away_and_nothing_is_said_in_public(
    home: Installation, x: FakeX
) -> None:
    ours = x.world.post("Withdrawals work again.", None)["id"]
    mal = x.user("Mal")
    scam = x.posts(mal, "@example_guide write me on @fix_wallets, dm now", reply_to=ours)
    false = x.posts(x.user("Acme Supp0rt"), "@example_guide good morning", reply_to=ours)
    elsewhere = x.posts(mal, "@example_guide see evil-site.org for help")
    async with home.running():
        async with asyncio.timeout(60):  # a busy machine may take a while to start
            while not (len(x.world.hidden) == 2 and len(_cases(home)) == 3):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert x.world.hidden == {scam, false}
    assert elsewhere not in x.world.hidden
    assert [shown.text for shown in x.world.public()] == ["Withdrawals work again."]
    assert _cases(home) == {scam: "hold", false: "hold", elsewhere: "report"}


def _cases(home: Installation) -> dict[str, str]:
    """In whichever order the two were fetched."""
    return dict(home.rows("SELECT message, action FROM moderation_cases"))


async def test_a_seed_phrase_in_the_browser_goes_and_its_visitor_is_told(
    home: Installation, x: FakeX
) -> None:
    phrase = " ".join(words_of("english", Random(5)))
    async with home.running() as child, open_browser(Stage(url=child.url)) as browser:
        async with browser.talk() as talk:
            await talk.ask(f"help! {phrase}")
            seen = await talk.messages(3)
        kept = [text for (text,) in home.rows("SELECT text FROM texts")]
        assert any("Treat the secret as stolen" in str(each.get("html")) for each in seen)
        assert all(phrase not in str(each) for each in (*seen[1:], *kept))


STRANGE = "Send your coins here"


async def _in_public(x: FakeX) -> str:
    return str(x.world.post(STRANGE, None)["id"])


async def _in_private(x: FakeX) -> str:
    ann = x.user("Ann")
    x.writes(ann, "hello?")
    return str(x.world.write(str(ann.id), STRANGE)["dm_event_id"])


@pytest.mark.parametrize("steal", [_in_public, _in_private])
async def test_what_is_written_on_x_with_our_stolen_token_alarms_the_staff(
    town: Town, x: FakeX, steal: Callable[[FakeX], Awaitable[str]]
) -> None:
    staff, config = _staffed(town)
    async with town.awake(config) as bot, on_x(bot, x):
        x.asks(x.user("Ben"), "How do I reset my 2FA?")
        await x.heard()
        await _looked_at_twice(bot, await steal(x))
        await bot.settled()
    (card,) = town.fake.ours(staff)  # what we wrote ourselves is explained
    assert "our token is stolen" in card.text


def _staffed(town: Town) -> tuple[Chat, str]:
    mia = town.fake.user("Mia")
    staff = town.fake.group("Desk", [mia])
    return staff, f'[staff]\nadmins = ["telegram:{mia.id}"]\nplaces = ["telegram:{staff.id}"]\n'


async def _looked_at_twice(bot: Bot, message: str) -> None:
    for is_last in (False, True):
        async with asyncio.timeout(5):
            while not (found := await bot.app.unit(partial(_looks, message, is_last))):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await bot.app.unit(partial(_look_at, found[0]))


async def _looks(message: str, is_last: bool, unit: Unit) -> list[str]:
    rows = await unit.tx.fetch("SELECT payload FROM jobs WHERE name = 'own-voice'")
    looks = [(row[0], msgspec.json.decode(row[0], type=voice.Strange)) for row in rows]
    return [payload for payload, one in looks if (one.message, one.is_last) == (message, is_last)]


async def _look_at(strange: str, unit: Unit) -> None:
    await voice.look(unit, strange)
