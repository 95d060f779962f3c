"""Discord in the contract suite: the real SDK against REST and gateway on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import msgspec
from aiohttp import web
from discord import Intents

from bots.discord import Settings, create
from bots.discord.adapter import Discord
from bots.discord.gateway import Timings
from bots.discord.who import id_at
from core.actions import Receipt
from core.events import Place
from core.i18n import _
from core.platform import Argument, CommandSpec
from tests.contract.platforms import discord_screen, discord_updates
from tests.contract.platforms.driver import COMMANDS, Form, Recording, Seen, Update, WiredDriver
from tests.fakes.discord import Channel, FakeDiscord, Shown
from tests.fakes.discord.rules import Json
from tests.fakes.faults import Fault

SDK = ("discord",)
WIRE = True
QUICK = Timings(call=1.0, acknowledge=0.5, first_pause=0.01, longest_pause=0.1, identify=0.05)
NAME = "Ann <b>_x_</b>"  # as it is: what stands there is only words
SPECS = (
    CommandSpec(
        name="ask",
        summary=_("Ask a question"),
        arguments=(Argument(name="question", summary=_("Question"), rest=True, suggests=True),),
        answer="shareable",
        about=_("Ask about this"),
        form=True,
    ),
    *COMMANDS[1:],
)
# Changes nothing that anybody sees.
READS = ("get_", "list_", "create_dm", "create_interaction_response", "bulk_overwrite")
SEND = "create_message"
FENCE = "fence"


@asynccontextmanager
async def open_driver() -> AsyncIterator["DiscordDriver"]:
    async with FakeDiscord() as fake:
        driver = DiscordDriver(fake)
        try:
            yield driver
        finally:
            for adapter in driver.made:
                await adapter.close()
        assert fake.loud() == []  # D12: in every test


class DiscordDriver(WiredDriver):
    platform: Discord

    def __init__(self, fake: FakeDiscord) -> None:
        super().__init__()
        self.fake = fake
        fake.world.privileged = Intents(message_content=True, members=True)
        self.ann, eve = fake.user(NAME, language="ko"), fake.user("Eve")
        self.guild = fake.guild("Support", [self.ann, eve])
        self.channel = fake.channel(self.guild, "support")
        forum = fake.channel(self.guild, "questions", "forum")
        fake.role(self.guild, "Sage")
        self.pen = discord_updates.Pen(fake, self.ann, self.channel, forum)
        self.private, self.crowd, self.member = self.pen.talk, self.pen.crowd, self.pen.account
        self.stranger = Place("discord", str(eve.id), private=True)
        # As an account that has been running for a while, and talked with Ann.
        self.notes.kept["mark"] = str(id_at(datetime.now(UTC) - timedelta(hours=1)))
        self.notes.kept["talks"] = json.dumps([[str(fake.dm(self.ann).id), str(self.ann.id)]])
        self.made: list[Discord] = []
        self._fences, self._is_running = 0, False
        self.platform = self._made(fake.api_base_url, QUICK)

    def create(self) -> Discord:
        return create(
            self._settings(self.fake.api_base_url),
            SPECS,
            self.suggest,
            web.UrlDispatcher(),
            self.notes,
        )

    async def bring(self, updates: Sequence[Update]) -> None:
        if not self.fake.gateway.connected and self.platform.waiting == 0 and not self._is_running:
            await self._bring_while_away(updates)
            return
        await self.fake.ready(5)
        for update in (*updates, self._fence()):
            self.fake.gateway.put_frame(msgspec.json.encode(update))
        await self.fake.until(self._fence_reached, 5)
        while self.platform.waiting:  # noqa: ASYNC110  a test may look, it cannot be told
            await asyncio.sleep(0.002)

    async def recordings(self) -> list[Recording]:
        return discord_updates.recordings(self.pen, await self._session())

    def forms(self) -> Mapping[str, Form | None]:
        return discord_updates.forms(self.pen)

    def numbered(self, number: int | str) -> Update:
        who = self.ann.as_json() | {"id": number}
        body = self.pen.message(private=True, id=number, channel_id=number, author=who)
        return self.pen.dispatch("MESSAGE_CREATE", body | {"content": "hi"})

    def strange(self) -> list[Update]:
        return list(discord_updates.strange(self.pen))

    def adorned(self, update: Update) -> Update:
        return {**update, "mood": 1, "d": {**update["d"], "weather": {"of": [1, None]}}}

    def echo(self, receipt: Receipt) -> list[Update]:
        ours: Json = {"author": self.fake.bot.as_json(), "content": "ours"}
        return [
            self.pen.dispatch(kind, self.pen.message(id=id_, **ours))
            for kind in ("MESSAGE_CREATE", "MESSAGE_UPDATE")
            for id_ in receipt.ids
        ]

    async def screen(self, place: Place) -> list[Seen]:
        return [self._seen(shown, place) for shown in self.fake.ours(self._channel(place))]

    async def state(self) -> object:
        return self._writes(), dict(self.notes.kept)

    def outage(self) -> AbstractAsyncContextManager[None]:
        return self.fake.offline()

    async def types(self, words: str) -> list[str]:
        await self.fake.until(lambda: "ask" in self.fake.menu(), 5)
        await self.fake.ready(5)
        typed = self.fake.types(self.ann, self.channel, "ask", "question", words)
        await self.fake.answered(typed, 5)
        return [choice["name"] for choice in typed.choices]

    async def standing(self) -> str:
        if self.ann.id in self.guild.bans:
            return "banned"
        member = self.guild.members.get(self.ann.id)
        if member is None:
            return "kicked"
        return "muted" if member.timed_out_until else "free"

    async def locked(self) -> bool:
        return self.fake.world.is_held_back(self.ann, self.channel)

    def name(self) -> str:
        return NAME

    async def title(self, thread: Place) -> str:
        return self._channel(thread).name

    async def badge(self) -> str:
        held = self.guild.members[self.ann.id].roles
        return next((role.name for role in self.guild.roles.values() if role.id in held), "")

    # --- the wire

    def inject(self, fault: Fault, times: int = 1) -> None:
        self.fake.inject(fault, SEND, times=times)

    def requests(self) -> int:
        return len(self._writes())

    def revoke(self) -> None:
        self.fake.revoke()

    def remove_us(self) -> None:
        self.fake.removes_bot(self.guild)

    def move(self) -> tuple[Place, Place] | None:
        return None

    def elsewhere(self, address: str) -> Discord:
        return self._made(address, Timings())

    # --- within

    def _settings(self, address: str) -> Settings:
        return Settings(
            token=self.fake.token,
            message_content=True,
            members=True,
            api_base_url=address,
            gateway_url=self.fake.gateway_url,
            cdn_url=self.fake.cdn_url,
        )

    def _made(self, address: str, timings: Timings) -> Discord:
        adapter = Discord(self._settings(address), SPECS, self.suggest, self.notes, timings)
        self.made.append(adapter)
        return adapter

    @asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        self._is_running = True
        try:
            async with super().running() as task:
                yield task
        finally:
            self._is_running = False

    async def _bring_while_away(self, updates: Sequence[Update]) -> None:
        """Only words are kept for who was away: they stand in the channel's history."""
        for update in updates:
            body = {key: update["d"][key] for key in ("id", "content", "timestamp")}
            self.fake.world.post(self.fake.dm(self.ann), self.ann, body)
        newest = max(int(update["d"]["id"]) for update in updates)
        while int(self.notes.kept["mark"]) < newest:  # noqa: ASYNC110  as above
            await asyncio.sleep(0.002)

    def _fence(self) -> Update:
        """Frames are read in order: once this is answered, all before it were read."""
        self._fences += 1
        typing = {"name": "ask", "options": [{"name": "question", "focused": True, "value": ""}]}
        return self.pen.dispatch(
            "INTERACTION_CREATE", self.pen.interaction(4, typing, token=f"{FENCE}{self._fences}")
        )

    def _fence_reached(self) -> bool:
        wanted = f"{FENCE}{self._fences}"
        return any(wanted in call.ids.values() for call in self.fake.calls)

    async def _session(self) -> str:
        """Events without an id of their own are named after the session."""
        with suppress(TimeoutError):
            await self.fake.ready(5 if self._is_running else 0.01)
        return next((each.id for each in self.fake.gateway.connected), "none yet")

    def _writes(self) -> list[object]:
        return [call for call in self.fake.calls if not call.name.startswith(READS)]

    def _channel(self, place: Place) -> Channel:
        if place.private:
            return self.fake.dm(self.fake.world.users[int(place.id)])
        return self.fake.world.channels[int(place.thread or place.id)]

    def _seen(self, shown: Shown, place: Place) -> Seen:
        names = {str(user.id): user.name for user in self.fake.world.users.values()}
        text, live = discord_screen.read(shown.text, names)
        return Seen(
            id=str(shown.id),
            text=text,
            thread=place.thread,
            buttons=tuple(shown.labels),
            live=live,
            reactions=shown.reactions,
            silent=shown.silent,
            pinned=shown.is_pinned,
        )
