"""Actions are carried out against the fake, and every end has its outcome."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bots.telegram.adapter import Telegram
from core.actions import (
    Action,
    Badge,
    Button,
    CloseThread,
    Delete,
    Edit,
    MessageRef,
    OpenThread,
    Pin,
    React,
    Receipt,
    Restrict,
    Send,
)
from core.events import Account, Place
from core.platform import (
    Content,
    Delivery,
    DeliveryFailed,
    Gone,
    Moved,
    NotAllowed,
    Outcome,
    PlatformStopped,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)
from core.text import Quoted, Words
from tests.bots.telegram.conftest import Make
from tests.fakes import faults
from tests.fakes.faults import Fault
from tests.fakes.telegram import Chat, FakeTelegram, Message, Shown, User
from tests.fakes.telegram.world import ADMIN_RIGHTS

THREE_PARTS = (Words("a word " * 1500),)


def place(chat: Chat | User, thread: int | None = None) -> Place:
    private = isinstance(chat, User)
    return Place("telegram", str(chat.id), thread=str(thread) if thread else None, private=private)


def send(chat: Chat | User, *body: Words | Quoted, thread: int | None = None) -> Delivery:
    where = place(chat, thread)
    return Delivery(row=1, action=Send(place=where, body=body or (Words("Hi"),)), place=where)


def on(message: Message, action: type, **fields: object) -> Delivery:
    where = place(message.chat)
    target = MessageRef(where, (str(message.id),))
    made: Action = action(target=target, **fields)
    return Delivery(row=1, action=made, place=where, target=target.ids)


async def outcome(telegram: Telegram, delivery: Delivery) -> Outcome:
    with pytest.raises(DeliveryFailed) as failed, capture_logs():
        await telegram.perform(delivery)
    return failed.value.outcome


async def test_a_send_stands_on_the_screen_and_its_receipt_names_it(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    group = fake.group("Support")
    receipt = await telegram.perform(send(group, Words("**Fees** are low.")))
    (shown,) = fake.screen(group)
    assert (shown.text, shown.styles) == ("Fees are low.", (("bold", "Fees"),))
    link = f"https://t.me/c/{str(group.id).removeprefix('-100').lstrip('0')}/{shown.id}"
    assert receipt == Receipt(place=place(group), ids=(str(shown.id),), link=link)


async def test_the_words_of_others_stand_as_they_are_and_ping_nobody(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    group = fake.group("Support")
    await telegram.perform(send(group, Quoted("<b>*_@admin https://evil.example/x?a=1 /ban")))
    (shown,) = fake.screen(group)
    assert shown.text.replace("\u2060", "") == (
        "\u2068<b>*_@admin https://evil.example/x?a=1 /ban\u2069"
    )
    assert shown.styles == ()


async def test_every_action_does_what_it_says(fake: FakeTelegram, telegram: Telegram) -> None:
    ann = fake.user("Ann")
    group = fake.group("Support", [ann], forum=True, rights=ADMIN_RIGHTS)
    account, where = Account("telegram", str(ann.id)), place(group)
    message = fake.says(ann, group, "hello")
    ours = fake.find(await _sent(fake, telegram, group))
    await telegram.perform(on(ours, Edit, body=(Words("New"),), buttons=((Button("A", "/a"),),)))
    await telegram.perform(on(ours, Pin))
    await telegram.perform(on(message, React, emoji="👍"))
    by_id = {shown.id: shown for shown in fake.screen(group)}
    assert (by_id[ours.id].text, by_id[ours.id].labels) == ("New", ["A"])
    assert by_id[ours.id].is_pinned
    assert by_id[message.id].reactions == ("👍",)
    await telegram.perform(on(message, Delete))
    assert message.is_deleted
    steps: list[tuple[Action, str]] = [
        (Badge(place=where, account=account, name="Sage"), "member"),
        (Restrict(place=where, account=account, what="mute"), "restricted"),
        (Restrict(place=where, account=account, what="lift"), "member"),
        (Restrict(place=where, account=account, what="ban"), "kicked"),
        (Restrict(place=where, account=account, what="kick"), "left"),
    ]
    for action, status in steps:
        await telegram.perform(Delivery(row=1, action=action, place=where))
        assert group.members[ann.id].status == status
    assert group.members[ann.id].tag == "Sage"


async def _sent(fake: FakeTelegram, telegram: Telegram, group: Chat) -> Shown:
    await telegram.perform(send(group))
    return fake.ours(group)[-1]


async def test_a_thread_is_opened_written_to_and_closed(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    group = fake.group("Staff", forum=True, rights=["can_manage_topics"])
    where = place(group)
    opening = Delivery(row=1, action=OpenThread(place=where, title="Ticket 1"), place=where)
    thread = (await telegram.perform(opening)).place
    await telegram.perform(
        Delivery(row=2, action=Send(place=thread, body=(Words("a"),)), place=thread)
    )
    assert [shown.thread for shown in fake.ours(group)] == [int(thread.thread or 0)]
    closing = Delivery(row=3, action=CloseThread(place=thread), place=thread)
    await telegram.perform(closing)
    assert (await telegram.perform(closing)).nothing_to_do


async def test_nothing_to_do_is_a_receipt(fake: FakeTelegram, telegram: Telegram) -> None:
    ours = fake.find(await _sent(fake, telegram, fake.group("Support")))
    same = await telegram.perform(on(ours, Edit, body=(Words("Hi"),)))
    assert (same.nothing_to_do, same.ids) == (True, (str(ours.id),))
    fake.deletes(ours)
    assert (await telegram.perform(on(ours, Edit, body=(Words("New"),)))).nothing_to_do
    assert (await telegram.perform(on(ours, Delete))).nothing_to_do


REFUSALS: list[tuple[str, int, Outcome]] = [
    ("Forbidden: bot was blocked by the user", 403, NotAllowed("blocked")),
    ("Forbidden: bot can't initiate conversation with a user", 403, NotAllowed("not_started")),
    ("Forbidden: bot can't send messages to bots", 403, NotAllowed("is_bot")),
    ("Forbidden: user is deactivated", 403, Gone("person")),
    ("Forbidden: bot was kicked from the supergroup chat", 403, Gone("chat")),
    ("Forbidden: bot is not a member of the channel chat", 403, Gone("chat")),
    ("Bad Request: chat not found", 400, Gone("chat")),
    ("Bad Request: message thread not found", 400, Gone("thread")),
    ("Bad Request: TOPIC_DELETED", 400, Gone("thread")),
    ("Bad Request: TOPIC_CLOSED", 400, NotAllowed("send_messages")),
    (
        "Bad Request: not enough rights to send text messages to the chat",
        400,
        NotAllowed("send_messages"),
    ),
    ("Bad Request: CHAT_WRITE_FORBIDDEN", 400, NotAllowed("send_messages")),
    ("Bad Request: message is too long", 400, Refused("sendMessage: message is too long")),
]


@pytest.mark.parametrize(("description", "code", "expected"), REFUSALS)
async def test_each_refusal_has_its_outcome(
    fake: FakeTelegram, telegram: Telegram, description: str, code: int, expected: Outcome
) -> None:
    group = fake.group("Support")
    fake.inject(faults.status(code, description=description), "sendMessage")
    assert await outcome(telegram, send(group)) == expected


AMBIGUOUS = [
    faults.reset(effect=True),
    faults.reset(effect=False),
    faults.cut(),
    faults.garbage(),
    faults.slow(60),
    faults.drip(0.05),
    faults.status(504, html=True),
]


@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda fault: fault.name)
async def test_written_but_not_answered_is_uncertain_and_never_sent_twice(
    fake: FakeTelegram, telegram: Telegram, fault: Fault
) -> None:
    """T11, G5, G6, G7, G15, G22."""
    group = fake.group("Support")
    fake.inject(fault, "sendMessage")
    assert await outcome(telegram, send(group)) == Uncertain()
    assert len(fake.calls_of("sendMessage")) == (1 if fault.effect else 0)


def odd_result(result: object) -> Fault:
    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": result})

    return Fault(f"result {result}", effect=True, answer=answer)


@pytest.mark.parametrize("result", [True, None, {}, [], "ok"])
async def test_an_answer_that_names_no_message_is_uncertain(
    fake: FakeTelegram, telegram: Telegram, result: object
) -> None:
    group = fake.group("Support")
    fake.inject(odd_result(result), "sendMessage")
    assert await outcome(telegram, send(group)) == Uncertain()


async def test_a_host_that_is_not_found_means_later(make: Make) -> None:
    """G26."""
    place_ = Place("telegram", "7", private=True)
    delivery = Delivery(row=1, action=Send(place=place_, body=(Words("a"),)), place=place_)
    telegram = make(api_base_url="http://no-such-host.invalid")
    assert isinstance(await outcome(telegram, delivery), RetryAt)


REFUSED_FOR_NOW = [
    faults.status(500),
    faults.status(502, html=True),
    faults.status(503, html=True),
    faults.status(520, html=True),
    faults.status(403, html=True),
    faults.status(404, html=True),
    faults.not_ok(),
]


@pytest.mark.parametrize("fault", REFUSED_FOR_NOW, ids=lambda fault: fault.name)
async def test_a_server_that_refused_is_tried_again(
    fake: FakeTelegram, telegram: Telegram, fault: Fault
) -> None:
    """G8, G11."""
    group = fake.group("Support")
    fake.inject(fault, "sendMessage")
    found = await outcome(telegram, send(group))
    assert isinstance(found, RetryAt)
    assert found.scope is Scope.BOT
    await telegram.perform(send(group))
    assert len(fake.ours(group)) == 1


async def test_no_connection_means_later_and_nothing_was_sent(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    """T12, G1."""
    group = fake.group("Support")
    async with fake.offline():
        found = await outcome(telegram, send(group))
    assert isinstance(found, RetryAt)
    assert not fake.calls_of("sendMessage")


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (faults.flood(0), 0),
        (faults.flood(1), 1),
        (faults.flood(37), 37),
        (faults.flood(3600), 3600),
        (faults.flood(1.5), 1.5),
        (faults.flood(37, header=True), 37),
        (faults.flood(None), 5),
        (faults.status(429, html=True), 5),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_a_wait_that_was_ordered_is_kept_to_the_second(
    fake: FakeTelegram, telegram: Telegram, fault: Fault, seconds: float
) -> None:
    """T09, T10, G9, G10."""
    group = fake.group("Support")
    fake.inject(fault, "sendMessage")
    before = datetime.now(UTC)
    found = await outcome(telegram, send(group))
    assert isinstance(found, RetryAt)
    assert (found.scope, found.ordered) == (Scope.CHAT, True)
    expected = timedelta(seconds=seconds)
    assert expected <= found.until - before < expected + timedelta(seconds=1)


async def test_a_wait_for_a_second_chat_is_a_wait_for_the_bot(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    one, other = fake.group("One"), fake.group("Other")
    fake.inject(faults.flood(30), "sendMessage", times=3)
    found = [await outcome(telegram, send(chat)) for chat in (one, one, other)]
    scopes = [each.scope for each in found if isinstance(each, RetryAt)]
    assert scopes == [Scope.CHAT, Scope.CHAT, Scope.BOT]


async def test_many_at_once_wait_for_no_pool(fake: FakeTelegram, telegram: Telegram) -> None:
    """T08: how much is under way is the outbox's to decide."""
    groups = [fake.group(str(number)) for number in range(100)]
    fake.inject(faults.slow(0.2), "sendMessage", times=100)
    async with asyncio.timeout(10):  # one after another would take 20 seconds
        receipts = await asyncio.gather(*(telegram.perform(send(group)) for group in groups))
    assert len(receipts) == 100


