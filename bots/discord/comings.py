"""Who comes into a server and goes, is called otherwise, and what is gone. Pure."""

from typing import TYPE_CHECKING

from bots.discord.who import account_of, moment_of, name_of
from core.events import MemberJoined, MemberLeft, MemberRenamed, PlaceLost

if TYPE_CHECKING:
    from bots.discord.incoming import Dispatch, Sight


def joined(dispatch: "Dispatch", sight: "Sight") -> MemberJoined | None:
    data = dispatch.data
    guild, user = str(data["guild_id"]), data["user"]
    front = sight.directory.front(guild)
    if front is None or str(user["id"]) == sight.me.id:
        return None
    return MemberJoined(
        id=f"{guild}.{user['id']}.{data.get('joined_at')}",
        at=dispatch.now,
        place=front,
        author=account_of(user),
        name=name_of(user, data),
        handle=user.get("username"),
        is_bot=bool(user.get("bot")),
        created_at=moment_of(user["id"]),
    )


def left(dispatch: "Dispatch", sight: "Sight") -> MemberLeft | None:
    data = dispatch.data
    front = sight.directory.front(str(data["guild_id"]))
    if front is None or str(data["user"]["id"]) == sight.me.id:
        return None
    author = account_of(data["user"])
    return MemberLeft(id=dispatch.stamp, at=dispatch.now, place=front, author=author)


def renamed(dispatch: "Dispatch", sight: "Sight") -> MemberRenamed | None:
    """It does not say what of a member changed."""
    data = dispatch.data
    front, user = sight.directory.front(str(data["guild_id"])), data["user"]
    if front is None or str(user["id"]) == sight.me.id:
        return None
    return MemberRenamed(
        id=f"{dispatch.stamp}.name",
        at=dispatch.now,
        place=front,
        author=account_of(user),
        name=name_of(user, data),
        handle=user.get("username"),
        is_bot=bool(user.get("bot")),
    )


def channel_gone(dispatch: "Dispatch", sight: "Sight") -> PlaceLost | None:
    data = dispatch.data
    place = sight.directory.place(str(data["id"]), data.get("guild_id"))
    if place is None:
        return None
    return PlaceLost(id=f"{data['id']}.gone", at=dispatch.now, place=place)


def server_gone(dispatch: "Dispatch", sight: "Sight") -> PlaceLost | None:
    """An outage of Discord's own is told the same way, and is no loss."""
    front = sight.directory.front(str(dispatch.data["id"]))
    if front is None or dispatch.data.get("unavailable"):
        return None
    return PlaceLost(id=dispatch.stamp, at=dispatch.now, place=front)
