"""What the Telegram adapter costs beside python-telegram-bot alone, both in one run.

Each side takes the same update as JSON, answers it with one message, and has its answer read; the
transport is stubbed below both, at the SDK's own door. Alone, the SDK dispatches to one handler
that replies. Ours goes update → event → one Send → reply, with a function for the core.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

from bench.figures import Figure, report
from bots.telegram import Settings
from bots.telegram.adapter import Telegram
from bots.telegram.request import AiohttpRequest
from bots.telegram.taking import Taker
from bots.telegram.who import Me
from core.actions import Send
from core.events import Event, MessageReceived
from core.platform import Delivery
from core.text import Words

ROUNDS = 7
UPDATES = 1_500
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


class StubbedAlone(BaseRequest):
    """The SDK's own parsing of answers, on a network that takes no time."""

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        return None

    async def shutdown(self) -> None:
        return None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if request_data is not None:
            request_data.json_payload  # noqa: B018  encoding is part of the work
        return 200, ANSWER


class StubbedOurs(AiohttpRequest):
    """Ours, with the exchange itself left out."""

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, seconds: float
    ) -> tuple[int, str | None, bytes]:
        if data is not None:
            data.json_payload  # noqa: B018  encoding is part of the work
        return 200, None, ANSWER

    async def initialize(self) -> None:
        return None


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


async def seconds_of(take: Callable[[dict[str, Any]], Awaitable[object]]) -> float:
    """CPU seconds for all updates."""
    started = time.process_time()
    for number in range(UPDATES):
        await take(update(number))
    return time.process_time() - started


async def main() -> None:
    sides = (await alone(), await ours())
    best = [float("inf")] * len(sides)
    for _ in range(ROUNDS):
        for side, take in enumerate(sides):  # in turns, so that both see the same machine
            best[side] = min(best[side], await seconds_of(take))
    their_seconds, our_seconds = best
    report(
        "telegram",
        Figure("python-telegram-bot alone, one handler", UPDATES / their_seconds, "updates/s"),
        Figure("ours", UPDATES / our_seconds, "updates/s"),
        Figure("share", their_seconds / our_seconds, "× the SDK alone", at_least=0.80),
    )


if __name__ == "__main__":
    asyncio.run(main())
