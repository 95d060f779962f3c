"""Messages keep Discord's word: the real discord.py reads and writes them."""

from datetime import timedelta

import aiohttp
import discord
import pytest
from discord.http import Route

from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord, Guild, User
from tests.fakes.discord.calling import find_route
from tests.fakes.discord.limits import RateLimits
from tests.fakes.discord.rules import ApiError, RateLimited
from tests.fakes.discordpy.client import Bot, awake, until


def place(bot: Bot, channel: Channel) -> discord.PartialMessageable:
    return bot.get_partial_messageable(channel.id)


async def test_a_question_arrives_and_its_answer_stands_on_the_screen(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    asked = fake.says(ann, support, f"{fake.mention} hello")
    (heard,) = await bot.hears()
    assert heard.content == asked.body["content"]
    await heard.reply("hi", nonce="7.0", silent=True)
    (answer,) = await fake.heard(support)
    assert (answer.text, answer.reply_to, answer.nonce) == ("hi", asked.id, "7.0")
    assert answer.silent


async def test_without_the_intent_only_words_for_us_can_be_read(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    fake.says(ann, support, "idle talk")
    fake.says(ann, support, f"{fake.mention} hello")
    fake.says(ann, ann, "in private")
    await place(bot, support).send("ours")
    texts = [message.content for message in await bot.hears(4)]
    assert texts == ["", f"{fake.mention} hello", "in private", "ours"]
    history = [message.content async for message in place(bot, support).history()]
    assert history == ["ours", f"{fake.mention} hello", ""]


async def test_with_the_intent_all_words_can_be_read(
    fake: FakeDiscord, ann: User, support: Channel
) -> None:
    fake.world.privileged = discord.Intents(message_content=True)
    async with awake(fake, message_content=True) as bot:
        fake.says(ann, support, "idle talk")
        (heard,) = await bot.hears()
        assert heard.content == "idle talk"


async def test_history_comes_after_an_id_oldest_first(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    said = [fake.says(ann, support, f"{fake.mention} {n}").id for n in range(120)]
    after = discord.Object(said[4])
    found = [message.id async for message in place(bot, support).history(after=after, limit=None)]
    assert found == said[5:]


async def test_a_nonce_sent_again_returns_the_first_message_until_it_is_forgotten(
    fake: FakeDiscord, bot: Bot, support: Channel
) -> None:
    first = await place(bot, support).send("once", nonce="12.0")
    again = await place(bot, support).send("once", nonce="12.0")
    assert again.id == first.id
    now = fake.world.clock()
    fake.world.clock = lambda: now + 121
    later = await place(bot, support).send("once", nonce="12.0")
    assert later.id != first.id
    assert len(fake.ours(support)) == 2


async def test_whom_a_message_calls_is_what_allowed_mentions_let_it(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    await place(bot, support).send(f"@everyone {ann.mention}")
    quiet = discord.AllowedMentions.none()
    await place(bot, support).send(f"@everyone {ann.mention}", allowed_mentions=quiet)
    loud, still = await fake.heard(support, 2)
    assert loud.calls == ("@everyone", str(ann.id))
    assert still.calls == ()
    assert [body["content"] for body in fake.loud()] == [loud.text]


@pytest.mark.parametrize(
    ("content", "code"), [("x" * 2001, 50035), ("", 50006), (" \n ", 50006)], ids=["long", "0", " "]
)
async def test_texts_that_do_not_fit_are_refused(
    bot: Bot, support: Channel, content: str, code: int
) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await place(bot, support).send(content)
    assert refused.value.code == code


async def test_only_our_own_messages_can_be_edited(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    ours = await place(bot, support).send("draft")
    await ours.edit(content="final")
    theirs = place(bot, support).get_partial_message(fake.says(ann, support, "x").id)
    with pytest.raises(discord.Forbidden) as refused:
        await theirs.edit(content="y")
    assert refused.value.code == 50005
    assert [(each.text, each.is_edited) for each in fake.ours(support)] == [("final", True)]


async def test_what_is_gone_is_unknown(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    message = place(bot, support).get_partial_message(fake.says(ann, support, "x").id)
    await message.delete()
    with pytest.raises(discord.NotFound) as gone:
        await message.delete()
    assert gone.value.code == 10008
    fake.deletes_channel(support)
    with pytest.raises(discord.NotFound) as nowhere:
        await place(bot, support).send("x")
    assert nowhere.value.code == 10003


async def test_bulk_deletes_are_of_two_to_a_hundred_young_messages(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    ids = [fake.says(ann, support, str(n)).id for n in range(101)]
    now = fake.world.clock()

    async def delete(*some: int) -> None:
        await bot.http.delete_messages(support.id, list(some))

    for wrong, code in ((ids, 50016), (ids[:1], 50016)):
        with pytest.raises(discord.HTTPException) as refused:
            await delete(*wrong)
        assert refused.value.code == code
    await delete(*ids[:100])
    assert len(fake.screen(support)) == 1
    fake.world.clock = lambda: now + timedelta(days=15).total_seconds()
    fresh = fake.says(ann, support, "young").id
    with pytest.raises(discord.HTTPException) as refused:
        await delete(ids[100], fresh)
    assert refused.value.code == 50034


async def test_closed_doors_are_told_apart(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    fake.closes_dms(ann)
    user = await bot.fetch_user(ann.id)
    with pytest.raises(discord.Forbidden) as closed:
        await user.send("hi")
    assert closed.value.code == 50007
    fake.forbids(support, "send_messages")
    with pytest.raises(discord.Forbidden) as mute:
        await place(bot, support).send("hi")
    assert mute.value.code == 50013
    fake.forbids(support, "view_channel")
    with pytest.raises(discord.Forbidden) as hidden:
        await place(bot, support).send("hi")
    assert hidden.value.code == 50001


async def test_reactions_and_pins_show_and_are_told(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    message = await place(bot, support).send("text")
    await message.add_reaction("👍")
    fake.reacts(ann, fake.ours(support)[0], "👍")
    await message.pin()
    await until(lambda: bot.events.count("raw_reaction_add") == 2)
    (shown,) = fake.ours(support)
    assert (shown.reactions, shown.is_pinned) == (("👍",), True)
    await message.remove_reaction("👍", discord.Object(bot.application_id or 0))
    fake.unreacts(ann, shown, "👍")
    await until(lambda: bot.events.count("raw_reaction_remove") == 2)
    assert fake.ours(support)[0].reactions == ()
    with pytest.raises(discord.NotFound) as unknown:
        await message.add_reaction("nonsense")
    assert unknown.value.code == 10014


async def test_buttons_that_do_not_fit_are_refused(bot: Bot, support: Channel) -> None:
    button = {"type": 2, "style": 2, "label": "A", "custom_id": "é" * 101}
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=support.id)
    for buttons in ([button], [], [{**button, "custom_id": str(n)} for n in range(6)]):
        rows = [{"type": 1, "components": buttons}]
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.request(route, json={"content": "x", "components": rows})
        assert refused.value.code == 50035


async def test_an_answer_to_a_deleted_message_is_refused_unless_that_is_no_matter(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    asked = fake.says(ann, support, "x")
    fake.deletes(asked)
    message = place(bot, support).get_partial_message(asked.id)
    with pytest.raises(discord.HTTPException) as refused:
        await message.reply("hi")
    assert refused.value.code == 50035
    await place(bot, support).send("hi", reference=message.to_reference(fail_if_not_exists=False))
    assert [each.reply_to for each in fake.ours(support)] == [None]


# --- faults


async def test_faults_strike_before_or_after_the_effect(
    fake: FakeDiscord, bot: Bot, support: Channel
) -> None:
    for fault in (faults.reset(effect=False), faults.reset(effect=True), faults.cut()):
        fake.inject(fault, "create_message")
        with pytest.raises(aiohttp.ClientError):
            await place(bot, support).send("text")
    assert len(fake.ours(support)) == 2


async def test_a_429_in_json_is_waited_out_and_cloudflares_page_is_not(
    fake: FakeDiscord, bot: Bot, support: Channel
) -> None:
    fake.inject(faults.flood(0.05), "create_message")
    await place(bot, support).send("text")
    fake.inject(faults.status(429, html=True), "create_message")
    with pytest.raises(discord.HTTPException) as page:
        await place(bot, support).send("text")
    assert page.value.status == 429
    fake.inject(faults.flood(37), "create_message")
    with pytest.raises(discord.RateLimited) as long:
        await place(bot, support).send("text")
    assert long.value.retry_after == 37
    assert (len(fake.ours(support)), fake.invalid_requests) == (1, 3)


async def test_a_revoked_token_ends_rest_and_the_gateway(
    fake: FakeDiscord, bot: Bot, support: Channel
) -> None:
    fake.revoke()
    await until(bot.is_closed)
    assert fake.calls_of("create_message") == []


async def test_with_limits_on_the_library_keeps_to_the_headers(
    fake: FakeDiscord, bot: Bot, guild: Guild, support: Channel
) -> None:
    fake.limits = RateLimits()
    for _ in range(6):
        await bot.http.get_channel(support.id)
    assert fake.invalid_requests == 0


def test_five_messages_in_five_seconds_are_all_that_a_channel_takes() -> None:
    limits = RateLimits()
    send, ids = find_route("POST", "channels/7/messages")
    for second in range(4):
        limits.take(send, ids, float(second))
    assert limits.take(send, ids, 4.0)["X-RateLimit-Remaining"] == "0"
    with pytest.raises(RateLimited, match=r"1\.0 s"):
        limits.take(send, ids, 4.0)
    limits.take(send, {"channel": "8"}, 4.0)


def test_fifty_requests_in_a_second_are_all_that_a_bot_makes() -> None:
    limits = RateLimits()
    send, _ = find_route("POST", "channels/7/messages")
    for channel in range(50):
        limits.take(send, {"channel": str(channel)}, 1.0)
    with pytest.raises(RateLimited) as limit:
        limits.take(send, {"channel": "50"}, 1.5)
    assert limit.value.is_global
    callback, ids = find_route("POST", "interactions/1/t/callback")
    limits.take(callback, ids, 1.5)


def test_a_route_that_is_not_there_is_not_found() -> None:
    with pytest.raises(ApiError, match="404: Not Found"):
        find_route("GET", "nowhere")
