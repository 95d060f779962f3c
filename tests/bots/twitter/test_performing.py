"""How an action ends at X, and what X's rules forbid us."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from bots.twitter.adapter import X
from bots.twitter.incoming import TIMELINE
from bots.twitter.outgoing import MAX_POST
from bots.twitter.weighing import weight
from core.actions import Delete, MessageRef, Send
from core.events import PlaceLost, PlaceOpened
from core.platform import (
    Delivery,
    DeliveryFailed,
    Gone,
    NotAllowed,
    Outcome,
    PlatformStopped,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)
from core.text import Mention, Words
from tests.bots.hearing import Core
from tests.bots.twitter.conftest import Make, Run, announcement, message, reply
from tests.fakes import faults
from tests.fakes.x import FakeX, User, rules

LONG = " ".join(f"Sentence number {number} is here." for number in range(30))


async def outcome(x: X, delivery: Delivery) -> Outcome:
    with pytest.raises(DeliveryFailed) as failed:
        await x.perform(delivery)
    return failed.value.outcome


def texts(fake: FakeX) -> list[str]:
    return [shown.text for shown in fake.world.public() if not shown.is_deleted]


def repeated(delivery: Delivery) -> Delivery:
    """As the outbox hands over a row that was in doubt."""
    return msgspec.structs.replace(delivery, uncertain_before=True, queued_at=datetime.now(UTC))


# --- a reply


async def test_one_who_called_us_is_answered_in_place(fake: FakeX, x: X, ann: User) -> None:
    asked = fake.asks(ann, "how?")
    receipt = await x.perform(reply(asked, "Like **this**."))
    (shown,) = fake.world.public()
    assert (shown.text, shown.reply_to, receipt.ids) == ("Like this.", asked, (shown.id,))


async def test_an_announcement_is_a_post_of_its_own(fake: FakeX, x: X) -> None:
    await x.perform(announcement("Maintenance at noon"))
    (shown,) = fake.world.public()
    assert (shown.text, shown.reply_to) == ("Maintenance at noon", None)


async def test_each_post_gets_one_reply(
    fake: FakeX, x: X, ann: User, core: Core, run: Run, make: Make
) -> None:
    async with run():
        asked = fake.asks(ann, "how?")
        await core.heard()
        await x.perform(reply(asked, "So"))
        assert isinstance(await outcome(x, reply(asked, "And so")), Refused)
    assert isinstance(await outcome(make(), reply(asked, "After a restart")), Refused)
    assert texts(fake) == ["So"]


async def test_who_did_not_call_us_gets_no_reply(
    fake: FakeX, x: X, ann: User, core: Core, run: Run
) -> None:
    """Our handle came along in a chain of replies: not even tried."""
    bob = fake.user("Bob")
    first = fake.asks(bob, "why?")
    async with run():
        passing = fake.posts(ann, "@bob @example_guide same here", reply_to=first)
        heard = await core.heard(2)
        assert [event.addressed for event in heard] == [True, False]
        assert isinstance(await outcome(x, reply(passing)), Refused)
    assert fake.calls_of("post") == []


async def test_x_itself_refuses_a_reply_to_whom_we_do_not_know(
    fake: FakeX, x: X, ann: User
) -> None:
    asked = fake.posts(ann, "just talking")
    assert await outcome(x, reply(asked)) == Refused("nobody there called us")
    assert texts(fake) == []


async def test_a_reply_to_a_deleted_post_does_not_become_a_post_of_its_own(
    fake: FakeX, x: X
) -> None:
    assert await outcome(x, reply("12345")) == Gone("message")
    assert texts(fake) == []


# --- the same words again


async def test_the_same_answer_to_a_second_asker_differs_by_their_handle(
    fake: FakeX, x: X, ann: User, core: Core, run: Run
) -> None:
    """X02, on a first attempt."""
    bob = fake.user("Bob", "bob_kim")
    async with run():
        asked = [fake.asks(ann, "how?"), fake.asks(bob, "how?")]
        await core.heard(2)
        for row, each in enumerate(asked):
            await x.perform(reply(each, "Like this.", row))
    assert texts(fake) == ["Like this.", "@bob_kim Like this."]
    assert fake.calls_of("tweet") == []


async def test_after_a_restart_the_handle_is_asked_for(fake: FakeX, x: X, ann: User) -> None:
    fake.world.post("Like this.", None)
    await x.perform(reply(fake.asks(ann, "how?"), "Like this."))
    assert texts(fake)[1:] == ["@ann_lee Like this."]


async def test_the_text_is_varied_only_once(fake: FakeX, x: X, ann: User) -> None:
    for text in ("Like this.", "@ann_lee Like this."):
        fake.world.post(text, None)
    ended = await outcome(x, reply(fake.asks(ann, "how?"), "Like this."))
    assert ended == Refused("X has seen this text before")


async def test_an_announcement_that_was_made_before_is_refused(fake: FakeX, x: X) -> None:
    await x.perform(announcement("Noon"))
    fake.world.posts.clear()  # the timeline no longer reaches back so far
    assert isinstance(await outcome(x, announcement("Noon", row=2)), Refused)


# --- in doubt


@pytest.mark.parametrize(
    "fault", [faults.reset(effect=True), faults.cut(), faults.garbage()], ids=str
)
async def test_what_was_posted_while_the_client_failed_is_found_and_not_posted_again(
    fake: FakeX, x: X, ann: User, fault: faults.Fault
) -> None:
    """X01."""
    delivery = reply(fake.asks(ann, "how?"), "Like this & that, at 100 %.")
    fake.inject(fault, "post")
    assert await outcome(x, delivery) == Uncertain()
    receipt = await x.perform(repeated(delivery))
    (shown,) = fake.world.public()
    assert receipt.ids == (shown.id,)
    assert len(fake.calls_of("post")) == 1


async def test_what_did_not_arrive_is_posted(fake: FakeX, x: X, ann: User) -> None:
    """X01, the other way."""
    delivery = reply(fake.asks(ann, "how?"))
    fake.inject(faults.reset(effect=False), "post")
    assert await outcome(x, delivery) == Uncertain()
    await x.perform(repeated(delivery))
    assert texts(fake) == ["Hello"]


async def test_the_same_words_to_somebody_else_are_not_taken_for_these(
    fake: FakeX, x: X, ann: User
) -> None:
    """X01."""
    bob = fake.user("Bob")
    await x.perform(reply(fake.asks(bob, "how?"), "Like this."))
    delivery = repeated(reply(fake.asks(ann, "how?"), "Like that."))
    await x.perform(delivery)
    assert texts(fake) == ["Like this.", "Like that."]


async def test_a_duplicate_on_a_row_in_doubt_is_delivered_even_where_it_cannot_be_looked_up(
    fake: FakeX, core: Core, run: Run, x: X, ann: User
) -> None:
    """X02, X03: without an id, and the admins hear of it once."""
    fake.refuses["own_posts"] = rules.not_in_plan()
    asked = [fake.asks(ann, "how?"), fake.asks(ann, "why?")]
    async with run():
        await core.heard(2)
        for row, each in enumerate(asked):
            delivery = reply(each, f"Answer {row}", row)
            fake.inject(faults.reset(effect=True), "post")
            assert await outcome(x, delivery) == Uncertain()
            assert (await x.perform(repeated(delivery))).ids == ()
        await core.warned("unseen_delivery")
    assert texts(fake) == ["Answer 0", "Answer 1"]
    assert sum(getattr(event, "what", "") == "unseen_delivery" for event in core.events) == 1


async def test_a_refusal_of_what_had_arrived_after_all_is_no_second_post(
    fake: FakeX, x: X, ann: User
) -> None:
    """X02: a 503 for what was posted leaves no doubt on the row, and still nothing is doubled."""
    asked = fake.asks(ann, "how?")
    fake.world.post("Like this.", asked)
    receipt = await x.perform(reply(asked, "Like this."))
    assert receipt.ids == tuple(shown.id for shown in fake.world.public())
    assert texts(fake) == ["Like this."]


async def test_a_private_message_in_doubt_is_looked_for_among_ours_only(
    fake: FakeX, x: X, ann: User
) -> None:
    fake.writes(ann, "Hello")
    delivery = message(ann)
    fake.inject(faults.cut(), "write")
    assert await outcome(x, delivery) == Uncertain()
    receipt = await x.perform(repeated(delivery))
    assert [shown.id for shown in fake.world.private(str(ann.id))] == list(receipt.ids)


async def test_a_private_message_in_doubt_that_cannot_be_looked_for_is_not_sent_again(
    fake: FakeX, x: X, ann: User
) -> None:
    fake.writes(ann, "Hi")
    fake.refuses["talk"] = rules.not_in_plan()
    assert isinstance(await outcome(x, repeated(message(ann))), Refused)
    assert fake.calls_of("write") == []


# --- long


async def test_a_long_answer_is_a_thread_of_parts_that_fit(fake: FakeX, x: X, ann: User) -> None:
    """X11."""
    asked = fake.asks(ann, "how?")
    receipt = await x.perform(reply(asked, LONG))
    shown = fake.world.public()
    assert [each.reply_to for each in shown] == [asked, *receipt.ids[:-1]]
    assert all(weight(each.text) <= MAX_POST for each in shown)
    assert " ".join(each.text for each in shown) == LONG


@pytest.mark.parametrize("before", [1, 2])
async def test_a_thread_goes_on_where_it_broke_off(
    fake: FakeX, x: X, ann: User, before: int
) -> None:
    """X11: what is out is known by its receipts, and the rest hangs on the last of it."""
    delivery = reply(fake.asks(ann, "how?"), LONG)
    fake.inject(faults.slow(0), "post", times=before)
    fake.inject(faults.status(503), "post")
    with pytest.raises(DeliveryFailed) as failed:
        await x.perform(delivery)
    done = failed.value.done
    receipt = await x.perform(msgspec.structs.replace(delivery, done=done))
    assert [shown.id for shown in fake.world.public()] == list(receipt.ids)
    assert fake.world.public()[before].reply_to == done[-1].ids[0]
    assert " ".join(texts(fake)) == LONG


async def test_a_thread_in_doubt_in_its_middle_is_found_there(fake: FakeX, x: X, ann: User) -> None:
    """X01, X11."""
    delivery = reply(fake.asks(ann, "how?"), LONG)
    fake.inject(faults.slow(0), "post")
    fake.inject(faults.cut(), "post")
    with pytest.raises(DeliveryFailed) as failed:
        await x.perform(delivery)
    assert failed.value.outcome == Uncertain()
    again = msgspec.structs.replace(repeated(delivery), done=failed.value.done)
    receipt = await x.perform(again)
    assert [shown.id for shown in fake.world.public()] == list(receipt.ids)
    assert " ".join(texts(fake)) == LONG


# --- links and names


async def test_no_address_is_posted_unless_it_is_allowed(
    fake: FakeX, make: Make, ann: User
) -> None:
    words = "See [the page](https://example.com/a) or www.example.com"
    await make().perform(reply(fake.asks(ann, "where?"), words))
    await make(allow_links=True).perform(reply(fake.asks(ann, "and where?"), words, row=2))
    bare, whole = texts(fake)
    assert bare.replace("\u2060", "") == "See the page or www.example.com"
    assert "https://example.com/a" in whole
    assert fake.bill >= 200_000


async def test_a_person_is_called_by_their_handle_or_stands_there_by_name(
    fake: FakeX, x: X, ann: User
) -> None:
    for account in (str(ann.id), "12345", "no id"):
        body = (Words(f"{account}: welcome "), Mention(account, "Ann"))
        send = Send(place=TIMELINE, body=body)
        await x.perform(Delivery(row=1, action=send, place=TIMELINE))
    ends = [
        text.replace("\u2068", "").replace("\u2069", "").split("welcome ")[1]
        for text in texts(fake)
    ]
    assert ends == ["Ann @ann_lee", "Ann", "Ann"]


# --- stop


@pytest.mark.parametrize("word", ["stop", "STOP!", "やめて。"])
async def test_who_says_stop_hears_nothing_more_even_after_a_restart(
    fake: FakeX, core: Core, run: Run, x: X, make: Make, ann: User, word: str
) -> None:
    asked = fake.asks(ann, "how?")
    async with run():
        await core.heard()
        fake.writes(ann, word)
        while not isinstance(core.events[-1], PlaceLost):
            await fake.called("messages", len(fake.calls_of("messages")) + 1)
    for adapter in (x, make()):
        assert await outcome(adapter, reply(asked)) == Gone("person")
        assert await outcome(adapter, message(ann)) == Gone("chat")
    assert fake.calls_of("post", "write") == []


async def test_one_who_stopped_is_heard_again_when_they_start(
    fake: FakeX, core: Core, run: Run, x: X, ann: User
) -> None:
    async with run():
        fake.asks(ann, "stop")
        fake.asks(ann, "nobody hears this")
        fake.asks(ann, "start")
        fake.asks(ann, "how?")
        (heard,) = await core.heard()
    assert heard.text == "how?"
    assert [type(event) for event in core.events[:2]] == [PlaceLost, PlaceOpened]
    await x.perform(message_or_reply(heard.message))
    assert len(texts(fake)) == 1


def message_or_reply(post: str) -> Delivery:
    return reply(post, "Like this")


# --- rehearsal


async def test_a_dry_run_writes_nothing_and_logs_what_would_be_public(
    fake: FakeX, make: Make, ann: User, logged: list[Any]
) -> None:
    x = make(dry_run=True)
    fake.writes(ann, "Hi")
    receipts = [
        await x.perform(announcement("News for all")),
        await x.perform(message(ann, "Between us", row=2)),
    ]
    gone = Delete(target=MessageRef(TIMELINE, ("1",)))
    await x.perform(Delivery(row=3, action=gone, place=TIMELINE, target=("1",)))
    assert fake.calls_of("post", "write", "delete_post") == []
    assert [receipt.ids for receipt in receipts] == [("dry-1-0",), ("dry-2-0",)]
    lines = [line for line in logged if line["event"] == "would be posted"]
    assert [line.get("words") for line in lines] == ["News for all", None]
    assert "Between us" not in str(logged)


# --- refusals


async def test_a_quota_that_is_used_up_is_waited_for_without_a_request(fake: FakeX, x: X) -> None:
    """X04: the time is X's, and nothing sleeps."""
    fake.limits["post"] = 1
    await x.perform(announcement("One"))
    before = datetime.now(UTC)
    ended = await outcome(x, announcement("Two", row=2))
    assert isinstance(ended, RetryAt)
    assert (ended.ordered, ended.scope) == (True, Scope.CHAT)
    assert 880 < (ended.until - before).total_seconds() <= 901
    assert len(fake.calls_of("post")) == 1


