"""A place of staff's on Telegram: topics that are deleted, ignored, refused; groups that move."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from core import people, roles
from core.context import Unit
from core.events import Account
from core.tickets import marks
from tests.e2e.town import Bot, Town
from tests.fakes.faults import status
from tests.fakes.telegram import FakeTelegram, Shown
from tests.fakes.telegram.world import Chat, User

_MARKS = dict.fromkeys(map(ord, "\u2068\u2069\u2060"))
RIGHTS = ("can_manage_topics", "can_delete_messages")


@dataclass
class Desk:
    bot: Bot
    ann: User
    mia: User
    staff: Chat

    @property
    def fake(self) -> FakeTelegram:
        return self.bot.fake

    def topic(self) -> int:
        """The latest."""
        return max(self.staff.topics)

    def in_topic(self, topic: int) -> list[Shown]:
        return [shown for shown in self.fake.ours(self.staff) if shown.thread == topic]

    def files_in(self, topic: int) -> list[Shown]:
        """Ours without words, but for the topic's own beginning."""
        shown = self.fake.screen(self.staff)
        return [s for s in shown if s.is_ours and s.thread == topic != s.id and not s.text]

    def said(self, topic: int) -> list[str]:
        return [shown.text.translate(_MARKS) for shown in self.in_topic(topic)]

    def ann_sees(self) -> list[str]:
        return [shown.text.translate(_MARKS) for shown in self.fake.ours(self.ann)]

    async def ann_says(self, text: str, **more: object) -> None:
        self.fake.says(self.ann, self.ann, text, **more)  # type: ignore[arg-type]
        await self.bot.settled()

    async def opens(self, text: str = "my order vanished") -> None:
        await self.ann_says(f"/ticket {text}")
        offer = self.fake.ours(self.ann)[-1]
        self.fake.presses(self.ann, offer, "Trading")
        await self.bot.settled()

    async def marks_of(self, text: str) -> tuple[str, ...]:
        """Under what Mia wrote, once the group has room for a mark: ten seconds are one here."""
        async with asyncio.timeout(10):
            while rows := await self.bot.rows("SELECT payload FROM jobs WHERE name = ?", marks.JOB):
                await asyncio.sleep(1.05)
                await self.bot.app.unit(partial(_marks_due, payload=str(rows[0][0])))
                await self.bot.settled()
        (hers,) = [shown for shown in self.fake.screen(self.staff) if shown.text == text]
        return hers.reactions

    def without_a_name(self, sender: str, text: str, reply: Shown | None = None) -> None:
        """In the latest topic, as the group itself or as a channel."""
        where = {"thread": self.topic(), "reply_to": reply.id if reply else None}
        if sender == "anonymous admin":
            self.fake.says_anonymously(self.staff, text, **where)
        else:
            channel = self.fake.group("Team news", kind="channel")
            self.fake.says_as(channel, self.staff, text, linked=sender == "linked channel", **where)

    async def mia_says(self, text: str, topic: int, **more: object) -> None:
        self.fake.says(self.mia, self.staff, text, thread=topic, **more)  # type: ignore[arg-type]
        await self.bot.settled()


async def _marks_due(unit: Unit, payload: str) -> None:
    await unit.tx.execute("DELETE FROM jobs WHERE name = ?", marks.JOB)
    await marks.mark_waiting(unit, payload)


@asynccontextmanager
async def open_desk(town: Town, **group: object) -> AsyncIterator[Desk]:
    fake = town.fake
    ann, mia, bob = fake.user("Ann"), fake.user("Mia"), fake.user("Bob")
    staff = fake.group("Desk", [mia, bob], **{"forum": True, "rights": RIGHTS, **group})  # type: ignore[arg-type]
    config = (
        f'[staff]\nadmins = ["telegram:{bob.id}"]\n'
        f'[[tickets.rooms]]\nplace = "telegram:{staff.id}"\n'
    )
    async with town.awake(config) as bot:
        await bot.app.unit(lambda unit: _grant(unit, mia, bob))
        yield Desk(bot, ann, mia, staff)


async def _grant(unit: Unit, mia: User, bob: User) -> None:
    account = Account("telegram", str(mia.id))
    await people.introduce(unit.tx, account, unit.now)
    await roles.offer(unit.tx, account, "moderator", Account("telegram", str(bob.id)), unit.now)
    await roles.accept(unit.tx, account, unit.now)


@pytest.fixture
async def desk(town: Town) -> AsyncIterator[Desk]:
    async with open_desk(town) as desk:
        yield desk


