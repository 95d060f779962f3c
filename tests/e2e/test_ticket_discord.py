"""Askers and staff on Discord: threads opened, archived, deleted; doors that are closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import pytest
from discord import Intents

from core import people
from core.app import App
from core.context import Unit
from core.events import Account
from core.tickets import opening
from core.tickets.opening import Wanted
from tests.e2e.discord_desk import DiscordDesk, discord_desk, eventually, make_staff, said
from tests.e2e.discord_town import DiscordTown
from tests.e2e.town import Town
from tests.fakes.discord import Channel, FakeDiscord, Shown, User

CONFIG = """
[staff]
admins = ["discord:{admin}"]
[[tickets.rooms]]
place = "{room}"
"""


@dataclass
class Exchange:
    """Ann asks in `support`, Dan answers from the desk; both on Discord."""

    desk: DiscordDesk
    ann: User
    support: Channel

    @property
    def fake(self) -> FakeDiscord:
        return self.desk.fake

    def aside(self) -> Channel:
        """The private thread that was opened for her."""
        return next(c for c in self.desk.guild.channels.values() if c.parent is self.support)

    def sees(self, where: Channel | User) -> list[str]:
        return [said(shown.text) for shown in self.fake.ours(where)]

    async def sees_last(self, where: Channel | User, words: str) -> None:
        await eventually(lambda: words in "".join(self.sees(where)[-1:]))

    async def dan_sees(self, words: str) -> None:
        await eventually(lambda: words in self.desk.sees()[-1:])

    async def offer(self, count: int = 1) -> Shown:
        """The choice of what it is about, which only she sees."""
        await self.fake.until(lambda: len(self.offers()) >= count)
        return self.offers()[-1]

    def offers(self) -> list[Shown]:
        return [shown for shown in self.fake.ours(self.support) if "Trading" in shown.labels]

    async def opens(self, text: str = "my order vanished") -> None:
        self.fake.slash(self.ann, self.support, "ticket", summary=text)
        self.fake.presses(self.ann, await self.offer(), "Trading")
        await self.dan_sees(f"👤 {text}")


@asynccontextmanager
async def exchange(town: Town, *, reads_all: bool = True) -> AsyncIterator[Exchange]:
    async with FakeDiscord() as fake:
        there = made(fake, reads_all=reads_all)
        async with awake(town, there, reads_all=reads_all):
            yield there


def made(fake: FakeDiscord, *, reads_all: bool = True) -> Exchange:
    fake.world.privileged = Intents(message_content=reads_all)
    desk = discord_desk(fake)
    ann = fake.user("Ann")
    fake.joins(ann, desk.guild)
    return Exchange(desk, ann, fake.channel(desk.guild, "support"))


@asynccontextmanager
async def awake(town: Town, there: Exchange, *, reads_all: bool = True) -> AsyncIterator[App]:
    desk = there.desk
    admin = Account("discord", str(desk.guild.owner.id))
    config = CONFIG.format(admin=admin.id, room=desk.key)
    place = DiscordTown(there.fake, town.database)
    async with place.awake(config, message_content=reads_all) as app:
        dan = Account("discord", str(desk.dan.id))
        await app.unit(partial(make_staff, account=dan, admin=admin))
        yield app


@pytest.fixture
async def there(town: Town) -> AsyncIterator[Exchange]:
    async with exchange(town) as there:
        yield there


async def test_an_asker_is_taken_aside_into_a_private_thread(there: Exchange) -> None:
    await there.opens()
    await there.sees_last(there.aside(), "Ticket #1** is open")
    assert there.ann.id in there.aside().inside
    assert (await there.offer()).only_for == "Ann"
    assert "order" not in " ".join(there.sees(there.support)[1:])

    there.fake.says(there.ann, there.aside(), "order 77")
    await there.dan_sees("👤 order 77")
    there.desk.answers("which one?")
    await there.sees_last(there.aside(), "**Support · 1**\nwhich one?")


async def test_without_the_intent_it_goes_on_in_private(town: Town) -> None:
    """What is said in a thread would not reach us."""
    async with exchange(town, reads_all=False) as there:
        await there.opens()
        await there.sees_last(there.ann, "Ticket #1** is open")
        there.fake.says(there.ann, there.ann, "order 77")
        await there.dan_sees("👤 order 77")
        there.desk.commands("reply", "which one?")
        await there.sees_last(there.ann, "which one?")


async def test_fifty_channels_of_a_category_are_no_limit_since_tickets_are_threads(
    town: Town,
) -> None:
    """Discord holds 50 channels in a category (resources/channel); here all are taken."""
    async with FakeDiscord() as fake:
        there = made(fake)
        others = [fake.channel(there.desk.guild, f"other-{number}") for number in range(48)]
        channels = {there.desk.room, there.support, *others}
        assert len(channels) == 50
        async with awake(town, there) as app:
            for number in range(51):
                await app.unit(partial(opened_for, person=f"{number}"))
            await eventually(lambda: len(there.desk.threads()) == 51, within=60)
        assert {c for c in there.desk.guild.channels.values() if c.parent is None} == channels


async def opened_for(unit: Unit, *, person: str) -> None:
    account = Account("discord", f"9{person}")
    member = (await people.introduce(unit.tx, account, unit.now)).member.id
    wanted = Wanted(member=member, asker=account, language="en", category="other", text=person)
    await opening.open_ticket(unit, wanted)


async def test_closed_dms_leave_it_open_and_staff_is_told(town: Town) -> None:
    """D07."""
    async with exchange(town, reads_all=False) as there:
        there.fake.closes_dms(there.ann)
        await there.opens()
        there.desk.commands("reply", "which one?")
        told = "the asker takes no private messages from us"
        await eventually(lambda: any(told in text for text in there.desk.sees()))
        assert there.desk.card().labels[0] == "Release"


async def test_a_message_is_passed_on_from_its_menu(there: Exchange) -> None:
    asked = there.fake.says(there.ann, there.support, "where is my withdrawal?")
    there.fake.picks(there.desk.dan, asked, "Pass a message on to the team")
    await there.dan_sees("👤 where is my withdrawal?")
    assert "Passed on by a moderator" in said(there.desk.card().text)
    await there.sees_last(there.ann, "never ask for passwords")


async def test_two_presses_make_one_ticket(there: Exchange) -> None:
    """D06."""
    await there.opens()
    there.fake.presses(there.ann, await there.offer(), "Trading")
    there.fake.slash(there.ann, there.support, "ticket", summary="and my fee")
    there.fake.presses(there.ann, await there.offer(2), "Trading")
    await there.dan_sees("👤 and my fee")
    assert len(there.desk.threads()) == 1


async def test_a_thread_of_staffs_that_was_deleted_gets_a_successor(there: Exchange) -> None:
    await there.opens()
    first = there.desk.thread
    await there.sees_last(there.aside(), "is open")
    there.fake.deletes_channel(first)
    there.fake.says(there.ann, there.aside(), "order 77")
    await eventually(lambda: "👤 order 77" in there.desk.sees())
    assert there.desk.thread is not first
    assert there.desk.sees().count("👤 order 77") == 1


async def test_a_sleeping_thread_wakes_for_a_line(there: Exchange) -> None:
    """D05."""
    await there.opens()
    await there.sees_last(there.aside(), "is open")
    there.fake.archives(there.desk.thread)
    there.fake.says(there.ann, there.aside(), "order 77")
    await there.dan_sees("👤 order 77")
    assert not there.desk.thread.is_archived


async def test_a_reply_to_a_line_that_was_deleted_arrives_all_the_same(there: Exchange) -> None:
    """D15."""
    await there.opens()
    await there.sees_last(there.aside(), "is open")
    own = there.fake.says(there.ann, there.aside(), "order 77")
    await there.dan_sees("👤 order 77")
    line = there.desk.line()
    there.fake.deletes(own)
    await there.dan_sees("🗑 The asker has taken this back.")
    there.desk.says("which one?", reply_to=line)
    await there.sees_last(there.aside(), "which one?")


async def test_whoever_is_not_staff_is_not_heard_in_their_place(there: Exchange) -> None:
    await there.opens()
    await there.sees_last(there.aside(), "is open")
    before = there.sees(there.aside())
    there.fake.says(there.ann, there.desk.thread, "I am support", reply_to=there.desk.line())
    await there.dan_sees("Only the team is heard here, each with their own account.")
    assert there.sees(there.aside()) == before


async def test_a_plain_word_stays_among_staff(there: Exchange) -> None:
    await there.opens()
    await there.sees_last(there.aside(), "is open")
    there.desk.says("again this node")
    there.desk.answers("which one?")
    await there.sees_last(there.aside(), "which one?")
    assert not any("node" in text for text in there.sees(there.aside()))


async def test_without_words_they_are_put_into_a_window(there: Exchange) -> None:
    there.fake.slash(there.ann, there.support, "ticket")
    (asked,) = await there.fake.heard(there.support)
    assert (asked.only_for, asked.labels) == ("Ann", ["Open a ticket"])
    window = await there.fake.answered(there.fake.presses(there.ann, asked, "Open a ticket"))
    there.fake.submits(window, summary="my order vanished\nit was 77")
    there.fake.presses(there.ann, await there.offer(), "Trading")
    await eventually(lambda: "👤 my order vanished\nit was 77" in there.desk.sees())
    await there.sees_last(there.aside(), "is open")


async def test_a_private_thread_that_was_deleted_is_replaced_by_a_private_chat(
    there: Exchange,
) -> None:
    """What staff wrote is not lost."""
    await there.opens()
    await there.sees_last(there.aside(), "is open")
    there.fake.deletes_channel(there.aside())
    there.desk.answers("which one?")
    await there.sees_last(there.ann, "which one?")


async def test_an_asker_who_left_the_server_leaves_a_ticket_that_goes_on(town: Town) -> None:
    """D16."""
    async with exchange(town, reads_all=False) as there:
        await there.opens()
        await there.sees_last(there.ann, "is open")
        there.fake.leaves(there.ann, there.desk.guild)
        there.desk.commands("reply", "which one?")
        await eventually(lambda: any("Not delivered" in text for text in there.desk.sees()))
        there.fake.joins(there.ann, there.desk.guild)
        there.fake.says(there.ann, there.ann, "I am back")
        await eventually(lambda: "which one?" in " ".join(there.sees(there.ann)))


async def test_what_was_written_while_we_slept_is_brought(town: Town) -> None:
    async with FakeDiscord() as fake:
        there = made(fake)
        async with awake(town, there):
            await there.opens()
            await there.sees_last(there.aside(), "is open")
        fake.says(there.ann, there.aside(), "order 77")
        fake.says(there.ann, there.aside(), "any news?")
        async with awake(town, there):
            await there.dan_sees("👤 any news?")
        assert there.desk.sees()[-2:] == ["👤 order 77", "👤 any news?"]


async def test_edits_and_marks_go_both_ways(there: Exchange) -> None:
    await there.opens()
    await there.sees_last(there.aside(), "is open")
    own = there.fake.says(there.ann, there.aside(), "order 77")
    await there.dan_sees("👤 order 77")
    there.fake.edits(own, "order 78")
    await there.dan_sees("👤 ✏️ order 78")
    answer = there.fake.says(
        there.desk.dan, there.desk.thread, "which one?", reply_to=there.desk.line()
    )
    await there.sees_last(there.aside(), "which one?")
    there.fake.edits(answer, "which pair?")
    await there.sees_last(there.aside(), "which pair?")
    there.fake.reacts(there.ann, there.fake.ours(there.aside())[-1], "❤")
    await eventually(lambda: "❤" in there.fake.screen(there.desk.thread)[-1].reactions)
    there.fake.deletes(answer)
    await eventually(lambda: "which pair?" not in " ".join(there.sees(there.aside())))


async def test_without_the_right_to_private_threads_it_goes_on_in_private(there: Exchange) -> None:
    there.fake.forbids(there.support, "create_private_threads")
    await there.opens()
    await eventually(lambda: "is open" in " ".join(there.sees(there.ann)))
    there.fake.says(there.ann, there.ann, "order 77")
    await there.dan_sees("👤 order 77")


async def test_whoever_is_not_staff_presses_claim_in_vain(there: Exchange) -> None:
    await there.opens()
    there.fake.presses(there.ann, there.desk.card(), "Claim")
    told = "Only the team is heard here, each with their own account."
    await eventually(lambda: told in there.desk.sees())
    assert there.desk.card().labels[0] == "Claim"
