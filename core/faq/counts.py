"""The SQL of counts by day, for what leaves no row of its own."""

from datetime import UTC, datetime, timedelta

from core.storage import Transaction

SEEN = "seen"  # messages of people among others

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(days=1)


async def add(tx: Transaction, what: str, number: int, now: datetime) -> None:
    await tx.execute(
        "INSERT INTO faq_counts (day, what, number) VALUES (?, ?, ?)"
        " ON CONFLICT (day, what) DO UPDATE SET number = faq_counts.number + excluded.number",
        day_of(now),
        what,
        number,
    )


async def since(tx: Transaction, moment: datetime) -> dict[str, int]:
    """What → how many, from that day on."""
    rows = await tx.fetch(
        "SELECT what, SUM(number) FROM faq_counts WHERE day >= ? GROUP BY what", day_of(moment)
    )
    return {row[0]: int(row[1]) for row in rows}


async def forget(tx: Transaction, before: datetime) -> None:
    await tx.execute("DELETE FROM faq_counts WHERE day < ?", day_of(before))