async def test_a_topic_has_its_card_and_what_was_said(desk: Desk) -> None:
    await desk.opens()
    card, line = desk.in_topic(desk.topic())
    assert card.text.startswith("Ticket #1 · new")
    assert card.labels == ["Claim", "Transfer", "Priority", "Snooze", "Resolve", "Spam"]
    assert line.text.translate(_MARKS) == "👤 my order vanished"
    await desk.mia_says("which one?", desk.topic(), reply_to=line.id)
    assert desk.ann_sees()[-1] == "Support · 1\nwhich one?"
    assert await desk.marks_of("which one?") == ("👍",)
    topic = desk.staff.topics[desk.topic()]
    assert topic.name.translate(_MARKS) == "◽️ #1 · open · normal · Trading · Support · 1"


async def test_a_deleted_topic_gets_a_successor_and_the_line_is_there_once(desk: Desk) -> None:
    await desk.opens()
    first = desk.topic()
    desk.fake.deletes_topic(desk.staff, first)
    await desk.ann_says("order 77")
    await desk.bot.settled()
    assert desk.topic() != first
    assert desk.said(desk.topic()).count("👤 order 77") == 1
    assert desk.said(desk.topic())[0].startswith("Ticket #1")


async def test_a_topic_that_is_silently_ignored_shows_nothing_to_all(desk: Desk) -> None:
    await desk.opens()
    first = desk.topic()
    desk.fake.deletes_topic(desk.staff, first, silently=True)
    await desk.ann_says("my seed is safe, my order is not")
    await desk.bot.settled()
    in_main = [s.text for s in desk.fake.ours(desk.staff) if s.thread is None]
    assert in_main == []
    assert desk.topic() != first
    assert desk.said(desk.topic())[-1] == "👤 my seed is safe, my order is not"


async def test_a_topic_that_takes_no_more_is_followed_by_another(desk: Desk) -> None:
    await desk.opens()
    first = desk.topic()
    desk.fake.inject(status(400, description="Bad Request: TOPIC_DELETED"), "sendMessage")
    await desk.ann_says("order 77")
    await desk.bot.settled()
    assert desk.topic() != first
    assert desk.said(desk.topic()).count("👤 order 77") == 1


@pytest.mark.parametrize("group", [{"forum": False}, {"rights": ("can_delete_messages",)}])
async def test_without_topics_or_the_right_to_them_it_goes_on_in_the_main_chat(
    town: Town, group: dict[str, object]
) -> None:
    async with open_desk(town, **group) as desk:
        await desk.opens()
        shown = [s for s in desk.fake.ours(desk.staff) if s.thread is None]
        line = next(s for s in shown if "my order vanished" in s.text)
        assert "#1" in line.text
        desk.fake.says(desk.mia, desk.staff, "which one?", reply_to=line.id)
        await desk.bot.settled()
        assert desk.ann_sees()[-1] == "Support · 1\nwhich one?"


async def test_a_group_that_becomes_a_supergroup_takes_its_tickets_along(town: Town) -> None:
    async with open_desk(town, forum=False, kind="group") as desk:
        await desk.opens()
        desk.staff = desk.fake.migrates(desk.staff)
        await desk.bot.settled()
        await desk.ann_says("order 77")
        line = desk.fake.ours(desk.staff)[-1]
        assert line.text.translate(_MARKS) == "👤 #1 order 77"
        desk.fake.says(desk.mia, desk.staff, "seen", reply_to=line.id)
        await desk.bot.settled()
        assert desk.ann_sees()[-1] == "Support · 1\nseen"


async def test_an_album_is_one_message_for_staff(desk: Desk) -> None:
    await desk.opens()
    before = len(desk.in_topic(desk.topic()))
    for number in range(5):
        photo = [{"file_id": f"f{number}", "file_unique_id": f"u{number}", "width": 9, "height": 9}]
        desk.fake.says(desk.ann, desk.ann, media_group_id="al", photo=photo)
    await desk.bot.settled()
    (line,) = desk.in_topic(desk.topic())[before:]
    assert line.text.count("🖼") == 5
    pictures = desk.files_in(desk.topic())
    assert len(pictures) == 5
    await desk.mia_says("nice", desk.topic(), reply_to=pictures[3].id)
    assert desk.ann_sees()[-1] == "Support · 1\nnice"


async def test_a_file_too_large_to_fetch_is_named_and_blocks_nothing(desk: Desk) -> None:
    await desk.opens()
    document = {
        "file_id": "f",
        "file_unique_id": "u",
        "file_name": "log.zip",
        "file_size": 30_000_000,
    }
    desk.fake.says(desk.ann, desk.ann, caption="the log", document=document)
    await desk.bot.settled()
    await desk.ann_says("and this")
    assert desk.said(desk.topic())[-2:] == ["👤 the log\n📎 log.zip, 30.0 MB", "👤 and this"]


