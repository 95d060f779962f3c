"""What becomes of each trace of a person: `people.TRACES`, column by column.

A trace is erased with its row unless it stands here, so a new table is safe without a line more.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from core import people

By = Literal["member", "account", "chat", "visitor"]

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
    return iter(
        sorted(found, key=lambda trace: _LAST.index(trace.table) if _is_last(trace) else -1)
    )


def renamed() -> Iterator[Trace]:
    return (trace for trace in _all() if trace[:2] in RENAMED)


def _all() -> Iterator[Trace]:
    for table, columns in people.TRACES.items():
        for column in columns.split():
            yield Trace(table, column, _BY.get(column, "account"))


def _is_last(trace: Trace) -> bool:
    return trace.table in _LAST
