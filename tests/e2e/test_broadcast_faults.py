"""Whatever goes wrong at one place of an announcement: the others have it, and none twice."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bots import assembly
from bots.twitter.outgoing import MAX_POST
from bots.twitter.weighing import weight
from core.app import App
from core.config import load
from core.storage import Storage
from tests.e2e.broadcasts import WORDS, on_x, places, running, running_again
from tests.e2e.discord_town import DiscordTown
from tests.e2e.town import PLATFORMS, Town
from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord
from tests.fakes.faults import Fault
from tests.fakes.telegram import Chat, FakeTelegram
from tests.fakes.x import FakeX, rules

FIVE = 5


def groups(fake: FakeTelegram, count: int = FIVE, kind: str = "supergroup") -> list[Chat]:
    ann = fake.user("Ann")
    return [fake.group(f"Group {number}", [ann], kind=kind) for number in range(count)]


def config(chats: list[Chat]) -> str:
    return places(*(f"telegram:{chat.id}" for chat in chats))


def heard(fake: FakeTelegram, chats: list[Chat]) -> list[int]:
    """How many announcements stand in each."""
    return [sum("No. 1" in shown.text for shown in fake.ours(chat)) for chat in chats]


# -- Telegram ------------------------------------------------------------------------------------


async def test_a_wait_ordered_for_polling_holds_no_announcement_back(town: Town) -> None:
    """T07."""
    fake, chats = town.fake, groups(town.fake)
    fake.inject(faults.flood(30), "getUpdates")
    async with town.awake(config(chats)) as bot, running(bot.app) as run:
        assert set((await run.ends(within=5)).values()) == {"sent"}
    assert heard(fake, chats) == [1] * FIVE


async def test_the_place_that_has_to_wait_waits_and_not_the_run(town: Town) -> None:
    """T08, T09, T10: to the second, at the price of no attempt."""
    fake, chats = town.fake, groups(town.fake)
    fake.inject(faults.flood(2), "sendMessage")
    async with town.awake(config(chats)) as bot, running(bot.app) as run:
        began = time.monotonic()
        async with asyncio.timeout(1.5):
            while sum(heard(fake, chats)) < FIVE - 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert set((await run.ends()).values()) == {"sent"}
        assert await run.rows("SELECT DISTINCT attempts FROM outbox WHERE lane = 3") == [(0,)]
        assert time.monotonic() - began > 2.0
    assert heard(fake, chats) == [1] * FIVE


@pytest.mark.parametrize(
    "fault", [faults.reset(effect=True), faults.cut(), faults.garbage()], ids=str
)
async def test_where_nobody_knows_it_is_uncertain_and_not_sent_again(
    town: Town, fault: Fault
) -> None:
    """T11."""
    fake, chats = town.fake, groups(town.fake)
    fake.inject(fault, "sendMessage")
    async with town.awake(config(chats)) as bot, running(bot.app) as run:
        states = list((await run.ends()).values())
    assert sorted(states) == ["sent"] * (FIVE - 1) + ["uncertain"]
    assert heard(fake, chats) == [1] * FIVE


async def test_a_long_one_goes_on_with_the_part_that_is_missing_there(town: Town) -> None:
    """T12."""
    fake, chats = town.fake, groups(town.fake, 2)
    words = "\n\n".join(f"{number} " + "word " * 700 for number in range(3))
    for fault in (faults.slow(0.0), faults.slow(0.0), faults.flood(1)):
        fake.inject(fault, "sendMessage")
    async with town.awake(config(chats)) as bot, running(bot.app, words) as run:
        assert set((await run.ends()).values()) == {"sent"}
    for chat in chats:
        assert [shown.text[0] for shown in fake.ours(chat)] == ["0", "1", "2"]


async def test_what_never_left_is_sent_when_the_link_is_back(town: Town) -> None:
    """T12: by one layer, and without any doubt."""
    fake, chats = town.fake, groups(town.fake)
    async with town.awake(config(chats)) as bot, running(bot.app) as run:
        async with fake.offline():
            await asyncio.sleep(0.7)
        assert set((await run.ends()).values()) == {"sent"}
    assert heard(fake, chats) == [1] * FIVE


async def test_a_group_that_became_a_supergroup_has_it_where_it_is_now(town: Town) -> None:
    """T16: in the middle of a run, and only the refusal tells."""
    fake, chats = town.fake, groups(town.fake, kind="group")
    async with town.awake(config(chats)) as bot:
        new = fake.migrates(chats[0])
        fake.updates.pending.clear()
        async with running(bot.app) as run:
            assert set((await run.ends()).values()) == {"sent"}
            posts = await run.rows("SELECT place FROM announcement_posts")
        assert (f"telegram:{new.id}",) in posts
        assert (f"telegram:{chats[0].id}",) not in posts
    assert heard(fake, [*chats, new]) == [0] + [1] * FIVE


async def test_who_removed_us_is_passed_over_and_gets_it_when_we_are_back(town: Town) -> None:
    """T17."""
    fake, chats = town.fake, groups(town.fake)
    boss = fake.user("Boss")
    async with town.awake(config(chats)) as bot:
        fake.removes_bot(boss, chats[0])
        await bot.settled()
        async with running(bot.app) as run:
            states = await run.ends()
            assert states.pop(f"telegram:{chats[0].id}") == "unreachable"
            assert set(states.values()) == {"sent"}
            fake.adds_bot(boss, chats[0], rights=())
            await run.becomes("sent", f"telegram:{chats[0].id}")
    assert heard(fake, chats) == [1] * FIVE
    sent = [call for call in fake.calls_of("sendMessage") if "No. 1" in str(call)]
    assert len(sent) == FIVE  # none to where we were not


async def test_a_removal_that_nobody_told_us_ends_one_place_and_not_the_run(town: Town) -> None:
    """T17."""
    fake, chats = town.fake, groups(town.fake)
    async with town.awake(config(chats)) as bot:
        fake.removes_bot(fake.user("Boss"), chats[0])
        fake.updates.pending.clear()
        async with running(bot.app) as run:
            states = await run.ends()
    assert states.pop(f"telegram:{chats[0].id}") == "unreachable"
    assert set(states.values()) == {"sent"}


# -- Discord -------------------------------------------------------------------------------------


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


@asynccontextmanager
async def channels_of(fake: FakeDiscord, folder: Path) -> AsyncIterator[tuple[list[Channel], App]]:
    guild = fake.guild("Exchange", [fake.user("Ann")])
    channels = [fake.channel(guild, f"news-{number}") for number in range(FIVE)]
    named = places(*(f"discord:{channel.id}" for channel in channels))
    async with DiscordTown(fake, folder / "guildhall.db").awake(named) as app:
        yield channels, app


def limited(seconds: float, scope: str) -> Fault:
    """Discord's own 429: of one route, shared with others, or of the whole bot."""

    async def answer(_request: web.Request, _real: web.Response | None) -> web.StreamResponse:
        told = {"message": "limited", "retry_after": seconds, "global": scope == "global"}
        return web.json_response(told, status=429, headers={"X-RateLimit-Scope": scope})

    return Fault(scope, effect=False, answer=answer)


