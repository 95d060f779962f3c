"""A place of staff's on Discord: what a moderator does there, and sees."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from core import people, roles
from core.context import Unit
from core.events import Account
from tests.fakes.discord import Channel, FakeDiscord, Guild, Shown, User

_MARKS = dict.fromkeys(map(ord, "\u2068\u2069\u2060\\"))


def said(text: str) -> str:
    """As a reader sees it, without marks of direction and escapes."""
    return text.translate(_MARKS)


async def eventually(is_so: Callable[[], bool], within: float = 8.0) -> None:
    async with asyncio.timeout(within):
        while not is_so():  # noqa: ASYNC110  two platforms and a database: nothing rings for all
            await asyncio.sleep(0.005)


async def make_staff(unit: Unit, account: Account, admin: Account) -> None:
    await people.introduce(unit.tx, account, unit.now)
    await roles.offer(unit.tx, account, "moderator", admin, unit.now)
    await roles.accept(unit.tx, account, unit.now)


@dataclass
class DiscordDesk:
    """`room` is the channel or forum; each ticket has a thread in it."""

    fake: FakeDiscord
    guild: Guild
    room: Channel
    dan: User

    @property
    def key(self) -> str:
        return f"discord:{self.room.id}"

    def threads(self) -> list[Channel]:
        """Of the room, the oldest first."""
        found = [each for each in self.guild.channels.values() if each.parent is self.room]
        return sorted(found, key=lambda thread: thread.id)

    @property
    def thread(self) -> Channel:
        """The latest."""
        return self.threads()[-1]

    def ours(self) -> list[Shown]:
        """In the latest thread; a forum's post begins with its title."""
        return self.fake.ours(self.thread)

    def sees(self) -> list[str]:
        if not self.threads():
            return []
        return [said(shown.text) for shown in self.ours() if not said(shown.text).startswith("◽️")]

    def card(self) -> Shown:
        return next(shown for shown in self.ours() if said(shown.text).startswith("**Ticket"))

    def line(self) -> Shown:
        """What the asker said last."""
        return next(shown for shown in reversed(self.ours()) if shown.text.startswith("👤"))

    def presses(self, label: str) -> None:
        self.fake.presses(self.dan, self.card(), label)

    def says(self, text: str, *, reply_to: Shown | None = None) -> None:
        self.fake.says(self.dan, self.thread, text, reply_to=reply_to)

    def commands(self, command: str, what: str = "") -> None:
        """From the menu."""
        given = {"what": what} if what else {}
        self.fake.slash(self.dan, self.thread, command, **given)

    def answers(self, text: str) -> None:
        self.says(text, reply_to=self.line())


def discord_desk(fake: FakeDiscord, kind: str = "forum") -> DiscordDesk:
    """Dan is a moderator of the server too, so he sees their commands in the menu."""
    dan = fake.user("Dan")
    guild = fake.guild("Staff", [dan])
    fake.gives(dan, guild, fake.role(guild, "Moderators", rights=["manage_messages"]))
    return DiscordDesk(fake, guild, fake.channel(guild, "tickets", kind), dan)
