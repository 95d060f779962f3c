"""The whole story of a ticket: asked in a Telegram group, answered by staff of another platform."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import pytest

from core import people
from core.context import Unit
from core.events import Account, MessageReceived, Place, Quote
from tests.core.tickets.test_story import folded_again, kept
from tests.e2e.town import Bot, Town
from tests.fakes.loopback import Loopback, Seen
from tests.fakes.telegram import FakeTelegram, Shown
from tests.fakes.telegram.world import Chat, User
from tests.house import private

CONFIG = """
[staff]
admins = ["loop:olga"]
[[tickets.rooms]]
place = "loop:staff"
[places."loop:staff"]
language = "en"
"""
_ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069\u2060"))


@dataclass
class Story:
    """Anna and Mia are on Telegram; Dan moderates from the other platform."""

    bot: Bot
    loop: Loopback
    anna: User
    mia: User
    group: Chat
    numbers: count  # type: ignore[type-arg]

    @property
    def fake(self) -> FakeTelegram:
        return self.bot.fake

    @property
    def room(self) -> str:
        return next(key for key in self.loop.screens if key.startswith("loop:staff/"))

    def staff_sees(self) -> list[str]:
        return [said(seen.text) for seen in self.loop.screens[self.room]]

    def anna_sees(self) -> list[str]:
        return [said(shown.text) for shown in self.fake.ours(self.anna)]

    async def dan(self, text: str, **more: object) -> list[Seen]:
        """Dan writes in the ticket's thread; what he hears."""
        chat, _, thread = self.room.removeprefix("loop:").partition("/")
        number = next(self.numbers)
        before = len(self.loop.screens[self.room])
        event = MessageReceived(
            id=f"d{number}",
            at=self.bot.app.clock(),
            place=Place("loop", chat, thread),
            message=f"dm{number}",
            author=Account("loop", "dan"),
            text=text,
            **more,  # type: ignore[arg-type]
        )
        await self.bot.app.handle(event)
        await self.bot.settled()
        return self.loop.screens[self.room][before:]

    async def dan_presses(self, label: str) -> list[Seen]:
        card = self.loop.screens[self.room][0]
        button = next(b for b in card.buttons if b.label == label)
        return await self.dan(button.command, pressed=card.id, addressed=True)

    async def dan_answers(self, text: str) -> list[Seen]:
        """As a reply to Anna's last line."""
        lines = [seen for seen in self.loop.screens[self.room] if seen.text.startswith("👤")]
        us = Account("loop", "us")
        return await self.dan(text, quoted=Quote(lines[-1].id, us, text=lines[-1].text, ours=True))

    async def anna_writes(self, text: str) -> None:
        self.fake.says(self.anna, self.anna, text)
        await self.bot.settled()

    async def anna_presses(self, shown: Shown, label: str) -> None:
        self.fake.presses(self.anna, shown, label)
        await self.bot.settled()

    def line(self) -> Shown:
        """Ours in the group."""
        return self.fake.ours(self.group)[-1]


def said(text: str) -> str:
    return text.translate(_ISOLATES)


@pytest.fixture
async def story(town: Town) -> AsyncIterator[Story]:
    fake = town.fake
    anna, mia = fake.user("Анна", language="ru"), fake.user("Mia")
    group = fake.group("Traders", [anna, mia])
    async with town.awake(CONFIG) as bot, bot.beside(Loopback()) as loop:
        await bot.app.unit(lambda unit: _grant(unit, mia))
        yield Story(bot, loop, anna, mia, group, count(1))


async def _grant(unit: Unit, mia: User) -> None:
    for account in (Account("telegram", str(mia.id)), Account("loop", "dan")):
        await people.introduce(unit.tx, account, unit.now, private("dan"))
        await people.offer(unit.tx, account, "moderator", Account("loop", "olga"), unit.now)
        await people.accept(unit.tx, account, unit.now)


async def test_one_ticket_from_a_message_in_a_group_to_five_stars(story: Story) -> None:
    fake, bot = story.fake, story.bot

    # A Russian question in a group; a moderator passes it on.
    asked = fake.says(story.anna, story.group, "мой вывод так и не пришёл, куда писать?")
    fake.says(story.mia, story.group, "/escalate", reply_to=asked)
    await bot.settled()
    assert story.line().reply_to == asked.id
    assert "1" in story.line().text
    assert "вывод" not in story.line().text

    # The staff elsewhere has a thread with a card, and her words.
    card, words = story.staff_sees()
    assert card.startswith("Ticket #1 · new")
    assert "asked in ru" in card
    assert words == "👤 мой вывод так и не пришёл, куда писать?"

    # She follows the link under the one line, and gets her receipt.
    ((_label, link),) = story.line().buttons[0]
    assert link.startswith(f"https://t.me/{fake.bot.username}?start=")
    await story.anna_writes(f"/start {link.rpartition('=')[2]}")
    assert "1" in story.anna_sees()[-1]
    assert story.line().buttons == ()

    # Dan takes it and answers with words that are ready, in her language.
    before = story.line().text
    await story.dan_presses("Claim")
    assert story.line().text != before
    await story.dan("/canned transfer")
    answered = story.anna_sees()[-1]
    assert "транзакции" in answered

    # She answers; he writes a note to his colleagues, replies, and lets it rest.
    await story.anna_writes("хэш 12ab")
    assert story.staff_sees()[-1] == "👤 хэш 12ab"
    before_note = story.anna_sees()
    await story.dan("the same node as yesterday")
    assert story.anna_sees() == before_note
    await story.dan_answers("Looking into it, back tomorrow.")
    assert story.anna_sees()[-1].endswith("Looking into it, back tomorrow.")
    await story.dan("/snooze 1d")
    assert await bot.rows("SELECT state FROM tickets") == [("snoozed",)]

    # Her word wakes it. It is resolved, opened again by her, and resolved for good.
    await story.anna_writes("есть новости?")
    assert await bot.rows("SELECT state FROM tickets") == [("open",)]
    await story.dan("/resolve solved")
    survey = fake.ours(story.anna)[-1]
    assert survey.labels[:5] == ["★", "★★", "★★★", "★★★★", "★★★★★"]
    await story.anna_presses(survey, survey.labels[5])
    assert await bot.rows("SELECT state FROM tickets") == [("open",)]
    await story.dan_answers("It has arrived now.")
    await story.dan("/resolve solved")

    # What the row says is what its events come to.
    assert await bot.storage.read(folded_again) == await bot.storage.read(kept)

    # She rates it; everybody sees the end.
    await story.anna_presses(survey, "★★★★★")
    assert await bot.rows("SELECT state, rating FROM tickets") == [("resolved", 5)]
    assert len(fake.ours(story.group)) == 1
    kinds = [row[0] for row in await bot.rows("SELECT kind FROM ticket_events ORDER BY id")]
    assert kinds == [
        "opened",
        "claimed",
        "replied",
        "asked",
        "noted",
        "replied",
        "snoozed",
        "asked",
        "resolved",
        "surveyed",
        "reopened",
        "replied",
        "resolved",
        "rated",
    ]
