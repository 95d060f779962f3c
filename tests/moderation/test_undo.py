"""Whatever was done comes back as a whole, and twice pressed is once done."""

from datetime import timedelta
from pathlib import Path

import msgspec

from core.context import Context
from core.events import Account, MemberJoined, Quote
from core.facts import Fact, ReportRefuted
from core.feature import FactListener, Feature
from core.storage import Storage
from moderation import summing
from tests.house import GROUP, STAFF_ROOM
from tests.moderation.test_everywhere import ban_one_of_two
from tests.moderation.test_feature import CONFIG, phrase, press, say, street
from tests.moderation.test_raids import FEW, raid


async def test_all_of_a_flood_comes_back_however_long_it_was(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        for number in range(12):
            await say(house, "ann", f"look at page number {number} of some-site.org")
            house.shift += timedelta(seconds=15)
        cards = [card for card in platform.cards() if card.buttons]
        assert len(cards) == 1
        removed = len(platform.removed())
        await press(house, platform, "Wrong")
        shown = "".join(seen.text for seen in platform.screens[GROUP.key])
        assert shown.count("look at page number") == removed == 12
        states = {state for (state,) in await house.rows("SELECT state FROM moderation_cases")}
        assert states == {"wrong"}


async def test_a_flood_is_decided_as_a_whole(storage: Storage) -> None:
    """What has no card of its own would else stay open for ever."""
    async with street(storage) as (house, platform):
        for number in range(4):
            await say(house, "ann", f"look at page number {number} of some-site.org")
        await press(house, platform, "Right")
        states = {state for (state,) in await house.rows("SELECT state FROM moderation_cases")}
        assert states == {"right"}


async def test_a_secret_amid_a_flood_is_a_case_of_its_own(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "ann", "look at some-site.org")
        await say(house, "ann", f"my phrase is {phrase()}")
        card = next(card for card in platform.cards() if "a link" in card.text)
        await house.presses("bob", card, "Wrong", STAFF_ROOM)
        rows = await house.rows("SELECT rule, state FROM moderation_cases ORDER BY id")
        assert rows == [("link", "wrong"), ("secret", "open")]


async def test_personal_data_amid_a_flood_is_explained_all_the_same(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("ann", "/id")
        await say(house, "ann", "look at some-site.org")
        await say(house, "ann", "my card is 4111 1111 1111 1111")
        assert any("personal data" in seen.text for seen in platform.screens["loop:ann"])


async def test_a_flood_is_one_card_where_it_is_only_reported_too(sqlite_storage: Storage) -> None:
    config = CONFIG.replace("[moderation]", "[moderation]\ndry_run = true")
    async with street(sqlite_storage, config) as (house, platform):
        for number in range(10):
            await say(house, "ann", f"look at page number {number} of some-site.org")
        assert len(platform.cards()) <= 2


async def test_a_report_lets_nobody_ban_staff(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        target = Quote("u9", Account("loop", "bob"), "Bob", "buy my coins")
        await house.says("ann", "/report", GROUP, quoted=target, addressed=True)
        await press(house, platform, "Ban")
        assert platform.restricted() == []


async def test_a_raid_that_was_none_is_undone_after_the_one_tap_too(storage: Storage) -> None:
    async with street(storage, FEW) as (house, platform):
        await raid(house)
        await say(house, "r1", "hello everybody, my friends")
        await press(house, platform, "Delete all")
        assert ("r1", "ban") in platform.restricted()
        await press(house, platform, "Wrong")
        done = dict(platform.restricted())
        assert {done[f"r{n}"] for n in range(10)} == {"lift"}
        said = await say(house, "r1", "hello once more, my friends")
        assert said not in platform.removed()


async def test_where_a_raid_is_only_watched_the_rules_go_on(sqlite_storage: Storage) -> None:
    config = f'{FEW}moderation_rules = {{ raid = "watch" }}\n'
    async with street(sqlite_storage, config) as (house, platform):
        await raid(house)
        said = await say(house, "r1", "dm me on @fix_wallets")
        assert platform.removed() == [said]


async def test_nobody_is_said_to_be_banned_where_nobody_can_be(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, restricts=False) as (house, platform):
        await say(house, "mal", "dm me on @fix_wallets")
        assert "Ban" not in [button.label for button in platform.cards()[-1].buttons]
        heard = await house.says("bob", "/mod ban 1", STAFF_ROOM, addressed=True)
        assert "restrict nobody" in heard[-1].text
        assert await house.rows("SELECT action, state FROM moderation_cases") == [
            ("report", "open")
        ]


async def test_bans_by_hand_do_not_use_up_the_brake_of_the_rules(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    denied = tmp_path / "denied.txt"
    denied.write_text("bad.org\n", encoding="utf-8")
    brakes = f'[moderation]\nbans_per_hour = 1\ndeny_file = "{denied}"'
    config = CONFIG.replace("[moderation]", brakes)
    async with street(sqlite_storage, config) as (house, platform):
        for person in ("m1", "m2"):
            await say(house, person, "good morning to you all")
            await house.says("bob", f"/ban loop:{person}", GROUP, addressed=True)
        await say(house, "m3", "see bad.org")
        assert ("m3", "ban") in platform.restricted()


async def test_a_secret_of_staff_goes_as_anybodys(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        said = await say(house, "bob", f"my phrase is {phrase()}")
        assert platform.removed() == [said]
        assert platform.restricted() == []


async def test_a_lift_everywhere_is_what_the_first_card_does_too(storage: Storage) -> None:
    """A button of before, on a screen that was not drawn anew."""
    async with street(storage) as (house, platform):
        await ban_one_of_two(house, platform)
        await press(house, platform, "Ban all of their accounts")
        await house.says("bob", "/mod wrong 2", STAFF_ROOM, addressed=True)
        for who in ("mal", "alt"):
            assert [what for one, what in platform.restricted() if one == who][-1] == "lift"


async def test_a_flood_of_a_channel_is_one_card_and_another_channel_has_its_own(
    storage: Storage,
) -> None:
    async with street(storage) as (house, platform):
        for channel in ("-8", "-8", "-9", "-8"):
            text = f"great news of {channel} for all of you"
            await house.happens(
                house.message(None, text, GROUP, name=f"News {channel}", as_channel=channel)
            )
        assert len(platform.cards()) == 2
        await house.presses("bob", platform.cards()[0], "Wrong", STAFF_ROOM)
        shown = platform.screens[GROUP.key][-1].text
        assert shown.count("news of -8") == 3
        assert "news of -9" not in shown


async def test_what_a_ban_took_away_comes_back_with_its_undo(storage: Storage) -> None:
    config = CONFIG.replace('moderation = "act"', 'moderation = "watch"')
    async with street(storage, config) as (house, platform):
        for number in range(3):
            await say(house, "mal", f"look at page number {number} of some-site.org")
        await press(house, platform, "Ban")
        assert len(platform.removed()) == 3
        await press(house, platform, "Wrong")
        assert platform.screens[GROUP.key][-1].text.count("look at page number") == 3


async def test_wrong_and_then_ban_on_an_old_screen_bans_nobody(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "mal", "look at evil-site.org please")
        await press(house, platform, "Wrong")
        heard = await house.says("bob", "/mod ban 1", STAFF_ROOM, addressed=True)
        assert "decided already" in heard[-1].text
        assert platform.restricted() == []


async def test_a_member_who_comes_back_is_no_newcomer_to_the_rule_of_names(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        for number in range(5):
            await say(house, "ann", f"an ordinary message, number {number}")
        house.shift += timedelta(days=15)
        await house.happens(MemberJoined(
            id="j9", at=house.now(), place=GROUP, author=Account("loop", "ann"),
            name="Acme Support",
        ))  # fmt: skip
        assert platform.restricted() == []
        assert "a name like one of ours" in platform.cards()[-1].text


async def test_an_undone_report_is_no_confirmed_one_and_counts_against_its_reporter(
    storage: Storage,
) -> None:
    facts: list[Fact] = []

    async def hear(_ctx: Context, fact: Fact) -> None:
        facts.append(fact)

    listening = Feature("listening", fact_listeners=(FactListener("listening", hear),))
    async with street(storage, more=(listening,)) as (house, platform):
        await house.says("ann", "/id")
        target = Quote("u9", Account("loop", "mal"), "Mal", "buy my coins")
        await house.says("ann", "/report", GROUP, quoted=target, addressed=True)
        await press(house, platform, "Right")
        await press(house, platform, "Wrong")
        assert await house.rows("SELECT outcome FROM moderation_reports") == [("wrong",)]
        assert "nothing wrong" in platform.screens["loop:ann"][-1].text
        assert any(isinstance(fact, ReportRefuted) for fact in facts)


async def test_a_hold_by_reports_stands_in_the_log(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, _platform):
        target = Quote("u9", Account("loop", "mal"), "Mal", "buy my coins")
        for person in ("ann", "ben", "cat", "dan", "eve"):
            await house.says(person, "/report", GROUP, quoted=target, addressed=True)
        rows = await house.rows("SELECT actor, what, subject FROM audit")
        assert ("moderation", "hold reported", "loop:mal") in rows


async def test_the_figures_count_a_flood_once(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        for number in range(6):
            await say(house, "ann", f"look at page number {number} of some-site.org")
        await press(house, platform, "Wrong")
        await say(house, "eve", "look at other-site.org")
        await press(house, platform, "Right")
        since = house.now() - timedelta(days=1)
        found = await house.app.unit(lambda unit: summing.report(unit.tx, since))
        (rule,) = found.rules
        assert (rule.right, rule.wrong, rule.precision) == (1, 1, 0.5)


async def test_what_is_purged_is_of_this_thread_and_its_number_is_said(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        here = msgspec.structs.replace(GROUP, thread="t1")
        event = house.message("mal", "an advert in a thread", here, name="Mal")
        await house.happens(event)
        other = await say(house, "mal", "an advert in the chat itself")
        heard = await house.says("bob", "/purge 5", here, addressed=True)
        assert platform.removed() == [event.message]
        assert other not in platform.removed()
        assert "1" in heard[-1].text


async def test_a_brake_counts_the_threads_of_a_chat_together(sqlite_storage: Storage) -> None:
    config = CONFIG.replace("[moderation]", "[moderation]\ndeletes_per_minute = 2")
    async with street(sqlite_storage, config) as (house, platform):
        for number in range(4):
            topic = msgspec.structs.replace(GROUP, thread=f"t{number}")
            event = house.message(f"m{number}", "dm me on @fix_wallets", topic, name="M")
            await house.happens(event)
        assert [who for who, _what in platform.restricted()] == ["m0", "m1"]


async def test_who_draws_into_private_with_a_secret_is_told_that_it_is_burnt(
    storage: Storage,
) -> None:
    """The stronger consequence of another rule does not hide what matters to its author."""
    async with street(storage) as (house, platform):
        await house.says("ann", "/id")
        said = await say(house, "ann", f"dm me on @fix_wallets, my phrase is {phrase()}")
        assert platform.removed() == [said]
        assert platform.restricted() == [("ann", "mute")]
        assert any("Treat it as stolen" in seen.text for seen in platform.screens["loop:ann"])
        assert await house.rows("SELECT text FROM moderation_cases") == [(None,)]


async def test_a_spread_secret_in_a_flood_goes_with_all_its_pieces(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        words = phrase().split()
        for number in range(5):
            await say(house, "ann", f"some words before, part {number}")
        parts = (words[:4], words[4:8], words[8:])
        said = [await say(house, "ann", " ".join(part)) for part in parts]
        assert set(said) <= set(platform.removed())


async def test_a_secret_that_staff_spreads_over_messages_goes_as_well(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        words = phrase().split()
        said = [await say(house, "bob", " ".join(words[n : n + 4])) for n in (0, 4, 8)]
        assert sorted(platform.removed()) == sorted(said)
        assert platform.restricted() == []


async def test_a_mute_by_hand_is_undone_in_every_place_by_one_tap(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage) as (house, platform):
        other = msgspec.structs.replace(GROUP, id="other")
        for place in (GROUP, other):
            event = house.message("mal", "look at evil-site.org please", place, name="Mal")
            await house.happens(event)
        await house.says("bob", "/mute loop:mal 2h too loud", STAFF_ROOM, addressed=True)
        assert platform.restricted() == [("mal", "mute"), ("mal", "mute")]
        await press(house, platform, "Wrong")
        assert platform.restricted()[2:] == [("mal", "lift"), ("mal", "lift")]


async def test_numbers_that_no_database_holds_are_no_case(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, _platform):
        for line in ("/mod right", "/raid lift", "/told"):
            heard = await house.says("bob", f"{line} {'9' * 30}", STAFF_ROOM, addressed=True)
            assert "no such" in heard[-1].text or "nothing here" in heard[-1].text
