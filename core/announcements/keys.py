"""Two keys: may this author's announcement be approved by this person? Pure.

Nobody who steals one person's accounts can hold both: they are different members, each acts from an
account that itself holds the role, neither gave the other theirs, and neither has just come to it.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from core.announcements.draft import MACHINE
from core.people import outranks
from core.platform import Role

SETTLED_AFTER = timedelta(hours=24)


class Objection(StrEnum):
    """Why two keys do not open the door."""

    AUTHOR_ROLE = "author_role"
    PICTURE = "picture"
    APPROVER_ROLE = "approver_role"
    SAME_PERSON = "same_person"
    GRANTED = "granted"
    AUTHOR_NEW = "author_new"
    APPROVER_NEW = "approver_new"


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A person at the door, as the database shows them now.

    `account` is the one they act from (MACHINE at the host), `accounts` all that are or ever were
    linked with it, itself too. `role` is the account's own. `settled_at`: when any of these was
    last granted, linked, unlinked or freed from a suspension. `granted_by`: who gave the role.
    """

    account: str
    accounts: frozenset[str]
    role: Role
    settled_at: datetime
    granted_by: str | None = None


def objection(
    author: Key, approver: Key, now: datetime, *, with_picture: bool = False
) -> Objection | None:
    """The first reason against it; None where both keys turn. Pictures are the admins'."""
    if with_picture and not _holds(author, "admin"):
        return Objection.PICTURE
    if not _holds(author, "moderator"):
        return Objection.AUTHOR_ROLE
    if not _holds(approver, "admin"):
        return Objection.APPROVER_ROLE
    if author.accounts & approver.accounts:
        return Objection.SAME_PERSON
    if author.granted_by in approver.accounts or approver.granted_by in author.accounts:
        return Objection.GRANTED
    if not _is_settled(author, now):
        return Objection.AUTHOR_NEW
    if not _is_settled(approver, now):
        return Objection.APPROVER_NEW
    return None


def _holds(key: Key, role: Role) -> bool:
    return key.account == MACHINE or outranks(key.role, role)


def _is_settled(key: Key, now: datetime) -> bool:
    return key.account == MACHINE or now - key.settled_at >= SETTLED_AFTER
