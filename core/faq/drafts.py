"""What becomes of an entry that somebody proposes in a chat: who may approve it, and what then."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from core import official
from core.events import Account
from core.faq.entries import Entry, Wording
from core.i18n import Message, _
from core.official import Official
from core.people import outranks
from core.platform import Role

State = Literal["open", "published", "rejected", "overtaken"]
Verdict = Literal["approve", "reject", "overtake"]

NEXT: Mapping[tuple[State, Verdict], State] = {
    ("open", "approve"): "published",
    ("open", "reject"): "rejected",
    ("open", "overtake"): "overtaken",
}
"""Every step there is: whatever was decided stays decided."""

OFFICIAL = "official"  # the tag
_NOBODYS = Official(*[frozenset()] * 4)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """`entry` as it would be, `base` the fingerprint of the one that it would replace, `needed`
    the least role that may publish it, `questions` the unanswered ones that it would answer,
    `duplicate` the slug of the entry that goes then, its words being in this one."""

    id: int
    entry: Entry
    language: str
    base: str
    needed: Role
    state: State
    author: Account
    member: int | None
    questions: tuple[int, ...] = ()
    duplicate: str = ""


class Judge(msgspec.Struct, frozen=True):
    """Who presses the button, with the role read at the press."""

    account: Account
    member: int
    role: Role


def needed_role(before: Entry | None, after: Entry, duplicate: Entry | None = None) -> Role:
    """Links lead people to where they type passwords, so other links need an admin, as does
    whatever is marked official or would be."""
    is_official = any(OFFICIAL in entry.tags for entry in (before, after, duplicate) if entry)
    return "admin" if is_official or _changes_links(before, after) else "moderator"


def objection(draft: Draft, judge: Judge, verdict: Verdict) -> Message | None:
    """Why this person may not do it; None where they may. Authors may take back, not approve."""
    if (draft.state, verdict) not in NEXT:
        return _("This draft has been decided already.")
    is_author = judge.account == draft.author or judge.member == draft.member
    if verdict == "reject":
        may = is_author or outranks(judge.role, "moderator")
        return None if may else _("You are not allowed to do this.")
    if is_author:
        return _("Somebody else has to approve this: nobody approves their own draft.")
    if not outranks(judge.role, draft.needed):
        return _("Only an admin may do this.")
    return None


def _changes_links(before: Entry | None, after: Entry) -> bool:
    """A new translation may repeat the links of the others, and bring none."""
    old = before.wordings if before else {}
    known = frozenset().union(*map(_links, old.values()))
    return any(
        links != _links(old[language]) if language in old else not links <= known
        for language, links in ((name, _links(words)) for name, words in after.wordings.items())
    )


def _links(wording: Wording) -> frozenset[str]:
    """Whatever can be followed or written to, our own, too."""
    shown = (wording.question, wording.answer, wording.disclaimer)
    return frozenset(link for words in shown for link in official.foreign(_NOBODYS, words))
