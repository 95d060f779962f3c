"""Help on four platforms: thanked on each, one total, one rank, shown where it can be."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from discord import Intents

from tests.e2e.discord_desk import eventually
from tests.e2e.running import Child, Installation, joined, with_discord, with_telegram, with_x
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.world import Chat, User
from tests.fakes.x import FakeX

CONFIG = """
[reputation]
accepted_by = { discord = "✅", "*" = "🏆" }
ranks = [{ points = 20, people = 3 }, { points = 900, people = 30 }]
[reputation.caps]
giver_days = 0
[places]
moderation = "off"
"""
TOTAL = (
    "SELECT t.points FROM reputation_totals t JOIN accounts a ON a.member = t.member"
    " WHERE a.platform || ':' || a.id = '%s' AND t.period = 'all' AND t.language = ''"
)


@dataclass
class Story:
    """Ben helps; Ann asks on Telegram, Dora on Discord, Xenia on X."""

    home: Installation
    telegram: FakeTelegram
    discord: FakeDiscord
    child: Child
    on_x: str

    def points(self, account: str) -> int:
        found = self.home.rows(TOTAL % account)
        return int(found[0][0]) if found else 0

    async def has(self, account: str, points: int, within: float = 20) -> None:
        await eventually(lambda: self.points(account) == points, within)

    async def page(self, path: str) -> str:
        async with aiohttp.ClientSession() as session, session.get(self.child.url + path) as got:
            return await got.text()


@pytest.fixture
async def story(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[Story]:
    async with FakeDiscord() as discord, FakeX() as x:
        discord.world.privileged = Intents(message_content=True)
        homes = (
            with_telegram(tmp_path, fake),
            with_discord(tmp_path, discord, "message_content = true\n"),
            with_x(tmp_path, x),
        )
        home = joined(tmp_path, *homes)
        home.write(CONFIG)
        on_x = help_on_x(x)
        async with home.running() as child:
            await discord.ready()
            yield Story(home, fake, discord, child, on_x)


async def helped_on_telegram(story: Story, ben: User, group: Chat) -> None:
    """A reaction thanks, and goes; another accepts."""
    fake, ann = story.telegram, story.telegram.user("Ann")
    group.members[ann.id] = type(group.members[ben.id])()
    asked = fake.says(ann, group, "how do I see my limits?")
    answer = fake.says(ben, group, "under settings, limits", reply_to=asked)
    fake.reacts(ann, answer, "👍")
    await story.has(f"telegram:{ben.id}", 5)
    fake.reacts(ann, answer)
    await story.has(f"telegram:{ben.id}", 0)
    fake.reacts(ann, answer, "🏆")
    await story.has(f"telegram:{ben.id}", 5)  # Ann has had few answers until now


async def helped_on_discord(story: Story) -> tuple[str, Callable[[], set[str]]]:
    """Words of thanks, and "solved" by a message's menu. Ben's account there, and his roles."""
    fake = story.discord
    people = [fake.user(name) for name in ("Ben", "Dora", "Dirk")]
    ben, dora, dirk = people
    guild = fake.guild("Exchange", people)
    fake.role(guild, "Apprentice")
    channel = fake.channel(guild, "help")
    for asker in (dora, dirk):
        asked = fake.says(asker, channel, "where is my order?")
        answer = fake.says(ben, channel, "look under history", reply_to=asked)
        before = story.points(f"discord:{ben.id}")
        if asker is dora:
            fake.says(dora, channel, "¡muchas gracias!", reply_to=answer)
        else:
            fake.picks(dirk, answer, "This solved it")
        await story.has(f"discord:{ben.id}", before + 5)

    def roles() -> set[str]:
        return {guild.roles[role].name for role in guild.members[ben.id].roles}

    return f"discord:{ben.id}", roles


def help_on_x(fake: FakeX) -> str:
    """Only what names us is seen there, and by polling: all of it was said before we looked."""
    ben, xenia = fake.user("Ben", "ben_x"), fake.user("Xenia", "xenia")
    asked = fake.posts(xenia, "how do withdrawals work?")
    answer = fake.posts(ben, f"@xenia @{fake.world.us.handle} by the menu", reply_to=asked)
    fake.asks(xenia, "спасибо, помогло", reply_to=answer)
    return f"x:{ben.id}"


async def link(story: Story, one: User, other: str) -> None:
    """Ben's Telegram account makes the code, his Discord account types it."""
    telegram, discord = story.telegram, story.discord
    telegram.says(one, one, "/link")
    told = (await telegram.heard(one, within=20))[-1].text
    code = re.search(r"/link (\w{12})", told)
    assert code is not None
    person = discord.world.users[int(other.partition(":")[2])]
    discord.says(person, person, f"/link {code[1]}")
    await eventually(lambda: any("Link them" in s.labels for s in telegram.ours(one)))
    card = [shown for shown in telegram.ours(one) if "Link them" in shown.labels][-1]
    telegram.presses(one, card, "Link them")


async def test_help_is_thanked_on_four_platforms_and_has_one_total(story: Story) -> None:
    fake = story.telegram
    ben = fake.user("Ben")
    group = fake.group("Exchange", [ben], rights=["can_manage_tags", "can_delete_messages"])
    await helped_on_telegram(story, ben, group)
    on_discord, roles = await helped_on_discord(story)
    await story.has(story.on_x, 5)
    on_telegram = f"telegram:{ben.id}"
    assert (story.points(on_telegram), story.points(on_discord)) == (5, 10)

    # Linked, he has one total; /rep says it, and the web shows it.
    await link(story, ben, on_discord)
    await story.has(on_telegram, 15)
    await story.has(on_discord, 15)
    fake.says(ben, ben, "/rep")
    await eventually(lambda: "You have 15 points." in fake.ours(ben)[-1].text)
    assert ">15<" in await story.page("/helpers?period=all")
    assert story.points(story.on_x) == 5

    # One more who was helped makes a rank, shown by each platform in its own way.
    eve = fake.user("Eve")
    group.members[eve.id] = type(group.members[ben.id])()
    answer = fake.says(ben, group, "like this", reply_to=fake.says(eve, group, "and how?"))
    fake.says(eve, group, "thank you!", reply_to=answer)
    await story.has(on_telegram, 20)
    await eventually(lambda: group.member(ben).tag == "Apprentice")
    await eventually(lambda: "Apprentice" in roles())
    assert "Apprentice" in await story.page("/helpers?period=all")

    # Parted, each account has what it has earned, and no rank is left to show.
    fake.says(ben, ben, "/unlink")
    await story.has(on_telegram, 10)
    await story.has(on_discord, 10)
    await eventually(lambda: group.member(ben).tag is None)
    await eventually(lambda: "Apprentice" not in roles())
    process = await story.home.start("reputation", "verify")
    assert await asyncio.wait_for(process.process.wait(), 30) == 0
