"""A name that changes into one of ours: in a reaction, told by the platform, or asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec

import moderation
from core.actions import LookUp, Presented, Receipt
from core.events import Account, MemberJoined, MemberRenamed, ReactionChanged, Shown
from core.platform import Delivery
from core.storage import Storage
from tests.house import FEATURES, GROUP, House, open_house
from tests.moderation.test_feature import CONFIG, Street, say, street

MAL = Account("loop", "mal")


async def test_a_new_name_beside_a_reaction_is_judged_and_the_others_message_stays(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        said = await say(house, "ann", "hello there")
        await house.happens(ReactionChanged(
            id="r1", at=house.now(), place=GROUP, message=said, author=MAL,
            name="Acme Support", after=("👍",),
        ))  # fmt: skip
        assert platform.restricted() == [("mal", "mute")]
        assert platform.removed() == []


async def test_a_platform_that_tells_of_renames_is_believed_at_once(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        for number, name in enumerate(("Mal", "Acme Suppоrt", "Acme Suppоrt")):
            await house.happens(MemberRenamed(
                id=f"n{number}", at=house.now(), place=GROUP, author=MAL, name=name,
            ))  # fmt: skip
        assert platform.restricted() == [("mal", "mute")]


async def test_a_tag_that_one_gave_oneself_is_a_name(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "hello there")
        await say(house, "mal", "hello again", shown=(Shown("tag", "Acme Support"),))
        assert platform.restricted() == [("mal", "mute")]


class Asked(Street):
    """Answers who is called how; nobody is called as `names` does not say."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self.capabilities = msgspec.structs.replace(
            self.capabilities, looks_up=True, group_per_minute=20
        )
        self.names = names

    async def perform(self, delivery: Delivery) -> Receipt:
        if not isinstance(delivery.action, LookUp):
            return await super().perform(delivery)
        self.performed.append(delivery)
        person = delivery.action.account.id
        shown = Presented(self.names[person])
        return Receipt(place=delivery.place, ids=(person,), presented=shown)

    def asked(self) -> list[str]:
        done = (d.action for d in self.performed)
        return [action.account.id for action in done if isinstance(action, LookUp)]


async def job(house: House, name: str) -> None:
    found = next(j for f in house.app.features for j in f.jobs if j.name == name)
    await house.app.unit(lambda unit: found.run(unit, ""))
    await house.settle()


@asynccontextmanager
async def telling(house: House) -> AsyncIterator[None]:
    """What was answered reaches the core meanwhile."""
    companion = house.app.features[-1].companions[-1]
    task = asyncio.ensure_future(companion(house.app))
    yield
    await asyncio.sleep(0.05)
    await house.settle()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_newcomer_who_is_silent_and_renamed_is_found_within_a_day(
    storage: Storage,
) -> None:
    """And a minute's questions are a tenth of what may be sent there."""
    platform = Asked({f"p{number}": "Ann" for number in range(5)} | {"p3": "Acme Support"})
    features = (*FEATURES, moderation.feature())
    async with open_house(
        storage, CONFIG, platform=platform, features=features, starter=False
    ) as house:
        for number in range(5):
            await arrives(house, f"p{number}")
        await job(house, "moderation-standing")
        async with telling(house):
            for _minute in range(4):
                await job(house, "names")
                house.shift += timedelta(minutes=1)
        assert sorted(platform.asked()) == ["p0", "p1", "p2", "p3", "p4"]
        assert platform.restricted() == [("p3", "mute")]


async def test_who_is_new_is_asked_for_once_a_day_as_long_as_they_are_new(
    sqlite_storage: Storage,
) -> None:
    platform = Asked({"p1": "Ann"})
    features = (*FEATURES, moderation.feature())
    async with open_house(
        sqlite_storage, CONFIG, platform=platform, features=features, starter=False
    ) as house:
        await arrives(house, "p1")
        await job(house, "moderation-standing")
        for hours, asked in ((0, 1), (23, 1), (2, 2), (14 * 24, 2)):
            house.shift += timedelta(hours=hours)
            await job(house, "names")
            assert len(platform.asked()) == asked


async def test_where_names_are_not_judged_nobody_is_asked_for(sqlite_storage: Storage) -> None:
    platform = Asked({"p1": "Ann"})
    features = (*FEATURES, moderation.feature())
    config = f'{CONFIG}moderation_rules = {{ impostor = "off" }}\n'
    async with open_house(
        sqlite_storage, config, platform=platform, features=features, starter=False
    ) as house:
        await arrives(house, "p1")
        await job(house, "moderation-standing")
        await job(house, "names")
        assert platform.asked() == []


async def arrives(house: House, person: str) -> None:
    await house.happens(MemberJoined(
        id=f"j{person}", at=house.now(), place=GROUP, author=Account("loop", person), name="Ann",
    ))  # fmt: skip
