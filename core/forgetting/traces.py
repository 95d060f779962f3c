"""Where a person is named, and what becomes of each such trace, column by column.

A trace is erased with its row unless it is in RENAMED or KEPT: a new table needs one line here.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

By = Literal["member", "account", "chat", "visitor"]

# Every table that names a person, with the columns (spaces between): what `/forget` has to visit.
# `chat` and `place` name the person of a private chat.
TRACES = {
    "accounts": "member",
    "announcement_approvals": "approver author",
    "announcement_deliveries": "place",
    "announcement_events": "actor",
    "announcement_pictures": "by place",
    "announcement_posts": "place",
    "announcement_subscriptions": "account",
    "announcements": "author place",
    "audit": "actor subject",
    "brake_releases": "account",
    "chats": "chat",
    "codes": "owner",
    "copies": "chat",
    "dialogues": "member",
    "duty_names": "account",
    "faq_answers": "member place",
    "faq_drafts": "author",
    "faq_ledger": "member",
    "faq_objections": "member",
    "faq_unanswered": "place",
    "faq_votes": "member",
    "links": "account home",
    "messages": "chat",
    "moderation_cases": "account decided_by place",
    "moderation_door": "account",
    "moderation_links": "added_by",
    "moderation_reports": "account",
    "moderation_standing": "account",
    "outbox": "chat",
    "raid_members": "account",
    "raid_messages": "account",
    "raids": "chat decided_by",
    "ranks": "member",
    "reputation_answers": "author asker",
    "reputation_asked": "asker",
    "reputation_badges": "account",
    "reputation_cases": "decided_by",
    "reputation_kin": "account person",
    "reputation_ledger": "account giver",
    "reputation_names": "account",
    "reputation_objections": "member",
    "reputation_totals": "member",
    "role_offers": "account offered_by",
    "roles": "account granted_by",
    "suspensions": "account suspended_by",
    "texts": "member",
    "ticket_blocks": "member blocked_by",
    "ticket_drafts": "member place",
    "ticket_duty": "account",
    "ticket_events": "actor",
    "ticket_lines": "author",
    "ticket_offers": "account",
    "ticket_places": "place",
    "tickets": "member asker assignee",
    "web_messages": "visitor",
    "web_visitors": "visitor",
}

_BY: dict[str, By] = {
    "member": "member",
    "home": "member",
    "visitor": "visitor",
    "chat": "chat",
    "place": "chat",
}

# The fact stays, under a keyed hash: what a person did to others' matters, and answers for.
RENAMED = frozenset(
    {
        ("announcement_approvals", "approver"),
        ("announcement_approvals", "author"),
        ("announcement_events", "actor"),
        ("announcements", "author"),
        ("announcements", "place"),
        ("faq_drafts", "author"),
        ("faq_ledger", "member"),
        ("moderation_cases", "account"),
        ("moderation_cases", "decided_by"),
        ("moderation_cases", "place"),
        ("moderation_links", "added_by"),
        ("moderation_reports", "account"),
        ("raids", "decided_by"),
        ("reputation_cases", "decided_by"),
        ("reputation_kin", "account"),
        ("reputation_kin", "person"),
        ("reputation_ledger", "account"),
        ("reputation_ledger", "giver"),
        ("role_offers", "offered_by"),
        ("roles", "granted_by"),
        ("suspensions", "account"),
        ("suspensions", "suspended_by"),
        ("ticket_blocks", "blocked_by"),
        ("ticket_blocks", "member"),
        ("ticket_events", "actor"),
        ("ticket_lines", "author"),
        ("tickets", "asker"),
        ("tickets", "assignee"),
        ("tickets", "member"),
    }
)
# A chain of seals that is shown to be whole cannot lose a line; it holds ids and fixed words.
KEPT = frozenset({("audit", "actor"), ("audit", "subject")})

# Last, since others refer to them.
_LAST = ("web_visitors", "accounts")


class Trace(NamedTuple):
    """Where a person is named, and by what."""

    table: str
    column: str
    by: By


def erased() -> Iterator[Trace]:
    found = [trace for trace in _all() if trace[:2] not in RENAMED | KEPT]
    order = {table: place for place, table in enumerate(_LAST, 1)}
    return iter(sorted(found, key=lambda trace: order.get(trace.table, 0)))


def renamed() -> Iterator[Trace]:
    return (trace for trace in _all() if trace[:2] in RENAMED)


def _all() -> Iterator[Trace]:
    for table, columns in TRACES.items():
        for column in columns.split():
            yield Trace(table, column, _BY.get(column, "account"))
