"""Linked accounts have one total; caps outlive unlinking, renaming and being forgotten."""

from datetime import timedelta
from pathlib import Path

from core import forgetting
from core.context import Unit
from core.forgetting.commands import JOB
from core.forgetting.rounds import SECOND
from core.reputation.verifying import verify
from core.storage import MIGRATIONS, Storage
from core.storage.migrate import load
from tests.core.reputation.village import CONFIG, Villagers, village


async def link(people: Villagers, one: str, other: str) -> None:
    """`other` joins `one`, as with a code and a tap."""
    said = await people.house.says(one, "/link")
    code = said[-1].text.partition("/link ")[2][:12]
    await people.house.says(other, f"/link {code}", name="Anna")
    card = people.platform.screens[f"loop:{one}"][-1]
    await people.house.presses(one, card, "Link them")


async def all_is_well(people: Villagers) -> bool:
    now = people.house.now()
    found = await people.house.storage.read(lambda tx: verify(tx, now))
    return found.wrong == ()


async def test_linked_accounts_have_one_total_and_part_exactly(storage: Storage) -> None:
    async with village(storage) as people:
        await people.earns("ben", 2)
        await people.earns("cat", 1)
        await link(people, "ben", "cat")
        assert await people.points("ben") == await people.points("cat") == 45
        await people.earns("cat", 1)
        assert await people.points("ben") == 60
        await people.house.says("cat", "/unlink")
        assert (await people.points("ben"), await people.points("cat")) == (30, 30)
        assert await all_is_well(people)


async def test_one_gives_nothing_to_an_account_of_ones_own_also_after_parting(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        await link(people, "ann", "ben")
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 0
        await people.house.says("ben", "/unlink")
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 0


async def test_accounts_that_were_linked_before_there_were_points_are_one_person(
    storage: Storage,
) -> None:
    async with village(storage) as people:
        await link(people, "ann", "ben")
        await link(people, "cat", "dan")
        await people.house.app.unit(_upgraded)
        rows = await people.house.rows("SELECT account, person FROM reputation_kin")
        assert dict(rows) == {"loop:ann": "loop:ann", "loop:ben": "loop:ann", **JOINED}
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 0


JOINED = {"loop:cat": "loop:x", "loop:dan": "loop:x"}


async def _upgraded(unit: Unit) -> None:
    """From a version of before, and one in which a third account had joined since."""
    await unit.tx.execute("DELETE FROM reputation_kin WHERE account <> 'loop:dan'")
    await unit.tx.execute("UPDATE reputation_kin SET person = 'loop:x'")
    (kin,) = [each for each in load(MIGRATIONS) if each.name.endswith("_kin")]
    for statement in kin.statements(""):
        await unit.tx.execute(statement)


async def test_a_pair_is_a_pair_with_every_account(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.thanks("ann", "ben")
        await link(people, "ann", "cat")
        await people.house.says("cat", "/unlink")
        await people.thanks("cat", "ben")
        assert await people.points("ben") == 5


async def test_staff_is_staff_with_every_account(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await link(people, "bob", "ben")
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 0


async def forget(people: Villagers, person: str) -> None:
    await people.house.says(person, "/forget yes")
    await people.runs(JOB)
    await people.runs(SECOND)
    await people.house.app.snapshots._look()


async def test_forgetting_takes_the_board_and_leaves_the_caps(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    config = f'[data]\nfolder = "{tmp_path}"\n{CONFIG}'
    async with village(sqlite_storage, config, more=(forgetting.feature(),)) as people:
        await people.earns("ann", 2)
        await people.thanks("ann", "ben")
        await forget(people, "ann")
        assert await people.points("ann") == 0
        assert await people.points("ben") == 5
        kept = await people.house.rows("SELECT * FROM reputation_ledger")
        assert "loop:ann" not in str(kept)
        assert await all_is_well(people)
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 5
        await people.earns("ann", 1)
        assert await people.points("ann") == 45
        assert await all_is_well(people)


async def test_who_is_forgotten_leaves_the_board_at_once(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    config = f'[data]\nfolder = "{tmp_path}"\n{CONFIG}'
    async with village(sqlite_storage, config, more=(forgetting.feature(),)) as people:
        await people.earns("ann", 2)
        await people.house.says("ann", "/forget yes")
        assert await people.points("ann") == 0


async def test_who_answers_until_the_erasure_is_not_written_down_after_it(
    storage: Storage, tmp_path: Path
) -> None:
    config = f'[data]\nfolder = "{tmp_path}"\n{CONFIG}'
    async with village(storage, config, more=(forgetting.feature(),)) as people:
        await people.house.says("ben", "/forget yes")
        await people.answers("ben", "ann")
        await people.runs(JOB)
        await people.runs(SECOND)
        await people.runs("reputation-answers")
        assert await people.house.rows("SELECT * FROM reputation_answers") == []


async def test_who_is_forgotten_stands_behind_no_button(storage: Storage, tmp_path: Path) -> None:
    config = f'[data]\nfolder = "{tmp_path}"\n{CONFIG}'
    async with village(storage, config, more=(forgetting.feature(),)) as people:
        await people.answers("ben", "ann")
        await people.runs("reputation-answers")
        people.house.shift += timedelta(minutes=31)
        await people.runs("reputation-asking")
        asked = people.platform.screens["loop:ann"][-1]
        assert [button.label for button in asked.buttons] == ["✅ Ben", "Nobody"]
        await forget(people, "ben")
        payloads = await people.house.rows("SELECT payload FROM codes WHERE purpose = 'helped'")
        assert payloads
        assert "ben" not in str(payloads)
        said = await people.house.presses("ann", asked, "Ben")
        assert "expired" in said[-1].text
        assert await people.house.rows("SELECT * FROM reputation_ledger") == []


async def test_mydata_shows_the_ledger(sqlite_storage: Storage, tmp_path: Path) -> None:
    config = f'[data]\nfolder = "{tmp_path}"\n{CONFIG}'
    async with village(sqlite_storage, config, more=(forgetting.feature(),)) as people:
        await people.thanks("ann", "ben")
        said = await people.house.says("ben", "/mydata")
        shown = "".join(seen.text for seen in said)
        assert '"kind": "thanks"' in shown
        assert "loop:ann" not in shown