async def test_a_file_that_telegram_does_not_take_again_is_told_of(desk: Desk) -> None:
    await desk.opens()
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "log.zip"}
    refusal = "Bad Request: wrong file identifier/HTTP URL specified"
    desk.fake.inject(status(400, description=refusal), "sendDocument")
    desk.fake.says(desk.ann, desk.ann, document=document)
    await desk.bot.settled()
    assert desk.said(desk.topic())[-1] == "The file log.zip could not be brought over."


@pytest.mark.parametrize("command", ["/claim", "/claim 1", "/resolve solved"])
@pytest.mark.parametrize("sender", ["anonymous admin", "linked channel", "channel"])
async def test_an_anonymous_admin_or_a_linked_channel_that_commands_is_told_how_and_claims_nothing(
    desk: Desk, sender: str, command: str
) -> None:
    await desk.opens()
    desk.without_a_name(sender, command)
    await desk.bot.settled()
    assert await desk.bot.rows("SELECT state, assignee FROM tickets") == [("new", None)]
    told = desk.in_topic(desk.topic())[-1]
    assert "Please write as yourself, or press a button" in told.text
    assert told.labels == [command]


async def test_whoever_presses_what_they_wrote_without_a_name_is_known(desk: Desk) -> None:
    await desk.opens()
    desk.without_a_name("anonymous admin", "/claim")
    await desk.bot.settled()
    desk.fake.presses(desk.mia, desk.in_topic(desk.topic())[-1], "/claim")
    await desk.bot.settled()
    assert await desk.bot.rows("SELECT assignee FROM tickets") == [(f"telegram:{desk.mia.id}",)]


async def test_an_anonymous_admin_presses_claim_and_the_press_tells_who_it_is(desk: Desk) -> None:
    """bots/api#callbackquery: `from` is always the person, whatever name they write under."""
    await desk.opens()
    desk.without_a_name("anonymous admin", "I take this one")
    desk.fake.presses(desk.mia, desk.in_topic(desk.topic())[0], "Claim")
    await desk.bot.settled()
    assert await desk.bot.rows("SELECT assignee FROM tickets") == [(f"telegram:{desk.mia.id}",)]


@pytest.mark.parametrize("id_", [1087968824, 777000, 136817688])
async def test_a_press_in_the_name_of_a_group_or_a_linked_channel_claims_nothing(
    desk: Desk, id_: int
) -> None:
    """None has been seen; if one comes, it is nobody's."""
    await desk.opens()
    desk.fake.presses(User(id_, "Group"), desk.in_topic(desk.topic())[0], "Claim")
    await desk.bot.settled()
    assert await desk.bot.rows("SELECT state, assignee FROM tickets") == [("new", None)]


async def test_the_message_of_a_bot_is_passed_on_to_nobody(desk: Desk) -> None:
    """T34: no ticket is opened for a bot."""
    group = desk.fake.group("Traders", [desk.mia])
    posted = desk.fake.says(desk.fake.other_bot("helper"), group, "buy now")
    desk.fake.says(desk.mia, group, "/escalate", reply_to=posted)
    await desk.bot.settled()
    assert "A bot wrote that" in desk.fake.ours(group)[-1].text
    assert await desk.bot.rows("SELECT 1 FROM tickets") == []


async def test_what_an_anonymous_admin_replies_reaches_no_asker_and_they_are_told(
    desk: Desk,
) -> None:
    await desk.opens()
    before = desk.ann_sees()
    desk.without_a_name("anonymous admin", "we look into it", reply=desk.in_topic(desk.topic())[-1])
    await desk.bot.settled()
    assert desk.ann_sees() == before
    told = desk.in_topic(desk.topic())[-1]
    assert "I cannot tell who of you it was" in told.text
    assert told.labels == []


async def test_what_was_written_while_we_slept_is_not_lost(town: Town) -> None:
    async with open_desk(town) as desk:
        await desk.opens()
        ann, staff = desk.ann, desk.staff
        config = desk.bot.app.config
        await desk.bot.settled()
    for text in ("one", "two", "three"):
        town.fake.says(ann, ann, text)
    toml = f'[[tickets.rooms]]\nplace = "{config.rooms[0].place}"\n'
    async with town.awake(toml) as bot:
        await bot.settled()
        said = [s.text.translate(_MARKS) for s in town.fake.ours(staff)][-3:]
        assert said == ["👤 one", "👤 two", "👤 three"]


async def test_an_asker_who_blocked_us_is_missed_and_gets_all_when_back(desk: Desk) -> None:
    await desk.opens()
    line = desk.in_topic(desk.topic())[-1]
    desk.fake.blocks(desk.ann)
    await desk.mia_says("which one?", desk.topic(), reply_to=line.id)
    await desk.bot.settled()
    assert desk.said(desk.topic())[-1].startswith("Not delivered:")
    desk.fake.unblocks(desk.ann)
    await desk.ann_says("back again")
    await desk.bot.settled()
    assert desk.ann_sees()[-1] == "Support · 1\nwhich one?"
