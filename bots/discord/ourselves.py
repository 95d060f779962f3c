"""Who we are, asked once."""

from bots.discord.rest import Rest
from bots.discord.who import Me


class Ourselves:
    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._me: Me | None = None

    async def get(self) -> Me:
        """Raises RestError."""
        if self._me is None:
            user = await self._rest.call("GET", "/users/@me")
            application = await self._rest.call("GET", "/oauth2/applications/@me")
            self._me = Me(str(user["id"]), str(application["id"]), str(user.get("username") or ""))
        return self._me
