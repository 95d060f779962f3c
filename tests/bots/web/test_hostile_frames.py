"""What a page of ours would never send."""

import aiohttp
import pytest
from aiohttp import WSCloseCode

from tests.bots.web.stage import Browser, Stage


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "bad_frame"),
        ("{", "bad_frame"),
        ("[]", "bad_frame"),
        ('{"type": "ask"}', "bad_frame"),
        ('{"type": "obey", "id": "question-1"}', "bad_frame"),
        ('{"type": "ask", "id": "1.0", "text": "an id of ours"}', "bad_frame"),
        ('{"type": "ask", "id": "question-1", "text": "\\ud83d alone"}', "bad_frame"),
        ('{"type": "since", "seq": -1}', "bad_frame"),
        ('{"type": "since", "seq": 99999999999999999999}', "bad_frame"),
        ('{"type": "ask", "id": "question-1", "text": " \\u0000\\n"}', "empty"),
        ('{"type": "ask", "id": "question-1", "text": "' + "x" * 4001 + '"}', "too_long"),
    ],
)
async def test_a_bad_frame_gets_a_clear_error_and_the_talk_goes_on(
    stage: Stage, browser: Browser, frame: str, code: str
) -> None:
    async with browser.talk() as talk:
        await talk.socket.send_str(frame)
        await talk.until("error", code=code)
        await talk.ask("Still there?", "question-2")
        await talk.until("ack", id="question-2")


async def test_bytes_are_no_frame(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await talk.socket.send_bytes(b"\x00\xff")
        await talk.until("error", code="bad_frame")


async def test_a_message_of_a_megabyte_ends_the_connection_and_nothing_else(
    stage: Stage, browser: Browser
) -> None:
    async with browser.talk() as talk:
        await talk.ask("x" * 1_000_000)
        message = await talk.socket.receive(timeout=3)
        assert message.type is aiohttp.WSMsgType.CLOSE
        assert message.data == WSCloseCode.MESSAGE_TOO_BIG
    async with browser.talk() as talk:
        await talk.ask("Still there?")
        await talk.until("ack")


async def test_a_message_of_four_thousand_emoji_is_taken(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await talk.socket.send_str(
            '{"type":"ask","id":"question-1","text":"' + "\U0001f600" * 4000 + '"}'
        )
        await talk.until("ack")


async def test_nul_is_dropped_and_the_rest_is_kept(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await talk.ask("before\0after \u202eesrever\u200b")
        question, _answer = await talk.messages(2)
        assert question["text"] == "beforeafter \u202eesrever\u200b"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_a_page_of_another_origin_gets_no_connection(
    stage: Stage, browser: Browser, origin: str
) -> None:
    await browser.get("/")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.session.ws_connect(f"{stage.url}/ws", headers={"Origin": origin})
    assert refused.value.status == 403


@pytest.mark.parametrize("cookie", ["", "forged", "IkFCQyI.AAAA"])
async def test_a_cookie_that_we_did_not_sign_opens_nothing(
    stage: Stage, browser: Browser, cookie: str
) -> None:
    headers = {"Origin": stage.url, "Cookie": f"visitor={cookie}"}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.session.ws_connect(f"{stage.url}/ws", headers=headers)
    assert refused.value.status == 403
