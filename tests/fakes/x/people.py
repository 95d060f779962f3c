"""What people do on X: the side that tests use."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

from tests.fakes.x.rules import Json
from tests.fakes.x.server import Call, Server
from tests.fakes.x.world import Shown, User


class FakeX(Server):
    """`posts` and `writes` are theirs, `heard` and `got` what they see of ours."""

    def user(self, name: str, handle: str | None = None) -> User:
        id_ = random.randrange(10**9, 10**15)
        user = User(id_, name, handle or name.lower())
        self.world.users[str(id_)] = user
        return user

    def posts(
        self, author: User, text: str, *, reply_to: str | None = None, quotes: str | None = None
    ) -> str:
        """A post; those that name us are among our mentions. Its id."""
        if quotes is not None:
            text = f"{text} https://x.com/{self.world.us.handle}/status/{quotes}"
        post = self.world.written(author, text, reply_to=reply_to)
        if quotes is not None:
            post.setdefault("referenced_tweets", []).append({"type": "quoted", "id": quotes})
        self.world.posts[post["id"]] = post
        if f"@{self.world.us.handle}".lower() in text.lower() or quotes is not None:
            self.put_raw("mention", post)
        return str(post["id"])

    def asks(self, author: User, text: str, **more: Any) -> str:
        """A post that begins with our handle."""
        return self.posts(author, f"@{self.world.us.handle} {text}", **more)

    def writes(self, sender: User, text: str, *, picture: bytes | None = None) -> str:
        """A private message to us. Its id."""
        message = self.world.said(sender, str(sender.id), text)
        if picture is not None:
            self.world.attached(message, picture)
        self.put_raw("message", message)
        return str(message["id"])

    def put_raw(self, kind: str, raw: Json) -> None:
        """Among our mentions, or the private messages, whatever it is."""
        (self.world.mentions if kind == "mention" else self.world.messages).append(raw)
        self.world.changed()

    def calls_of(self, *names: str) -> list[Call]:
        return [call for call in self.calls if call.name in names]

    async def heard(self, count: int = 1) -> list[Shown]:
        """Our public posts, as soon as there are so many."""
        return await self._until(count, self.world.public)

    async def got(self, person: User, count: int = 1) -> list[Shown]:
        """Our private messages to somebody, as soon as there are so many."""
        return await self._until(count, lambda: self.world.private(str(person.id)))

    async def called(self, name: str, times: int = 1) -> None:
        """Until an endpoint has been called so often."""
        async with asyncio.timeout(20):
            while len(self.calls_of(name)) < times:
                await self.world.wait_for_change()

    async def _until(self, count: int, shown: Callable[[], list[Shown]]) -> list[Shown]:
        async with asyncio.timeout(20):
            while len(found := [one for one in shown() if not one.is_deleted]) < count:
                await self.world.wait_for_change()
        return found
