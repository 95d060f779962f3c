"""Two keys: every way in which one stolen person could try to be two."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from core.announcements.draft import MACHINE
from core.announcements.keys import Key, Objection, objection
from core.people import ROLES

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LONG_AGO, JUST_NOW = NOW - timedelta(days=30), NOW - timedelta(hours=23, minutes=59)


def key(account: str, role: str, *linked: str, by: str | None = None, new: bool = False) -> Key:
    return Key(
        account=account,
        accounts=frozenset((account, *linked)),
        role=next(r for r in ROLES if r == role),
        settled_at=JUST_NOW if new else LONG_AGO,
        granted_by=by,
    )


MACHINE_KEY = key(MACHINE, "admin")


@pytest.mark.parametrize(
    ("author", "approver"),
    [
        (key("mia", "moderator"), key("bob", "admin")),
        (key("amy", "admin"), key("bob", "admin")),
        (key("mia", "moderator", by="amy"), key("bob", "admin")),
        (key("mia", "moderator"), MACHINE_KEY),
        (MACHINE_KEY, key("bob", "admin")),
    ],
)
def test_two_people_or_a_person_and_the_machine_may(author: Key, approver: Key) -> None:
    assert objection(author, approver, NOW) is None


@pytest.mark.parametrize(
    ("author", "approver", "why"),
    [
        (key("bob", "admin"), key("bob", "admin"), Objection.SAME_PERSON),
        (key("bob2", "moderator", "bob"), key("bob", "admin", "bob2"), Objection.SAME_PERSON),
        (MACHINE_KEY, MACHINE_KEY, Objection.SAME_PERSON),
        (key("pet", "moderator", by="bob"), key("bob", "admin"), Objection.GRANTED),
        (key("pet", "moderator", by="bob2"), key("bob", "admin", "bob2"), Objection.GRANTED),
        (key("mia", "helper"), key("bob", "admin"), Objection.AUTHOR_ROLE),
        (key("mia", "anyone"), key("bob", "admin"), Objection.AUTHOR_ROLE),
        (key("mia", "moderator"), key("max", "moderator"), Objection.APPROVER_ROLE),
        (key("mia", "moderator", new=True), key("bob", "admin"), Objection.AUTHOR_NEW),
        (key("mia", "moderator"), key("bob", "admin", new=True), Objection.APPROVER_NEW),
        (key("mia", "moderator", new=True), MACHINE_KEY, Objection.AUTHOR_NEW),
    ],
)
def test_one_person_in_two_skins_may_not(author: Key, approver: Key, why: Objection) -> None:
    assert objection(author, approver, NOW) is why


def test_whatever_one_thief_holds_opens_nothing() -> None:
    """The thief has one person's accounts, and whatever that person could make of others': a puppet
    whose role they gave, an account that joined theirs, one that left it."""
    thief = ("bob", "bob2", "old")  # linked, or once linked
    mine = [
        key(account, role, *thief, new=new)
        for account, role, new in itertools.product(thief, ROLES, (False, True))
    ]
    puppets = [key("pet", role, by=by) for role, by in itertools.product(ROLES, thief)]
    for author, approver in itertools.product((*mine, *puppets), repeat=2):
        if not (author.account == approver.account == "pet"):
            assert objection(author, approver, NOW) is not None
