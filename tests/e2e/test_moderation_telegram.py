"""Moderation on Telegram: the real adapter and program parts, and everyone's screen."""

import asyncio
from collections.abc import Callable
from random import Random

import moderation
from bots import assembly
from core.app import App
from core.context import Unit
from core.feature import Feature
from moderation import waves
from tests.e2e.town import Town
from tests.fakes import faults
from tests.fakes.telegram import Chat
from tests.moderation.phrases_of_wallets import words_of

RIGHTS = {"can_delete_messages": True, "can_restrict_members": True}


def features() -> tuple[Feature, ...]:
    others = (f for f in assembly.FEATURES if f.name != "moderation")
    return (*others, moderation.feature())


def config(staff: Chat, admin: int) -> str:
    return f"""
[staff]
admins = ["telegram:{admin}"]
places = ["telegram:{staff.id}"]
[moderation]
protected = ["Acme Support"]
[places]
moderation = "act"
"""


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_seed_phrase_is_gone_within_a_moment(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    phrase = " ".join(words_of("english", Random(2)))
    async with town.awake(config(staff, bob.id), features=features()) as bot:
        said = fake.says(ann, group, f"help! {phrase}")
        await until(lambda: said.is_deleted)
        await bot.settled()
        kept = await bot.rows("SELECT text FROM texts")
        assert all(phrase not in text for (text,) in kept)
    assert all(phrase not in shown.text for shown in fake.screen(staff))


async def test_a_delete_that_telegram_holds_back_goes_out_before_all_that_waited_with_it(
    town: Town,
) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann, bob], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    phrase = " ".join(words_of("english", Random(4)))
    async with town.awake(config(staff, bob.id), features=features()) as bot:
        refused: list[float] = []
        fake.inject(faults.noted(faults.flood(1), refused), "deleteMessage")
        for number in range(3):
            fake.says(bob, group, f"@{fake.bot.username} how do I reset my 2FA, part {number}?")
        said = fake.says(ann, group, f"help! {phrase}")
        await until(lambda: bool(refused))
        for number in range(3):
            fake.says(bob, group, f"@{fake.bot.username} how do I get a refund, part {number}?")
        await until(lambda: said.is_deleted)
        await bot.settled()
    here = [c for c in fake.calls if c.params.get("chat_id") == str(group.id)]
    after = [c for c in here if c.at > refused[0]]
    assert after[0].method == "deleteMessage"
    assert len(after) > 1  # what waited with it
    assert after[0].at - refused[0] < 1.5  # a busy machine; bench.moderation_deletes is stricter


