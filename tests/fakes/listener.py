"""What every fake platform is underneath: a server on loopback that can leave and go wrong."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import web

from tests.fakes.faults import Fault


class Listener(ABC):
    def __init__(self) -> None:
        self._faults: dict[str, deque[Fault]] = {}
        self._runner: web.AppRunner | None = None
        self._port = 0

    @abstractmethod
    def _application(self) -> web.Application:
        """Its routes, anew each time it listens."""

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.hang_up()

    async def listen(self) -> None:
        """Listens on the same port as before, where there was one."""
        # No access log: it would hold tokens, which tests look for in every log.
        self._runner = web.AppRunner(
            self._application(), handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def hang_up(self) -> None:
        """Nobody listens any more: connections are refused (G1), those that stand are broken."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    @asynccontextmanager
    async def offline(self) -> AsyncIterator[None]:
        await self.hang_up()
        yield
        await self.listen()

    def inject(self, fault: Fault, name: str = "*", times: int = 1) -> None:
        """The next `times` calls of `name` (a method or endpoint, or any) go wrong like this."""
        self._faults.setdefault(name, deque()).extend([fault] * times)

    def forget_faults(self) -> None:
        self._faults.clear()

    def _next_fault(self, *names: str) -> Fault | None:
        for each in (*names, "*"):
            if self._faults.get(each):
                return self._faults[each].popleft()
        return None
