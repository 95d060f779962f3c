"""Who comes and goes: we ourselves, and others. Pure."""

from typing import TYPE_CHECKING

from bots.telegram import house
from bots.telegram.who import PLATFORM, Me, account_of, place_of
from core.events import (
    Account,
    JoinRequested,
    MemberJoined,
    MemberLeft,
    Place,
    PlaceJoined,
    PlaceLost,
    PlaceOpened,
)

if TYPE_CHECKING:
    from telegram import ChatJoinRequest, ChatMember, ChatMemberUpdated


def is_absent(member: "ChatMember") -> bool:
    return member.status in ("left", "kicked") or getattr(member, "is_member", True) is False


def is_admin(member: "ChatMember") -> bool:
    return member.status in ("administrator", "creator")


def missing_rights(member: "ChatMember", me: Me) -> tuple[str, ...]:
    """What we lack in a group: `see_messages` (privacy mode hides them), `send_messages`, and
    administrator rights by Telegram's names without `can_`."""
    missing = [] if is_admin(member) or me.reads_all else ["see_messages"]
    if not _may_write(member):
        missing.append("send_messages")
    absent = (right for right in me.rights if not getattr(member, right, False))
    return (*missing, *(right.removeprefix("can_") for right in absent))


def we_changed(
    id_: str, change: "ChatMemberUpdated", me: Me
) -> PlaceJoined | PlaceLost | PlaceOpened | None:
    """What we lack is told when we come in, and again when it has changed."""
    place, now = place_of(change.chat), change.new_chat_member
    if is_absent(now):
        return PlaceLost(id=id_, at=change.date, place=place)
    if place.private:
        return PlaceOpened(id=id_, at=change.date, place=place)
    by, before = change.from_user, change.old_chat_member
    missing, lost = missing_rights(now, me), _lost(before, now)
    if not (is_absent(before) or lost) and missing == missing_rights(before, me):
        return None
    return PlaceJoined(
        id=id_,
        at=change.date,
        place=place,
        author=account_of(by),
        name=by.full_name,
        locale=by.language_code,
        title=change.chat.title or "",
        missing=missing,
        lost=lost,
    )


def _lost(before: "ChatMember", now: "ChatMember") -> tuple[str, ...]:
    could, can = house.powers(before), house.powers(now)
    is_silenced = not _may_write(now) and _may_write(before) and not is_absent(before)
    return (*sorted(could - can), *(("send_messages",) if is_silenced else ()))


def _may_write(member: "ChatMember") -> bool:
    return getattr(member, "can_send_messages", True) is not False


def asked(id_: str, request: "ChatJoinRequest") -> JoinRequested:
    """bots/api#chatjoinrequest: for five minutes we may write to them."""
    user = request.from_user
    return JoinRequested(
        id=id_,
        at=request.date,
        place=place_of(request.chat),
        author=Account(PLATFORM, str(user.id)),
        talk=Place(PLATFORM, str(request.user_chat_id), private=True),
        name=user.full_name,
        handle=user.username,
        locale=user.language_code,
        is_bot=user.is_bot,
    )


def changed(id_: str, change: "ChatMemberUpdated") -> MemberJoined | MemberLeft | None:
    """Who comes and goes. Service messages tell that too, but not in large groups."""
    was_absent, is_gone = is_absent(change.old_chat_member), is_absent(change.new_chat_member)
    if was_absent is is_gone:
        return None
    return _left(id_, change) if is_gone else _joined(id_, change)


def _left(id_: str, change: "ChatMemberUpdated") -> MemberLeft:
    author = Account(PLATFORM, str(change.new_chat_member.user.id))
    return MemberLeft(id=id_, at=change.date, place=place_of(change.chat), author=author)


def _joined(id_: str, change: "ChatMemberUpdated") -> MemberJoined:
    user = change.new_chat_member.user
    return MemberJoined(
        id=id_,
        at=change.date,
        place=place_of(change.chat),
        author=Account(PLATFORM, str(user.id)),
        name=user.full_name,
        handle=user.username,
        is_bot=user.is_bot,
    )
