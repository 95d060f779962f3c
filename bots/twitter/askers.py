"""Who called us with which post, what we have answered, and who wants to hear nothing more."""

import asyncio
from collections.abc import Mapping

import msgspec

from core.platform import Notes

MOST = 300  # posts that are remembered; X replies are asked for within minutes

# What people write to make a machine stop, as whole messages; "stop" is X's own word for it.
STOP = frozenset(
    {"stop", "unsubscribe", "стоп", "停止", "停", "やめて", "중지", "그만", "parar", "para", "alto"}
)
START = frozenset({"start", "/start", "старт", "开始", "開始", "시작", "empezar"})


class Asker(msgspec.Struct, frozen=True):
    """The author of a post that names us. `called`: they called us, so that we may reply."""

    author: str
    handle: str
    called: bool
    answered: bool = False


class Askers:
    """In the adapter's notes: the last MOST posts soon, those who said stop at once. Nothing is
    kept here, so that whoever is forgotten there is forgotten."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._turn = asyncio.Lock()  # between reading the posts and writing them

    async def of(self, post: str) -> Asker | None:
        return (await self._known()).get(post)

    async def note(self, post: str, asker: Asker) -> None:
        """A post that was read again stays answered."""
        async with self._turn:
            posts = await self._known()
            if post not in posts:
                posts[post] = asker
                self._keep(posts)

    async def note_answer(self, post: str) -> None:
        async with self._turn:
            posts = await self._known()
            if (asker := posts.get(post)) is not None:
                posts[post] = msgspec.structs.replace(asker, answered=True)
                self._keep(posts)

    async def handle_of(self, account: str) -> str | None:
        asked = reversed((await self._known()).values())
        return next((asker.handle for asker in asked if asker.author == account), None)

    async def stop(self, account: str, *, stopped: bool = True) -> None:
        await self._notes.put(f"stopped:{account}", "yes" if stopped else "")

    async def has_stopped(self, account: str) -> bool:
        return bool(await self._notes.get(f"stopped:{account}"))

    async def _known(self) -> dict[str, Asker]:
        kept = await self._notes.get("askers")
        return msgspec.json.decode(kept, type=dict[str, Asker]) if kept else {}

    def _keep(self, posts: dict[str, Asker]) -> None:
        while len(posts) > MOST:
            del posts[next(iter(posts))]
        self._notes.later("askers", _encoded(posts))


def says(text: str, words: frozenset[str]) -> bool:
    """The message is one of the words and nothing else."""
    return text.strip(" \t\n.!?。！？").casefold() in words


def _encoded(posts: Mapping[str, Asker]) -> str:
    return msgspec.json.encode(posts).decode()
