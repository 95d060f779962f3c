"""The fake keeps Telegram's word: the real python-telegram-bot runs against it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter

from tests.fakes import faults
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.limits import SendLimits
from tests.fakes.telegram.rules import ApiError


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    async with Bot(fake.token, base_url=fake.base_url) as bot:
        yield bot


async def test_a_question_arrives_and_its_answer_stands_on_the_screen(
    fake: FakeTelegram, bot: Bot
) -> None:
    ann = fake.user("Ann")
    fake.says(ann, ann, "hello")
    (update,) = await bot.get_updates(timeout=1)
    assert update.message is not None
    await bot.send_message(ann.id, "😀 hi", entities=[MessageEntity("bold", 3, 2)])
    (answer,) = await fake.heard(ann)
    assert answer.styles == (("bold", "hi"),)


async def test_an_update_comes_again_until_its_offset_is_confirmed(
    fake: FakeTelegram, bot: Bot
) -> None:
    ann = fake.user("Ann")
    fake.says(ann, ann, "hello")
    (first,) = await bot.get_updates()
    (again,) = await bot.get_updates()
    assert again.update_id == first.update_id
    assert await bot.get_updates(offset=first.update_id + 1) == ()


async def test_joins_and_reactions_come_only_when_named(fake: FakeTelegram, bot: Bot) -> None:
    ann = fake.user("Ann")
    group = fake.group("Support", [ann])
    message = fake.says(ann, group, "hello")
    fake.reacts(ann, message, "👍")
    await bot.get_updates(allowed_updates=["message", "message_reaction"])
    fake.reacts(ann, message, "👍", "❤")
    kinds = [update.to_dict().keys() for update in await bot.get_updates()]
    assert [("message_reaction" in kind) for kind in kinds] == [False, True]


async def test_with_privacy_mode_on_only_commands_to_us_and_replies_are_heard(
    fake: FakeTelegram, bot: Bot
) -> None:
    fake.world.reads_all = False
    ann = fake.user("Ann")
    group = fake.group("Support", [ann], rights=None)
    ours = await bot.send_message(group.id, "Welcome")
    fake.says(ann, group, "idle talk")
    fake.says(ann, group, "/ask@example_guide_bot what")
    fake.says(ann, group, "thanks", reply_to=ours.message_id)
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["/ask@example_guide_bot what", "thanks"]


async def test_two_pollers_get_a_conflict(fake: FakeTelegram, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await fake.called("getUpdates")
    async with Bot(fake.token, base_url=fake.base_url) as other:
        await other.get_updates(timeout=0)
    with pytest.raises(Conflict):
        await first


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("x" * 4097, "too long"), ("😀" * 2049, "too long"), (" \n ", "is empty")],
)
async def test_texts_that_do_not_fit_are_refused(
    fake: FakeTelegram, bot: Bot, text: str, refusal: str
) -> None:
    group = fake.group("Support")
    with pytest.raises(BadRequest, match=refusal):
        await bot.send_message(group.id, text)


async def test_an_entity_inside_an_emoji_is_refused(fake: FakeTelegram, bot: Bot) -> None:
    group = fake.group("Support")
    with pytest.raises(BadRequest, match=r"(?i)middle of a UTF-16 symbol"):
        await bot.send_message(group.id, "😀😀", entities=[MessageEntity("bold", 1, 2)])


async def test_65_bytes_behind_a_button_are_refused(fake: FakeTelegram, bot: Bot) -> None:
    group = fake.group("Support")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="é" * 33)]])
    with pytest.raises(BadRequest, match=r"(?i)BUTTON_DATA_INVALID"):
        await bot.send_message(group.id, "text", reply_markup=markup)


async def test_a_bot_cannot_write_first_nor_to_who_blocked_it(fake: FakeTelegram, bot: Bot) -> None:
    ann = fake.user("Ann")
    fake.private(ann)
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(ann.id, "text")
    fake.says(ann, ann, "/start")
    fake.blocks(ann)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(ann.id, "text")


async def test_a_silently_ignored_topic_shows_the_text_in_the_main_chat(
    fake: FakeTelegram, bot: Bot
) -> None:
    ann = fake.user("Ann")
    group = fake.group("Support", [ann], forum=True)
    thread = fake.topic(ann, group, "Fees")
    fake.deletes_topic(group, thread, silently=True)
    sent = await bot.send_message(group.id, "private words", message_thread_id=thread)
    assert sent.message_thread_id is None


async def test_faults_strike_before_or_after_the_effect(fake: FakeTelegram, bot: Bot) -> None:
    group = fake.group("Support")
    fake.inject(faults.reset(effect=False), "sendMessage")
    fake.inject(faults.reset(effect=True), "sendMessage")
    fake.inject(faults.cut(), "sendMessage")
    fake.inject(faults.status(502, html=True), "sendMessage")
    for _ in range(4):
        with pytest.raises(NetworkError):
            await bot.send_message(group.id, "text")
    assert len(fake.ours(group)) == 2


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_a_flood_names_its_seconds(fake: FakeTelegram, bot: Bot) -> None:
    group = fake.group("Support")
    fake.inject(faults.flood(37), "sendMessage")
    with pytest.raises(RetryAfter, match="37 seconds"):
        await bot.send_message(group.id, "text")


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_with_limits_on_who_sends_too_fast_is_told_to_wait(
    fake: FakeTelegram, bot: Bot
) -> None:
    fake.limits = SendLimits()
    group, other = fake.group("Support"), fake.group("Other")
    for _ in range(3):
        await bot.send_message(group.id, "text")
    with pytest.raises(RetryAfter):
        await bot.send_message(group.id, "text")
    await bot.send_message(other.id, "text")


def test_twenty_messages_a_minute_are_all_that_a_group_takes() -> None:
    limits = SendLimits()
    for second in range(20):
        limits.check("-100", now=float(second))
    with pytest.raises(ApiError, match="retry after 40"):
        limits.check("-100", now=20.0)
    limits.check("7", now=20.0)


async def test_an_update_reaches_a_webhook_with_its_secret(fake: FakeTelegram, bot: Bot) -> None:
    got: list[tuple[str | None, bytes]] = []
    taken = asyncio.Event()

    async def hear(request: web.Request) -> web.Response:
        got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.read()))
        if len(got) == 1:
            return web.Response(status=503)
        taken.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hear)
    server = TestServer(app)
    await server.start_server()
    await bot.set_webhook(str(server.make_url("/hook")), secret_token="a-word")
    ann = fake.user("Ann")
    fake.says(ann, ann, "hello")
    async with asyncio.timeout(2):
        await taken.wait()
    await bot.delete_webhook()
    await server.close()
    assert [secret for secret, _ in got] == ["a-word", "a-word"]
    assert got[0] == got[1]
