"""One process, one question, four platforms, six languages."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bots.web.stage import Stage, open_browser
from tests.e2e.running import Child, Installation, joined, with_discord, with_telegram, with_x
from tests.e2e.town import starter
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.fakes.x import FakeX

ENTRY = "reset-2fa"
ASKED = {language: wording.question for language, wording in starter()[ENTRY].wordings.items()}
DISCORD_LOCALES = {"en": "en-US", "zh": "zh-CN", "es": "es-ES"}


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


@pytest.fixture
async def x() -> AsyncIterator[FakeX]:
    async with FakeX() as fake:
        yield fake


@pytest.fixture
def home(fake: FakeTelegram, discord: FakeDiscord, x: FakeX, tmp_path: Path) -> Installation:
    homes = with_telegram(tmp_path, fake), with_discord(tmp_path, discord), with_x(tmp_path, x)
    return joined(tmp_path, *homes)


def is_answer(text: str, language: str) -> bool:
    """The entry's own title first, however a platform marks it."""
    return text.replace("\\", "").lstrip("*").startswith(ASKED[language])


async def asked_on_telegram(fake: FakeTelegram, language: str) -> None:
    person = fake.user("Ann", language=language)
    fake.says(person, fake.private(person), ASKED[language])
    (answer,) = await fake.heard(fake.private(person), within=20)
    assert is_answer(answer.text, language)


async def asked_on_discord(fake: FakeDiscord, language: str) -> None:
    locale = DISCORD_LOCALES.get(language, language)
    person = fake.user("Ann", language=locale)
    support = fake.channel(fake.guild("Exchange", [person]), "support")
    fake.slash(person, support, "ask", question=ASKED[language])
    (answer,) = await fake.heard(support, within=20)
    assert is_answer(answer.text, language)


async def asked_on_x(fake: FakeX, asked: dict[str, str]) -> None:
    """X is read by polling: all that were posted are answered in one go."""
    async with asyncio.timeout(20):
        while not set(asked.values()) <= {one.reply_to for one in fake.world.public()}:
            await fake.world.wait_for_change()
    first = {one.reply_to: one.text for one in fake.world.public()}
    for language, post in asked.items():
        assert is_answer(first[post], language)


async def asked_on_the_web(child: Child, language: str) -> None:
    async with open_browser(Stage(url=child.url)) as browser, browser.talk(language=language) as t:
        await t.ask(ASKED[language])
        _question, answer = await t.messages(2)
    assert ASKED[language] in answer["html"]


async def test_the_same_question_is_answered_everywhere_in_six_languages(
    home: Installation, fake: FakeTelegram, discord: FakeDiscord, x: FakeX
) -> None:
    posts = {lang: x.asks(x.user(f"User {lang}", f"user_{lang}"), ASKED[lang]) for lang in ASKED}
    for language, post in posts.items():
        x.world.posts[post]["lang"] = language
    async with home.running() as child:
        await discord.ready()
        async with asyncio.TaskGroup() as all_at_once:
            all_at_once.create_task(asked_on_x(x, posts))
            for language in ASKED:
                all_at_once.create_task(asked_on_telegram(fake, language))
                all_at_once.create_task(asked_on_discord(discord, language))
                all_at_once.create_task(asked_on_the_web(child, language))
    assert home.count("uncertain") + home.count("failed") == 0
