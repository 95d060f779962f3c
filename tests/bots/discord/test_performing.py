"""What needs more than one request, or a second one."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from bots.discord.adapter import Discord
from core.actions import (
    Action,
    Badge,
    Delete,
    MessageRef,
    OpenThread,
    React,
    Receipt,
    Restrict,
    Send,
)
from core.events import Account
from core.platform import Delivery, DeliveryFailed, Gone, NotAllowed
from core.text import Mention, Words
from tests.bots.discord.rig import Rig, place_of
from tests.fakes.discord import Channel, FakeDiscord, Guild, User


@pytest.fixture
def rig(fake: FakeDiscord) -> Rig:
    return Rig(fake)


@pytest.fixture
async def discord(rig: Rig) -> AsyncIterator[Discord]:
    adapter = rig.adapter()
    yield adapter
    await adapter.close()


@pytest.fixture
def ann(fake: FakeDiscord) -> User:
    return fake.user("Ann")


@pytest.fixture
def guild(fake: FakeDiscord, ann: User) -> Guild:
    return fake.guild("Exchange", [ann])


@pytest.fixture
def support(fake: FakeDiscord, guild: Guild) -> Channel:
    return fake.channel(guild, "support")


async def perform(
    adapter: Discord, action: Action, where: Channel, target: tuple[str, ...] = (), row: int = 9
) -> Receipt:
    place = place_of(where)
    return await adapter.perform(Delivery(row=row, action=action, place=place, target=target))


# --- deleting


async def said(adapter: Discord, where: Channel, text: str = "word " * 1100) -> Receipt:
    return await perform(adapter, Send(place=place_of(where), body=(Words(text),)), where)


async def test_ours_are_deleted_one_by_one_where_we_may_not_delete_many(
    fake: FakeDiscord, discord: Discord, ann: User
) -> None:
    rights = ("view_channel", "send_messages", "read_message_history")
    modest = fake.channel(fake.guild("Modest", [ann], rights=rights), "support")
    sent = await said(discord, modest)
    fake.deletes(fake.ours(modest)[0])
    await perform(discord, Delete(target=MessageRef(sent.place, sent.ids)), modest, sent.ids)
    assert fake.ours(modest) == []


async def test_many_are_deleted_by_one_request(
    fake: FakeDiscord, discord: Discord, support: Channel
) -> None:
    sent = await said(discord, support)
    await perform(discord, Delete(target=""), support, sent.ids)
    assert fake.ours(support) == []
    assert len(fake.calls_of("bulk_delete_messages")) == 1
    assert fake.calls_of("delete_message") == []


# --- reactions


async def test_a_reaction_of_ours_replaces_the_one_before_and_leaves_those_of_others(
    fake: FakeDiscord, discord: Discord, ann: User, support: Channel
) -> None:
    asked = fake.says(ann, support, "why?")
    fake.reacts(ann, asked, "👀")
    for emoji, shown in (("👍", {"👀", "👍"}), ("🏆", {"👀", "🏆"}), (None, {"👀"})):
        await perform(discord, React(target="", emoji=emoji), support, (str(asked.id),))
        assert set(fake.screen(support)[0].reactions) == shown


async def test_the_same_reaction_again_is_nothing_to_do(
    fake: FakeDiscord, discord: Discord, ann: User, support: Channel
) -> None:
    asked = fake.says(ann, support, "why?")
    like = React(target="", emoji="👍")
    first, again = [await perform(discord, like, support, (str(asked.id),)) for _ in range(2)]
    assert (first.nothing_to_do, again.nothing_to_do) == (False, True)


# --- badges


def badge(where: Channel, who: User, name: str) -> Badge:
    return Badge(place=place_of(where), account=Account("discord", str(who.id)), name=name)


async def test_a_new_badge_replaces_the_one_before_and_touches_no_other_role(
    fake: FakeDiscord, discord: Discord, ann: User, guild: Guild, support: Channel
) -> None:
    sage, helper, own = (fake.role(guild, name) for name in ("Sage", "Helper", "Fan"))
    fake.gives(ann, guild, own)
    for name, held in (("Helper", {helper, own}), ("Sage", {sage, own}), ("", {own})):
        await perform(discord, badge(support, ann, name), support)
        assert guild.members[ann.id].roles == {role.id for role in held}


async def test_a_badge_that_was_granted_before_a_restart_is_taken_after_it(
    fake: FakeDiscord, rig: Rig, ann: User, guild: Guild, support: Channel
) -> None:
    fake.role(guild, "Sage")
    for name in ("Sage", ""):
        adapter = rig.adapter()
        await perform(adapter, badge(support, ann, name), support)
        await adapter.close()
    assert guild.members[ann.id].roles == set()


async def test_a_role_that_carries_power_is_never_given_as_a_badge(
    fake: FakeDiscord, discord: Discord, ann: User, guild: Guild, support: Channel
) -> None:
    fake.role(guild, "Sage", rights=["ban_members"])
    with pytest.raises(DeliveryFailed) as failed:
        await perform(discord, badge(support, ann, "Sage"), support)
    assert failed.value.outcome == NotAllowed("badge_without_rights")
    assert guild.members[ann.id].roles == set()


async def test_a_badge_without_a_role_is_told(
    discord: Discord, ann: User, support: Channel
) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        await perform(discord, badge(support, ann, "Sage"), support)
    assert failed.value.outcome == NotAllowed("badge_role")


async def test_who_has_left_gets_no_badge(
    fake: FakeDiscord, discord: Discord, ann: User, guild: Guild, support: Channel
) -> None:
    fake.role(guild, "Sage")
    fake.leaves(ann, guild)
    with pytest.raises(DeliveryFailed) as failed:
        await perform(discord, badge(support, ann, "Sage"), support)
    assert failed.value.outcome == Gone("person")


# --- threads and people


async def test_a_thread_that_was_deleted_is_not_its_channel(
    fake: FakeDiscord, discord: Discord, ann: User, support: Channel
) -> None:
    thread = fake.thread(ann, support, "Fees")
    fake.deletes_channel(thread)
    with pytest.raises(DeliveryFailed) as failed:
        await said(discord, thread, "So?")
    assert failed.value.outcome == Gone("thread")


async def test_a_thread_that_may_have_been_opened_is_not_opened_twice(
    fake: FakeDiscord, discord: Discord, guild: Guild, support: Channel
) -> None:
    opening = OpenThread(place=place_of(support), title="Ticket  1")
    delivery = Delivery(row=9, action=opening, place=place_of(support))
    first = await discord.perform(delivery)
    doubted = msgspec.structs.replace(delivery, uncertain_before=True)
    assert await discord.perform(doubted) == first
    assert sum(channel.is_thread for channel in guild.channels.values()) == 1


async def test_a_private_thread_that_we_could_not_read_is_not_opened(
    discord: Discord, guild: Guild, support: Channel
) -> None:
    """Without message_content; a private talk is read in any case."""
    with pytest.raises(DeliveryFailed) as failed:
        await perform(
            discord, OpenThread(place=place_of(support), title="1", private=True), support
        )
    assert failed.value.outcome == NotAllowed("see_messages")
    assert not any(channel.is_thread for channel in guild.channels.values())


@pytest.mark.parametrize("is_fresh", [False, True])
async def test_who_is_spoken_to_in_a_private_thread_is_let_in(
    fake: FakeDiscord, rig: Rig, ann: User, guild: Guild, support: Channel, is_fresh: bool
) -> None:
    """Also by a process that did not open it."""
    adapter = rig.adapter(message_content=True)
    opening = OpenThread(place=place_of(support), title="Ticket 1", private=True)
    opened = await perform(adapter, opening, support)
    if is_fresh:
        await adapter.close()
        adapter = rig.adapter(message_content=True)
    hello = Send(place=opened.place, body=(Mention(str(ann.id), "Ann"),))
    await adapter.perform(Delivery(row=7, action=hello, place=opened.place))
    await adapter.close()
    thread = guild.channels[int(opened.place.thread or 0)]
    assert ann.id in thread.inside
    (shown,) = fake.ours(thread)
    assert (shown.text, shown.calls) == (f"<@{ann.id}>", ())


async def test_a_forum_post_is_opened_as_a_thread(
    fake: FakeDiscord, discord: Discord, guild: Guild
) -> None:
    forum = fake.channel(guild, "tickets", "forum")
    opened = await perform(discord, OpenThread(place=place_of(forum), title="No mail"), forum)
    thread = guild.channels[int(opened.place.thread or 0)]
    assert (thread.name, thread.parent) == ("No mail", forum)


async def test_a_person_is_restricted_from_within_a_thread_too(
    fake: FakeDiscord, discord: Discord, ann: User, guild: Guild, support: Channel
) -> None:
    thread = fake.thread(ann, support, "Fees")
    account = Account("discord", str(ann.id))
    await perform(discord, Restrict(place=place_of(thread), account=account, what="mute"), thread)
    assert guild.members[ann.id].timed_out_until is not None
