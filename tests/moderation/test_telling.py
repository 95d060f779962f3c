"""What people are told of what was done to them, whatever becomes of a message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest

import moderation
from core.actions import Delete, Receipt, Restrict, Send
from core.events import Account, Quote
from core.platform import Delivery, DeliveryFailed, NotAllowed
from core.storage import Storage
from moderation import becoming
from moderation.acting import BOUND, GONE
from tests.fakes.loopback import Seen
from tests.house import FEATURES, GROUP, STAFF_ROOM, House, open_house, private
from tests.moderation.test_feature import CONFIG, Street, phrase, press, say, street
from tests.moderation.test_waves import grows, wave

SHUT = DeliveryFailed(NotAllowed("blocked"))


class Stubborn(Street):
    """Where some things are refused: kinds of action in the group, and private places."""

    def __init__(self, *refused: type, shut: bool = False, dm_first: bool = False) -> None:
        super().__init__()
        self.capabilities = msgspec.structs.replace(self.capabilities, dm_first=dm_first)
        self.refused, self.shut = refused, shut

    async def perform(self, delivery: Delivery) -> Receipt:
        if self.shut and delivery.place.private and isinstance(delivery.action, Send):
            raise SHUT
        if isinstance(delivery.action, self.refused) and delivery.place == GROUP:
            raise DeliveryFailed(NotAllowed("delete_messages"))
        return await super().perform(delivery)


@asynccontextmanager
async def town(storage: Storage, platform: Stubborn) -> AsyncIterator[House]:
    features = (*FEATURES, moderation.feature())
    async with open_house(
        storage, CONFIG, platform=platform, features=features, starter=False
    ) as house:
        yield house


def told(platform: Street, person: str) -> str:
    return "\n".join(seen.text for seen in platform.screens[private(person).key])


def aloud(platform: Street) -> str:
    return "\n".join(seen.text for seen in platform.screens[GROUP.key])


async def test_of_a_secret_that_we_may_not_delete_its_author_and_staff_hear_the_truth(
    storage: Storage,
) -> None:
    platform = Stubborn()
    async with town(storage, platform) as house:
        await house.says("ann", "/id")
        platform.refused = (Delete,)
        await say(house, "ann", f"my phrase is {phrase()}")
        assert "please delete it" in told(platform, "ann").splitlines()[-1]
        assert any("could not be removed" in card.text for card in platform.cards())
        assert await house.rows("SELECT action FROM moderation_cases") == [("report",)]


async def test_nobody_is_led_to_a_secret_that_still_stands_there(sqlite_storage: Storage) -> None:
    platform = Stubborn(Delete)
    async with town(sqlite_storage, platform) as house:
        await say(house, "ann", f"my phrase is {phrase()}")
        assert "Ticket #1" in aloud(platform)  # which says nothing of it
        assert "secret" not in aloud(platform)


async def test_what_could_not_be_removed_is_not_shown_twice_by_an_undo(
    sqlite_storage: Storage,
) -> None:
    platform = Stubborn(Delete)
    async with town(sqlite_storage, platform) as house:
        await say(house, "ann", "look at evil-site.org please")
        card = next(each for each in platform.cards() if each.buttons)
        await house.presses("bob", card, "Wrong", STAFF_ROOM)
        assert "evil" not in aloud(platform)


async def test_who_could_not_be_muted_is_not_said_to_be(sqlite_storage: Storage) -> None:
    platform = Stubborn(Restrict)
    async with town(sqlite_storage, platform) as house:
        await say(house, "mal", "dm me on @fix_wallets")
        assert any("could not be restricted" in card.text for card in platform.cards())
        assert await house.rows("SELECT action FROM moderation_cases") == [("delete",)]


def card(platform: Street) -> Seen:
    (shown, *_alarms) = platform.cards()
    assert isinstance(shown, Seen)
    return shown


@pytest.mark.parametrize(
    ("refused", "says"),
    [
        ((Restrict,), "drawing members into private (with a contact), message deleted"),
        ((Delete,), "author muted, but the message could not be removed"),
        ((Delete, Restrict), "the message could not be removed"),
    ],
)
async def test_a_card_says_what_the_platform_let_us_do(
    storage: Storage, refused: tuple[type, ...], says: str
) -> None:
    platform = Stubborn(*refused)
    async with town(storage, platform) as house:
        await say(house, "mal", "dm me on @fix_wallets")
        shown = card(platform)
        assert says in shown.text
        assert ("author muted" in shown.text) == (refused == (Delete,))
        assert "Mal loop:mal" in shown.text
        assert "Ban" in [button.label for button in shown.buttons]


async def test_a_card_does_not_say_banned_of_whom_the_platform_did_not_let_us_ban(
    sqlite_storage: Storage,
) -> None:
    platform = Stubborn()
    async with town(sqlite_storage, platform) as house:
        await say(house, "mal", "dm me on @fix_wallets")
        platform.refused = (Restrict,)
        await house.presses("bob", card(platform), "Ban", STAFF_ROOM)
        assert "anned" not in card(platform).text
        assert "refused a part of it" in card(platform).text
        assert [button.label for button in card(platform).buttons] == ["Wrong: undo"]


async def test_the_card_of_a_wave_counts_only_what_was_done(sqlite_storage: Storage) -> None:
    platform = Stubborn(Restrict)
    async with town(sqlite_storage, platform) as house:
        await wave(house)
        await grows(house)
        assert "messages removed: 3; accounts restricted: 0" in card(platform).text
        await house.presses("bob", card(platform), "Ban", STAFF_ROOM)
        assert "messages removed: 6; accounts restricted: 0" in card(platform).text


async def test_of_each_ban_by_hand_that_fails_staff_hears(sqlite_storage: Storage) -> None:
    """They were told that it is done."""
    platform = Stubborn(Restrict)
    async with town(sqlite_storage, platform) as house:
        for person in ("m1", "m2"):
            await house.says("bob", f"/ban loop:{person}", GROUP, addressed=True)
        alarms = [card for card in platform.cards() if "could not be restricted" in card.text]
        assert len(alarms) == 2


@pytest.mark.parametrize("key", [GONE, BOUND])
async def test_what_was_undone_meanwhile_is_not_asked_of_staff_any_more(
    sqlite_storage: Storage, key: str
) -> None:
    """The platform let us wait, and then said no."""
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "dm me on @fix_wallets")
        await house.presses("bob", platform.cards()[-1], "Wrong", STAFF_ROOM)
        before = len(platform.cards())
        refused = NotAllowed("delete_messages")
        await house.app.unit(
            lambda unit: becoming.on_failed(unit, f"{key}1", refused, lambda _place, _account: "")
        )
        await house.settle()
        assert len(platform.cards()) == before


async def test_whose_private_chat_is_shut_reads_one_line_among_the_others(
    storage: Storage,
) -> None:
    platform = Stubborn(shut=True, dm_first=True)
    async with town(storage, platform) as house:
        secret = phrase()
        await say(house, "ann", f"my phrase is {secret}")
        assert "I removed a message of yours that showed a secret" in aloud(platform)
        assert secret not in aloud(platform)


async def test_who_is_muted_by_a_rule_hears_until_when(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("mal", "/id")
        await say(house, "mal", "dm me on @fix_wallets")
        ends = house.now() + timedelta(hours=24)
        assert "You can read there but not write until" in told(platform, "mal")
        assert f"{ends:%b} {ends.day}, {ends.year}" in told(platform, "mal")


async def test_who_cannot_be_written_to_is_led_to_what_happened_and_nobody_else_is(
    storage: Storage,
) -> None:
    async with street(storage) as (house, platform):
        await say(house, "mal", "dm me on @fix_wallets")
        (line,) = platform.screens[GROUP.key]
        (way,) = line.buttons
        assert way.private
        assert "until" in line.text or "I removed" in line.text
        heard = await house.says("eve", way.command)
        assert "not write until" not in heard[-1].text
        heard = await house.says("mal", way.command)
        assert "not write until" in heard[-1].text


@pytest.mark.parametrize("order", ["warn", "mute", "ban"])
async def test_what_a_moderator_does_by_hand_is_told_with_its_reason(
    sqlite_storage: Storage, order: str
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("mal", "/id")
        await say(house, "mal", "good morning to you all")
        await house.says("bob", f"/{order} loop:mal 2h adverts again", GROUP, addressed=True)
        assert "adverts again" in told(platform, "mal")


async def test_a_warning_that_reaches_nobody_in_private_is_said_where_it_was_given(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "good morning to you all")
        await house.says("bob", "/warn loop:mal adverts again", GROUP, addressed=True)
        assert "mal" in aloud(platform)
        assert "adverts again" not in aloud(platform)


async def test_after_an_undo_its_author_hears_that_it_was_a_mistake(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("mal", "/id")
        await say(house, "mal", "dm me on @fix_wallets")
        await press(house, platform, "Wrong")
        assert "mistake" in told(platform, "mal")


async def test_who_was_only_reported_finds_that_out_by_no_number(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, _platform):
        target = Quote("u9", Account("loop", "mal"), "Mal", "buy my coins")
        await house.says("ann", "/report", GROUP, quoted=target, addressed=True)
        heard = await house.says("mal", "/told 1")
        assert "nothing here for you" in heard[-1].text
