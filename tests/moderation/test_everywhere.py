"""A ban covers all accounts of a person after a moderator's word, and replies are folded away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

import moderation
from core import people
from core.actions import Hide, Receipt
from core.context import Unit
from core.events import Account, Quote
from core.platform import Delivery
from core.storage import Storage
from tests.house import FEATURES, GROUP, STAFF_ROOM, House, open_house
from tests.moderation.test_feature import CONFIG, Street, press, say, street

MAL, ALT = Account("loop", "mal"), Account("loop", "alt")


async def link(unit: Unit) -> None:
    await people.introduce(unit.tx, ALT, unit.now)
    person = await people.introduce(unit.tx, MAL, unit.now)
    await people.link(unit.tx, ALT, person.member, unit.now)


async def ban_one_of_two(house: House, platform: Street) -> None:
    """One person, two accounts that have written here; one of them is banned from its card."""
    await say(house, "alt", "hello there")
    await say(house, "mal", "look at evil-site.org please")
    await house.app.unit(link)
    await say(house, "alt", "dm me on @fix_wallets")
    await press(house, platform, "Ban")


async def test_after_a_ban_one_tap_more_bans_all_accounts_of_that_person(
    storage: Storage,
) -> None:
    async with street(storage) as (house, platform):
        await ban_one_of_two(house, platform)
        bans = [who for who, what in platform.restricted() if what == "ban"]
        assert bans == ["alt"]
        await press(house, platform, "Ban all of their accounts")
        bans = [who for who, what in platform.restricted() if what == "ban"]
        assert sorted(bans) == ["alt", "alt", "mal"]
        assert "2 accounts of one person" in platform.cards()[-1].text


async def test_one_tap_lifts_a_ban_of_all_accounts_as_a_whole(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        await ban_one_of_two(house, platform)
        await press(house, platform, "Ban all of their accounts")
        await press(house, platform, "Wrong: undo")
        for who in ("mal", "alt"):
            done = [what for one, what in platform.restricted() if one == who]
            assert done[-1] == "lift"
        assert "Wrong, undone" in platform.cards()[-1].text
        assert platform.cards()[-1].buttons == []


async def test_a_second_moderator_who_presses_the_same_bans_nobody_twice(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await ban_one_of_two(house, platform)
        line = next(b.command for b in platform.cards()[-1].buttons if "everywhere" in b.command)
        await house.says("bob", line, STAFF_ROOM, addressed=True)
        done = len(platform.restricted())
        heard = await house.says("bob", line, STAFF_ROOM, addressed=True)
        assert "decided already" in heard[-1].text
        assert len(platform.restricted()) == done


async def test_one_tap_lifts_a_ban(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "look at evil-site.org please")
        await press(house, platform, "Ban")
        await press(house, platform, "Wrong: undo")
        assert [what for _who, what in platform.restricted()][-2:] == ["ban", "lift"]


async def test_the_rules_of_all_places_are_one_tap_from_every_card(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "look at evil-site.org please")
        commands = [button.command for button in platform.cards()[-1].buttons]
        assert "/rules" in commands


async def test_who_has_one_account_is_banned_with_one_tap(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "look at evil-site.org please")
        await press(house, platform, "Ban")
        assert [button.label for button in platform.cards()[-1].buttons] == ["Wrong: undo"]


async def test_a_ban_by_mistake_is_lifted_from_the_same_card(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        await say(house, "mal", "look at evil-site.org please")
        await press(house, platform, "Ban")
        await press(house, platform, "Wrong: undo")
        assert platform.restricted()[-1] == ("mal", "lift")
        assert "evil" in platform.screens[GROUP.key][-1].text
        assert platform.cards()[-1].buttons == []


async def test_a_person_of_the_staff_is_banned_nowhere(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "look at evil-site.org please")
        await house.says("bob", "/id")
        person = await house.app.unit(lambda unit: people.introduce(unit.tx, MAL, unit.now))
        await house.app.unit(
            lambda unit: people.link(unit.tx, Account("loop", "bob"), person.member, unit.now)
        )
        await press(house, platform, "Ban")
        await press(house, platform, "Ban all of their accounts")
        assert [who for who, what in platform.restricted() if what == "ban"] == ["mal"]


class Timeline(Street):
    """Nobody can be restricted; what stands under ours can be folded away."""

    def __init__(self) -> None:
        super().__init__(restricts=False)
        self.capabilities = msgspec.structs.replace(self.capabilities, hides=True)
        self.folded: list[tuple[str, bool]] = []

    async def perform(self, delivery: Delivery) -> Receipt:
        if not isinstance(delivery.action, Hide):
            return await super().perform(delivery)
        self.folded += [(id_, delivery.action.hidden) for id_ in delivery.target]
        return Receipt(place=delivery.place)


@asynccontextmanager
async def timeline(storage: Storage) -> AsyncIterator[tuple[House, Timeline]]:
    platform, features = Timeline(), (*FEATURES, moderation.feature())
    async with open_house(
        storage, CONFIG, platform=platform, features=features, starter=False
    ) as house:
        yield house, platform


async def test_a_scam_under_our_post_is_folded_away_and_shown_again_when_it_was_fine(
    storage: Storage,
) -> None:
    async with timeline(storage) as (house, platform):
        ours = Quote("p1", ours=True)
        said = await say(house, "mal", "dm me on @fix_wallets", quoted=ours)
        await say(house, "mal", "dm me on @fix_wallets, too", quoted=Quote("p2"))
        assert platform.folded == [(said, True)]
        assert platform.removed() == []
        assert platform.screens[GROUP.key] == []  # nothing is said to all the world
        assert "message held" in platform.cards()[0].text
        button = next(b for b in platform.cards()[0].buttons if "Wrong" in b.label)
        await house.says("bob", button.command, STAFF_ROOM, pressed="x", addressed=True)
        assert platform.folded[-1] == (said, False)
