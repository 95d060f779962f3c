"""The whole story of a ticket: asked in a Telegram group, solved by a moderator on Discord."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
from discord import Intents

from core import moments, tickets
from core.events import Account
from core.schedule import Schedule
from tests.core.tickets.test_story import folded_again, kept
from tests.e2e.discord_desk import DiscordDesk, discord_desk, eventually, make_staff, said
from tests.e2e.discord_town import DiscordTown
from tests.e2e.town import Bot, Town
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram, Shown
from tests.fakes.telegram.world import Chat, User

CONFIG = """
[staff]
admins = ["discord:{admin}"]
[[tickets.rooms]]
place = "{room}"
[places."{room}"]
language = "en"
"""


@dataclass
class Clock:
    """Moved by hand beyond what really passes."""

    shift: timedelta = timedelta()

    def __call__(self) -> datetime:
        return moments.now() + self.shift


@dataclass
class Story:
    """Anna asks and Mia moderates on Telegram; Dan answers on Discord."""

    bot: Bot
    clock: Clock
    desk: DiscordDesk
    anna: User
    mia: User
    group: Chat

    @property
    def telegram(self) -> FakeTelegram:
        return self.bot.fake

    def anna_sees(self) -> list[str]:
        return [said(shown.text) for shown in self.telegram.ours(self.anna)]

    def group_sees(self) -> Shown:
        (line,) = self.telegram.ours(self.group)
        return line

    async def anna_hears(self, words: str) -> None:
        await eventually(lambda: any(words in text for text in self.anna_sees()[-1:]))

    async def dan_sees(self, words: str) -> None:
        await eventually(lambda: words in self.desk.sees()[-1:])

    async def card_says(self, words: str) -> None:
        """Within ten seconds of the last time that it was edited: time passes while we look."""

        def is_so() -> bool:
            self.clock.shift += timedelta(seconds=1)
            self.bot.app.alarm.set()
            return words in said(self.desk.card().text)

        await eventually(is_so)

    async def group_says(self, words: str) -> None:
        """The one line there, in which nothing is private."""
        await eventually(lambda: said(self.group_sees().text) == f"Обращение #1 · {words}")

    async def title_says(self, words: str) -> None:
        """As soon as Discord takes another title."""
        await eventually(lambda: words in said(self.desk.thread.name))

    async def is_now(self, *row: object) -> None:
        """State and rating; the outbox is empty then."""
        await self.bot.settled()
        assert await self.bot.rows("SELECT state, rating FROM tickets") == [row]

    def anna_presses(self, label: str) -> None:
        """Under the question whether it is solved."""
        shown = [each for each in self.telegram.ours(self.anna) if label in each.labels]
        self.telegram.presses(self.anna, shown[-1], label)


@pytest.fixture(params=["forum", "text"])
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[DiscordDesk]:
    async with FakeDiscord() as fake:
        fake.world.privileged = Intents(message_content=True)
        yield discord_desk(fake, kind=request.param)


@pytest.fixture
async def story(town: Town, desk: DiscordDesk) -> AsyncIterator[Story]:
    anna, mia = town.fake.user("Анна", language="ru"), town.fake.user("Mia")
    group = town.fake.group("Traders", [anna, mia])
    admin = Account("discord", str(desk.guild.owner.id))
    config = CONFIG.format(admin=admin.id, room=desk.key)
    clock, both = Clock(), DiscordTown(desk.fake, town.database)
    async with (
        town.awake(config, clock=clock) as bot,
        both.beside(bot.app, bot.storage, message_content=True),
        asyncio.TaskGroup() as tasks,
    ):
        jobs = tasks.create_task(Schedule(bot.app, tickets.FEATURE.jobs).run())
        for account in (Account("telegram", str(mia.id)), Account("discord", str(desk.dan.id))):
            await bot.app.unit(partial(make_staff, account=account, admin=admin))
        yield Story(bot, clock, desk, anna, mia, group)
        jobs.cancel()


async def test_asked_on_telegram_solved_on_discord_and_rated(story: Story) -> None:
    telegram, desk, anna = story.telegram, story.desk, story.anna

    # A Russian question in a group; a moderator passes it on.
    asked = telegram.says(anna, story.group, "мой вывод так и не пришёл, куда писать?")
    telegram.says(story.mia, story.group, "/escalate", reply_to=asked)

    # On Discord a thread opens, with a card and her words, and nobody is called by it.
    await story.dan_sees("👤 мой вывод так и не пришёл, куда писать?")
    card, _words = desk.sees()
    assert card.startswith("**Ticket #1** · new · normal")
    assert "asked in `ru`" in card
    assert "Passed on by a moderator" in card
    assert "Анна" not in card
    assert desk.card().labels == ["Claim", "Transfer", "Priority", "Snooze", "Resolve", "Spam"]

    # The group has one line, with nothing private in it, and a way for her alone.
    await story.bot.settled()
    line = story.group_sees()
    assert (line.reply_to, said(line.text)) == (asked.id, "Обращение #1 · передано команде")
    ((_label, link),) = line.buttons[0]
    telegram.says(anna, anna, f"/start {link.rpartition('=')[2]}")
    await story.anna_hears("не просим пароли, ключи или коды")
    await eventually(lambda: story.group_sees().buttons == ())

    # Dan takes it and sends words that are ready, in her language.
    desk.presses("Claim")
    await story.card_says("Taken by Support · 1")
    await story.group_says("в работе")
    await story.anna_hears("Поддержка · 1")
    await story.title_says("#1 · open · normal · Something else · Support · 1")
    desk.commands("canned", "transfer")
    await story.anna_hears("Пришлите, пожалуйста, идентификатор транзакции")
    assert story.anna_sees()[-1].startswith("Поддержка · 1\n")
    await story.group_says("ответили лично")

    # She answers; he writes a note to his colleagues, then a reply, which alone comes to her.
    telegram.says(anna, anna, "хэш 12ab")
    await story.dan_sees("👤 хэш 12ab")
    before = story.anna_sees()
    desk.says("the same node as yesterday")
    desk.answers("Looking into it, back tomorrow.")
    await story.anna_hears("Looking into it, back tomorrow.")
    assert len(story.anna_sees()) == len(before) + 1

    # It rests until she asks again.
    desk.commands("snooze", "1d")
    await story.card_says("Snoozed until")
    telegram.says(anna, anna, "есть новости?")
    await story.dan_sees("👤 есть новости?")
    await story.is_now("open", None)

    # Resolved; she opens it again; resolved for good, and rated.
    desk.commands("resolve", "solved")
    await eventually(lambda: "★★★★★" in telegram.ours(anna)[-1].labels)
    story.anna_presses("Открыть снова")
    await story.card_says("· open ·")
    desk.answers("It has arrived now.")
    await story.anna_hears("It has arrived now.")
    desk.commands("resolve", "solved")
    await story.card_says("· resolved ·")
    story.anna_presses("★★★★★")
    await story.card_says("Rated 5 of 5")
    await story.is_now("resolved", 5)
    assert desk.card().labels == ["Reopen"]
    assert "решено" in said(story.group_sees().text)

    # What the row says is what its events come to, and all of them are there.
    assert await story.bot.storage.read(folded_again) == await story.bot.storage.read(kept)
    kinds = [row[0] for row in await story.bot.rows("SELECT kind FROM ticket_events ORDER BY id")]
    assert kinds == [
        *("opened", "claimed", "replied", "asked", "noted", "replied", "snoozed", "asked"),
        *("resolved", "surveyed", "reopened", "replied", "resolved", "rated"),
    ]
