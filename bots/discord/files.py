"""Files of Discord's: read when they go to another place of staff's or an asker's.

An address is good for a day (docs.discord.com/developers/reference#signed-attachment-cdn-urls), so
what is kept of a file is where it stands, and its message is asked for a new one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import yarl

from bots.discord.outcomes import outcome_of
from bots.discord.rest import Rest, RestError
from core.events import Attachment
from core.platform import DeliveryFailed, Gone


def reference(message: Mapping[str, Any], file: Mapping[str, Any]) -> str:
    """Where it stands: channel, message, file."""
    return f"{message.get('channel_id')}/{message.get('id')}/{file['id']}"


async def fetch(rest: Rest, cdn_url: str, file: Attachment, most: int) -> bytes:
    """As `core.platform.Platform.fetch`. Only ever from `cdn_url`, whatever address is told."""
    try:
        found = await _find(rest, file.ref)
        if found is None or int(found.get("size") or 0) > most:
            raise DeliveryFailed(Gone("file"))
        address = yarl.URL(str(found["url"])).raw_path_qs
        return await rest.download(cdn_url.rstrip("/") + address, most)
    except RestError as error:
        outcome = outcome_of(error, "send", datetime.now(UTC))
        raise DeliveryFailed(outcome or Gone("file")) from error


async def _find(rest: Rest, ref: str) -> dict[str, Any] | None:
    """The file as its message tells of it now; None for what is no file of a message."""
    channel, _, rest_of_it = ref.partition("/")
    message, _, id_ = rest_of_it.partition("/")
    if not (channel.isdecimal() and message.isdecimal()):
        return None
    told = await rest.call("GET", f"/channels/{channel}/messages/{message}")
    files: list[dict[str, Any]] = told.get("attachments") or []
    return next((file for file in files if str(file["id"]) == id_), None)
