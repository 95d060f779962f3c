"""How fast we may send: windows of time, and the lanes' shares of them. Pure: time is passed in."""

from collections import deque
from collections.abc import Collection, Mapping

from core.outbox import Lane
from core.platform import Capabilities

# What each lane is sure of while all are waiting; what one does not use is lent to the others. So
# announcements get all there is while no answer waits, and hardly anything while one does.
SHARES: Mapping[Lane, float] = {
    Lane.SAFETY: 0.3,
    Lane.REPLIES: 0.45,
    Lane.TICKETS: 0.24,
    Lane.ANNOUNCEMENTS: 0.01,
}

AHEAD = 20  # turns that what keeps people safe may take before everybody, for each lull it had


class Window:
    """At most `count` in any `seconds`: a sliding window, exact.

    A place in it is reserved before the request is prepared, and counts from when it is spent.
    """

    def __init__(self, count: float, seconds: float) -> None:
        self._count = max(1, int(count))
        self._seconds = seconds * self._count / count
        self._times: deque[float] = deque(maxlen=self._count)
        self._reserved = 0

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 if it is now."""
        excess = len(self._times) + self._reserved - self._count
        if excess < 0:
            return 0.0
        if excess >= len(self._times):
            return self._seconds  # all are reserved: none is free sooner than that
        return max(0.0, self._times[excess] + self._seconds - now)

    def reserve(self) -> None:
        self._reserved += 1

    def release(self) -> None:
        """Nothing was sent after all."""
        self._reserved -= 1

    def spend(self, now: float) -> None:
        """Use a reservation up."""
        self._reserved -= 1
        self.add(now)

    def add(self, now: float) -> None:
        """One more without a reservation, allowed or not."""
        self._times.append(now)

    def used(self, now: float) -> float:
        """The share of it that is used or reserved."""
        lately = sum(1 for moment in self._times if moment + self._seconds > now)
        return (lately + self._reserved) / self._count

    def is_whole(self, now: float) -> bool:
        """Nothing of it is used, so that a new one would do as well."""
        idle = not self._times or self._times[-1] + self._seconds <= now
        return idle and not self._reserved


class Budget:
    """Several windows that all have to allow it."""

    def __init__(self, *windows: Window) -> None:
        self._windows = windows

    def wait(self, now: float) -> float:
        return max(window.wait(now) for window in self._windows)

    def reserve(self) -> None:
        for window in self._windows:
            window.reserve()

    def release(self) -> None:
        for window in self._windows:
            window.release()

    def spend(self, now: float) -> None:
        for window in self._windows:
            window.spend(now)

    def add(self, now: float) -> None:
        for window in self._windows:
            window.add(now)

    def used(self, now: float) -> float:
        """Of the window that is used most."""
        return max(window.used(now) for window in self._windows)

    def is_whole(self, now: float) -> bool:
        return all(window.is_whole(now) for window in self._windows)


class Turns:
    """Whose turn it is among the lanes that wait: weighted fair queueing by SHARES.

    Each lane has a virtual time that grows by 1/share with every turn; the least one goes next. A
    lane that was idle starts at the present, so that it cannot save up turns; but for SAFETY, which
    after a lull (a platform that let nobody delete) goes first, up to AHEAD times.
    """

    def __init__(self) -> None:
        self._times: dict[Lane, float] = {}
        self._present = 0.0
        self._ahead = AHEAD

    def order(self, waiting: Collection[Lane]) -> list[Lane]:
        """The waiting lanes, next first."""
        if Lane.SAFETY not in waiting:
            self._ahead = min(AHEAD, self._ahead + 1)
        return sorted(waiting, key=lambda lane: (not self._may_pass(lane), self._time(lane), lane))

    def first(self, waiting: Collection[Lane]) -> Lane:
        """The most urgent, as long as it is less than a turn of the next one ahead of it."""
        urgent, fair = min(waiting), self.order(waiting)[0]
        is_ahead = self._time(urgent) >= self._time(fair) + 1 / SHARES[fair]
        return fair if is_ahead else urgent

    def took(self, lane: Lane) -> None:
        if self._may_pass(lane):
            self._ahead -= 1
            return
        self._present = self._time(lane)
        self._times[lane] = self._present + 1 / SHARES[lane]

    def _may_pass(self, lane: Lane) -> bool:
        return lane is Lane.SAFETY and self._ahead > 0

    def _time(self, lane: Lane) -> float:
        return max(self._present, self._times.get(lane, 0.0))


def of_chat(capabilities: Capabilities, private: bool) -> Budget:
    minute = capabilities.chat_per_minute if private else capabilities.group_per_minute
    return Budget(Window(capabilities.chat_per_second, 1), Window(minute, 60))
