"""What the Telegram adapter costs beside python-telegram-bot alone, both in one run.

Each side takes the same update as JSON, answers it with one message, and has its answer read; the
transport is stubbed below both, at the SDK's own door. Alone, the SDK dispatches to one handler
that replies. Ours goes update → event → one Send → reply, with a function for the core.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

from bots.telegram import Settings
from bots.telegram.adapter import Telegram
from bots.telegram.incoming import Me
from bots.telegram.request import AiohttpRequest
from bots.telegram.taking import Taker
from core.actions import Button, Send
from core.events import Event, MessageReceived
from core.platform import Delivery
from core.text import Words

ROUNDS = 7
UPDATES = 1_500
GOAL = 0.80
TOKEN_SHAPED = "1:a"  # noqa: S105  never leaves this process
GUIDE = {"id": 1, "is_bot": True, "first_name": "Guide", "username": "guide_bot"}
CHAT = {"id": -1001, "type": "supergroup", "title": "Support"}
ANSWER = json.dumps(
    {
        "ok": True,
        "result": {
            "message_id": 8,
            "from": GUIDE,
            "chat": CHAT,
            "date": 1790000001,
            "text": "Open Settings, then Security.",
            "reply_to_message": {"message_id": 7, "chat": CHAT, "date": 1790000000, "text": "how"},
        },
    },
    separators=(",", ":"),
).encode()


def update(number: int) -> dict[str, Any]:
    text = "@guide_bot how do I reset my 2FA?"
    ann = {"id": 7, "is_bot": False, "first_name": "Ann", "username": "ann", "language_code": "en"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": ann,
            "chat": CHAT,
            "date": 1790000000,
            "text": text,
            "entities": [{"type": "mention", "offset": 0, "length": 10}],
        },
    }


async def answered(*_: object, **__: object) -> tuple[int, bytes]:
    return 200, ANSWER


class StubbedAlone(BaseRequest):
    """The SDK's own parsing of answers, on a network that takes no time."""

    read_timeout = 5.0

    async def initialize(self) -> None:
        return None

    async def shutdown(self) -> None:
        return None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if request_data is not None:
            _ = request_data.json_payload
        return await answered()


class StubbedOurs(AiohttpRequest):
    """Ours, with the exchange itself left out."""

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, seconds: float
    ) -> tuple[int, str | None, bytes]:
        if data is not None:
            _ = data.json_payload
        return 200, None, ANSWER


async def alone() -> Callable[[dict[str, Any]], Awaitable[object]]:
    async def reply(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text("Open Settings, then Security.", do_quote=True)

    builder = ApplicationBuilder().token(TOKEN_SHAPED).updater(None).job_queue(None)
    request = StubbedAlone()
    application: Application[Any, Any, Any, Any, Any, Any] = builder.request(request).build()
    application.add_handler(MessageHandler(filters.TEXT, reply))
    application._initialized = True

    async def take(raw: dict[str, Any]) -> None:
        await application.process_update(Update.de_json(raw, application.bot))

    return take


async def ours() -> Callable[[dict[str, Any]], Awaitable[object]]:
    settings = Settings(token=TOKEN_SHAPED)
    adapter = Telegram(settings, (), web.UrlDispatcher(), None)  # type: ignore[arg-type]
    adapter._bot._request = (StubbedOurs(5.0), StubbedOurs(5.0))

    async def core(event: Event) -> None:
        assert isinstance(event, MessageReceived)
        action = Send(
            place=event.place,
            body=(Words("Open Settings, then Security."),),
            reply_to=event.message,
            silent=True,
        )
        await adapter.perform(Delivery(row=1, action=action, place=event.place))

    return Taker(Me(1, "guide_bot"), core, lambda query: None).take


async def seconds_each(take: Callable[[dict[str, Any]], Awaitable[object]]) -> float:
    """CPU seconds for one update."""
    started = time.process_time()
    for number in range(UPDATES):
        await take(update(number))
    return (time.process_time() - started) / UPDATES


async def measure() -> dict[str, float]:
    """Microseconds each, and our speed as a share of the SDK's; the median of turns."""
    sides = {"alone": await alone(), "ours": await ours()}
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, take in sides.items():
            found[name].append(await seconds_each(take))
    shares = [one / other for one, other in zip(found["alone"], found["ours"], strict=True)]
    return {
        "alone_us": statistics.median(found["alone"]) * 1e6,
        "ours_us": statistics.median(found["ours"]) * 1e6,
        "share": statistics.median(shares),
        "goal": GOAL,
    }


if __name__ == "__main__":
    figures = asyncio.run(measure())
    if "--json" in sys.argv:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:>10}  {value:8.2f}")
