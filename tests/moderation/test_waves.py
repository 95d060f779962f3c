"""The same words from several accounts: one card that grows, and one decision for all of them."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from core import people
from core.context import Context, Unit
from core.events import Account
from core.facts import Fact, SpamConfirmed, SpamRefuted
from core.feature import FactListener, Feature
from core.storage import Storage
from moderation import summing, waves
from tests.house import GROUP, STAFF_ROOM, House
from tests.moderation.test_feature import CONFIG, Street, press, say, street

WORDS = "everybody should really look at this wonderful thing today"
CROWD = ("m1", "m2", "m3", "m4", "m5", "m6")


async def wave(house: House, people: Iterable[str] = CROWD, words: str = WORDS) -> list[str]:
    """The ids of what they said; the first three pass, for nobody can know yet."""
    return [await say(house, person, words, handle=f"{person}_here") for person in people]


async def grows(house: House) -> None:
    """The cards say what is true by now."""
    ((payload,),) = await house.rows("SELECT payload FROM jobs WHERE name = ?", waves.GROWS)
    jobs = [job for feature in house.app.features for job in feature.jobs]
    (job,) = [job for job in jobs if job.name == waves.GROWS]
    await house.app.unit(lambda unit: job.run(unit, payload))
    await house.settle()


def done(platform: Street, what: str) -> set[str]:
    return {who for who, how in platform.restricted() if how == what}


async def test_a_wave_is_one_card_that_names_all_of_it_and_grows(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        said = await wave(house)
        assert platform.removed() == said[3:]
        assert done(platform, "mute") == {"m4", "m5", "m6"}
        (card,) = platform.cards()
        assert all(person.title() in card.text for person in CROWD[:4])
        await grows(house)
        (card,) = platform.cards()
        for person in CROWD:
            who = f"{person.title()} @{person}_here loop:{person}"
            assert who in card.text.replace("\u2060", "")
        assert "Accounts: 6; messages removed: 3; accounts restricted: 3" in card.text
        assert WORDS in card.text


async def test_one_tap_bans_all_of_a_wave_and_removes_what_stood(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        said = await wave(house)
        await press(house, platform, "Ban all of them")
        assert set(platform.removed()) == set(said)
        assert done(platform, "ban") == set(CROWD)
        (card,) = platform.cards()
        assert "Accounts: 6; messages removed: 6; accounts restricted: 6" in card.text
        assert [b.label for b in card.buttons] == ["Wrong: undo"]


async def test_a_wave_called_right_leaves_nothing_of_it_standing(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        said = await wave(house)
        await press(house, platform, "Right")
        assert set(platform.removed()) == set(said)
        assert done(platform, "ban") == set()


@pytest.mark.parametrize("before", ["", "Ban all of them"])
async def test_an_undone_wave_frees_everybody_and_its_words_may_be_said(
    storage: Storage, before: str
) -> None:
    async with street(storage) as (house, platform):
        await wave(house)
        if before:
            await press(house, platform, before)
        await press(house, platform, "Wrong: undo")
        assert done(platform, "lift") == done(platform, "mute") | done(platform, "ban")
        again = [seen.text for seen in platform.screens[GROUP.key] if "by mistake" in seen.text]
        assert len(again) == 1
        assert again[0].count(WORDS) == 1
        late = await wave(house, ("m7", "m8"))
        assert not {*late} & {*platform.removed()}
        assert len(platform.cards()) == 1


async def test_the_brakes_do_not_hold_a_copied_wave_that_a_human_confirmed(
    sqlite_storage: Storage,
) -> None:
    config = CONFIG.replace(
        "[moderation]", "[moderation]\ndeletes_per_minute = 1\nbans_per_hour = 1"
    )
    async with street(sqlite_storage, config) as (house, platform):
        await wave(house)
        assert done(platform, "mute") == {"m4"}  # the others were only held
        (card, _alarm) = platform.cards()
        await house.presses("bob", card, "Ban all of them", STAFF_ROOM)
        late = await wave(house, ("m7", "m8", "m9"))
        assert set(late) <= set(platform.removed())
        assert done(platform, "ban") == {*CROWD, "m7", "m8", "m9"}
        assert sum("Case" in card.text for card in platform.cards()) == 1


async def test_a_confirmed_wave_counts_for_no_brake_of_others(sqlite_storage: Storage) -> None:
    config = CONFIG.replace("[moderation]", "[moderation]\ndeletes_per_minute = 4")
    async with street(sqlite_storage, config) as (house, platform):
        await wave(house)
        await press(house, platform, "Right")
        await wave(house, ("m7", "m8", "m9"))
        await say(house, "eve", "dm me on @fix_wallets")
        assert "eve" in done(platform, "mute")


async def test_a_wave_of_links_is_one_card_too_and_allowing_the_link_ends_it(
    sqlite_storage: Storage,
) -> None:
    words = f"{WORDS} at lovely-site.org"
    async with street(sqlite_storage, f"{CONFIG}moderation_limits = {{ copies = 1 }}\n") as (
        house,
        platform,
    ):
        await wave(house, CROWD, words)
        assert sum("Accounts" in card.text for card in platform.cards()) == 1
        assert len(platform.cards()) == 2  # the first was held for its link alone


async def test_who_of_a_wave_has_become_staff_is_not_banned_with_the_others(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await wave(house)
        await house.says("m5", "/id")
        sql = (
            "INSERT INTO roles (account, role, granted_by, granted_at)"
            " VALUES ('loop:m5', 'moderator', 'loop:bob', 0)"
        )
        await house.app.unit(lambda unit: unit.tx.execute(sql))
        await press(house, platform, "Ban all of them")
        assert done(platform, "ban") == set(CROWD) - {"m5"}


async def test_the_ban_of_a_wave_offers_no_ban_of_one_persons_other_accounts(
    sqlite_storage: Storage,
) -> None:
    """Which of them all would it be?"""
    async with street(sqlite_storage) as (house, platform):
        leader, alt = Account("loop", "m4"), Account("loop", "alt")

        async def link(unit: Unit) -> None:
            await people.introduce(unit.tx, alt, unit.now)
            person = await people.introduce(unit.tx, leader, unit.now)
            await people.link(unit.tx, alt, person.member, unit.now)

        await house.app.unit(link)
        await wave(house)
        await press(house, platform, "Ban all of them")
        assert [b.label for b in platform.cards()[-1].buttons] == ["Wrong: undo"]


@pytest.mark.parametrize("order", [("ann", *CROWD), (*CROWD, "ann")])
async def test_somebody_known_is_never_one_of_a_crowd(
    sqlite_storage: Storage, order: tuple[str, ...]
) -> None:
    """Whether others copied their words, or they those of others: what is done about them has a
    card of its own."""
    config = CONFIG.replace(
        "[moderation]", "[moderation]\nnewcomer_days = 1\nnewcomer_messages = 1"
    )
    async with street(sqlite_storage, config) as (house, platform):
        await say(house, "ann", "good morning everybody")
        house.shift += timedelta(days=1)
        await wave(house, order)
        card = platform.cards()[0]
        assert "loop:ann" not in card.text
        await house.presses("bob", card, "Ban all of them", STAFF_ROOM)
        assert done(platform, "ban") == set(CROWD)


async def test_a_crowd_has_one_line_among_the_others_and_its_button_answers_each(
    storage: Storage,
) -> None:
    async with street(storage) as (house, platform):
        await wave(house)
        (line,) = platform.screens[GROUP.key]
        (button,) = line.buttons
        number = button.command.rpartition("_")[2]
        heard = await house.says("m6", f"/told {number}")
        assert "You can read there but not write" in heard[-1].text
        heard = await house.says("eve", f"/told {number}")
        assert "nothing here for you" in heard[-1].text


async def test_each_of_a_wave_is_told_of_as_a_fact_and_cleared_of_it(
    sqlite_storage: Storage,
) -> None:
    confirmed: dict[str, int] = {}

    async def listen(_ctx: Context, fact: Fact) -> None:
        match fact:
            case SpamConfirmed(account=account, case=case):
                confirmed[account.id] = case
            case SpamRefuted(account=account, case=case):
                assert confirmed.pop(account.id) == case

    listening = Feature("listening", fact_listeners=(FactListener("listening", listen),))
    async with street(sqlite_storage, more=(listening,)) as (house, platform):
        await wave(house)
        await press(house, platform, "Right")
        assert set(confirmed) == set(CROWD)
        await press(house, platform, "Wrong: undo")
        assert confirmed == {}


async def test_a_wave_is_in_the_history_of_each_of_its_accounts(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, _platform):
        await wave(house, (*CROWD, "m6", "m6"))
        heard = await house.says("bob", "/warnings loop:m6", STAFF_ROOM, addressed=True)
        assert heard[-1].text.count("the same from several accounts") == 1


async def test_after_a_restart_a_decided_wave_is_not_opened_by_a_late_redraw(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await wave(house)
        await press(house, platform, "Right")
        await grows(house)
        assert [b.label for b in platform.cards()[0].buttons] == ["Wrong: undo"]


async def test_each_of_a_wave_counts_in_the_report(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await wave(house, (*CROWD, "m6"))
        await press(house, platform, "Ban all of them")
        await press(house, platform, "Wrong: undo")
        since = house.now() - timedelta(hours=1)
        found = await house.storage.read(lambda tx: summing.report(tx, since))
        assert (found.bans, found.wrong_bans) == (6, 6)
        (rule,) = found.rules
        assert (rule.cases, rule.wrong) == (1, 1)  # one word of a moderator's
