"""Who and where: accounts, places, ourselves, in the core's words. Pure."""

from typing import TYPE_CHECKING

import msgspec

from core.events import Account, Place

if TYPE_CHECKING:
    from telegram import Chat, User

PLATFORM = "telegram"
GENERAL_TOPIC = 1
# Accounts that many people write through: an anonymous admin, a linked channel, a channel.
NOBODY = frozenset({1087968824, 777000, 136817688})


class Me(msgspec.Struct, frozen=True):
    """Who we are there (getMe), and which administrator rights this installation uses."""

    id: int
    username: str
    reads_all: bool = True
    rights: tuple[str, ...] = ()


def place_of(chat: "Chat", thread: int | None = None) -> Place:
    return Place(
        PLATFORM,
        str(chat.id),
        thread=None if thread in (None, GENERAL_TOPIC) else str(thread),
        private=chat.type == "private",
    )


def account_of(user: "User") -> Account | None:
    """None for an account that is nobody's own."""
    return None if user.id in NOBODY else Account(PLATFORM, str(user.id))
