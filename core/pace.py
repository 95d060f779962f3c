"""How fast a platform takes what we send: learnt from what it refuses. Pure: time is passed in.

A platform names a limit, and keeps another: a bucket of tokens as a rule, so many a second and some
more at once. A refusal says that the bucket is empty. So of the calls that pass from one refusal to
the next each is a token that came in meanwhile, and together they are the true limit. Between two
bounds, the most that held and the least that did not, we send at the middle; every refusal, and
every few seconds without one, brings the bounds together. From then on we keep to the lower, and
try a little more now and then, at ever longer intervals.
"""

from math import inf

from core.budget import Window

CATCH_UP_SECONDS = 0.1  # of calls may go at once after a lull: a late timer must not cost any
NARROW = 0.02  # bounds as near as this are one
SAFE = 0.985  # of what a refusal has shown
SPAN_SECONDS, SPAN_GROWTH = 3.0, 1.5  # what passed in one raises the lower bound
MEASURED_SECONDS = 5.0  # between two refusals; in less, too few calls pass to count tokens by
TRY_AFTER_SECONDS, TRY_GROWTH, LONGEST_TRY_AFTER, TRY = 20.0, 4.0, 900.0, 1.04
BREATH = 2.0  # tokens that come in between a refusal and the next call
LONGEST_WAIT_SECONDS = 45.0  # that a refusal costs; with less work ahead than that, none is risked
SAME_SECONDS = 1.0  # waits are told in whole seconds
SPARE = 0.7  # of what the bucket once held may be sent at once after a lull


class Pace:
    """`reserve` a turn when `wait` is 0; then `spend` it as the call begins, or `release` it.
    `passed` and `refused` are what became of calls. `ahead`: how many are waiting."""

    def __init__(self, per_second: float) -> None:
        self.ahead = 0
        self._top = self._high = per_second
        self._low = per_second / 2
        self._named = Window(per_second, 1)
        self._next = 0.0  # when the next call is due, all evenly spread
        self._first_call: float | None = None
        self._held: tuple[int, float] | None = None  # calls until the first refusal, and seconds
        self._has_learnt = self._is_settled = self._is_trying = False
        self._since_refusal = _Count(0.0)
        self._since_mark, self._span = _Count(0.0), SPAN_SECONDS
        self._settled_at, self._try_after = 0.0, TRY_AFTER_SECONDS
        self._open_refusal: tuple[float, float] | None = None  # when, until: not yet understood
        self._heard_at = self._bot_waits_until = -inf

    @property
    def rate(self) -> float:
        """Calls a second, for now."""
        if not self._has_learnt:
            return self._top
        if self._is_careful or (self._is_settled and not self._is_trying):
            return self._low
        if self._is_trying:
            return min(self._top, self._low * TRY)
        return (self._low + self._high) / 2

    @property
    def _is_careful(self) -> bool:
        return self.ahead < self._low * LONGEST_WAIT_SECONDS

    # -- turns -----------------------------------------------------------------------------------

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 if it is now."""
        return max(self._named.wait(now), self._next - CATCH_UP_SECONDS - now, 0.0)

    def used(self, now: float) -> float:
        """The share of what is allowed now that was sent in the last second."""
        return self._named.used(now) * self._top / self.rate

    def reserve(self, now: float) -> None:
        self._named.reserve()
        self._move(now)

    def release(self) -> None:
        """Nothing was sent after all."""
        self._named.release()
        self._next -= 1 / self.rate

    def spend(self, now: float) -> None:
        self._named.spend(now)

    def add(self, now: float) -> None:
        """One more without a turn."""
        self._named.add(now)
        self._move(now)

    def _move(self, now: float) -> None:
        self._first_call = now if self._first_call is None else self._first_call
        self._next = max(self._next, now - self._spare) + 1 / self.rate

    @property
    def _spare(self) -> float:
        """Seconds of a lull that may be made up for at once: the calls that passed before the first
        refusal, beyond those of the time that it took, were in the bucket."""
        if self._held is None:
            return 0.0
        calls, seconds = self._held
        held = (calls - self._high * seconds) * SPARE
        return max(0.0, held / self.rate - CATCH_UP_SECONDS)

    # -- learning --------------------------------------------------------------------------------

    def passed(self, began: float, now: float) -> None:
        """A call was taken. One that began after a refusal shows that the bot may go on."""
        if self._open_refusal is not None and began > self._open_refusal[0]:
            self._learn(self._open_refusal[0])
            self._open_refusal = None
        self._since_refusal.number += 1
        self._since_mark.number += 1
        if self._has_learnt and now - self._since_mark.began >= self._span:
            self._raise_low(now)
        if self._may_try(now):
            self._is_trying = True
            self._try_after = min(self._try_after * TRY_GROWTH, LONGEST_TRY_AFTER)

    def refused(self, began: float, now: float, until: float) -> bool:
        """A call was refused, nobody says for whom; True where the whole bot has to wait: two chats
        in a row, and both until the same moment."""
        self._next = max(self._next, now + CATCH_UP_SECONDS + BREATH / self._low)
        if abs(until - self._bot_waits_until) <= SAME_SECONDS:
            return True
        before = self._open_refusal
        if before is not None and abs(until - before[1]) <= SAME_SECONDS:
            self._open_refusal, self._bot_waits_until = None, until
            self._pass_over(until - now)
            return True
        if self._held is None and self._first_call is not None:
            self._held = (self._since_refusal.number, now - self._first_call)
        if began >= self._heard_at:  # else it was on its way when we heard of the one before
            if before is not None:
                self._learn(before[0])
            self._open_refusal, self._heard_at = (now, until), now
        return False

    def _pass_over(self, seconds: float) -> None:
        """A time in which nothing could be sent, and nothing learnt."""
        self._since_refusal.began += seconds
        self._since_mark.began += seconds
        self._settled_at += seconds

    def _raise_low(self, now: float) -> None:
        held = self._since_mark.rate(now, -2)
        self._low = max(self._low, min(held, self.rate))
        self._high = max(self._high, self._low)
        self._since_mark = _Count(now)
        self._span *= SPAN_GROWTH
        self._settle(now)

    def _learn(self, now: float) -> None:
        """The bucket was empty."""
        if self._has_learnt:
            self._lower_high(now)
        self._has_learnt, self._is_trying = True, False
        self._since_refusal, self._since_mark = _Count(now), _Count(now)
        self._span = SPAN_SECONDS
        self._settled_at = now if self._is_settled else self._settled_at
        self._settle(now)

    def _lower_high(self, now: float) -> None:
        is_measured = now - self._since_refusal.began >= MEASURED_SECONDS
        shown = min(self.rate, self._since_refusal.rate(now, 1) if is_measured else inf)
        high = shown if self._is_settled else min(self._high, shown)
        self._high = max(high, self._top / 8)
        self._low = min(self._low, self._high * SAFE)

    def _settle(self, now: float) -> None:
        if not self._is_settled and self._high - self._low <= NARROW * self._high:
            self._is_settled, self._settled_at = True, now

    def _may_try(self, now: float) -> bool:
        is_time = self._is_settled and now - self._settled_at > self._try_after
        return is_time and not self._is_trying and not self._is_careful and self._low < self._top


class _Count:
    """Calls that passed since a moment."""

    def __init__(self, began: float) -> None:
        self.began, self.number = began, 0

    def rate(self, now: float, more: int) -> float:
        """A second; `more` or fewer, since a token is whole."""
        return (self.number + more) / (now - self.began)