async def test_a_moved_group_names_its_new_place(fake: FakeTelegram, telegram: Telegram) -> None:
    """T16."""
    old = fake.group("Support", kind="group")
    new = fake.migrates(old)
    assert await outcome(telegram, send(old)) == Moved(place(new))
    await telegram.perform(send(new))


async def test_a_refused_token_stops_the_platform(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.is_revoked = True
    with pytest.raises(PlatformStopped):
        await telegram.perform(send(fake.group("Support")))


async def test_parts_that_are_out_are_not_sent_again(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    """T12, T29: a part that failed is tried again, those before it are not, order is kept."""
    group = fake.group("Support")
    fake.limits = None
    where = place(group)
    delivery = Delivery(row=1, action=Send(place=where, body=THREE_PARTS), place=where)
    fake.inject(faults.slow(0), "sendMessage")
    fake.inject(faults.flood(1), "sendMessage")
    with pytest.raises(DeliveryFailed) as failed:
        await telegram.perform(delivery)
    assert len(failed.value.done) == 1
    again = Delivery(row=1, action=delivery.action, place=where, done=failed.value.done)
    receipt = await telegram.perform(again)
    assert [str(shown.id) for shown in fake.ours(group)] == list(receipt.ids)
    assert " ".join(shown.text for shown in fake.ours(group)) == ("a word " * 1500).strip()


async def test_styles_that_telegram_cannot_read_go_out_bare_once(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    """T22."""
    group = fake.group("Support")
    refusal = faults.status(400, description="Bad Request: can't parse entities: strange")
    fake.inject(refusal, "sendMessage")
    with capture_logs():
        await telegram.perform(send(group, Words("**Fees**")))
    (shown,) = fake.ours(group)
    assert (shown.text, shown.styles) == ("Fees", ())
    fake.inject(refusal, "sendMessage", times=2)
    assert isinstance(await outcome(telegram, send(group, Words("**Fees**"))), Refused)


async def test_a_message_that_lands_outside_its_topic_is_deleted_with_an_alarm(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    """T19: the words were meant for staff, and everybody could read them."""
    ann = fake.user("Ann")
    group = fake.group("Staff", [ann], forum=True)
    thread = fake.topic(ann, group, "Ticket 1")
    fake.deletes_topic(group, thread, silently=True)
    with pytest.raises(DeliveryFailed) as failed, capture_logs() as logs:
        await telegram.perform(send(group, Words("private words"), thread=thread))
    assert failed.value.outcome == Gone("thread")
    assert fake.ours(group) == []
    assert [log["log_level"] for log in logs] == ["critical"]


async def test_a_reply_to_a_deleted_message_is_sent_all_the_same(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    ann = fake.user("Ann")
    group = fake.group("Support", [ann])
    question = fake.says(ann, group, "how?")
    fake.deletes(question)
    action = Send(place=place(group), body=(Words("So."),), reply_to=str(question.id))
    await telegram.perform(Delivery(row=1, action=action, place=place(group)))
    assert fake.ours(group)[0].reply_to is None


@pytest.mark.parametrize(
    ("action", "missing"),
    [(Pin, "pin_messages"), (Delete, "delete_messages")],
)
async def test_a_missing_right_is_named(
    fake: FakeTelegram, telegram: Telegram, action: type, missing: str
) -> None:
    ann = fake.user("Ann")
    group = fake.group("Support", [ann], rights=None)
    delivery = on(fake.says(ann, group, "hello"), action)
    assert await outcome(telegram, delivery) == NotAllowed(missing)


async def test_nothing_to_say_is_a_bug_of_ours(fake: FakeTelegram, telegram: Telegram) -> None:
    group = fake.group("Support")
    assert isinstance(await outcome(telegram, send(group, Words(" "))), Refused)
    strange = Place("telegram", "not-a-number")
    delivery = Delivery(row=1, action=Send(place=strange, body=(Words("a"),)), place=strange)
    assert isinstance(await outcome(telegram, delivery), Refused)


async def test_closing_twice_and_without_a_run_is_fine(make: Make) -> None:
    adapter = make()
    await adapter.close()
    await adapter.close()


async def test_a_picture_that_telegram_cannot_draw_goes_as_a_document_once(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    refusal = faults.status(400, description="Bad Request: PHOTO_INVALID_DIMENSIONS")
    fake.inject(refusal, "sendPhoto")
    group = fake.group("Support")
    picture = Content("bridge.png", b"\x89PNG", picture=True, alt="A bridge")
    told = msgspec.structs.replace(send(group, Words("We are moving.")), contents=(picture,))
    receipt = await telegram.perform(told)
    assert [shown.text for shown in fake.ours(group)] == ["We are moving.", "A bridge"]
    assert len(receipt.ids) == 2
    assert fake.calls_of("sendDocument")
