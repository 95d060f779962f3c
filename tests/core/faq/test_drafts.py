"""Who may approve what, and that a decision is final."""

from typing import get_args

import msgspec
import pytest

from core.events import Account
from core.faq.drafts import NEXT, Draft, Judge, State, Verdict, needed_role, objection
from core.faq.entries import Entry, Wording
from core.platform import Role

LINK = "See [support](https://example.com/support)."
ANN, BOB = Account("loop", "ann"), Account("loop", "bob")
ALL = [(state, verdict) for state in get_args(State) for verdict in get_args(Verdict)]


def entry(answer: str = "Yes.", *, tags: tuple[str, ...] = (), **more: str) -> Entry:
    said = {"en": answer, **more}
    return Entry(
        slug="fees",
        category="fees",
        tags=tags,
        wordings={name: Wording(question="Is it?", answer=a) for name, a in said.items()},
    )


def draft(needed: Role = "moderator", state: State = "open") -> Draft:
    return Draft(
        id=1,
        entry=entry(),
        language="en",
        base="",
        needed=needed,
        state=state,
        author=ANN,
        member=1,
    )


@pytest.mark.parametrize(
    ("before", "after", "role"),
    [
        (None, entry(), "moderator"),
        (entry(), entry("No."), "moderator"),
        (None, entry(LINK), "admin"),
        (entry(LINK), entry(LINK + " Soon."), "moderator"),
        (entry(LINK), entry("Yes."), "admin"),
        (entry(LINK), entry(LINK.replace("support)", "login)")), "admin"),
        (entry(LINK), entry(LINK, ru=LINK), "moderator"),
        (entry(), entry(ru=LINK), "admin"),
        (entry(), entry("Write to help@example.com"), "admin"),
        (entry(tags=("official",)), entry("No.", tags=("official",)), "admin"),
        (entry(tags=("official",)), entry(), "admin"),
        (entry(), entry(tags=("official",)), "admin"),
    ],
)
def test_links_and_official_entries_need_an_admin(
    before: Entry | None, after: Entry, role: Role
) -> None:
    assert needed_role(before, after) == role


@pytest.mark.parametrize(("account", "member"), [(ANN, 1), (ANN, 9), (BOB, 1)])
@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_an_author_never_approves_with_any_account_or_role(
    account: Account, member: int, role: Role
) -> None:
    assert objection(draft(), Judge(account, member, role), "approve") is not None
    assert objection(draft(), Judge(account, member, role), "reject") is None


@pytest.mark.parametrize(
    ("role", "needed", "may"),
    [
        ("anyone", "moderator", False),
        ("helper", "moderator", False),
        ("moderator", "moderator", True),
        ("moderator", "admin", False),
        ("admin", "admin", True),
    ],
)
def test_another_one_approves_with_the_role_that_it_needs(
    role: Role, needed: Role, may: bool
) -> None:
    assert (objection(draft(needed), Judge(BOB, 2, role), "approve") is None) == may


@pytest.mark.parametrize(("state", "verdict"), ALL)
def test_whatever_is_decided_stays_decided(state: State, verdict: Verdict) -> None:
    said = objection(draft(state=state), Judge(BOB, 2, "admin"), verdict)
    assert (said is None) == ((state, verdict) in NEXT) == (state == "open")


def test_a_draft_survives_its_way_through_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(entry(LINK)), type=Entry) == entry(LINK)
