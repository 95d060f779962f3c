"""The same event may come again, and the same person too: both count once."""

from datetime import timedelta

from core.events import Account, MemberJoined
from core.storage import Storage
from moderation.raids import Raids
from tests.house import GROUP
from tests.moderation.test_feature import say, street
from tests.moderation.test_raids import HALF_AN_HOUR, START, join


async def test_a_message_that_comes_again_and_again_is_no_flood(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        event = house.message("ann", "what is this thing here for", GROUP, name="Ann")
        for _ in range(12):
            await house.happens(event)
        assert platform.removed() == []
        assert platform.restricted() == []


async def test_a_message_that_comes_again_earns_trust_once(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        event = house.message("ann", "what is this thing here for", GROUP, name="Ann")
        for _ in range(5):
            await house.happens(event)
        house.shift += timedelta(days=15)
        said = await say(house, "ann", "see some-site.org")
        assert platform.removed() == [said]


def test_one_person_who_comes_and_goes_is_no_raid() -> None:
    raids = Raids()
    for second in range(50):
        at = START + timedelta(seconds=second)
        event = MemberJoined(
            id=f"j{second}", at=at, place=GROUP, author=Account("loop", "r1"), name="Person",
        )  # fmt: skip
        assert raids.joined(event, 20, HALF_AN_HOUR) is None
    for number in range(100, 118):
        assert raids.joined(join(number, START + timedelta(seconds=50)), 20, HALF_AN_HOUR) is None


async def test_a_name_that_leads_away_is_no_link_in_our_line(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        event = house.message("mal", "dm me on @fix_wallets", GROUP, name="Claim at evil-site.org")
        await house.happens(event)
        (line,) = platform.screens[GROUP.key]
        assert "evil-site.org" not in line.text  # no client makes a link of it
        assert line.links == ("mal",)  # the person spoken to
