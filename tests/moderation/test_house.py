"""Our own house: whoever gains power there, what it is called, and where our addresses lead."""

from datetime import UTC, datetime

import pytest

from core.events import Account, MemberJoined, PlaceChanged, PlaceJoined, PlaceLost
from core.i18n import LANGUAGES, compose
from core.platform import Finding, Needs
from core.storage import Storage
from core.text import render
from moderation import house as own
from moderation.patrol import Patrol, astray
from tests.house import GROUP, STAFF_ROOM, House, private
from tests.moderation.test_feature import CONFIG, Street, street

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BOB = Account("loop", "bob")


def changed(what: str, **more: object) -> PlaceChanged:
    return PlaceChanged(id=f"c-{what}", at=NOW, place=GROUP, what=what, **more)  # type: ignore[arg-type]


SEEN: list[own.Seen] = [
    changed("title", subject="Acme Official"),
    changed("picture", author=BOB),
    changed("webhook"),
    changed("integration", subject="Poll Bot", author=BOB),
    changed("role", subject="Friends", rights=("administrator",)),
    changed("member", subject="Mal", account=Account("loop", "mal"), rights=("promote_members",)),
    PlaceJoined(id="p", at=NOW, place=GROUP, author=BOB, lost=("delete_messages",)),
    PlaceLost(id="l", at=NOW, place=GROUP),
    MemberJoined(id="j", at=NOW, place=GROUP, author=Account("loop", "b7"), is_bot=True),
]


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: getattr(seen, "what", type(seen).__name__))
async def test_staff_hears_at_once_of_what_changes_in_our_house(
    sqlite_storage: Storage, seen: own.Seen
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.happens(seen)
        (card,) = platform.cards()
        assert "loop:group" in card.text
        author = getattr(seen, "author", None)
        assert (author == BOB) == ("It was done by loop:bob" in card.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: getattr(seen, "what", type(seen).__name__))
def test_every_alarm_can_be_said_in_every_language(seen: own.Seen, language: str) -> None:
    for sentence in own.said(seen, language):
        assert "%(" not in render(compose(sentence, language)).text


async def test_whoever_blocks_us_or_takes_us_in_alarms_nobody(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.happens(PlaceLost(id="l", at=NOW, place=private("bob")))
        await house.happens(PlaceJoined(id="p", at=NOW, place=GROUP, author=None))
        assert platform.cards() == []


async def test_a_listed_bot_may_come_in(sqlite_storage: Storage) -> None:
    config = CONFIG.replace("[moderation]", '[moderation]\nbots = ["loop:b7"]')
    async with street(sqlite_storage, config) as (house, platform):
        await house.happens(SEEN[-1])
        assert platform.cards() == []


async def test_where_the_staffs_own_place_is_lost_each_admin_hears_in_private(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("bob", "/id")
        await house.happens(PlaceLost(id="l", at=NOW, place=STAFF_ROOM))
        assert platform.cards() == []
        assert "I was taken out of loop:staff" in platform.screens["loop:bob"][-1].text


# -- once a day ----------------------------------------------------------------------------------


async def cards_of(house: House, platform: Street, *found: Finding) -> list[str]:
    platform.found = list(found)
    await Patrol().report(house.app)
    await house.settle()
    return [seen.text for seen in platform.cards()]


async def test_rights_in_excess_and_those_that_active_rules_lack_are_named_daily(
    sqlite_storage: Storage,
) -> None:
    found = Finding(
        what="chat", found="", place="loop:group",
        lacks=("delete_messages", "manage_tags"),
        excess=("promote_members", "restrict_members", "bit 12"),
    )  # fmt: skip
    async with street(sqlite_storage) as (house, platform):
        (card,) = await cards_of(house, platform, found)
        assert "delete messages" in card
        assert "manage member tags" not in card  # no rule needs it
        assert "give rights to others, bit 12" in card  # a rule needs the one between


@pytest.mark.parametrize(("mode", "cards"), [("act", 1), ("hold", 1), ("watch", 0), ("off", 0)])
async def test_the_right_to_hold_newcomers_back_is_missed_where_raids_are_acted_on(
    sqlite_storage: Storage, mode: str, cards: int
) -> None:
    found = Finding(what="chat", found="", place="loop:group", lacks=("hold_newcomers",))
    config = CONFIG.replace('"act"', f'"{mode}"')
    async with street(sqlite_storage, config) as (house, platform):
        told = await cards_of(house, platform, found)
        assert len(told) == cards
        assert all("hold newcomers back by one change" in card for card in told)


async def test_where_rules_are_off_nothing_is_lacking(sqlite_storage: Storage) -> None:
    found = Finding(what="chat", found="", place="loop:group", lacks=("delete_messages",))
    async with street(sqlite_storage, CONFIG.replace('"act"', '"off"')) as (house, platform):
        assert await cards_of(house, platform, found) == []


async def test_an_address_that_leads_elsewhere_is_told(sqlite_storage: Storage) -> None:
    found = Finding(what="@acme", found="", address="@acme", leads="elsewhere")
    config = f'{CONFIG}[official]\nhandles = ["@acme"]\ninvites = ["discord.gg/acme"]\n'
    async with street(sqlite_storage, config) as (house, platform):
        (card,) = await cards_of(house, platform, found)
        assert "@acme no longer leads to us" in plain(card)


def plain(text: str) -> str:
    """Without what isolates the words of others."""
    return text.translate({0x2060: None, 0x2068: None, 0x2069: None})


def leads(address: str, *answers: str) -> list[Finding]:
    return [
        Finding(what=address, found="", address=address, leads=each)  # type: ignore[arg-type]
        for each in answers
    ]


async def test_an_address_that_led_to_us_and_of_which_nothing_is_said_any_more_is_told(
    sqlite_storage: Storage,
) -> None:
    config = f'{CONFIG}[official]\nhandles = ["@acme", "@ann"]\n'
    patrol, account = Patrol(), Finding(what="account", found="fine")
    async with street(sqlite_storage, config) as (house, platform):
        for found in ([account, *leads("@acme", "ours")], [account], []):
            platform.found = found
            await patrol.report(house.app)
        await house.settle()
        (card,) = [seen.text for seen in platform.cards()]  # who cannot be asked says nothing
        assert "@acme no longer leads to us" in plain(card)


def test_an_address_is_ours_if_one_platform_says_so() -> None:
    found = [*leads("@acme", "elsewhere", "ours"), *leads("discord.gg/a", "nowhere")]
    assert astray([*found, Finding(what="token", found="fine")]) == ["discord.gg/a"]


async def test_a_platform_that_cannot_be_asked_hides_no_other(sqlite_storage: Storage) -> None:
    class Broken(Street):
        async def check(self, needs: Needs) -> list[Finding]:
            raise LookupError

    async with street(sqlite_storage) as (house, platform):
        other = Broken()
        other.name = "other"
        house.app.add(other)
        found = Finding(what="@acme", found="", address="@acme", leads="nowhere")
        assert len(await cards_of(house, platform, found)) == 1
