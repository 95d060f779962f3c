"""Moderation in a running house: what goes, who hears of it, and how it is undone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from typing import Any

import msgspec
import pytest

import moderation
from core.actions import Delete, Receipt, Restrict
from core.config import ConfigError, load
from core.context import Context
from core.events import Account, MemberJoined, Quote
from core.facts import Fact
from core.feature import FactListener, Feature
from core.platform import Delivery, Finding, Needs
from core.storage import Storage
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import FEATURES, GROUP, STAFF_ROOM, House, open_house
from tests.moderation.phrases_of_wallets import words_of

CONFIG = """
[staff]
admins = ["loop:bob"]
places = ["loop:staff"]
[community]
name = "Acme"
[moderation]
protected = ["Acme Support"]
[places]
moderation = "act"
"""


class Street(Loopback):
    """The loopback where people can be restricted; what was removed and done is kept."""

    def __init__(self, *, restricts: bool = True) -> None:
        super().__init__(msgspec.structs.replace(CAPABILITIES, restricts=restricts))
        self.found: list[Finding] = []  # what it says of itself

    async def check(self, needs: Needs) -> list[Finding]:
        return self.found

    async def perform(self, delivery: Delivery) -> Receipt:
        if isinstance(delivery.action, Restrict):
            self.performed.append(delivery)
            return Receipt(place=delivery.place)
        return await super().perform(delivery)

    def removed(self) -> list[str]:
        done = (d for d in self.performed if isinstance(d.action, Delete))
        return [id_ for delivery in done for id_ in delivery.target]

    def restricted(self) -> list[tuple[str, str]]:
        done = (d.action for d in self.performed)
        return [(a.account.id, a.what) for a in done if isinstance(a, Restrict)]

    def cards(self) -> list[Any]:
        return self.screens[STAFF_ROOM.key]


@asynccontextmanager
async def street(
    storage: Storage,
    config: str = CONFIG,
    more: tuple[Feature, ...] = (),
    *,
    restricts: bool = True,
) -> AsyncIterator[tuple[House, Street]]:
    platform = Street(restricts=restricts)
    features = (*FEATURES, moderation.feature(), *more)
    async with open_house(
        storage, config, platform=platform, features=features, starter=False
    ) as house:
        yield house, platform


async def say(house: House, person: str, text: str, **more: Any) -> str:
    """The id of the message."""
    event = house.message(person, text, GROUP, name=person.title(), **more)
    await house.happens(event)
    return event.message


def phrase(seed: int = 1) -> str:
    return " ".join(words_of("english", Random(seed)))


async def press(house: House, platform: Street, label: str) -> None:
    card = platform.cards()[-1]
    await house.presses("bob", card, label, STAFF_ROOM)


async def test_idle_chatter_writes_nothing(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, _platform):
        await say(house, "ann", "good morning everybody")
        assert await house.rows("SELECT * FROM seen") == []


async def test_a_secret_goes_its_author_hears_and_nothing_of_it_is_kept(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        await house.says("ann", "/id")
        secret = phrase()
        said = await say(house, "ann", f"my phrase is {secret}")
        assert platform.removed() == [said]
        assert any("Treat it as stolen" in seen.text for seen in platform.screens["loop:ann"])
        shown = [seen.text for seen in platform.cards()]
        assert any("a secret in public" in text for text in shown)
        kept = [text for (text,) in await house.rows("SELECT text FROM texts")]
        assert all(secret not in text for text in (*shown, *kept))
        assert platform.restricted() == []


async def test_a_secret_goes_even_if_others_stumble_over_it(storage: Storage) -> None:
    async def hear(_ctx: Context, _fact: Fact) -> None:
        raise RuntimeError("a bug of somebody else's")

    stumbling = Feature("stumbling", fact_listeners=(FactListener("stumbling", hear),))
    async with street(storage, more=(stumbling,)) as (house, platform):
        said = await say(house, "ann", f"my phrase is {phrase()}")
        assert platform.removed() == [said]
        assert "a secret in public" in platform.cards()[-1].text


async def test_a_phrase_over_three_messages_goes_with_all_three(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        words = phrase().split()
        parts = (words[:4], words[4:8], words[8:])
        said = [await say(house, "ann", " ".join(part)) for part in parts]
        assert sorted(platform.removed()) == sorted(said)


async def test_who_is_not_reachable_is_told_among_the_others_without_content(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "ann", f"help: {phrase()}")
        lines = [seen.text for seen in platform.screens[GROUP.key]]
        assert any(
            each.startswith("\u2068Ann\u2069, I removed a message of yours") for each in lines
        )


async def test_a_newcomers_link_is_held_and_comes_back_when_it_was_wrong(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        said = await say(house, "ann", "look at evil-site.org please")
        assert platform.removed() == [said]
        assert [b.label for b in platform.cards()[-1].buttons] == [
            "Right", "Wrong: undo", "Ban", "Allow this link", "Show",
            "Which rules are active where",
        ]  # fmt: skip
        await press(house, platform, "Wrong")
        again = platform.screens[GROUP.key][-1]
        assert "by mistake" in again.text
        assert "evil" in again.text
        assert platform.cards()[-1].buttons == []
        assert "Wrong, undone" in platform.cards()[-1].text


async def test_an_allowed_link_is_free_for_everybody_after(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "ann", "look at good-site.org please")
        await press(house, platform, "Allow")
        links = await house.rows("SELECT domain FROM moderation_links")
        assert links == [("good-site.org",)]
        await house.app.snapshots.load_all()
        await say(house, "eve", "see good-site.org too")
        assert len(platform.removed()) == 1


async def test_an_impostor_is_muted_on_join_and_freed_when_it_was_wrong(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        join = MemberJoined(
            id="j1", at=house.now(), place=GROUP, author=Account("loop", "mal"),
            name="Асme Suppоrt", handle="acme_help",
        )  # fmt: skip
        await house.happens(join)
        assert platform.restricted() == [("mal", "mute")]
        card = platform.cards()[-1].text
        assert "Асme Suppоrt @\u2060acme_help loop:mal" in card  # no mention of anybody
        await press(house, platform, "Wrong")
        assert platform.restricted()[-1] == ("mal", "lift")


async def test_a_name_that_changes_into_ours_is_judged_with_the_next_message(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "hello there")
        event = house.message("mal", "hello again", GROUP, name="Acme Support")
        await house.happens(event)
        assert platform.restricted() == [("mal", "mute")]


async def test_staff_is_never_acted_on_whatever_it_says(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        for text in ("see evil.org", "dm me on @fix_it", "a\n" * 30):
            await say(house, "bob", text)
        assert platform.performed == []


async def test_a_link_of_somebody_known_is_left_alone(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        for number in range(5):
            await say(house, "ann", f"an ordinary message, number {number}")
        house.shift += timedelta(days=15)
        await say(house, "ann", "see some-site.org")
        assert platform.removed() == []


async def test_clean_messages_are_written_by_the_minute(storage: Storage) -> None:
    async with street(storage) as (house, _platform):
        await say(house, "ann", "an ordinary message")
        await say(house, "ann", "hi")
        job = next(j for f in house.app.features for j in f.jobs if j.name == "moderation-standing")
        await house.app.unit(lambda unit: job.run(unit, ""))
        rows = await house.rows("SELECT chat, account, clean FROM moderation_standing")
        assert rows == [("loop:group", "loop:ann", 1)]


async def test_watching_reports_and_touches_nobody(sqlite_storage: Storage) -> None:
    config = CONFIG.replace('moderation = "act"', 'moderation = "watch"')
    async with street(sqlite_storage, config) as (house, platform):
        await say(house, "mal", "dm me on @fix_wallets")
        assert "reported only" in platform.cards()[-1].text
        assert platform.removed() == []
        assert platform.restricted() == []


async def test_a_dry_run_does_nothing_at_all(sqlite_storage: Storage) -> None:
    config = CONFIG.replace("[moderation]", "[moderation]\ndry_run = true")
    async with street(sqlite_storage, config) as (house, platform):
        await say(house, "ann", f"my phrase is {phrase()}")
        assert platform.removed() == []
        assert "reported only" in platform.cards()[-1].text


async def test_a_rule_can_be_switched_off_for_a_place(sqlite_storage: Storage) -> None:
    config = f'{CONFIG}moderation_rules = {{ link = "off" }}\n'
    async with street(sqlite_storage, config) as (house, platform):
        await say(house, "ann", "see evil.org")
        assert platform.cards() == []


async def test_above_the_brakes_messages_are_only_held_but_secrets_go(
    sqlite_storage: Storage,
) -> None:
    config = CONFIG.replace("[moderation]", "[moderation]\ndeletes_per_minute = 2")
    async with street(sqlite_storage, config) as (house, platform):
        for person in ("m1", "m2", "m3"):
            await say(house, person, "dm me on @fix_wallets")
        assert [who for who, _what in platform.restricted()] == ["m1", "m2"]
        said = await say(house, "ann", f"my phrase is {phrase()}")
        assert said in platform.removed()


async def test_a_moderator_mutes_for_a_while_by_replying(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        target = Quote("u9", Account("loop", "mal"), "Mal", "spam")
        await house.says("bob", "/mute 2h too loud", GROUP, quoted=target, addressed=True)
        assert platform.restricted() == [("mal", "mute")]
        listed = await house.says("bob", "/warnings loop:mal", GROUP, addressed=True)
        assert "a decision of staff (a mute), author muted: \u2068too loud" in listed[-1].text


async def test_nobody_of_the_staff_can_be_muted(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        heard = await house.says("bob", "/ban loop:bob", GROUP, addressed=True)
        assert "staff" in heard[-1].text
        assert platform.restricted() == []


async def test_a_report_reaches_the_staff_and_goes_from_the_group(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        target = Quote("u9", Account("loop", "mal"), "Mal", "buy my coins")
        await house.says("ann", "/report", GROUP, quoted=target, addressed=True)
        card = platform.cards()[-1]
        assert "reported by members" in card.text
        assert "buy my coins" in card.text
        assert "ann" not in card.text
        await press(house, platform, "Ban")
        assert platform.restricted() == [("mal", "ban")]
        assert "u9" in platform.removed()


async def test_the_latest_messages_can_be_purged(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        said = [await say(house, "mal", f"an advert, number {n}") for n in range(3)]
        await house.says("bob", "/purge 2", GROUP, addressed=True)
        assert sorted(platform.removed()) == sorted(said[1:])


async def test_a_fast_newcomer_is_muted_never_banned_with_one_card(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        said = [await say(house, "ann", f"what is this thing number {n}") for n in range(12)]
        assert platform.restricted() == [("ann", "mute")]
        assert len(platform.cards()) == 1
        assert set(platform.removed()) == set(said[6:])
        await press(house, platform, "Wrong")
        assert platform.restricted()[-1] == ("ann", "lift")
        (shown,) = [each.text for each in platform.screens[GROUP.key] if "by mistake" in each.text]
        assert shown.count("what is this thing") == 6


async def test_a_listed_bot_is_left_alone(sqlite_storage: Storage) -> None:
    config = CONFIG.replace("[moderation]", '[moderation]\nbots = ["loop:cleaner"]')
    async with street(sqlite_storage, config) as (house, platform):
        for _ in range(10):
            await say(house, "cleaner", "I removed t.me/spam by a rule", is_bot=True)
        assert platform.performed == []


async def test_in_private_only_secrets_matter(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("ann", "see evil.org")
        assert platform.removed() == []
        await house.says("ann", f"my phrase is {phrase()}")
        assert len(platform.removed()) == 1


async def test_where_messages_of_others_stay_nobody_is_told_that_they_went(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage, restricts=False) as (house, platform):
        await say(house, "mal", "dm me on @fix_wallets")
        assert "reported only" in platform.cards()[-1].text
        assert platform.removed() == []
        assert platform.restricted() == []
        assert platform.screens[GROUP.key] == []


async def test_a_secret_that_stays_is_told_to_its_author_alone(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, restricts=False) as (house, platform):
        await house.says("ann", "/id")
        await say(house, "ann", f"my phrase is {phrase()}")
        await say(house, "eve", f"my phrase is {phrase(2)}")  # who cannot be written to
        told = [seen.text for seen in platform.screens["loop:ann"]]
        assert any("If you still see it, please delete it" in each for each in told)
        assert not any("a message" in seen.text for seen in platform.screens[GROUP.key])
        kept = " ".join(row[0] for row in await house.rows("SELECT text FROM texts"))
        assert not any(words in kept for words in (phrase(), phrase(2)))


async def test_a_post_as_a_channel_is_held_and_a_listed_one_stays(sqlite_storage: Storage) -> None:
    config = CONFIG.replace("[moderation]", '[moderation]\nbots = ["loop:-7"]')
    async with street(sqlite_storage, config) as (house, platform):
        forged = house.message(None, "Great news!", GROUP, name="Acme News", as_channel="-8")
        await house.happens(forged)
        await house.happens(house.message(None, "Great news!", GROUP, as_channel="-7"))
        await house.happens(house.message(None, "from an admin", GROUP))
        assert platform.removed() == [forged.message]
        assert platform.restricted() == []
        (card,) = platform.cards()
        assert "a post without a person" in card.text
        assert "Ban" not in [button.label for button in card.buttons]


async def test_what_comes_by_way_of_another_bot_is_held_for_newcomers(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        said = await say(house, "ann", "a game, press to play", via_bot=Account("loop", "b9"))
        assert platform.removed() == [said]


async def test_above_the_brakes_staff_is_alarmed_once_an_hour(sqlite_storage: Storage) -> None:
    config = CONFIG.replace("[moderation]", "[moderation]\ndeletes_per_minute = 2")
    async with street(sqlite_storage, config) as (house, platform):
        for person in ("m1", "m2", "m3", "m4"):
            await say(house, person, "dm me on @fix_wallets")
        alarms = [card for card in platform.cards() if "more than they may" in card.text]
        assert len(alarms) == 1


async def test_how_certain_a_rule_must_be_is_said_for_each_place(sqlite_storage: Storage) -> None:
    """An unlisted link is certain to 0.9."""
    config = f"{CONFIG}moderation_sure = {{ link = 0.95 }}\n"
    async with street(sqlite_storage, config) as (house, platform):
        await say(house, "ann", "see some-site.org")
        assert platform.removed() == []
        assert "reported only" in platform.cards()[-1].text
        said = await say(house, "mal", "dm me on @fix_wallets")
        assert platform.removed() == [said]


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ('moderation_rules = { links = "off" }', "'links', not one of secret, .*, raid"),
        ('moderation_rules = { link = "of" }', "'of', not one of off, watch, hold, act"),
        ("moderation_sure = { raid = 0.9 }", "'raid', not one of secret, .*, channel"),
    ],
)
def test_a_rule_or_mode_that_there_is_not_is_a_mistake_of_the_configuration(
    line: str, remedy: str
) -> None:
    with pytest.raises(ConfigError, match=remedy):
        load(f"{CONFIG}{line}\n", {}, platforms={})


@pytest.mark.parametrize("where", ["staff", "private"])
async def test_from_elsewhere_a_moderator_bans_wherever_the_person_was_seen(
    storage: Storage, where: str
) -> None:
    async with street(storage) as (house, platform):
        await say(house, "mal", "look at evil-site.org please")
        place = STAFF_ROOM if where == "staff" else None
        heard = await house.says("bob", "/ban loop:mal forever scams", place, addressed=True)
        assert "Banned." in heard[-1].text
        (ban,) = [d.action for d in platform.performed if isinstance(d.action, Restrict)]
        assert (ban.place.key, ban.account.id, ban.what) == (GROUP.key, "mal", "ban")
        await house.says("bob", "/unban loop:mal", place, addressed=True)
        assert platform.restricted()[-1] == ("mal", "lift")
        heard = await house.says("bob", "/mute loop:nobody 2h", place, addressed=True)
        assert "have not seen" in heard[-1].text
