"""How much one member may ask of us: token buckets in memory, time passed in."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    told: bool = False


class Limits:
    """One bucket a key; full again after a minute. Holds at most `capacity` keys, oldest out."""

    def __init__(self, per_minute: int, capacity: int = 50_000) -> None:
        self._rate = per_minute / 60
        self._size = float(per_minute)
        self._capacity = capacity
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str, now: float) -> bool:
        """One more for `key` at `now` (seconds, monotonic): True if it is allowed."""
        bucket = self._buckets.get(key) or _Bucket(self._size, now)
        bucket.tokens = min(self._size, bucket.tokens + max(0.0, now - bucket.at) * self._rate)
        bucket.at = now
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._capacity:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        bucket.told = False
        return True

    def tell(self, key: str) -> bool:
        """True once for each time that `key` came over its limit: say it, then be silent."""
        bucket = self._buckets.get(key)
        if bucket is None or bucket.told:
            return False
        bucket.told = True
        return True