@pytest.mark.parametrize(
    "refusal", [rules.not_in_plan(), rules.not_in_plan(453), rules.no_permission()]
)
async def test_what_the_plan_does_not_allow_is_off_and_the_rest_works(
    fake: FakeX, x: X, ann: User, refusal: rules.ApiError
) -> None:
    """X05."""
    fake.refuses["write"] = refusal
    assert await outcome(x, message(ann)) == NotAllowed("write_private")
    assert not x.capabilities.private
    await x.perform(reply(fake.asks(ann, "how?")))
    assert texts(fake) == ["Hello"]
    del fake.refuses["write"]
    fake.writes(ann, "hi")
    await x.perform(message(ann, row=2))
    assert x.capabilities.private


async def test_without_credits_the_platform_stops_and_says_where_to_buy_some(
    fake: FakeX, x: X
) -> None:
    fake.has_credits = False
    with pytest.raises(PlatformStopped, match="credits"):
        await x.perform(announcement())


async def test_a_locked_account_stops_the_platform(fake: FakeX, x: X) -> None:
    fake.refuses["post"] = rules.forbidden("Your account is suspended and is not permitted …")
    with pytest.raises(PlatformStopped, match="locked"):
        await x.perform(announcement())


async def test_others_posts_cannot_be_deleted(fake: FakeX, x: X, ann: User) -> None:
    post = fake.posts(ann, "buy my coin")
    action = Delete(target=MessageRef(TIMELINE, (post,)))
    delivery = Delivery(row=1, action=action, place=TIMELINE, target=(post,))
    assert await outcome(x, delivery) == NotAllowed("delete_messages")
