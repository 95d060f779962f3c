"""The adapter against the fake, with a core that listens and may answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bots.discord import Settings
from bots.discord.adapter import Discord
from bots.discord.gateway import Timings
from core.actions import Receipt, Send
from core.events import Event, MessageReceived, Place
from core.i18n import _
from core.platform import Argument, CommandSpec, Delivery, Suggestion
from core.text import Words
from tests.bots.hearing import Core, Notes
from tests.fakes.discord import Channel, FakeDiscord, User

TIMINGS = Timings(
    call=2.0, acknowledge=0.5, first_pause=0.01, longest_pause=0.1, identify=0.05, silence=1.0
)
COMMANDS = (
    CommandSpec(
        name="ask",
        summary=_("Ask a question"),
        arguments=(Argument(name="question", summary=_("Ask a question"), suggests=True),),
    ),
    CommandSpec(name="id", summary=_("Ask a question"), answer="private"),
)


@dataclass
class Rig:
    """One bot account: its memory stays when an adapter is made anew."""

    fake: FakeDiscord
    core: Core = field(default_factory=Core)
    notes: Notes = field(default_factory=Notes)
    rows: int = 0

    def adapter(self, **settings: object) -> Discord:
        fake = self.fake
        urls = {"api_base_url": fake.api_base_url, "gateway_url": fake.gateway_url}
        urls["cdn_url"] = fake.cdn_url
        table = {"token": self.fake.token, **urls, **settings}
        return Discord(Settings(**table), COMMANDS, suggest, self.notes, TIMINGS)  # type: ignore[arg-type]

    @asynccontextmanager
    async def running(self, **settings: object) -> AsyncIterator[Discord]:
        """Connected; stopping takes less than a second."""
        adapter = self.adapter(**settings)
        task = asyncio.create_task(adapter.run(self.core.handle))
        try:
            await asyncio.wait(
                [task, asyncio.ensure_future(self.fake.ready())],
                return_when=asyncio.FIRST_COMPLETED,
            )
            yield adapter
        finally:
            task.cancel()
            async with asyncio.timeout(1):
                await asyncio.gather(task, return_exceptions=True)
            await adapter.close()
        assert self.fake.loud() == []  # D12: in every test

    def delivery(self, action: Send, **more: object) -> Delivery:
        assert isinstance(action.place, Place)
        self.rows += 1
        return Delivery(row=self.rows, action=action, place=action.place, **more)  # type: ignore[arg-type]

    async def send(self, adapter: Discord, where: Channel | User, text: str = "hi") -> Receipt:
        action = Send(place=place_of(where), body=(Words(text),))
        return await adapter.perform(self.delivery(action))

    async def answers(
        self, adapter: Discord, event: Event, text: str = "hi", *, whisper: bool = False
    ) -> Receipt:
        """As a feature does: a reply to what was said, by the way that its event brought."""
        assert isinstance(event, MessageReceived)
        action = Send(
            place=event.place,
            body=(Words(text),),
            reply_to=None if event.reply_handle else event.message,
            reply_handle=event.reply_handle,
            whisper=whisper,
        )
        return await adapter.perform(self.delivery(action))


def suggest(text: str, language: str, limit: int) -> list[Suggestion]:
    return [Suggestion("fees", f"{text}: {language}")][:limit]


def place_of(where: Channel | User) -> Place:
    if isinstance(where, User):
        return Place("discord", str(where.id), private=True)
    if where.is_thread and where.parent is not None:
        return Place("discord", str(where.parent.id), thread=str(where.id))
    return Place("discord", str(where.id))
