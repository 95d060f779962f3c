"""What changes about a group itself: its name, its picture, who is an administrator. Pure."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bots.telegram.who import PLATFORM, account_of, place_of
from core.events import Account, Place, PlaceChanged

if TYPE_CHECKING:
    from telegram import ChatMember, ChatMemberUpdated, Message

# bots/api#chatadministratorrights: those with which somebody could harm others, or have it done.
POWERS = (
    *("can_promote_members", "can_change_info", "can_restrict_members", "can_delete_messages"),
    *("can_invite_users", "can_pin_messages", "can_manage_topics", "can_manage_tags"),
)
_ADMINISTRATORS = ("administrator", "creator")


def powers(member: "ChatMember") -> frozenset[str]:
    """By the core's names; all of them for the creator."""
    if member.status == "creator":
        return frozenset(("administrator", *named(POWERS)))
    if member.status not in _ADMINISTRATORS:
        return frozenset()
    return frozenset(("administrator", *named(r for r in POWERS if getattr(member, r, False))))


def named(rights: Iterable[str]) -> tuple[str, ...]:
    return tuple(right.removeprefix("can_") for right in rights)


def empowered(id_: str, change: "ChatMemberUpdated") -> PlaceChanged | None:
    """Somebody became an administrator, or one who may do more."""
    gained = powers(change.new_chat_member) - powers(change.old_chat_member)
    if not gained:
        return None
    user = change.new_chat_member.user
    return PlaceChanged(
        id=id_,
        at=change.date,
        place=place_of(change.chat),
        what="member",
        author=account_of(change.from_user),
        subject=user.full_name,
        account=Account(PLATFORM, str(user.id)),
        rights=tuple(sorted(gained)),
    )


def repainted(id_: str, message: "Message", place: Place) -> PlaceChanged | None:
    """bots/api#message: new_chat_title, new_chat_photo, delete_chat_photo."""
    is_picture = bool(message.new_chat_photo or message.delete_chat_photo)
    if not (message.new_chat_title or is_picture):
        return None
    return PlaceChanged(
        id=id_,
        at=message.date,
        place=place,
        what="picture" if is_picture else "title",
        author=account_of(message.from_user) if message.from_user else None,
        subject=message.new_chat_title or "",
    )
