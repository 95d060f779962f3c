"""`/privacy`, `/mydata` and `/forget` over the wires: what the person reads, and what is left."""

import shutil
from pathlib import Path

from bots import assembly
from core import schedule
from core.app import App
from core.context import Unit
from core.forgetting.commands import JOB
from core.forgetting.rounds import SECOND
from core.storage import Storage
from tests.core.forgetting.test_forgetting import everything
from tests.e2e.discord_town import DiscordTown
from tests.e2e.town import Town
from tests.fakes.discord import FakeDiscord


async def both_rounds(app: App) -> None:
    """As the schedule does, without its pauses."""
    jobs = {job.name: job for feature in app.features for job in feature.jobs}
    for name in (JOB, SECOND):

        async def run(unit: Unit, name: str = name) -> None:
            row = await unit.tx.fetch_one("SELECT key, payload FROM jobs WHERE name = ?", name)
            assert row is not None
            await schedule.cancel(unit, name, row[0])
            await jobs[name].run(unit, row[1])

        await app.unit(run)


async def named(storage: Storage, account: str) -> set[str]:
    """Tables that still hold it, but for the sealed log and the marks of what was handled."""
    found = await everything(storage)
    return {table for table, rows in found.items() if account in rows} - {"audit"}


async def test_telegram_forgets_somebody_who_asks_for_it(town: Town, tmp_path: Path) -> None:
    fake = town.fake
    ann = fake.user("Ann")
    async with town.awake(f'[data]\nfolder = "{tmp_path}"\n') as bot:
        fake.says(ann, ann, "/privacy")
        (told,) = await fake.heard(ann)
        assert "/forget" in told.text
        fake.says(ann, ann, "/mydata")
        *_before, shown = await fake.heard(ann, 3)
        assert str(ann.id) in shown.text
        fake.says(ann, ann, "/forget")
        *_before, asked = await fake.heard(ann, 4)
        fake.presses(ann, asked, "Yes, erase it")
        await bot.settled()
        await both_rounds(bot.app)
        await bot.settled()
        assert await named(bot.storage, str(ann.id)) == set()
    assert "forgetting you now" in fake.screen(ann)[-1].text


async def test_discord_forgets_somebody_who_asks_for_it(
    starter_database: Path, tmp_path: Path
) -> None:
    database = tmp_path / "guildhall.db"
    shutil.copyfile(starter_database, database)
    config = f'[data]\nfolder = "{tmp_path}"\n'
    async with FakeDiscord() as fake:
        ann = fake.user("Ann")
        fake.channel(fake.guild("Exchange", [ann]), "support")
        async with DiscordTown(fake, database).awake(config, features=assembly.FEATURES) as app:
            fake.says(ann, ann, "/mydata")
            await fake.until(lambda: any(str(ann.id) in one.text for one in fake.ours(ann)))
            fake.says(ann, ann, "/forget")
            await fake.until(lambda: any("cannot be undone" in s.text for s in fake.ours(ann)))
            asked = fake.ours(ann)[-1]
            await fake.answered(fake.presses(ann, asked, "Yes, erase it"))
            await fake.until(lambda: "forgetting you now" in fake.ours(ann)[-1].text)
            await both_rounds(app)
            assert await named(app.storage, str(ann.id)) == set()
