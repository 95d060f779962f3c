"""The whole program on X: what people ask there, and what they see."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.running import Child, Installation, with_x
from tests.fakes import faults
from tests.fakes.telegram import FakeTelegram
from tests.fakes.x import FakeX, Shown

ASKED = {
    "en": ("why is my withdrawal still pending?", "withdrawal"),
    "zh": ("为什么我的提现还在处理中？", "提币"),
    "ja": ("出金がまだ保留中なのはなぜですか？", "出金"),
    "ko": ("출금이 왜 아직 대기 중인가요?", "출금"),
    "ru": ("почему мой вывод средств ещё в обработке?", "вывод"),
    "es": ("¿por qué mi retiro sigue pendiente?", "retiro"),
}


@pytest.fixture
async def x() -> AsyncIterator[FakeX]:
    async with FakeX() as fake:
        yield fake


@pytest.fixture
def home(x: FakeX, tmp_path: Path) -> Installation:
    return with_x(tmp_path, x)


async def settled(home: Installation, x: FakeX, posts: int) -> list[Shown]:
    """Our public posts, once nothing waits to be sent."""
    await x.heard(posts)
    async with asyncio.timeout(20):
        while home.count("due", "sending"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return x.world.public()


async def figures(child: Child) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{child.url}/metrics") as answer:
        return await answer.text()


async def test_the_same_question_is_answered_in_six_languages_here_and_there(
    home: Installation, x: FakeX, fake: FakeTelegram
) -> None:
    """One process, X and Telegram at once; each asker gets one thread, and the bill is X's."""
    home.secrets = {**home.secrets, "TELEGRAM_TOKEN": fake.token}
    home.write(f'[telegram]\napi_base_url = "{fake.api_base_url}"')
    asked = {lang: x.asks(x.user(f"User {lang}"), words) for lang, (words, _) in ASKED.items()}
    for lang, post in asked.items():
        x.world.posts[post]["lang"] = lang
    people = {lang: fake.user(lang, language=lang) for lang in ASKED}
    for lang, person in people.items():
        fake.says(person, fake.private(person), ASKED[lang][0])
    async with home.running() as child:
        shown = await settled(home, x, len(ASKED))
        bill = re.search(r"^guildhall_x_spent_dollars (\S+)", await figures(child), re.MULTILINE)
        assert bill is not None
        assert float(bill[1]) * 1_000_000 == pytest.approx(x.bill)
    for lang, (_, word) in ASKED.items():
        (first,) = [each for each in shown if each.reply_to == asked[lang]]
        assert word in first.text.lower()
        (heard,) = await fake.heard(fake.private(people[lang]))
        assert word in heard.text.lower()


async def test_a_private_question_is_answered_in_private_and_the_way_to_a_person_told(
    home: Installation, x: FakeX
) -> None:
    ann, bob = x.user("Ann"), x.user("Bob")
    x.writes(ann, ASKED["en"][0])
    x.writes(bob, "qwzx vbnk jjjq")
    async with home.running():
        (answer,) = await x.got(ann)
        (way,) = await x.got(bob)
    assert "withdrawal" in answer.text.lower()
    assert way.text.endswith("To talk to a person, write /ticket here.")
    assert x.world.public() == []


async def test_killed_between_a_post_and_its_answer_nothing_is_said_twice(
    home: Installation, x: FakeX
) -> None:
    """X01, through the whole program."""
    asked = x.asks(x.user("Ann"), ASKED["en"][0])
    x.inject(faults.slow(60), "post")
    async with home.running():
        await x.heard()
    assert home.count("sending") == 1
    async with home.running():
        shown = await settled(home, x, 1)
    assert shown[0].reply_to == asked
    assert len({each.text for each in shown}) == len(shown)
    assert home.count("delivered") == 1


async def test_a_rehearsal_posts_nothing(home: Installation, x: FakeX) -> None:
    """`dry_run` is how it begins."""
    home.config = home.config.replace("dry_run = false\n", "")
    home.write()
    x.asks(x.user("Ann"), ASKED["en"][0])
    async with home.running():
        await x.called("messages")
        async with asyncio.timeout(10):
            while "would be posted" not in home.log.read_text():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert x.calls_of("post", "write") == []
    assert "withdrawal" in home.log.read_text().lower()
