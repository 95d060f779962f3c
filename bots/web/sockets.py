"""The address of the WebSocket: who may open one, and what it can ask for."""

from collections import Counter
from collections.abc import Sequence

from aiohttp import web

from bots.web.adapter import WebChat
from bots.web.completing import complete
from bots.web.connection import Connection
from bots.web.gate import Gate
from core.platform import CommandSpec, Suggest

MOST_PER_ADDRESS = 100


class Sockets:
    def __init__(
        self, gate: Gate, chat: WebChat, commands: Sequence[CommandSpec], suggest: Suggest
    ) -> None:
        self._gate = gate
        self._chat = chat
        self._commands = commands
        self._suggest = suggest
        self._open: Counter[str] = Counter()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        visitor, address = await self._gate.visitor(request), self._gate.address(request)
        if visitor is None or not self._gate.is_ours(request):
            raise web.HTTPForbidden
        if self._open[address] >= MOST_PER_ADDRESS:
            raise web.HTTPTooManyRequests
        self._open[address] += 1
        try:
            return await self._connection(request, visitor, address).serve(request)
        finally:
            self._open[address] -= 1
            self._open += Counter()  # drops the zeros

    def _connection(self, request: web.Request, visitor: str, address: str) -> Connection:
        language = self._gate.language(request)
        return Connection(
            self._chat,
            visitor,
            language,
            may_ask=lambda: self._gate.may_ask(visitor, address),
            may_type=lambda: self._gate.may_type(visitor),
            complete=lambda typed: complete(typed, language, self._commands, self._suggest),
        )
