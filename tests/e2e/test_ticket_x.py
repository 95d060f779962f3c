"""A ticket that is born on X: asked for in public, told in private, answered from Telegram."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.e2e.discord_desk import eventually, said
from tests.e2e.elsewhere import on_x
from tests.e2e.test_ticket_topics import Desk, open_desk
from tests.e2e.town import Town
from tests.fakes.telegram.messages import kept
from tests.fakes.x import FakeX, User

PICTURE = b"\x89PNG\r\n" + bytes(range(256)) * 8
PRIVATE_WORDS = "zxqv 1200 USDT mmbn vanished"  # like no entry


@dataclass
class Story:
    """Ann is on X, Mia answers in a group of Telegram's."""

    desk: Desk
    x: FakeX
    ann: User

    def public(self) -> list[str]:
        return [shown.text for shown in self.x.world.public() if not shown.is_deleted]

    def ann_got(self) -> list[str]:
        return [said(shown.text) for shown in self.x.world.private(str(self.ann.id))]

    def ann_saw(self) -> list[bytes]:
        messages = self.x.world.private(str(self.ann.id))
        return [picture.data for shown in messages for picture in shown.pictures]

    async def ann_gets(self, words: str) -> None:
        await eventually(lambda: any(words in text for text in self.ann_got()))

    def mia_sees(self) -> list[str]:
        return self.desk.said(self.desk.topic()) if self.desk.staff.topics else []

    async def mia_gets(self, words: str) -> None:
        await eventually(lambda: words in self.mia_sees())

    async def mia_answers(self, words: str = "", **more: object) -> None:
        desk, topic = self.desk, self.desk.topic()
        line = [s for s in desk.in_topic(topic) if s.text.startswith("👤")][-1]
        said = {"text": words} if words else {}
        desk.fake.says(desk.mia, desk.staff, **said, thread=topic, reply_to=line.id, **more)  # type: ignore[arg-type]
        await desk.bot.settled()

    async def opens(self) -> None:
        """By words alone, as there are no buttons."""
        self.x.writes(self.ann, "human")
        await self.ann_gets("describe it")
        self.x.writes(self.ann, PRIVATE_WORDS)
        await self.ann_gets("Answer with a number.")
        lines = self.ann_got()[-1].splitlines()
        (number,) = [line.partition(".")[0] for line in lines if "Trading" in line]
        self.x.writes(self.ann, number)
        await self.mia_gets(f"👤 {PRIVATE_WORDS}")


@pytest.fixture
async def story(town: Town) -> AsyncIterator[Story]:
    async with FakeX() as x, open_desk(town) as desk, on_x(desk.bot, x):
        yield Story(desk, x, x.user("Ann", "ann_lee"))


async def test_asked_for_in_public_told_in_private_answered_from_telegram(story: Story) -> None:
    asked = story.x.asks(story.ann, "I want to talk to a human, my order #4711 vanished")
    (way,) = await story.x.heard()
    assert way.reply_to == asked
    assert "private message" in way.text
    assert await story.desk.bot.rows("SELECT id FROM tickets") == []
    await story.opens()
    card = story.mia_sees()[0]
    assert card.startswith("Ticket #1 · new")
    assert "Each message to the asker costs $0.015" in card
    assert "ann_lee" not in card
    await story.ann_gets("never ask for passwords, keys or codes")
    await story.mia_answers("Which network did you use?")
    await story.ann_gets("Support · 1\nWhich network did you use?")
    story.x.writes(story.ann, "TRC20")
    await story.mia_gets("👤 TRC20")
    await story.desk.mia_says("/resolve solved", story.desk.topic())
    await story.ann_gets("Did this solve it?")
    # What everybody sees is one line, and nothing of hers or of staff's is in it.
    assert story.public() == [way.text]
    for word in ("4711", "USDT", "network", "TRC20", "Support · 1", "#1"):
        assert word not in way.text


async def test_pictures_go_both_ways_in_private_and_other_files_are_named(story: Story) -> None:
    await story.opens()
    story.x.writes(story.ann, "this is what I see", picture=PICTURE)
    await story.mia_gets("👤 this is what I see\n🖼 pic.png")
    fake = story.desk.fake
    await eventually(lambda: PICTURE in fake.world.files.values())
    document = kept(fake.world, PICTURE[::-1]) | {"file_unique_id": "u", "file_name": "how.png"}
    await story.mia_answers(caption="look here", document=document)
    await eventually(lambda: PICTURE[::-1] in story.ann_saw())
    paper = kept(fake.world, b"%PDF") | {"file_unique_id": "v", "file_name": "manual.pdf"}
    await story.mia_answers(caption="and this", document=paper)
    await story.ann_gets("and this\n📎 manual.pdf")
    await story.mia_gets("The file manual.pdf could not be brought over.")
    assert story.public() == []


async def test_what_was_written_while_we_were_away_reaches_staff_once(town: Town) -> None:
    async with FakeX() as x, open_desk(town) as desk:
        async with on_x(desk.bot, x):
            story = Story(desk, x, x.user("Ann", "ann_lee"))
            await story.opens()
        x.writes(story.ann, "are you there?")
        async with on_x(desk.bot, x):
            await story.mia_gets("👤 are you there?")
            await asyncio.sleep(0.2)
    assert story.mia_sees().count("👤 are you there?") == 1
