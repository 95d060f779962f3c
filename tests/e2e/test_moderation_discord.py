"""Moderation on Discord: the real adapter and program parts, and everyone's screen."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import pytest
from discord import Intents, Permissions

import moderation
from bots import assembly
from core.app import App
from core.context import Unit
from core.feature import Feature
from moderation import raiding, voice
from tests.e2e.discord_town import DiscordTown
from tests.fakes.discord import Channel, FakeDiscord, Guild, User, rules
from tests.moderation.phrases_of_wallets import words_of

CONFIG = """
[staff]
admins = ["discord:{admin}"]
places = ["discord:{staff}"]
[moderation]
protected = ["Acme Support"]
[places]
moderation = "act"
"""


def features() -> tuple[Feature, ...]:
    others = (f for f in assembly.FEATURES if f.name != "moderation")
    return (*others, moderation.feature())


@dataclass
class Exchange:
    """A server with a public channel and one of the staff."""

    fake: FakeDiscord
    town: DiscordTown
    guild: Guild
    public: Channel
    staff: Channel
    ann: User
    bob: User

    def awake(self) -> AbstractAsyncContextManager[App]:
        config = CONFIG.format(admin=self.bob.id, staff=self.staff.id)
        return self.town.awake(config, features=features(), message_content=True, members=True)

    def is_gone(self, text: str) -> bool:
        return all(text not in shown.text for shown in self.fake.screen(self.public))


@pytest.fixture
async def exchange(starter_database: Path, tmp_path: Path) -> AsyncIterator[Exchange]:
    database = tmp_path / "guildhall.db"
    shutil.copyfile(starter_database, database)
    async with FakeDiscord() as fake:
        fake.world.privileged = Intents(message_content=True, members=True)
        ann, bob = fake.user("Ann"), fake.user("Bob")
        guild = fake.guild("Exchange", [ann, bob])
        public, staff = fake.channel(guild, "support"), fake.channel(guild, "staff")
        yield Exchange(fake, DiscordTown(fake, database), guild, public, staff, ann, bob)


async def test_a_seed_phrase_is_gone_and_its_author_is_told_in_private(exchange: Exchange) -> None:
    fake = exchange.fake
    phrase = " ".join(words_of("english", Random(2)))

    def shows(where: Channel | User, words: str) -> bool:
        return any(words in one.text for one in fake.screen(where))

    async with exchange.awake():
        fake.says(exchange.ann, exchange.public, f"help! {phrase}")
        await fake.until(lambda: exchange.is_gone(phrase))
        await fake.until(lambda: shows(exchange.ann, "Treat it as stolen"))
        await fake.until(lambda: shows(exchange.staff, "a secret in public"))
    assert fake.ours(exchange.public) == []
    for shown in (*fake.screen(exchange.ann), *fake.screen(exchange.staff)):
        assert phrase not in shown.text


async def test_an_impostor_is_muted_on_arrival_and_freed_by_one_tap(exchange: Exchange) -> None:
    fake, mal = exchange.fake, exchange.fake.user("Аcme Suppоrt")
    async with exchange.awake():
        fake.joins(mal, exchange.guild)
        await fake.until(lambda: exchange.guild.members[mal.id].timed_out_until is not None)
        (card,) = await fake.heard(exchange.staff)
        assert str(mal.id) in card.text
        fake.presses(exchange.bob, card, "Wrong: undo")
        await fake.until(lambda: exchange.guild.members[mal.id].timed_out_until is None)


async def test_a_newcomers_link_is_held_and_shown_again_when_it_was_fine(
    exchange: Exchange,
) -> None:
    fake = exchange.fake
    async with exchange.awake():
        fake.says(exchange.ann, exchange.public, "is some-site.org any good?")
        await fake.until(lambda: exchange.is_gone("some-site"))
        (card,) = await fake.heard(exchange.staff)
        fake.presses(exchange.bob, card, "Wrong: undo")
        (again,) = await fake.heard(exchange.public)
    assert "by mistake" in again.text
    assert "any good" in again.text


async def test_a_raid_is_held_back_by_one_change_that_touches_nobody_else(
    exchange: Exchange,
) -> None:
    """The bot sleeps and wakes while it goes on."""
    fake, guild, public = exchange.fake, exchange.guild, exchange.public
    for veteran in guild.members.values():
        veteran.joined_at -= 3_600
    helper = fake.user("Holly")
    fake.joins(helper, guild)
    fake.gives(helper, guild, fake.role(guild, "Helper"))
    crowd = [fake.user(f"Lucky {number:03}") for number in range(60)]
    async with exchange.awake():
        start = time.monotonic()
        for one in crowd:
            fake.joins(one, guild)
        await fake.until(lambda: guild.verification_level == 3)
        assert time.monotonic() - start < 3
        (card,) = await fake.heard(exchange.staff)
        assert "Whoever is new there can read but not write" in card.text
        assert all(fake.world.is_held_back(one, public) for one in crowd)
        for friend in (exchange.ann, exchange.bob, helper):
            fake.says(friend, public, f"what is going on, says {friend.name}")
    async with exchange.awake() as app:
        assert len(fake.calls_of("modify_guild")) == 1
        assert not any(member.timed_out_until for member in guild.members.values())
        assert [exchange.is_gone(f"says {name}") for name in ("Ann", "Bob", "Holly")] == [False] * 3
        await app.unit(lambda unit: raiding.end(unit, "1"))
        await fake.until(lambda: guild.verification_level == 1)


async def test_without_the_right_for_it_who_came_in_a_raid_is_muted_one_by_one(
    exchange: Exchange,
) -> None:
    fake, guild = exchange.fake, exchange.guild
    rights = ["send_messages", "view_channel", "moderate_members", "ban_members"]
    fake.bots_role(guild).permissions = rules.bits(rights)
    crowd = [fake.user(f"Lucky {number:03}") for number in range(25)]
    async with exchange.awake():
        for one in crowd:
            fake.joins(one, guild)
        await fake.until(lambda: all(guild.members[one.id].timed_out_until for one in crowd))
        for friend in (exchange.ann, exchange.bob):
            assert guild.members[friend.id].timed_out_until is None
        (told,) = await fake.heard(exchange.bob)
    assert "hold newcomers back by one change" in told.text


async def test_a_copied_text_is_one_card_for_all_undone_by_one_tap(exchange: Exchange) -> None:
    fake, guild = exchange.fake, exchange.guild
    crowd = [fake.user(name) for name in ("Ivy", "Joe", "Kim", "Lou", "Max", "Ned")]
    for one in crowd:
        fake.joins(one, guild)

    def muted() -> list[str]:
        return [one.name for one in crowd if guild.members[one.id].timed_out_until]

    async with exchange.awake():
        for one in crowd:
            fake.says(one, exchange.public, "this is the best day to buy some of it")
        await fake.until(lambda: muted() == ["Lou", "Max", "Ned"])
        (card,) = await fake.heard(exchange.staff)
        assert all(one.name in card.text for one in crowd[:4])  # who there was by then
        fake.presses(exchange.bob, card, "Wrong: undo")
        await fake.until(lambda: muted() == [])
        await fake.until(lambda: "Wrong, undone" in fake.screen(exchange.staff)[-1].text)
        assert len(fake.screen(exchange.staff)) == 1


async def test_staff_may_say_what_newcomers_may_not(exchange: Exchange) -> None:
    fake = exchange.fake
    async with exchange.awake():
        fake.says(exchange.bob, exchange.public, "see some-site.org for more")
        fake.says(exchange.ann, exchange.public, "is other-site.org any good?")
        await fake.until(lambda: exchange.is_gone("other-site"))
    assert not exchange.is_gone("some-site")


async def test_our_house_is_watched_and_staff_hears_who_did_what(exchange: Exchange) -> None:
    fake, guild = exchange.fake, exchange.guild
    friends = fake.role(guild, "Friends")
    async with exchange.awake():
        fake.makes_webhook(exchange.public, by=exchange.ann)
        fake.empowers(guild, friends, ["administrator"], by=exchange.ann)
        fake.gives(exchange.ann, guild, friends)
        fake.retitles(guild, "Acme Airdrop", by=exchange.ann)
        fake.connects(guild, "Poll Bot", by=exchange.bob)
        fake.empowers(guild, fake.bots_role(guild), ["view_audit_log", "send_messages"])
        told = [card.text.replace("\\", "") for card in await fake.heard(exchange.staff, 6)]
    for words in (
        "a webhook was made",
        "with the role \u2068Friends\u2069 may now: \u2068be an administrator",
        f"discord:{exchange.ann.id})\u2069 may now: \u2068be an administrator",
        "is called something else now: \u2068Acme Airdrop",
        "Poll Bot\u2069 was connected",
        "I may no longer: \u2068delete messages, hold newcomers back",
    ):
        assert sum(words in text for text in told) == 1, (words, told)
    assert sum(f"It was done by `discord:{exchange.ann.id}`" in text for text in told) == 3


async def test_staff_hears_when_we_are_taken_out_of_a_server(exchange: Exchange) -> None:
    fake = exchange.fake
    other = fake.guild("Traders", [exchange.bob])
    fake.channel(other, "lobby")
    async with exchange.awake():
        fake.removes_bot(other)
        (card,) = await fake.heard(exchange.staff)
    assert "I was taken out of" in card.text


async def test_without_the_audit_log_staff_hears_all_the_same(exchange: Exchange) -> None:
    fake, guild = exchange.fake, exchange.guild
    rights = ["send_messages", "view_channel"]
    role = fake.bots_role(guild)
    role.permissions = Permissions(**dict.fromkeys(rights, True)).value
    async with exchange.awake():
        fake.makes_webhook(exchange.public, by=exchange.ann)
        (card,) = await fake.heard(exchange.staff)
    assert "I am not told who did it" in card.text


async def test_what_is_written_with_our_stolen_token_alarms_the_staff(exchange: Exchange) -> None:
    fake = exchange.fake
    async with exchange.awake() as app:
        fake.says(exchange.ann, exchange.public, f"{fake.mention} how do I reset my 2FA?")
        await fake.heard(exchange.public)
        fake.slash(exchange.ann, exchange.public, "ask", question="how do I reset my 2FA?")
        await fake.until(lambda: any("2FA" in each.text for each in fake.ours(exchange.public)[1:]))
        fake.world.post(exchange.public, fake.bot, {"content": "Send your coins here"})
        async with asyncio.timeout(5):
            while not (waiting := await app.unit(_looks)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert len(waiting) == 1  # ours is explained
        for _look in range(2):
            (strange,) = await app.unit(_looks)
            await app.unit(partial(_look_at, strange))
        (card,) = await fake.heard(exchange.staff)
    assert "our token is stolen" in card.text


async def _look_at(strange: str, unit: Unit) -> None:
    await voice.look(unit, strange)


async def _looks(unit: Unit) -> list[str]:
    rows = await unit.tx.fetch("SELECT payload FROM jobs WHERE name = 'own-voice'")
    return [row[0] for row in rows]


async def test_a_nickname_like_ours_is_judged_as_soon_as_discord_tells(
    exchange: Exchange,
) -> None:
    fake = exchange.fake
    async with exchange.awake():
        fake.renames(exchange.ann, exchange.guild, "Аcme Suppоrt")
        await fake.until(
            lambda: exchange.guild.members[exchange.ann.id].timed_out_until is not None
        )


async def test_whose_door_is_shut_reads_it_where_they_wrote_and_nobody_else_does(
    exchange: Exchange,
) -> None:
    fake, public = exchange.fake, exchange.public
    fake.closes_dms(exchange.ann)
    phrase = " ".join(words_of("english", Random(7)))

    def shows(words: str) -> bool:
        return any(words in one.text for one in fake.screen(public))

    async with exchange.awake():
        fake.says(exchange.ann, public, f"help! {phrase}")
        await fake.until(lambda: shows("showed a secret"))
        (line,) = fake.ours(public)
        fake.presses(exchange.ann, line, "What to do now")
        await fake.until(lambda: shows("move what it protects"))
        fake.presses(exchange.bob, line, "What to do now")
        await fake.until(lambda: shows("nothing here for you"))
    (whispered,) = [one for one in fake.screen(public) if "move what it protects" in one.text]
    assert whispered.only_for == exchange.ann.name


async def test_a_moderator_mutes_and_lifts_from_the_menu_of_commands(exchange: Exchange) -> None:
    fake, guild = exchange.fake, exchange.guild
    mal = fake.user("Mal")
    fake.joins(mal, guild)
    fake.gives(exchange.bob, guild, fake.role(guild, "Moderators", rights=["manage_messages"]))
    async with exchange.awake():
        fake.slash(exchange.bob, exchange.public, "mute", rest=f"<@{mal.id}> 2h too loud")
        await fake.until(lambda: guild.members[mal.id].timed_out_until is not None)
        await fake.until(lambda: any("too loud" in one.text for one in fake.screen(mal)))
        await fake.until(lambda: any("Muted" in s.text for s in fake.screen(exchange.public)))
        (answer,) = [one for one in fake.screen(exchange.public) if "Muted" in one.text]
        assert answer.only_for == exchange.bob.name
        fake.presses(exchange.bob, answer, "Wrong: undo")
        await fake.until(lambda: guild.members[mal.id].timed_out_until is None)
