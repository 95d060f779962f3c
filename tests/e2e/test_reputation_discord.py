"""Help on a server where we may not read: who answered whom is seen all the same."""

import asyncio
from pathlib import Path

from core.app import App
from tests.e2e.discord_town import DiscordTown
from tests.fakes.discord import FakeDiscord, User

CONFIG = """
[staff]
admins = ["discord:%s"]
[reputation]
accepted_by = { discord = "✅" }
caps = { giver_days = 0 }
"""


SUM = "SELECT COALESCE(SUM(points), 0) FROM reputation_ledger WHERE account = ?"


async def has(app: App, person: User, points: int) -> None:
    """Sooner or later."""
    async with asyncio.timeout(8):
        while True:
            found = await app.storage.read(lambda tx: tx.fetch(SUM, f"discord:{person.id}"))
            if found[0][0] == points:
                return
            await asyncio.sleep(0.01)


async def test_help_counts_where_words_are_not_shown_to_us(
    tmp_path: Path,
) -> None:
    async with FakeDiscord() as fake:
        ann, ben, cat = fake.user("Ann"), fake.user("Ben"), fake.user("Cat")
        guild = fake.guild("Exchange", [ann, ben, cat])
        channel = fake.channel(guild, "help")
        config = CONFIG % guild.owner.id
        async with DiscordTown(fake, tmp_path / "guildhall.db").awake(config) as app:
            asked = fake.says(ann, channel, "where is my order?")
            answer = fake.says(ben, channel, "look under history", reply_to=asked)
            for person in (cat, ann):
                fake.reacts(person, answer, "👍")
            await has(app, ben, 5)
            fake.unreacts(ann, answer, "👍")
            await has(app, ben, 0)
            fake.reacts(ann, answer, "✅")
            await has(app, ben, 5)  # few have answered Ann until now
            assert fake.ours(channel) == []
            fake.picks(guild.owner, answer, "This answer was wrong")
            await has(app, ben, 0)
            await fake.until(lambda: answer.is_deleted)
