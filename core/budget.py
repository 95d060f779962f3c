"""How fast we may send: windows of time, and the lanes' shares of them. Pure: time is passed in."""

from collections import deque
from collections.abc import Collection, Mapping

from core.outbox import Lane
from core.platform import Capabilities

# What each lane is sure of while all are waiting; what one does not use is lent to the others.
SHARES: Mapping[Lane, float] = {
    Lane.SAFETY: 0.3,
    Lane.REPLIES: 0.4,
    Lane.TICKETS: 0.2,
    Lane.ANNOUNCEMENTS: 0.1,
}


class Window:
    """At most `count` in any `seconds`: a sliding window, exact."""

    def __init__(self, count: float, seconds: float) -> None:
        whole = max(1, int(count))
        self._seconds = seconds * whole / count
        self._times: deque[float] = deque(maxlen=whole)

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 if it is now."""
        if len(self._times) < (self._times.maxlen or 1):
            return 0.0
        return max(0.0, self._times[0] + self._seconds - now)

    def add(self, now: float) -> None:
        self._times.append(now)


class Budget:
    """Several windows that all have to allow it."""

    def __init__(self, *windows: Window) -> None:
        self._windows = windows

    def wait(self, now: float) -> float:
        return max(window.wait(now) for window in self._windows)

    def add(self, now: float) -> None:
        for window in self._windows:
            window.add(now)


class Turns:
    """Whose turn it is among the lanes that wait: weighted fair queueing by SHARES.

    Each lane has a virtual time that grows by 1/share with every turn; the least one goes next. A
    lane that was idle starts at the present, so that it cannot save up turns.
    """

    def __init__(self) -> None:
        self._times: dict[Lane, float] = {}
        self._present = 0.0

    def order(self, waiting: Collection[Lane]) -> list[Lane]:
        """The waiting lanes, next first."""
        return sorted(waiting, key=lambda lane: (self._time(lane), lane))

    def took(self, lane: Lane) -> None:
        self._present = self._time(lane)
        self._times[lane] = self._present + 1 / SHARES[lane]

    def _time(self, lane: Lane) -> float:
        return max(self._present, self._times.get(lane, 0.0))


def of_bot(capabilities: Capabilities) -> Budget:
    return Budget(Window(capabilities.per_second, 1))


def of_chat(capabilities: Capabilities, private: bool) -> Budget:
    minute = capabilities.chat_per_minute if private else capabilities.group_per_minute
    return Budget(Window(capabilities.chat_per_second, 1), Window(minute, 60))
