"""Who did it: asked of a server's audit log, where we may read it."""

from datetime import UTC, datetime, timedelta

from bots.discord.house import Trail
from bots.discord.rest import Rest, RestError
from bots.discord.who import PLATFORM, Json, moment_of
from core.events import Account

LATELY = timedelta(minutes=1)
_PAGE = 10


class Unread(Exception):
    """The log is not for us, or was not reached."""


async def author(rest: Rest, trail: Trail) -> Account | None:
    """Of the latest entry that fits, none where nothing of the kind was done lately; raises
    Unread. An entry may come to the log after its event: then nobody is named."""
    path = f"/guilds/{trail.guild}/audit-logs?limit={_PAGE}"
    try:
        told = await rest.call("GET", path)
        entries = [each for each in told["audit_log_entries"] if _fits(each, trail)]
    except (RestError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unread from error
    found = entries[0] if entries else {}
    return Account(PLATFORM, str(found["user_id"])) if found.get("user_id") else None


def _fits(entry: Json, trail: Trail) -> bool:
    if entry.get("action_type") not in trail.kinds:
        return False
    if trail.target and str(entry.get("target_id")) != trail.target:
        return False
    return datetime.now(UTC) - moment_of(entry["id"]) < LATELY
