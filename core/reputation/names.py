"""The SQL of what those who earn are called, as last seen."""

from collections.abc import Mapping, Sequence

from core.events import Account
from core.storage import Transaction


async def put(tx: Transaction, account: Account, name: str) -> None:
    """What the account is called; nothing where that is not known."""
    if name:
        await tx.write(
            "INSERT INTO reputation_names (account, name) VALUES (?, ?)"
            " ON CONFLICT (account) DO UPDATE SET name = excluded.name"
            " WHERE reputation_names.name <> excluded.name",
            str(account),
            name,
        )


async def change(tx: Transaction, renamed: Mapping[str, str]) -> None:
    """Of those who have earned; by account."""
    for account, name in renamed.items():
        await tx.write("UPDATE reputation_names SET name = ? WHERE account = ?", name, account)


async def of(tx: Transaction, account: Account) -> str:
    """Empty where that is not known."""
    sql = "SELECT name FROM reputation_names WHERE account = ?"
    row = await tx.fetch_one(sql, str(account))
    return str(row[0]) if row else ""


async def by_member(tx: Transaction, members: Sequence[int]) -> dict[int, str]:
    """By member, as far as known: of linked accounts any that has a name."""
    marks = ", ".join("?" * len(members))
    found = await tx.fetch(
        "SELECT a.member, MAX(n.name) FROM accounts a JOIN reputation_names n"  # noqa: S608
        " ON n.account = a.platform || ':' || a.id"
        f" WHERE a.member IN ({marks}) GROUP BY a.member",
        *members,
    )
    return {int(row[0]): str(row[1]) for row in found}
