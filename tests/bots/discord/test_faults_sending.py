"""What goes wrong on the way out: doors closed, places gone, answers lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bots.discord.adapter import Discord
from core.actions import (
    Action,
    Badge,
    Delete,
    Edit,
    MessageRef,
    Pin,
    React,
    Receipt,
    RenameThread,
    Restrict,
    Send,
)
from core.events import Account, Place
from core.platform import (
    Delivery,
    DeliveryFailed,
    Gone,
    NotAllowed,
    Outcome,
    RetryAt,
    Scope,
    Uncertain,
)
from core.text import Mention, Words
from tests.bots.discord.rig import Rig, place_of
from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord, Guild, User
from tests.fakes.discord.limits import RateLimits
from tests.fakes.faults import Fault


@pytest.fixture
async def adapter(rig: Rig, support: Channel) -> AsyncIterator[Discord]:
    async with rig.running() as adapter:
        yield adapter


def hello(where: Channel | User, text: str = "hi") -> Send:
    return Send(place=place_of(where), body=(Words(text),))


async def outcome(adapter: Discord, delivery: Delivery) -> Outcome:
    with pytest.raises(DeliveryFailed) as failed:
        await adapter.perform(delivery)
    return failed.value.outcome


async def refused(rig: Rig, adapter: Discord, action: Action, where: Channel | User) -> Outcome:
    return await outcome(adapter, delivery_of(rig, action, where))


async def performed(rig: Rig, adapter: Discord, action: Action, where: Channel | User) -> Receipt:
    return await adapter.perform(delivery_of(rig, action, where))


def delivery_of(rig: Rig, action: Action, where: Channel | User) -> Delivery:
    target = getattr(action, "target", None)
    ids = target.ids if isinstance(target, MessageRef) else ()
    rig.rows += 1
    return Delivery(row=rig.rows, action=action, place=place_of(where), target=ids)


def ref(receipt: Receipt) -> MessageRef:
    return MessageRef(receipt.place, receipt.ids)


# --- doors


async def test_closed_dms_are_told_as_such(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User
) -> None:
    """D07: 50007 is no crash and no retry; who asked to write decides what follows."""
    fake.closes_dms(ann)
    assert await refused(rig, adapter, hello(ann), ann) == NotAllowed("blocked")
    assert len(fake.calls_of("create_message")) == 1


@pytest.mark.parametrize(
    ("right", "missing"),
    [("send_messages", "send_messages"), ("view_channel", "see_messages")],
)
async def test_a_missing_right_is_named(
    rig: Rig, fake: FakeDiscord, adapter: Discord, support: Channel, right: str, missing: str
) -> None:
    fake.forbids(support, right)
    assert await refused(rig, adapter, hello(support), support) == NotAllowed(missing)


async def test_who_stands_above_us_cannot_be_restricted_nor_given_a_role(
    rig: Rig, fake: FakeDiscord, adapter: Discord, guild: Guild, ann: User, support: Channel
) -> None:
    fake.gives(ann, guild, fake.role(guild, "Boss", position=11))
    who, place = Account("discord", str(ann.id)), place_of(support)
    for what in ("mute", "kick", "ban"):
        action = Restrict(place=place, account=who, what=what)
        assert isinstance(await refused(rig, adapter, action, support), NotAllowed)
    fake.role(guild, "Champion", position=11)
    badge = Badge(place=place, account=who, name="Champion")
    assert isinstance(await refused(rig, adapter, badge, support), NotAllowed)


@pytest.mark.parametrize("where", ["channel", "thread"])
async def test_a_deleted_place_is_gone(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel, where: str
) -> None:
    place = support if where == "channel" else fake.thread(ann, support, "Fees")
    fake.deletes_channel(place)
    assert isinstance(await refused(rig, adapter, hello(place), place), Gone)


async def test_what_is_deleted_already_is_done(
    rig: Rig, fake: FakeDiscord, adapter: Discord, support: Channel
) -> None:
    sent = await rig.send(adapter, support)
    fake.deletes(fake.ours(support)[0])
    for action in (
        Delete(target=ref(sent)),
        Edit(target=ref(sent), body=(Words("other"),)),
        Pin(target=ref(sent)),
        React(target=ref(sent), emoji="👍"),
    ):
        assert (await performed(rig, adapter, action, support)).nothing_to_do


# --- threads that sleep


@pytest.mark.parametrize("locked", [False, True], ids=["archived", "archived and locked"])
async def test_a_sleeping_thread_is_opened_for_a_message(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel, locked: bool
) -> None:
    """D05."""
    thread = fake.thread(ann, support, "Fees")
    fake.archives(thread, locked=locked)
    await rig.send(adapter, thread)
    assert len(fake.ours(thread)) == 1


async def test_an_edit_in_an_archived_thread_opens_it_and_closes_it_again(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel
) -> None:
    """D05: unarchive, act, archive; never a loop."""
    thread = fake.thread(ann, support, "Fees")
    sent = await rig.send(adapter, thread)
    fake.archives(thread)
    await performed(rig, adapter, Edit(target=ref(sent), body=(Words("other"),)), thread)
    assert [each.text for each in fake.ours(thread)] == ["other"]
    assert thread.is_archived
    assert len(fake.calls_of("modify_channel")) == 2


async def test_a_thread_that_we_may_not_open_is_given_up_at_once(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel
) -> None:
    """D05: told to staff as a missing right, after two requests at most."""
    thread = fake.thread(ann, support, "Fees")
    sent = await rig.send(adapter, thread)
    fake.forbids(support, "manage_threads")
    fake.archives(thread, locked=True)
    before = len(fake.calls)
    edit = Edit(target=ref(sent), body=(Words("other"),))
    assert isinstance(await refused(rig, adapter, edit, thread), NotAllowed)
    assert len(fake.calls) - before <= 2


# --- answers that are lost


@pytest.mark.parametrize(
    "fault",
    [faults.reset(effect=True), faults.cut(), faults.garbage(), faults.slow(60)],
    ids=str,
)
async def test_what_may_have_arrived_is_sent_again_under_its_nonce_and_stands_once(
    rig: Rig, fake: FakeDiscord, adapter: Discord, support: Channel, fault: Fault
) -> None:
    delivery = rig.delivery(hello(support))
    fake.inject(fault, "create_message")
    assert await outcome(adapter, delivery) == Uncertain()
    again = Delivery(row=delivery.row, action=delivery.action, place=delivery.place)
    await adapter.perform(again)
    assert len(fake.ours(support)) == 1


async def test_when_its_nonce_is_forgotten_it_is_looked_for_first(
    rig: Rig, fake: FakeDiscord, adapter: Discord, support: Channel
) -> None:
    delivery = rig.delivery(hello(support))
    fake.inject(faults.reset(effect=True), "create_message")
    assert await outcome(adapter, delivery) == Uncertain()
    fake.world.nonces.clear()
    receipt = await adapter.perform(
        Delivery(
            row=delivery.row,
            action=delivery.action,
            place=delivery.place,
            uncertain_before=True,
            queued_at=datetime.now(UTC) - timedelta(minutes=5),
        )
    )
    (shown,) = fake.ours(support)
    assert receipt.ids == (str(shown.id),)


@pytest.mark.parametrize("status", [500, 502, 503, 520])
@pytest.mark.parametrize("html", [False, True], ids=["json", "page"])
async def test_an_outage_of_discord_means_later_for_all(
    rig: Rig, fake: FakeDiscord, adapter: Discord, support: Channel, status: int, html: bool
) -> None:
    fake.inject(faults.status(status, html=html), "create_message")
    found = await refused(rig, adapter, hello(support), support)
    assert isinstance(found, RetryAt)
    assert not found.ordered
    assert len(fake.calls_of("create_message")) == 0  # one try, which was not carried out


async def test_a_wait_is_told_with_its_reach(
    rig: Rig, fake: FakeDiscord, adapter: Discord, support: Channel
) -> None:
    """D10: a channel's limit holds back the channel, the global one and Cloudflare's all."""
    fake.limits = RateLimits()
    for _ in range(5):
        await rig.send(adapter, support)
    bucket = await refused(rig, adapter, hello(support), support)
    assert isinstance(bucket, RetryAt)
    assert (bucket.scope, bucket.ordered) == (Scope.CHAT, True)
    fake.inject(faults.status(429, html=True), "create_message")
    page = await refused(rig, adapter, hello(support), support)
    assert isinstance(page, RetryAt)
    assert (page.scope, page.ordered) == (Scope.BOT, True)


async def test_a_third_title_in_ten_minutes_waits_and_holds_nothing_else_up(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel
) -> None:
    thread = fake.thread(ann, support, "Fees")
    for title in ("one", "two"):
        await performed(rig, adapter, RenameThread(place=place_of(thread), title=title), thread)
    third = RenameThread(place=place_of(thread), title="three")
    found = await refused(rig, adapter, third, thread)
    assert isinstance(found, RetryAt)
    assert (found.scope, found.ordered) == (Scope.ROW, True)
    assert thread.name == "two"


async def test_a_sleeping_thread_sleeps_on_under_its_new_title(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel
) -> None:
    thread = fake.thread(ann, support, "Fees")
    fake.archives(thread)
    await performed(rig, adapter, RenameThread(place=place_of(thread), title="closed"), thread)
    assert (thread.name, thread.is_archived) == ("closed", True)


async def test_a_thousand_invalid_requests_in_ten_minutes_are_the_last(
    rig: Rig, fake: FakeDiscord, adapter: Discord, support: Channel
) -> None:
    """D10: ten thousand would bar the address."""
    fake.forbids(support, "send_messages")
    for _ in range(25):
        sends = (refused(rig, adapter, hello(support), support) for _ in range(40))
        await asyncio.gather(*sends)
    assert fake.invalid_requests == 1_000
    stopped = await refused(rig, adapter, hello(support), support)
    assert isinstance(stopped, RetryAt)
    assert (stopped.scope, stopped.ordered) == (Scope.BOT, True)
    assert fake.invalid_requests == 1_000


# --- what leaves us


async def test_no_payload_whatever_can_call_anybody_and_no_webhook_is_made(
    rig: Rig, fake: FakeDiscord, adapter: Discord, guild: Guild, ann: User, support: Channel
) -> None:
    """D12, D13: in every body that holds words, and on every screen."""
    role = fake.role(guild, "Team")
    trap = f"@everyone @here {ann.mention} <@&{role.id}>"
    asked = fake.says(ann, support, f"{fake.mention} {trap}")
    (event,) = await rig.core.heard()
    reply = Send(
        place=event.place,
        body=(Mention(str(ann.id), "Ann"), Words(trap)),
        reply_to=str(asked.id),
    )
    sent = await performed(rig, adapter, reply, support)
    await performed(rig, adapter, Edit(target=ref(sent), body=(Words(trap + "!"),)), support)
    await performed(rig, adapter, hello(ann, trap), ann)
    thread = fake.thread(ann, support, "Fees")
    await performed(rig, adapter, hello(thread, trap * 60), thread)
    for command in ("ask", "id"):
        values = {"question": trap} if command == "ask" else {}
        await fake.answered(fake.slash(ann, support, command, **values))
    for asking in (await rig.core.heard(3))[1:]:
        await rig.answers(adapter, asking, trap)
    assert fake.loud() == []
    assert sum(isinstance(c.body, dict) and "content" in c.body for c in fake.calls) >= 7
    screens = [each for where in (support, thread, ann) for each in fake.ours(where)]
    assert {call for each in screens for call in each.calls} <= {str(ann.id)}
    assert not [call for call in fake.calls if call.name == "create_webhook"]


async def test_a_channel_that_is_hidden_between_two_messages_comes_back(
    rig: Rig, fake: FakeDiscord, adapter: Discord, support: Channel
) -> None:
    fake.forbids(support, "view_channel")
    assert isinstance(await refused(rig, adapter, hello(support), support), NotAllowed)
    fake.allows(support)
    await rig.send(adapter, support)
    assert len(fake.ours(support)) == 1


def test_places_of_threads_name_their_channel(
    fake: FakeDiscord, ann: User, support: Channel
) -> None:
    thread = fake.thread(ann, support, "Fees")
    assert place_of(thread) == Place("discord", str(support.id), thread=str(thread.id))
