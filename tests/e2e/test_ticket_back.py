"""The other way round: asked on Discord, answered by a moderator in a group of Telegram's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from discord import Intents

from tests.e2e.discord_desk import eventually, said
from tests.e2e.discord_town import DiscordTown
from tests.e2e.test_ticket_topics import Desk, open_desk
from tests.e2e.town import Town
from tests.fakes.discord import Channel, FakeDiscord, Shown, User
from tests.fakes.telegram import Shown as ShownOnTelegram


@dataclass
class Story:
    """Ann asks in a server of Discord's, Mia answers in a topic of Telegram's."""

    desk: Desk
    discord: FakeDiscord
    ann: User
    support: Channel

    def aside(self) -> Channel:
        """The private thread that was opened for her."""
        (thread,) = self._threads()
        return thread

    async def ann_sees(self, words: str) -> Shown:
        await eventually(lambda: any(words in said(shown.text) for shown in self._last()))
        return self._last()[0]

    def _last(self) -> list[Shown]:
        return [shown for aside in self._threads() for shown in self.discord.ours(aside)[-1:]]

    def _threads(self) -> list[Channel]:
        channels = self.support.guild.channels.values() if self.support.guild else ()
        return [each for each in channels if each.parent is self.support]

    async def mia_sees(self, words: str) -> ShownOnTelegram:
        desk = self.desk
        await eventually(lambda: bool(desk.staff.topics) and words in desk.said(desk.topic()))
        return next(s for s in desk.in_topic(desk.topic()) if words == said(s.text))

    async def opens(self, text: str) -> None:
        self.discord.slash(self.ann, self.support, "ticket", summary=text)
        (offer,) = await self.discord.heard(self.support)
        self.discord.presses(self.ann, offer, "Trading")
        await self.mia_sees(f"👤 {text}")
        await self.ann_sees("is open")


@pytest.fixture
async def story(town: Town) -> AsyncIterator[Story]:
    async with FakeDiscord() as discord, open_desk(town) as desk:
        discord.world.privileged = Intents(message_content=True)
        ann = discord.user("Ann")
        support = discord.channel(discord.guild("Traders", [ann]), "support")
        both = DiscordTown(discord, town.database)
        async with both.beside(desk.bot.app, desk.bot.storage, message_content=True):
            yield Story(desk, discord, ann, support)


async def test_a_telegram_moderator_answers_a_discord_user_with_edits_and_replies_both_ways(
    story: Story,
) -> None:
    await story.opens("my order vanished")
    fake, discord, topic = story.desk.fake, story.discord, story.desk.topic()
    line = await story.mia_sees("👤 my order vanished")
    asked = fake.says(
        story.desk.mia, story.desk.staff, "which one?", thread=topic, reply_to=line.id
    )
    shown = await story.ann_sees("**Support · 1**\nwhich one?")
    answer = discord.says(story.ann, story.aside(), "order 77", reply_to=shown)
    assert (await story.mia_sees("👤 order 77")).reply_to == asked.id
    discord.edits(answer, "order 78")
    await story.mia_sees("👤 ✏️ order 78")
    fake.edits(asked, "which pair?")
    await story.ann_sees("**Support · 1**\nwhich pair?")
    await story.desk.mia_says("between us", topic)
    await story.desk.mia_says("/resolve solved", topic)
    survey = await story.ann_sees("Did this solve it?")
    discord.presses(story.ann, survey, "★★★★★")
    await story.ann_sees("Thank you!")
    assert await story.desk.bot.rows("SELECT state, rating FROM tickets") == [("resolved", 5)]
    assert not any("between us" in shown.text for shown in discord.ours(story.aside()))
