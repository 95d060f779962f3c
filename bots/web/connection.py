"""One open page: its WebSocket, read and written until either side leaves."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, assert_never

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from bots.web import incoming, outgoing
from bots.web.adapter import Closed, Watcher, WebChat
from bots.web.completing import Completion
from bots.web.incoming import Ask, BadFrame, Complete, Press, Since

LARGEST_FRAME = 16 * 1024
HEARTBEAT_SECONDS = 25
# A page that does not answer our farewell must not hold up the end of the program.
CLOSE_SECONDS = 0.5
HOLD_BACK_SECONDS = 5


class Connection:
    """Frames of one page, one after another. `may_ask` and `may_type` count and answer whether the
    visitor keeps within the limits; `complete(typed)` is what to offer while they type."""

    def __init__(
        self,
        chat: WebChat,
        visitor: str,
        locale: str,
        *,
        may_ask: Callable[[], bool],
        may_type: Callable[[], bool],
        complete: Callable[[str], Sequence[Completion]],
    ) -> None:
        self._chat = chat
        self._visitor = visitor
        self._locale = locale
        self._may_ask = may_ask
        self._may_type = may_type
        self._complete = complete
        self._socket = web.WebSocketResponse(
            max_msg_size=LARGEST_FRAME,
            heartbeat=HEARTBEAT_SECONDS,
            timeout=CLOSE_SECONDS,
            compress=False,
        )
        self._seen: int | None = None
        self._telling = asyncio.Lock()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        await self._socket.prepare(request)
        try:
            with self._chat.watching(self._visitor) as watcher:
                await self._talk(watcher)
        except Closed:
            await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        return self._socket

    async def _talk(self, watcher: Watcher) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                telling = tasks.create_task(self._tell(watcher))
                await self._listen()
                telling.cancel()
        except* Closed:
            await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        except* ConnectionError:
            # The page has gone while we wrote. It will come back and ask for what it missed.
            self._seen = None

    async def _listen(self) -> None:
        async for message in self._socket:
            try:
                if message.type is not WSMsgType.TEXT:
                    raise BadFrame("bad_frame")
                await self._hear(incoming.read(message.data))
            except BadFrame as error:
                await self._say("error", id=error.id, code=error.code)

    async def _hear(self, frame: incoming.Frame) -> None:
        match frame:
            case Ask() | Press():
                await self._handle(frame)
            case Complete():
                await self._suggest(frame)
            case Since():
                if not self._may_type():
                    raise BadFrame("slow_down")
                await self._catch_up(frame.seq)
            case _:
                assert_never(frame)

    async def _handle(self, frame: Ask | Press) -> None:
        if not self._may_ask():
            await self._say("error", id=frame.id, code="slow_down", wait=HOLD_BACK_SECONDS)
            return
        if isinstance(frame, Ask):
            await self._say("typing")
            await self._chat.ask(self._visitor, frame, self._locale)
        else:
            await self._chat.press(self._visitor, frame, self._locale)
        await self._say("ack", id=frame.id)

    async def _suggest(self, frame: Complete) -> None:
        if not self._may_type():
            return
        await self._say("suggestions", id=frame.id, items=self._complete(frame.text))

    async def _tell(self, watcher: Watcher) -> None:
        while not watcher.leave:
            await watcher.wake.wait()
            watcher.wake.clear()
            await self._catch_up()
        await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def _catch_up(self, since: int | None = None) -> None:
        """Read from the database and write to the page, batch by batch: what a slow page has not
        taken yet waits in the database. Nothing before the page has said what it knows."""
        async with self._telling:
            self._seen = self._seen if since is None else since
            while self._seen is not None and (changes := await self._changes(self._seen)):
                self._seen = changes[-1].seq
                shown = list(map(outgoing.shown, changes))
                await self._say("messages", messages=shown, seq=self._seen)

    async def _changes(self, since: int) -> list[outgoing.Message]:
        return await self._chat.stream.changes(self._visitor, since)

    async def _say(self, kind: str, **fields: Any) -> None:
        await self._socket.send_str(msgspec.json.encode({"type": kind, **fields}).decode())