def posted(fake: FakeDiscord, channels: list[Channel]) -> list[int]:
    return [len(fake.ours(channel)) for channel in channels]


@pytest.mark.parametrize(
    ("fault", "invalid"),
    [(limited(1.5, "user"), 1), (limited(1.5, "shared"), 0)],
    ids=["its own", "shared"],
)
async def test_a_channel_at_its_limit_waits_and_the_others_do_not(
    discord: FakeDiscord, tmp_path: Path, fault: Fault, invalid: int
) -> None:
    """D10: what others used up is no invalid request of ours."""
    discord.inject(fault, "create_message")
    async with channels_of(discord, tmp_path) as (channels, app), running(app) as run:
        began = time.monotonic()
        await discord.until(lambda: sum(posted(discord, channels)) == FIVE - 1)
        assert time.monotonic() - began < 1.4
        assert set((await run.ends()).values()) == {"sent"}
        assert time.monotonic() - began > 1.4
    assert posted(discord, channels) == [1] * FIVE
    assert discord.invalid_requests == invalid


@pytest.mark.parametrize(
    "fault", [limited(1.5, "global"), faults.status(429, html=True)], ids=["global", "a page"]
)
async def test_a_limit_of_the_whole_bot_holds_all_back_and_loses_nothing(
    discord: FakeDiscord, tmp_path: Path, fault: Fault
) -> None:
    """D10: in Discord's words, or on a page of Cloudflare's."""
    async with channels_of(discord, tmp_path) as (channels, app):
        for _ in range(FIVE):
            discord.inject(fault, "create_message")
        async with running(app) as run:
            await asyncio.sleep(1.3)
            assert sum(posted(discord, channels)) == 0
            discord.forget_faults()
            assert set((await run.ends(within=15)).values()) == {"sent"}
    assert posted(discord, channels) == [1] * FIVE


