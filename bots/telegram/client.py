"""The Bot API as this adapter calls it: methods by name, arguments as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bots.telegram import Settings
from bots.telegram.request import AiohttpRequest


@dataclass(frozen=True)
class Timings:
    """All in seconds."""

    call: float = 20.0  # well under what the outbox allows a delivery
    poll: float = 25.0
    acknowledge: float = 5.0
    first_pause: float = 0.5
    longest_pause: float = 3.0  # so that we are back within 5 s of the network
    conflict: float = 30.0
    silence: float = 90.0
    probe: float = 60.0


class GuideBot(Bot):
    """The SDK's bot. Its own methods would build an object of every answer, which nobody reads."""

    def __init__(self, settings: Settings, timings: Timings) -> None:
        request = AiohttpRequest(timings.call)
        host = settings.api_base_url.rstrip("/")
        super().__init__(
            settings.token,
            base_url=f"{host}/bot",
            base_file_url=f"{host}/file/bot",
            request=request,
            get_updates_request=request,
        )
        self._downloads = request

    def __repr__(self) -> str:
        return "GuideBot()"  # the SDK's shows the token

    async def call(
        self,
        method: str,
        arguments: Mapping[str, object] | None = None,
        *,
        seconds: float | None = None,
    ) -> Any:
        """The `result` as JSON has it; raises TelegramError. `seconds`: this call's own limit."""
        data = dict(arguments or {})
        if seconds is None:
            return await self._post(method, data)
        return await self._post(method, data, read_timeout=float(seconds))

    async def download(self, path: str, most: int) -> bytes:
        """What `getFile` told of; raises TelegramError. The address holds the token."""
        return await self._downloads.download(f"{self.base_file_url}/{path.lstrip('/')}", most)

    async def hang_up(self) -> None:
        """Drops all connections; the next call opens new ones."""
        await self.request.shutdown()


def kind_of(error: TelegramError) -> str:
    """What may be logged of an error. Telegram's own words for a bad request are safe and needed;
    other texts may hold what a stranger wrote."""
    kind = type(error).__name__
    return f"{kind}: {error.message}" if isinstance(error, BadRequest) else kind
