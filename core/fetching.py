"""Files of another platform on their way out: fetched just before they are sent, never kept."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec

from core.actions import Send
from core.events import Attachment
from core.pictures import OURS
from core.platform import Capabilities, Content, Delivery, DeliveryFailed, Gone, Platform
from core.platform import PlatformStopped as Stopped

SECONDS = 10.0  # for all files of a message; meanwhile the chat that they go to waits
AT_ONCE = 2  # messages whose files are held in memory
LOST = Gone("file")  # the owner of the action says so, and names it

_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What files are called that bear no name of their own.
_ENDINGS = {
    **{"photo": "jpg", "image": "png", "video": "mp4", "voice": "ogg", "audio": "mp3"},
    **{"animation": "mp4", "sticker": "webp", "video_note": "mp4"},
}


def most_bytes(source: Capabilities, target: Capabilities) -> int:
    """How large a file may be that was sent on one platform and goes to another; 0 for none."""
    return min(source.fetch_bytes, target.upload_bytes)


class Fetching:
    """`find` tells a platform by its name; None for one that does not run. `shelf` holds the
    pictures of the house, by their digest."""

    def __init__(
        self,
        find: Callable[[str], Platform | None],
        shelf: Callable[[str], Awaitable[bytes | None]],
    ) -> None:
        self._find, self._shelf = find, shelf
        self._room = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def filled(self, delivery: Delivery, target: Platform) -> AsyncIterator[Delivery]:
        """The delivery with what its files contain, while the body runs. Raises DeliveryFailed with
        `Gone("file")` for one that cannot be had, whatever the reason: what is behind it in the
        chat must not wait for another platform."""
        files = delivery.action.files if isinstance(delivery.action, Send) else ()
        foreign = [file for file in files if file.platform]
        if not foreign or target.capabilities.brings_late:
            yield delivery
            return
        async with self._room:
            contents = await self._contents(foreign, target.capabilities)
            yield msgspec.structs.replace(delivery, contents=contents)

    async def brought(self, file: Attachment, target: Capabilities) -> Content:
        """What one file contains, for a reader who takes it now. Raises as `filled`."""
        async with self._room:
            (content,) = await self._contents([file], target)
        return content

    async def _contents(self, files: list[Attachment], target: Capabilities) -> tuple[Content, ...]:
        try:
            async with asyncio.timeout(SECONDS):
                return tuple([await self._content(file, target) for file in files])
        except (DeliveryFailed, TimeoutError, Stopped) as error:
            raise DeliveryFailed(LOST) from error

    async def _content(self, file: Attachment, target: Capabilities) -> Content:
        if file.platform == OURS:
            return await self._picture(file)
        source = self._find(file.platform)
        if source is None:
            raise DeliveryFailed(LOST)
        most = most_bytes(source.capabilities, target)
        data = await source.fetch(file, most)
        if len(data) > most:
            raise DeliveryFailed(LOST)
        return Content(name_of(file), data)

    async def _picture(self, file: Attachment) -> Content:
        data = await self._shelf(file.ref)
        if data is None:
            raise DeliveryFailed(LOST)
        return Content(file.name, data, picture=True, alt=file.alt)


def plain(name: str) -> str:
    """Without folders and line breaks, and without what turns the direction of writing: by that
    `gpj.exe` is shown as `exe.jpg`."""
    own = _TURNING.sub("", name).replace("\\", "/").rpartition("/")[2]
    return " ".join(own.split())


def name_of(file: Attachment) -> str:
    """A plain name, with an ending by which a reader's program knows it."""
    own = plain(file.name)
    ending = _ENDINGS.get(file.kind)
    return own or (f"{file.kind}.{ending}" if ending else file.kind)