async def test_a_channel_that_forbids_it_costs_one_invalid_request(
    discord: FakeDiscord, tmp_path: Path
) -> None:
    """D10: ten thousand in ten minutes would bar the address."""
    async with channels_of(discord, tmp_path) as (channels, app):
        for channel in channels[:2]:
            discord.forbids(channel, "send_messages")
        async with running(app) as run:
            states = list((await run.ends()).values())
    assert sorted(states) == ["failed"] * 2 + ["sent"] * 3
    assert discord.invalid_requests == 2


# -- X -------------------------------------------------------------------------------------------


@pytest.fixture
async def x() -> AsyncIterator[FakeX]:
    async with FakeX() as fake:
        yield fake


@asynccontextmanager
async def with_timeline(storage: Storage, fake: FakeX) -> AsyncIterator[App]:
    settings = load(places("x:timeline"), {}, platforms=PLATFORMS)
    app = App(settings, storage, assembly.FEATURES)
    await app.start()
    async with on_x(app, storage, fake):
        yield app


def timeline(fake: FakeX) -> list[str]:
    return [shown.text for shown in fake.world.public() if not shown.is_deleted]


@pytest.mark.parametrize(
    "fault", [faults.reset(effect=True), faults.cut(), faults.garbage()], ids=str
)
async def test_what_was_posted_while_the_client_failed_stands_once(
    sqlite_storage: Storage, x: FakeX, fault: Fault
) -> None:
    """X01: it is found among our posts, and not posted again."""
    x.inject(fault, "post")
    async with with_timeline(sqlite_storage, x) as app, running(app) as run:
        assert await run.ends() == {"x:timeline": "sent"}
        ((link,),) = await run.rows("SELECT link FROM announcement_deliveries")
    assert [WORDS in text for text in timeline(x)] == [True]
    assert len(x.calls_of("post")) == 1
    assert link


async def test_where_our_posts_cannot_be_read_a_duplicate_is_delivered_without_a_link(
    sqlite_storage: Storage, x: FakeX
) -> None:
    """X02, X03: on a row that was in doubt."""
    x.refuses["own_posts"] = rules.not_in_plan()
    x.inject(faults.reset(effect=True), "post")
    async with with_timeline(sqlite_storage, x) as app, running(app) as run:
        assert await run.ends() == {"x:timeline": "sent"}
        assert await run.rows("SELECT link FROM announcement_deliveries") == [("",)]
    assert len(timeline(x)) == 1


async def test_the_same_words_again_are_refused_and_named(
    sqlite_storage: Storage, x: FakeX
) -> None:
    """X02: an announcement is not varied; staff says it in other words."""
    async with with_timeline(sqlite_storage, x) as app:
        async with running(app) as run:
            await run.ends()
        x.world.posts.clear()  # it stands so far back that it cannot be found
        async with running_again(app, 1) as again:
            await again.becomes("failed", "x:timeline")
            (line,) = await again.report()
            assert line.reason == "the platform refuses the message as it is"


async def test_a_thread_goes_on_where_it_broke_off(sqlite_storage: Storage, x: FakeX) -> None:
    """X11: in parts that fit by X's measure, each once and in order."""
    words = " ".join(f"Sentence number {number} is here." for number in range(30))
    for fault in (faults.slow(0.0), faults.reset(effect=True)):
        x.inject(fault, "post")
    async with with_timeline(sqlite_storage, x) as app, running(app, words) as run:
        assert await run.ends() == {"x:timeline": "sent"}
    parts = timeline(x)
    assert len(parts) > 2
    assert all(weight(part) <= MAX_POST for part in parts)
    assert [n for n in range(30) if f"number {n} is" in " ".join(parts)] == list(range(30))
    assert len(set(parts)) == len(parts)


async def test_without_credits_it_waits_until_there_are_some(
    sqlite_storage: Storage, x: FakeX
) -> None:
    x.has_credits = False
    async with with_timeline(sqlite_storage, x) as app, running(app) as run:
        await asyncio.sleep(0.5)
        await run.becomes("waiting", "x:timeline")
        assert timeline(x) == []
    x.has_credits = True
    async with with_timeline(sqlite_storage, x):
        async with asyncio.timeout(10):
            while not timeline(x):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
