"""Whether an earlier try of a row did arrive: older than a nonce is good for, it is looked up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bots.discord.outgoing import Call, thread_name
from bots.discord.rest import Rest
from bots.discord.who import Channel, Me, moment_of
from core.actions import OpenThread, Receipt
from core.platform import Delivery

LOOK_BACK = 50
_CLOCK_SLACK = timedelta(minutes=1)  # between Discord's clock and ours


async def already_there(
    rest: Rest, me: Me, channel: str, sends: Sequence[Call], queued_at: datetime | None
) -> list[str]:
    """The ids of those parts, from the first on without a gap, that stand among the latest messages
    of the channel. Raises RestError."""
    latest = await rest.call("GET", f"/channels/{channel}/messages?limit={LOOK_BACK}")
    ours = [
        message
        for message in reversed(latest)  # the newest comes first
        if str(message["author"]["id"]) == me.id and _may_be(message, queued_at)
    ]
    found: list[str] = []
    for send in sends:
        same = next((message for message in ours if _is_same(message, send.body or {})), None)
        if same is None:
            break
        ours.remove(same)
        found.append(str(same["id"]))
    return found


async def opened_already(rest: Rest, me: Me, delivery: Delivery, channel: Channel) -> list[Receipt]:
    """Our thread of that title, if it was opened since the row was queued. Raises RestError."""
    action = delivery.action
    assert isinstance(action, OpenThread)  # noqa: S101  the caller's own choice
    told = await rest.call("GET", f"/guilds/{channel.guild}/threads/active")
    for thread in told["threads"]:
        is_ours = str(thread.get("owner_id")) == me.id and str(thread["parent_id"]) == channel.id
        if (
            is_ours
            and thread["name"] == thread_name(action.title)
            and _may_be(thread, delivery.queued_at)
        ):
            id_ = str(thread["id"])
            place = msgspec.structs.replace(delivery.place, thread=id_, private=action.private)
            return [Receipt(place=place, ids=(id_,))]
    return []


def _may_be(thing: dict[str, Any], queued_at: datetime | None) -> bool:
    return queued_at is None or moment_of(thing["id"]) >= queued_at - _CLOCK_SLACK


def _is_same(message: dict[str, Any], body: dict[str, Any]) -> bool:
    """By its nonce where it is told; else by its words and what it answers."""
    if message.get("nonce") is not None:
        return str(message["nonce"]) == body.get("nonce")
    if (message.get("content") or "").strip() != body["content"].strip():
        return False
    if len(message.get("attachments") or ()) != len(body.get("attachments") or ()):
        return False
    wanted = (body.get("message_reference") or {}).get("message_id")
    answered = (message.get("message_reference") or {}).get("message_id")
    return answered is None or str(answered) == wanted
