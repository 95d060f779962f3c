"""What the Discord adapter costs beside discord.py alone, both in one run.

Each side takes the same MESSAGE_CREATE as JSON, answers it with one reply, and has Discord's answer
read; the network is stubbed below both, at the aiohttp session. Alone, the SDK dispatches to one
handler that replies. Ours goes payload → event → one Send → reply, with a function for the core.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from types import SimpleNamespace
from typing import Any

import discord
from discord.user import ClientUser
from multidict import CIMultiDict

from bench.figures import Figure, report
from bots.discord import Settings
from bots.discord.adapter import Discord
from bots.discord.gateway import Timings, _Client
from bots.discord.who import Me
from core.actions import Send
from core.events import Event, MessageReceived
from core.platform import Delivery
from core.text import Words

ROUNDS = 7
MESSAGES = 1_500
TOKEN_SHAPED = "a.b.c"  # noqa: S105  never leaves this process
US, ANN, GUILD, CHANNEL = "1000000000000000001", "1000000000000000002", "9", "10"
TEXT = "Open Settings, then Security."


def user(id_: str, name: str, *, bot: bool = False) -> dict[str, Any]:
    face = {"discriminator": "0", "avatar": None, "global_name": name, "public_flags": 0}
    return {"id": id_, "username": name.lower(), "bot": bot, **face}


def message(number: int, author: dict[str, Any], text: str) -> dict[str, Any]:
    return {
        "id": str(1_400_000_000_000_000_000 + number),
        "channel_id": CHANNEL,
        "author": author,
        "content": text,
        "timestamp": "2026-11-01T12:00:00.000000+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [user(US, "Guide", bot=True)],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "components": [],
        "flags": 0,
    }


def said(number: int) -> str:
    member: dict[str, Any] = {
        "roles": [],
        "nick": None,
        "avatar": None,
        "flags": 0,
        "deaf": False,
        "mute": False,
    }
    member["joined_at"] = "2026-01-01T00:00:00+00:00"
    beside = {"guild_id": GUILD, "member": member}
    ask = f"<@{US}> how do I reset my 2FA?"
    return json.dumps(message(number, user(ANN, "Ann"), ask) | beside, separators=(",", ":"))


ANSWER = json.dumps(message(0, user(US, "Guide", bot=True), TEXT), separators=(",", ":")).encode()
HEADERS = CIMultiDict(
    {
        "Content-Type": "application/json",
        "Via": "1.1 google",
        "X-RateLimit-Bucket": "b",
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "4",
        "X-RateLimit-Reset": "1790000001.000",
        "X-RateLimit-Reset-After": "1.000",
    }
)
SERVER: Any = {
    "id": GUILD,
    "name": "Exchange",
    "owner_id": "3",
    "roles": [{"id": GUILD, "name": "@everyone", "permissions": "0", "position": 0}],
    "channels": [{"id": CHANNEL, "type": 0, "name": "support", "position": 0}],
    "members": [{"user": user(US, "Guide", bot=True), "roles": [], "flags": 0}],
}


class Network:
    """An aiohttp session on a network that takes no time."""

    closed = False
    status, headers = 200, HEADERS

    def request(self, *_: object, **__: object) -> "Network":
        return self

    async def __aenter__(self) -> "Network":
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def read(self) -> bytes:
        return ANSWER

    async def text(self, encoding: str = "utf-8") -> str:
        return ANSWER.decode()

    async def close(self) -> None: ...


Take = Callable[[str], Awaitable[object]]


async def alone() -> Take:
    answered = asyncio.Event()

    class Alone(discord.Client):
        async def on_message(self, message: discord.Message) -> None:
            await message.reply(TEXT)
            answered.set()

    client = Alone(intents=discord.Intents.default(), max_messages=None)
    await client._async_setup_hook()
    client.http._HTTPClient__session = Network()  # type: ignore[attr-defined]
    client.http._global_over = asyncio.Event()
    client.http._global_over.set()
    state = client._connection
    state.user = ClientUser(state=state, data=user(US, "Guide", bot=True))  # type: ignore[arg-type]
    state._add_guild_from_data(SERVER)

    async def take(raw: str) -> None:
        answered.clear()
        state.parsers["MESSAGE_CREATE"](json.loads(raw))
        await answered.wait()

    return take


class Notes:
    async def get(self, key: str) -> str | None:
        return None

    async def put(self, key: str, value: str) -> None: ...

    def later(self, key: str, value: str) -> None: ...


async def ours(tasks: asyncio.TaskGroup) -> Take:
    answered = asyncio.Event()
    settings = Settings(token=TOKEN_SHAPED)
    adapter = Discord(settings, (), lambda *_: [], Notes())
    adapter._rest._session = Network()  # type: ignore[assignment]

    async def core(event: Event) -> None:
        assert isinstance(event, MessageReceived)
        action = Send(place=event.place, body=(Words(TEXT),), reply_to=event.message, silent=True)
        await adapter.perform(Delivery(row=1, action=action, place=event.place))
        answered.set()

    reception = await adapter._receive(Me(US, US, "guide"), core, tasks)
    reception.receive("CHANNEL_CREATE", SERVER["channels"][0] | {"guild_id": GUILD}, "")
    client = _Client(settings, adapter._rest, Timings(), reception.receive)
    client.ws = SimpleNamespace(session_id="s", sequence=1)  # type: ignore[assignment]
    parsers = client._connection.parsers

    async def take(raw: str) -> None:
        answered.clear()
        parsers["MESSAGE_CREATE"](json.loads(raw))
        await answered.wait()

    return take


async def seconds_of(take: Take, messages: Sequence[str]) -> float:
    """CPU seconds for all of them."""
    started = time.process_time()
    for raw in messages:
        await take(raw)
    return time.process_time() - started


async def main() -> None:
    messages = [said(number) for number in range(MESSAGES)]
    async with asyncio.TaskGroup() as tasks:
        sides = (await alone(), await ours(tasks))
        best = [float("inf")] * len(sides)
        for _ in range(ROUNDS):
            for side, take in enumerate(sides):  # in turns, so that both see the same machine
                best[side] = min(best[side], await seconds_of(take, messages))
    their_seconds, our_seconds = best
    report(
        "discord",
        Figure("discord.py alone, one handler", MESSAGES / their_seconds, "messages/s"),
        Figure("ours", MESSAGES / our_seconds, "messages/s"),
        Figure("share", their_seconds / our_seconds, "× the SDK alone", at_least=0.80),
    )


if __name__ == "__main__":
    asyncio.run(main())
