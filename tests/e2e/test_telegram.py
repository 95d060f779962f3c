"""Conversations on Telegram, as what was said and what was heard."""

import time

import pytest

from core.i18n import LANGUAGES
from tests.e2e.town import Town, question
from tests.fakes.telegram import FakeTelegram, Shown

AUTO = "[places]\nauto_answers = true"
RESET = question("reset-2fa")
VAGUE = "my code is strange somehow"
HUMAN = "Talk to a human"


async def last(fake: FakeTelegram, where: object, count: int = 1) -> Shown:
    return (await fake.heard(where, count))[-1]  # type: ignore[arg-type]


async def test_in_private_one_just_types(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake():
        fake.says(ann, ann, "how do I reset my 2FA?")
        answer = await last(fake, ann)
    assert answer.text.startswith(RESET)
    assert answer.labels == ["👍", "👎", HUMAN]
    assert ("text_link", "our security page", "https://example.com/security") in answer.styles
    assert (answer.reply_to, answer.silent) == (None, False)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_answer_comes_in_the_askers_language(town: Town, language: str) -> None:
    fake = town.fake
    ann = fake.user("Ann", language=language)
    asked = question("withdrawal-pending", language)
    async with town.awake():
        fake.says(ann, ann, asked)
        assert (await last(fake, ann)).text.startswith(asked)


async def test_without_a_hint_the_script_tells_the_language(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann", language=None)
    async with town.awake():
        fake.says(ann, ann, question("reset-2fa", "ko"))
        assert (await last(fake, ann)).text.startswith(question("reset-2fa", "ko"))


async def test_a_language_not_ours_is_answered_in_the_places(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann", language="fr")
    async with town.awake('[places]\nlanguage = "es"'):
        fake.says(ann, ann, "2FA reset")
        assert (await last(fake, ann)).labels[-1] != HUMAN


async def test_in_a_group_what_is_addressed_to_us_is_answered_in_silence(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann])
    async with town.awake():
        said = fake.says(ann, group, f"@{fake.bot.username} {RESET}")
        answer = await last(fake, group)
    assert answer.text.startswith(RESET)
    assert (answer.reply_to, answer.silent) == (said.id, True)


async def test_in_a_group_the_command_asks_and_may_ask_by_replying(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann, bob])
    async with town.awake():
        asked = fake.says(ann, group, RESET)
        fake.says(bob, group, f"/ask@{fake.bot.username}", reply_to=asked)
        assert (await last(fake, group)).text.startswith(RESET)
        fake.says(ann, group, f"/ask {RESET}")
        assert (await last(fake, group, 2)).text.startswith(RESET)


async def test_a_reply_to_an_answer_of_ours_is_addressed_to_us(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann])
    async with town.awake() as bot:
        fake.says(ann, group, f"/ask {RESET}")
        answer = await last(fake, group)
        await bot.settled()
        fake.says(ann, group, question("trading-fees"), reply_to=answer.id)
        assert (await last(fake, group, 2)).text.startswith(question("trading-fees"))


async def test_who_asks_nobody_is_answered_where_that_is_on(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    on, off = fake.group("Traders", [ann]), fake.group("Elsewhere", [ann])
    async with town.awake(f'[places."telegram:{on.id}"]\nauto_answers = true') as bot:
        for group in (on, off):
            fake.says(ann, group, RESET)
        await fake.heard(on)
        await bot.settled()
    assert len(fake.ours(on)) == 1
    assert fake.ours(off) == []


@pytest.mark.parametrize("text", [VAGUE, "good morning everybody", "/ask@other_bot " + RESET])
async def test_what_is_not_for_us_or_not_clear_stays_unanswered(town: Town, text: str) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann])
    async with town.awake(AUTO) as bot:
        fake.says(ann, group, text)
        await bot.settled()
        assert fake.ours(group) == []
        assert await bot.rows("SELECT 1 FROM seen") == []


async def test_nobody_interrupts_those_who_talk_to_each_other(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann, bob])
    async with town.awake(AUTO) as bot:
        hello = fake.says(ann, group, "hello")
        fake.says(bob, group, RESET, reply_to=hello)
        await bot.settled()
    assert fake.ours(group) == []


async def test_the_same_answer_is_not_given_twice_unasked(town: Town) -> None:
    """Not within a minute in one place, not within a day to one person; asked for, always."""
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group, other = fake.group("Traders", [ann, bob]), fake.group("Elsewhere", [bob])
    async with town.awake(AUTO) as bot:
        fake.says(ann, group, RESET)
        await fake.heard(group)
        fake.says(bob, group, RESET)
        fake.says(ann, group, RESET)
        fake.says(bob, other, RESET)
        await fake.heard(other)
        await bot.settled()
        assert len(fake.ours(group)) == 1
        fake.says(ann, group, f"/ask {RESET}")
        await fake.heard(group, 2)


