"""What may still be spent this month, as pure rules; amounts in micros of a dollar."""

from calendar import monthrange
from datetime import datetime, timedelta

import msgspec

from bots.twitter import Settings
from bots.twitter.prices import MICROS

NEAR = 0.8  # of what reading and answering may cost: then the admins are warned
_FIRST_DAYS = 1 / 31  # before one day is over a month's bill cannot be foreseen


class Budget(msgspec.Struct, frozen=True):
    """`cap` in a calendar month (UTC), of which `kept` only announcements may use."""

    cap: int
    kept: int

    @classmethod
    def of(cls, settings: Settings) -> "Budget":
        cap = round(settings.monthly_cap_usd * MICROS)
        return cls(cap, round(cap * settings.kept_for_announcements))

    @property
    def usable(self) -> int:
        """For reading and answering."""
        return self.cap - self.kept

    def is_near(self, spent: int) -> bool:
        return spent >= NEAR * self.usable

    def is_spent(self, spent: int) -> bool:
        return spent >= self.usable

    def allows(self, spent: int, price: int, *, announcement: bool) -> bool:
        return spent + price <= (self.cap if announcement else self.usable)

    def pause(self, spent: int, now: datetime, shortest: float, longest: float) -> float:
        """Seconds between two reads: longer, the further spending runs ahead of the month."""
        if self.usable <= 0:
            return longest
        haste = spent / (self.usable * max(elapsed(now), _FIRST_DAYS))
        return min(longest, shortest * max(1.0, haste**2))


def month(now: datetime) -> str:
    return f"{now:%Y-%m}"


def elapsed(now: datetime) -> float:
    """How much of the month is over, 0 to 1."""
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    days = monthrange(now.year, now.month)[1]
    return (now - start) / timedelta(days=days)


def expected(spent: int, now: datetime) -> float:
    """The month's bill if it goes on like this."""
    return spent / max(elapsed(now), _FIRST_DAYS)
