"""What is kept about a person, as JSON: their own words and facts, and nobody else's names."""

import msgspec

from core.forgetting.person import Person
from core.moments import from_micros
from core.storage import Transaction

# A part of the export, and what it is read with; `?` is the member.
_OF_MEMBER = {
    "settings": "SELECT created_at, language, zone, quiet FROM members WHERE id = ?",
    "accounts": "SELECT platform, id, private_place, created_at FROM accounts WHERE member = ?"
    " ORDER BY platform, id",
    "words": "SELECT kind, text, created_at FROM texts WHERE member = ? ORDER BY id",
    "tickets": "SELECT id, category, language, priority, state, opened_at, resolved_at, reason,"
    " rating FROM tickets WHERE member = ? ORDER BY id",
    "ticket_messages": "SELECT l.ticket, l.at, l.side, x.text FROM ticket_lines l"
    " JOIN tickets t ON t.id = l.ticket LEFT JOIN texts x ON x.id = l.text"
    " WHERE t.member = ? AND l.side <> 'internal' ORDER BY l.id",
    "ticket_block": "SELECT until, reason, at FROM ticket_blocks WHERE member = ?",
    "answers": "SELECT slug, language, place, at FROM faq_answers WHERE member = ? ORDER BY id",
    "votes": "SELECT slug, language, helpful, at FROM faq_votes WHERE member = ?"
    " ORDER BY slug, language",
    "rank": "SELECT number FROM ranks WHERE member = ?",
    "half_answered": "SELECT command, answers, expires_at FROM dialogues WHERE member = ?",
    "said_about_answers": "SELECT voice, good, at FROM faq_ledger WHERE member = ? ORDER BY id",
}
# The same with the account.
_OF_ACCOUNT = {
    "role": "SELECT account, role, granted_at FROM roles WHERE account = ?",
    "offered_role": "SELECT account, role, offered_at FROM role_offers WHERE account = ?",
    "known_since": "SELECT chat, since, clean FROM moderation_standing WHERE account = ?"
    " ORDER BY chat",
    "moderation": "SELECT at, place, rule, why, action, until, state FROM moderation_cases"
    " WHERE account = ? ORDER BY id",
    "at_the_door": "SELECT chat, until FROM moderation_door WHERE account = ?",
    "reported": "SELECT at, outcome FROM moderation_reports WHERE account = ? ORDER BY at",
    "subscriptions": "SELECT topic, at FROM announcement_subscriptions WHERE account = ?"
    " ORDER BY topic",
    "web_chat": "SELECT at, content FROM web_messages WHERE ours = 0 AND 'web:' || visitor = ?"
    " ORDER BY position",
    "shown_as": "SELECT name FROM reputation_names WHERE account = ?",
    "badges": "SELECT place, number FROM reputation_badges WHERE account = ? ORDER BY place",
    "suspended": "SELECT at FROM suspensions WHERE account = ?",
    "reputation": "SELECT at, kind, step, points, why, message FROM reputation_ledger"
    " WHERE account = ? ORDER BY id",
    "links": "SELECT account, linked_at FROM links WHERE account = ?",
}
_TIMES = frozenset(
    {
        *("at", "created_at", "expires_at", "granted_at", "linked_at", "offered_at", "opened_at"),
        *("resolved_at", "since", "until"),
    }
)


async def export(tx: Transaction, whom: Person) -> str:
    """One part a line, with times in ISO 8601."""
    found: dict[str, list[dict[str, object]]] = {}
    for part, sql in _OF_MEMBER.items():
        found[part] = await _rows(tx, sql, whom.member)
    for part, sql in _OF_ACCOUNT.items():
        found[part] = [row for account in whom.accounts for row in await _rows(tx, sql, account)]
    kept = {part: rows for part, rows in found.items() if rows}
    return msgspec.json.format(msgspec.json.encode(kept), indent=1).decode()


async def _rows(tx: Transaction, sql: str, value: object) -> list[dict[str, object]]:
    """By the names that stand in the query: both engines have them in its order."""
    names = [name.split(".")[-1] for name in _selected(sql)]
    rows = await tx.fetch(sql, value)
    return [{name: _told(name, row[name]) for name in names} for row in rows]


def _selected(sql: str) -> list[str]:
    return sql.removeprefix("SELECT ").partition(" FROM ")[0].split(", ")


def _told(name: str, value: object) -> object:
    if name in _TIMES and isinstance(value, int):
        return from_micros(value).isoformat(timespec="seconds")
    return value