async def test_who_asks_us_vaguely_gets_titles_to_choose_from(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake() as bot:
        fake.says(ann, ann, "verification")
        offer = await last(fake, ann)
        assert offer.text == "Is it one of these?"
        assert 2 <= len(offer.labels) <= 4
        assert offer.labels[-1] == HUMAN
        fake.presses(ann, offer, offer.labels[0])
        assert (await last(fake, ann, 2)).text.startswith(offer.labels[0])
        assert await bot.rows("SELECT text FROM texts") == [("verification",)]


async def test_what_we_know_nothing_of_gets_the_way_to_a_person(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake(
        '[support.contact]\nen = "Write to help@example.com"\n'
        '[official]\nemails = ["help@example.com"]'
    ):
        fake.says(ann, ann, "🙂🙂")
        offer = await last(fake, ann)
        assert offer.labels == [HUMAN]
        fake.presses(ann, offer, HUMAN)
        assert (await last(fake, ann, 2)).text == "Write to help@example.com"


async def test_votes_count_once_a_person_and_a_bad_one_offers_more(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann, bob])
    async with town.awake() as bot:
        fake.says(ann, group, f"/ask {RESET}")
        answer = await last(fake, group)
        for voter in (ann, ann, bob):
            fake.presses(voter, fake.screen(group)[-1], "/helpful reset-2fa yes en")
            await bot.settled()
        assert fake.ours(group)[0].labels[:2] == ["👍 2", "👎"]
        fake.presses(ann, answer, "👎")
        sorry = await last(fake, group, 2)
        await bot.settled()
    assert fake.ours(group)[0].labels[:2] == ["👍 1", "👎 1"]
    assert sorry.labels[-1] == HUMAN
    assert RESET not in sorry.labels
    assert len(fake.world.answers) == 4


async def test_a_press_that_telegram_has_forgotten_still_counts(town: Town) -> None:
    """T28: the query is too old to be answered, the button works all the same."""
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake() as bot:
        fake.says(ann, ann, RESET)
        answer = await last(fake, ann)
        fake.presses(ann, answer, "👍")
        fake.forgets_queries()
        await bot.settled()
        assert fake.ours(ann)[0].labels[0] == "👍 1"


async def test_start_says_what_this_is_for_and_picks_a_language(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake() as bot:
        fake.says(ann, ann, "/start")
        hello = await last(fake, ann)
        assert len([line for line in hello.text.splitlines() if line]) == 3
        fake.presses(ann, hello, LANGUAGES["ru"])
        await bot.settled()
        fake.says(ann, ann, RESET)
        assert (await last(fake, ann, 2)).text.startswith(question("reset-2fa", "ru"))


async def test_a_place_may_have_its_own_welcome(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann", language="es")
    async with town.awake('[places.start]\nen = "Hello there"\nes = "Hola"'):
        fake.says(ann, ann, "/start")
        assert (await last(fake, ann)).text == "Hola"


async def test_a_deep_link_opens_an_answer_and_a_strange_one_the_welcome(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake():
        fake.says(ann, ann, "/start entry_reset-2fa")
        assert (await last(fake, ann)).text.startswith(RESET)
        fake.says(ann, ann, "/start staff_add")
        assert (await last(fake, ann, 2)).text.startswith("This is the support assistant")


async def test_a_chosen_language_outweighs_every_hint(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann", language="en")
    async with town.awake():
        fake.says(ann, ann, "/lang ja")
        await fake.heard(ann)
        fake.says(ann, ann, RESET)
        assert (await last(fake, ann, 2)).text.startswith(question("reset-2fa", "ja"))


async def test_quiet_ends_what_is_unasked_and_only_that(town: Town) -> None:
    fake = town.fake
    ann, bob = fake.user("Ann"), fake.user("Bob")
    group = fake.group("Traders", [ann, bob])
    async with town.awake(AUTO) as bot:
        fake.says(ann, ann, "/quiet")
        await fake.heard(ann)
        fake.says(ann, group, RESET)
        await bot.settled()
        assert fake.ours(group) == []
        fake.says(ann, group, f"/ask {RESET}")
        await fake.heard(group)
        fake.says(bob, group, question("trading-fees"))
        await fake.heard(group, 2)


async def test_an_answer_goes_into_the_topic_of_the_question(town: Town) -> None:
    """And into General without a thread id, which Telegram would refuse."""
    fake, ann = town.fake, town.fake.user("Ann")
    forum = fake.group("Forum", [ann], forum=True)
    topic = fake.topic(ann, forum, "Security")
    async with town.awake():
        fake.says(ann, forum, f"/ask {RESET}", thread=topic)
        assert (await last(fake, forum)).thread == topic
        fake.says(ann, forum, f"/ask {RESET}")
        assert (await last(fake, forum, 2)).thread is None
    sent = fake.calls_of("sendMessage")
    assert [call.get("message_thread_id") for call in sent] == [str(topic), None]


async def test_an_edit_is_never_answered_again(town: Town) -> None:
    """T26: neither an edit of what was answered, nor one that becomes a question."""
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann])
    async with town.awake(AUTO) as bot:
        asked, chatter = fake.says(ann, group, RESET), fake.says(ann, group, "hello")
        await fake.heard(group)
        fake.edits(asked, f"{RESET} please")
        fake.edits(chatter, f"/ask {question('trading-fees')}")
        await bot.settled()
    assert len(fake.ours(group)) == 1


async def test_an_edit_that_comes_before_its_message_changes_nothing(town: Town) -> None:
    """M06: the message itself is answered when it comes, once."""
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake() as bot:
        said = fake.says(ann, ann, RESET)
        update = fake.updates.pending.popleft()
        fake.edits(said, f"{RESET} please")
        await bot.settled()
        assert fake.ours(ann) == []
        fake.updates.repeat(update)
        await fake.heard(ann)
        await bot.settled()
    assert len(fake.ours(ann)) == 1


async def test_an_album_is_answered_once(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
    async with town.awake() as bot:
        fake.says(ann, ann, photo=photo, media_group_id="7", caption=RESET)
        fake.says(ann, ann, photo=photo, media_group_id="7")
        fake.says(ann, ann, photo=photo, media_group_id="7")
        await fake.heard(ann)
        await bot.settled()
    assert len(fake.ours(ann)) == 1


async def test_what_is_older_than_a_minute_is_answered_only_if_asked(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann])
    fake.world.clock = lambda: time.time() - 90
    fake.says(ann, group, RESET)
    fake.says(ann, ann, RESET)
    async with town.awake(AUTO) as bot:
        await fake.heard(ann)
        await bot.settled()
    assert fake.ours(group) == []


async def test_a_clock_ahead_of_ours_makes_nothing_old(town: Town) -> None:
    """G21."""
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann])
    fake.world.clock = lambda: time.time() + 900
    async with town.awake(AUTO):
        fake.says(ann, group, RESET)
        await fake.heard(group)


async def test_bots_and_those_without_a_face_get_no_answers(town: Town) -> None:
    """T34: no loop of bots, even where Telegram would let us hear them."""
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann])
    robot = fake.other_bot("Robot")
    async with town.awake(AUTO) as bot:
        for text in (RESET, f"/ask {RESET}", f"@{fake.bot.username} {RESET}"):
            said = fake.says(robot, group, text)
            fake.updates.put("message", said.body)
        fake.says_anonymously(group, RESET)
        await bot.settled()
    assert fake.ours(group) == []


