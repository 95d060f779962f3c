"""A conversation over the WebSocket."""

import asyncio
import secrets

import aiohttp
import pytest

from bots.web import Settings
from core.actions import Button, Delete, Edit
from core.events import Account, Place
from core.storage import Storage
from core.text import Words
from tests.bots.web.stage import Browser, Memory, Stage, Talk, open_browser, open_stage


async def answered(talk: Talk, text: str, id_: str = "question-1") -> list[dict[str, object]]:
    await talk.ask(text, id_)
    return await talk.messages(2)


async def test_a_question_is_kept_handled_and_answered(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        question, answer = await answered(talk, "How do I reset my 2FA?")
        assert question["text"] == "How do I reset my 2FA?"
        assert answer["html"] == "<p>Here is <strong>how</strong>.</p>"
        await talk.until("ack", id="question-1")


async def test_the_core_hears_a_private_addressed_message_of_the_visitor(
    stage: Stage, browser: Browser
) -> None:
    async with browser.talk() as talk:
        await answered(talk, "see https://example.com/x please")
    (event,) = stage.heard
    visitor = event.place.id
    assert event.place == Place("web", visitor, private=True)
    assert event.author == Account("web", visitor)
    assert event.addressed
    assert event.locale == "en"
    assert event.id == f"{visitor}:question-1"
    assert [link.target for link in event.links] == ["https://example.com/x"]


async def test_a_message_sent_again_is_kept_and_answered_once(
    stage: Stage, browser: Browser
) -> None:
    async with browser.talk() as talk:
        await answered(talk, "Hello")
        await talk.until("ack")
        await talk.ask("Hello")
        await talk.until("ack")
    async with browser.talk() as talk:
        assert len(await talk.messages(2)) == 2
    assert len(stage.heard) == 1


async def test_a_message_is_acknowledged_only_after_it_was_handled(
    sqlite_storage: Storage,
) -> None:
    async with open_stage(sqlite_storage) as stage, open_browser(stage) as browser:
        gate = asyncio.Event()

        async def slow(event: object) -> None:
            await gate.wait()

        stage.chat._handle = slow
        async with browser.talk() as talk:
            await talk.ask("Hello")
            await talk.messages(1)
            assert not [frame for frame in talk.frames if frame["type"] == "ack"]
            gate.set()
            await talk.until("ack", id="question-1")


async def test_a_page_that_was_away_gets_exactly_what_it_missed(
    stage: Stage, browser: Browser
) -> None:
    """T32: after a break there is no gap, and nothing twice."""
    async with browser.talk() as talk:
        await talk.ask("Hello")
        seen = 0
        while seen < 2:
            seen = (await talk.until("messages"))["seq"]
    place = stage.heard[0].place
    missed = await stage.say(place, (Words("While you were away"),))
    await stage.perform(Edit(target="", body=(Words("Corrected"),)), place, ["1.0"])
    async with browser.talk(since=seen) as talk:
        changes = {change["id"]: change["html"] for change in await talk.messages(2)}
        assert changes == {
            missed.ids[0]: "<p>While you were away</p>",
            "1.0": "<p>Corrected</p>",
        }


async def test_a_page_that_knows_more_than_the_database_is_told_everything(
    stage: Stage, browser: Browser
) -> None:
    async with browser.talk() as talk:
        await answered(talk, "Hello")
    async with browser.talk(since=900) as talk:
        assert len(await talk.messages(2)) == 2


async def test_all_open_pages_of_a_visitor_show_the_same(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as one, browser.talk() as other:
        await one.ask("Hello")
        assert [change["id"] for change in await other.messages(2)] == ["question-1", "1.0"]


async def test_a_long_conversation_comes_whole_and_in_order(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await answered(talk, "Hello")
    for number in range(250):
        await stage.say(stage.heard[0].place, (Words(f"No. {number}"),))
    async with browser.talk() as talk:
        told = await talk.messages(252)
    assert [change["html"] for change in told[2:]] == [f"<p>No. {n}</p>" for n in range(250)]


async def test_a_conversation_survives_a_restart(sqlite_storage: Storage) -> None:
    notes = Memory()
    async with open_stage(sqlite_storage, notes=notes) as stage, open_browser(stage) as browser:
        async with browser.talk() as talk:
            await answered(talk, "Hello")
        async with open_stage(sqlite_storage, notes=notes) as again:
            browser.stage = again
            async with browser.talk() as talk:
                assert [change["id"] for change in await talk.messages(2)] == ["question-1", "1.0"]


async def test_a_secret_is_neither_kept_nor_shown(stage: Stage, browser: Browser) -> None:
    key = secrets.token_hex(32)
    async with browser.talk() as talk:
        question, _answer = await answered(talk, f"my private key is {key}")
    assert key not in str(question["text"])
    assert question["removed"]
    assert key in stage.heard[0].text, "the core decides over what was really written"


async def test_an_edit_and_a_deletion_reach_an_open_page(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await answered(talk, "Hello")
        place = stage.heard[0].place
        await stage.perform(Edit(target="", body=(Words("Better"),)), place, ["1.0"])
        (change,) = await talk.messages(1)
        assert (change["html"], change["position"]) == ("<p>Better</p>", 2)
        await stage.perform(Delete(target=""), place, ["1.0"])
        (change,) = await talk.messages(1)
        assert change["deleted"]


async def test_a_button_under_an_answer_can_be_pressed(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await answered(talk, "Hello")
        await talk.send(
            type="press", id="press-001", message="1.0", command="/helpful reset-2fa yes"
        )
        await talk.until("ack", id="press-001")
    press = stage.heard[-1]
    assert (press.text, press.pressed) == ("/helpful reset-2fa yes", "1.0")


@pytest.mark.parametrize(
    ("message", "command"),
    [
        ("1.0", "/staff add web:me admin"),
        ("question-1", "/helpful reset-2fa yes"),
        ("9.9", "/helpful reset-2fa yes"),
        ("1.0", ""),
    ],
)
async def test_only_buttons_that_are_there_can_be_pressed(
    stage: Stage, browser: Browser, message: str, command: str
) -> None:
    stage.buttons = ((Button("Yes", "/helpful reset-2fa yes"), Button("Site", url="https://x")),)
    async with browser.talk() as talk:
        await answered(talk, "Hello")
        await talk.send(type="press", id="press-001", message=message, command=command)
        await talk.until("error", code="stale", id="press-001")
    assert len(stage.heard) == 1


async def test_a_button_of_another_visitor_cannot_be_pressed(
    stage: Stage, browser: Browser
) -> None:
    async with browser.talk() as talk:
        await answered(talk, "Hello")
    async with open_browser(stage) as stranger, stranger.talk() as talk:
        await talk.send(
            type="press", id="press-001", message="1.0", command="/helpful reset-2fa yes"
        )
        await talk.until("error", code="stale")


async def test_questions_are_suggested_while_one_types(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await talk.send(type="suggest", id="suggest-1", text="my 2")
        frame = await talk.until("suggestions", id="suggest-1")
        assert [item["title"] for item in frame["items"]] == ["How do I reset my 2FA?"]


async def test_after_a_slash_the_commands_for_everybody_are_suggested(
    stage: Stage, browser: Browser
) -> None:
    async with browser.talk() as talk:
        await talk.send(type="suggest", id="suggest-1", text="/")
        frame = await talk.until("suggestions")
        assert frame["items"] == [{"text": "/lang", "title": "Choose your language"}]


async def test_whoever_asks_too_fast_is_asked_to_wait(sqlite_storage: Storage) -> None:
    settings = Settings(visitor_messages_per_minute=2)
    async with (
        open_stage(sqlite_storage, settings=settings) as stage,
        open_browser(stage) as browser,
    ):
        async with browser.talk() as talk:
            for number in range(3):
                await talk.ask("Hello", f"question-{number}")
            frame = await talk.until("error", id="question-2")
            assert frame["code"] == "slow_down"
            assert frame["wait"] > 0
        assert len(stage.heard) == 2


async def test_many_visitors_of_one_address_share_its_limit(sqlite_storage: Storage) -> None:
    settings = Settings(address_messages_per_minute=1)
    async with open_stage(sqlite_storage, settings=settings) as stage:
        async with open_browser(stage) as browser, browser.talk() as talk:
            await answered(talk, "Hello")
        async with open_browser(stage) as browser, browser.talk() as talk:
            await talk.ask("Hello")
            await talk.until("error", code="slow_down")


async def test_events_of_one_visitor_are_handled_one_after_another(
    sqlite_storage: Storage,
) -> None:
    running = most = 0

    async def handle(event: object) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1

    async with open_stage(sqlite_storage) as stage, open_browser(stage) as browser:
        stage.chat._handle = handle
        async with browser.talk() as one, browser.talk() as other:
            for number in range(5):
                await one.ask("Hello", f"one-page-{number}")
                await other.ask("Hello", f"other-page-{number}")
            for number in range(5):
                await one.until("ack", id=f"one-page-{number}")
                await other.until("ack", id=f"other-page-{number}")
    assert most == 1


async def test_a_page_that_reads_nothing_holds_up_nobody_and_loses_nothing(
    stage: Stage, browser: Browser
) -> None:
    """Megabytes for it wait in the database, not in memory, until it reads again."""
    stage.answer = None
    async with browser.talk() as slow:
        await slow.ask("Hello")
        await slow.until("ack")
        for _message in range(400):
            async with asyncio.timeout(0.5):
                await stage.say(stage.heard[0].place, (Words("x" * 15_000),))
        assert len(await slow.messages(401)) == 401


async def test_a_fault_of_ours_ends_the_connection_and_the_message_can_be_sent_again(
    sqlite_storage: Storage,
) -> None:
    async with open_stage(sqlite_storage) as stage, open_browser(stage) as browser:

        async def faulty(event: object) -> None:
            raise LookupError("a bug")

        sound, stage.chat._handle = stage.chat._handle, faulty
        async with browser.talk() as talk:
            await talk.ask("Hello")
            message = await talk.socket.receive(timeout=2)
            while message.type is aiohttp.WSMsgType.TEXT:
                assert '"ack"' not in message.data
                message = await talk.socket.receive(timeout=2)
        stage.chat._handle = sound
        async with browser.talk() as talk:
            await talk.ask("Hello")
            await talk.until("ack")
            assert len(await talk.messages(2)) == 2
