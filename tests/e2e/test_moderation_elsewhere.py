"""Moderation where little can be done: the whole program on X and in the browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from tests.bots.web.stage import Stage, open_browser
from tests.e2e.running import Installation, with_x
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
    elsewhere = x.posts(mal, "@example_guide see evil-site.org for help")
    async with home.running():
        async with asyncio.timeout(60):  # a busy machine may take a while to start
            while not (x.world.hidden and len(_cases(home)) == 2):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert x.world.hidden == {scam}
    assert elsewhere not in x.world.hidden
    assert [shown.text for shown in x.world.public()] == ["Withdrawals work again."]
    assert _cases(home) == {scam: "hold", elsewhere: "report"}


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
