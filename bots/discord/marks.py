"""Up to which message everything is handled. Ids rise with time over all channels, so one mark
serves them all. Pure."""

import heapq
from collections import Counter


class Marks:
    """What is begun holds the mark back until it has ended; the same id may be begun twice."""

    def __init__(self, since: int) -> None:
        self._newest = since
        self._open: list[int] = []
        self._ended: Counter[int] = Counter()

    @property
    def value(self) -> int:
        """Nothing up to and with it is still open."""
        return min(self._open[0] - 1, self._newest) if self._open else self._newest

    def begin(self, message: int) -> None:
        heapq.heappush(self._open, message)

    def end(self, message: int) -> None:
        self._newest = max(self._newest, message)
        self._ended[message] += 1
        while self._open and self._ended[self._open[0]]:
            first = heapq.heappop(self._open)
            self._ended[first] -= 1
            if not self._ended[first]:
                del self._ended[first]