async def test_an_impostor_is_muted_on_arrival_and_freed_by_one_tap(town: Town) -> None:
    fake = town.fake
    bob, mal = fake.user("Bob"), fake.user("Аcme Suppоrt")
    group = fake.group("Traders", [bob], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    async with town.awake(config(staff, bob.id), features=features()):
        fake.says(bob, bob, "/id")
        await fake.heard(bob, 1)  # from now on joins are asked for
        fake.joins(mal, group)
        await until(lambda: group.member(mal).status == "restricted")
        (card,) = await fake.heard(staff, 1)
        assert str(mal.id) in card.text
        fake.presses(bob, card, "Wrong: undo")
        await until(lambda: group.member(mal).status == "member")


async def test_a_newcomers_link_is_held_and_shown_again_when_it_was_fine(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    async with town.awake(config(staff, bob.id), features=features()):
        said = fake.says(ann, group, "is some-site.org any good?")
        await until(lambda: said.is_deleted)
        (card,) = await fake.heard(staff, 1)
        fake.presses(bob, card, "Wrong: undo")
        told = await fake.heard(group, 2)
        assert "by mistake" in told[-1].text


async def test_a_raid_is_silent_at_once_and_gone_by_one_tap(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann, bob], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    crowd = [fake.user(f"Lucky Girl {number}") for number in range(30)]
    async with town.awake(config(staff, bob.id), features=features()) as bot:
        fake.says(bob, bob, "/id")
        await fake.heard(bob, 1)  # from now on joins are asked for
        for one in crowd:
            fake.joins(one, group)
        await until(lambda: all(group.member(one).status == "restricted" for one in crowd))
        (card,) = await fake.heard(staff, 1)
        hers = fake.says(ann, group, "what is going on here?")
        wave = [fake.says(one, group, "good day to you all, friends") for one in crowd]
        await bot.settled()
        assert not any(said.is_deleted for said in wave)
        fake.presses(bob, card, "Delete all of it and ban")
        await until(lambda: all(said.is_deleted for said in wave))
        await until(lambda: all(group.member(one).status == "kicked" for one in crowd))
        assert not hers.is_deleted
        assert group.member(ann).status == "member"
        assert len(fake.calls_of("deleteMessages")) == 1


async def test_a_copied_text_is_one_card_for_all_and_gone_by_one_tap(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann, bob], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    crowd = [fake.user(name) for name in ("Ivy", "Joe", "Kim", "Lou", "Max", "Ned", "Oda", "Pat")]
    async with town.awake(config(staff, bob.id), features=features()) as bot:
        hers = fake.says(ann, group, "what is going on here?")
        wave = [fake.says(one, group, "this is the best day to buy some of it") for one in crowd]
        await until(lambda: all(said.is_deleted for said in wave[3:]))
        await until(lambda: all(group.member(one).status == "restricted" for one in crowd[3:]))
        (card,) = await fake.heard(staff, 1)
        await bot.app.unit(lambda unit: _run(bot.app, waves.GROWS, "1", unit))
        await until(lambda: all(str(one.id) in fake.screen(staff)[-1].text for one in crowd))
        fake.presses(bob, card, "Ban all of them")
        await until(lambda: all(said.is_deleted for said in wave))
        await until(lambda: all(group.member(one).status == "kicked" for one in crowd))
        await bot.settled()
        assert not hers.is_deleted
        assert "messages removed: 8; accounts restricted: 8" in fake.screen(staff)[-1].text


async def _run(app: App, name: str, payload: str, unit: Unit) -> None:
    """As the schedule does, without its pauses."""
    (job,) = [job for feature in app.features for job in feature.jobs if job.name == name]
    await job.run(unit, payload)


async def test_our_house_is_watched_and_staff_hears_who_did_what(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann, bob], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    async with town.awake(config(staff, bob.id), features=features()):
        fake.says(bob, bob, "/id")
        await fake.heard(bob, 1)  # from now on joins are asked for
        fake.retitles(ann, group, "Acme Airdrop")
        fake.repaints(ann, group)
        fake.promotes(bob, ann, group, ["can_promote_members"])
        fake.joins(fake.other_bot("helper"), group)
        fake.adds_bot(ann, group, rights=["can_delete_messages"])
        fake.removes_bot(ann, group)
        told = [card.text for card in await fake.heard(staff, 6)]
    for words in (
        "is called something else now: \u2068Acme Airdrop",
        "has another picture now",
        f"telegram:{ann.id})\u2069 may now: \u2068be an administrator, give rights to others",
        "A bot came into",
        "I may no longer: \u2068restrict members",
        "I was taken out of",
    ):
        assert sum(words in text for text in told) == 1, (words, told)


async def test_a_channel_that_forges_ours_goes_and_the_linked_one_stays(town: Town) -> None:
    fake = town.fake
    bob = fake.user("Bob")
    group = fake.group("Traders", [bob], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    ours, forged = fake.group("Acme News", kind="channel"), fake.group("Acme News", kind="channel")
    async with town.awake(config(staff, bob.id), features=features()) as bot:
        post = fake.says_as(ours, group, "Good morning", linked=True)
        forgery = fake.says_as(forged, group, "Good morning")
        admins = fake.says_anonymously(group, "Good morning")
        await until(lambda: forgery.is_deleted)
        await bot.settled()
        assert not post.is_deleted
        assert not admins.is_deleted
        (card,) = await fake.heard(staff)
    assert "a post without a person" in card.text


async def test_who_asks_to_come_in_is_let_in_by_a_button_in_private(town: Town) -> None:
    fake = town.fake
    eve, bob = fake.user("Eve"), fake.user("Bob")
    group = fake.group("Traders", [bob], rights={**RIGHTS, "can_invite_users": True})
    staff = fake.group("Staff", [bob])
    async with town.awake(f"{config(staff, bob.id)}gate = true\n", features=features()):
        fake.says(bob, bob, "/id")
        await fake.heard(bob, 1)  # from now on requests are asked for
        fake.asks_in(eve, group)
        (asked,) = await fake.heard(eve)
        assert "Nobody of us ever writes to you first" in asked.text
        fake.presses(eve, asked, "I have read it: let me in")
        await until(lambda: group.member(eve).status == "member")
    assert fake.ours(group) == []


async def test_a_seed_phrase_that_we_may_not_delete_is_told_to_staff_and_pointed_out_to_nobody(
    town: Town,
) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann], rights={"can_restrict_members": True})
    staff = fake.group("Staff", [bob])
    phrase = " ".join(words_of("english", Random(6)))
    async with town.awake(config(staff, bob.id), features=features()) as bot:
        said = fake.says(ann, group, f"help! {phrase}")
        await until(lambda: any("could not be removed" in s.text for s in fake.screen(staff)))
        await bot.settled()
    assert not said.is_deleted
    assert not any("secret" in shown.text for shown in fake.ours(group))
    assert all(phrase not in shown.text for shown in fake.screen(staff))


async def test_who_was_muted_reads_why_and_until_when_by_the_button_in_the_group(
    town: Town,
) -> None:
    fake = town.fake
    mal, bob = fake.user("Mal"), fake.user("Bob")
    group = fake.group("Traders", [mal], rights=RIGHTS)
    staff = fake.group("Staff", [bob])
    async with town.awake(config(staff, bob.id), features=features()):
        fake.says(mal, group, "withdrawals stuck? dm me on @fix_wallets")
        (line,) = await fake.heard(group)
        assert "I removed a message of yours" in line.text
        ((_label, way),) = (button for row in line.buttons for button in row)
        fake.says(mal, mal, f"/start {way.partition('start=')[2]}")
        (told,) = await fake.heard(mal)
        assert "You can read there but not write until" in told.text