async def test_an_anonymous_admin_is_answered_but_has_no_rights(town: Town) -> None:
    fake = town.fake
    group = fake.group("Traders")
    async with town.awake(f'[staff]\nadmins = ["telegram:{1087968824}"]'):
        fake.says_anonymously(group, f"/ask {RESET}")
        assert (await last(fake, group)).text.startswith(RESET)
        fake.says_anonymously(group, "/place")
        assert "write with your own account" in (await last(fake, group, 2)).text


async def test_whoever_adds_us_is_told_in_private_what_is_missing(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann], has_bot=False)
    fake.world.reads_all = False
    async with town.awake(rights=("can_delete_messages",)) as bot:
        fake.says(ann, ann, "/id")
        await fake.heard(ann)
        fake.adds_bot(ann, group)
        told = await last(fake, ann, 2)
        await bot.settled()
    assert "see all messages (privacy mode is on)" in told.text
    assert "delete messages" in told.text
    assert fake.ours(group) == []


async def test_whoever_adds_us_without_having_met_us_is_told_in_the_group(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann], has_bot=False)
    async with town.awake():
        fake.adds_bot(ann, group, rights=())
        assert "I have all that I need here." in (await last(fake, group)).text


async def test_who_asks_too_much_is_told_once_and_then_ignored(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake("[limits]\nquestions_per_minute = 2") as bot:
        for _ in range(5):
            fake.says(ann, ann, RESET)
        await fake.heard(ann, 3)
        await bot.settled()
    assert [shown.text.startswith(RESET) for shown in fake.ours(ann)] == [True, True, False]
