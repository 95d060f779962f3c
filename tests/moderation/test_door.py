"""Who asks to come in reads the rules in private and presses a button; who came in is welcomed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec

import moderation
from core.actions import Admit, Receipt
from core.events import Account, JoinRequested, MemberJoined
from core.platform import Delivery
from core.storage import Storage
from tests.house import FEATURES, GROUP, House, open_house, private
from tests.moderation.test_feature import CONFIG, Street
from tests.moderation.test_raids import raid
from tests.moderation.test_renames import job

GATE = f'{CONFIG}gate = true\nwelcome = true\nrules = {{ en = "Be kind." }}\n'
EVE = Account("loop", "eve")


class Gate(Street):
    def __init__(self) -> None:
        super().__init__()
        self.capabilities = msgspec.structs.replace(self.capabilities, admits=True)

    async def perform(self, delivery: Delivery) -> Receipt:
        if not isinstance(delivery.action, Admit):
            return await super().perform(delivery)
        self.performed.append(delivery)
        return Receipt(place=delivery.place)

    def decided(self) -> list[tuple[str, bool]]:
        done = (d.action for d in self.performed)
        return [(a.account.id, a.admitted) for a in done if isinstance(a, Admit)]


@asynccontextmanager
async def gate(storage: Storage, config: str = GATE) -> AsyncIterator[tuple[House, Gate]]:
    platform, features = Gate(), (*FEATURES, moderation.feature())
    async with open_house(
        storage, config, platform=platform, features=features, starter=False
    ) as house:
        yield house, platform


async def knocks(house: House, name: str = "Eve") -> None:
    await house.happens(JoinRequested(
        id=f"k{name}", at=house.now(), place=GROUP, author=EVE, talk=private("eve"), name=name,
    ))  # fmt: skip
    await house.settle()


async def test_who_presses_the_button_in_private_is_let_in(storage: Storage) -> None:
    async with gate(storage) as (house, platform):
        await knocks(house)
        (asked,) = platform.screens["loop:eve"]
        assert "Nobody of us ever writes to you first" in asked.text
        assert "Be kind." in asked.text
        assert platform.screens[GROUP.key] == []
        await house.presses("eve", asked, "let me in")
        assert platform.decided() == [("eve", True)]
        house.shift += timedelta(hours=1)
        await job(house, "door")
        assert platform.decided() == [("eve", True)]


async def test_who_does_not_press_in_time_is_turned_away(storage: Storage) -> None:
    async with gate(storage) as (house, platform):
        await knocks(house)
        (asked,) = platform.screens["loop:eve"]
        await job(house, "door")
        assert platform.decided() == []
        house.shift += timedelta(minutes=11)
        await job(house, "door")
        assert platform.decided() == [("eve", False)]
        heard = await house.presses("eve", asked, "let me in")
        assert "took too long" in heard[-1].text
        assert platform.decided() == [("eve", False)]


async def test_nobody_presses_for_somebody_else(sqlite_storage: Storage) -> None:
    async with gate(sqlite_storage) as (house, platform):
        await knocks(house)
        heard = await house.says("mal", "/enter loop:group")
        assert "took too long" in heard[-1].text
        assert platform.decided() == []


async def test_who_is_called_like_us_gets_no_button_and_staff_a_card(
    sqlite_storage: Storage,
) -> None:
    async with gate(sqlite_storage) as (house, platform):
        await knocks(house, "Acme Suppоrt")
        assert platform.screens["loop:eve"] == []
        (card,) = platform.cards()
        assert "a name like one of ours" in card.text
        assert platform.restricted() == []


async def test_who_is_called_like_us_gets_no_button_by_asking_again(
    sqlite_storage: Storage,
) -> None:
    async with gate(sqlite_storage) as (house, platform):
        for number in range(2):
            await house.happens(JoinRequested(
                id=f"again{number}", at=house.now(), place=GROUP, author=EVE,
                talk=private("eve"), name="Acme Suppоrt",
            ))  # fmt: skip
        assert platform.screens["loop:eve"] == []


async def test_without_the_gate_nobody_is_written_to(sqlite_storage: Storage) -> None:
    async with gate(sqlite_storage, CONFIG) as (house, platform):
        await knocks(house)
        assert platform.screens["loop:eve"] == []


async def arrives(house: House, number: int) -> None:
    await house.happens(MemberJoined(
        id=f"j{number}", at=house.now(), place=GROUP, author=Account("loop", f"p{number}"),
        name="Ann",
    ))  # fmt: skip


async def due(house: House) -> list[str]:
    return [key for (key,) in await house.rows("SELECT key FROM jobs WHERE name = 'welcome'")]


async def welcomes(house: House) -> None:
    for feature in house.app.features:
        for each in feature.jobs:
            if each.name == "welcome":
                await house.app.unit(lambda unit, one=each: one.run(unit, "loop:group"))  # type: ignore[misc]
    await house.settle()


async def test_many_newcomers_are_welcomed_once_without_a_sound_and_the_last_one_stays(
    storage: Storage,
) -> None:
    async with gate(storage) as (house, platform):
        for number in range(4):
            await arrives(house, number)
        assert platform.screens[GROUP.key] == []
        assert await due(house) == ["loop:group"]
        for _ in range(2):
            await welcomes(house)
            (seen,) = platform.screens[GROUP.key]
            assert seen.silent
            assert "Nobody of us ever writes to you first" in seen.text
            assert "Be kind." in seen.text


async def test_a_raid_is_not_welcomed(sqlite_storage: Storage) -> None:
    config = GATE.replace("[moderation]", "[moderation]\nraid_joins = 10")
    async with gate(sqlite_storage, config) as (house, platform):
        await raid(house)
        await welcomes(house)
        assert platform.screens[GROUP.key] == []
