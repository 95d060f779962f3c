"""Which rank a person has: points and different people helped, over rolling 90 days."""

from collections.abc import Iterable, Sequence

from core.config.reputation import Rank
from core.reputation.ledger import HELPED, Entry
from core.reputation.rules import DAY

WINDOW = 90 * DAY
KEEPS = 0.9  # of each requirement


def standing(entries: Iterable[Entry], now: int) -> tuple[int, int]:
    """Points, and different people helped, of one person in the last 90 days."""
    lately = [entry for entry in entries if now - WINDOW < entry.at <= now]
    helped = {entry.by for entry in lately if entry.kind in HELPED and entry.points > 0}
    return sum(entry.points for entry in lately), len(helped)


def attained(points: int, people: int, before: int, ranks: Sequence[Rank]) -> int:
    """0 for none. Whoever has a rank keeps it down to 90 % of what it asks for."""
    return max(
        (
            number
            for number, rank in enumerate(ranks, 1)
            if _meets(points, people, rank, KEEPS if number <= before else 1.0)
        ),
        default=0,
    )


def _meets(points: int, people: int, rank: Rank, share: float) -> bool:
    return points >= rank.points * share and people >= rank.people * share
