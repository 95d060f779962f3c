"""Promised times: which clocks of a ticket run, how much they have used, when they ring.

The policy is a copy taken when the ticket opens, so a later change judges no history. A clock is
folded event by event, and counts only within the hours of its policy.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from core import hours
from core.hours import Hours

What = Literal["opened", "asked", "replied", "resolved", "reopened", "other"]
Name = Literal["first", "next", "resolution"]
NAMES: tuple[Name, ...] = ("first", "next", "resolution")

# Alarms rung: the asker hears of half time, staff is warned, then told; each one more is a repeat
# to the next queue.
HALFWAY, WARNED, BREACHED = 1, 2, 3
_SHARES = {HALFWAY: 0.5, WARNED: 0.75, BREACHED: 1.0}
REPEAT_EVERY = timedelta(hours=2)
_NONE = timedelta()


class Targets(msgspec.Struct, frozen=True):
    """What is promised, in open time; None promises nothing."""

    first: timedelta | None = None
    next: timedelta | None = None
    resolution: timedelta | None = None
    hours: Hours = hours.ALWAYS


Policy = Mapping[str, Targets]  # by priority


class Timer(msgspec.Struct, frozen=True):
    """Open time used until `since`, from when it runs; it stands still where that is None."""

    used: timedelta = _NONE
    since: datetime | None = None
    rung: int = 0


class Clock(msgspec.Struct, frozen=True):
    """`first` until the first reply, `next` since the user's oldest unanswered word after it,
    `resolution` until it is resolved (`over`, until it is reopened). None: not begun, or done."""

    first: Timer | None = None
    next: Timer | None = None
    resolution: Timer | None = None
    over: bool = False


class Alarm(msgspec.Struct, frozen=True):
    """A clock that rings: `level` is HALFWAY, WARNED, BREACHED, or more for each repeat."""

    name: Name
    level: int


def step(clock: Clock, what: What, at: datetime, *, paused: bool, targets: Targets) -> Clock:
    """The clock after something happened. `paused`: the ticket now waits for the user, or is on
    hold. `asked` is a word of the user, `replied` a reply that they can read."""
    clock = _each(clock, lambda name, timer: _stand(name, timer, at, targets))
    clock = _changed(clock, what)
    running = not (paused or clock.over)
    return _each(clock, lambda _name, timer: _run(timer, at)) if running else clock


def _changed(clock: Clock, what: What) -> Clock:
    match what:
        case "opened":
            return Clock(first=Timer(), resolution=Timer())
        case "asked" if clock.first is None and clock.next is None and not clock.over:
            return msgspec.structs.replace(clock, next=Timer())
        case "replied":
            return msgspec.structs.replace(clock, first=None, next=None)
        case "resolved":
            return Clock(resolution=clock.resolution, over=True)
        case "reopened":
            return msgspec.structs.replace(clock, over=False)
        case _:
            return clock


def _each(clock: Clock, change: Callable[[Name, Timer], Timer]) -> Clock:
    changed = {name: change(name, timer) for name, timer in _timers(clock)}
    return msgspec.structs.replace(clock, **changed)


def _timers(clock: Clock) -> Iterator[tuple[Name, Timer]]:
    for name in NAMES:
        timer: Timer | None = getattr(clock, name)
        if timer is not None:
            yield name, timer


def _stand(name: Name, timer: Timer, at: datetime, targets: Targets) -> Timer:
    """What has rung by a shorter promise than the one that holds now rings again by this one."""
    passed = used(timer, at, targets.hours)
    rung = min(timer.rung, _level(passed, getattr(targets, name)))
    return Timer(used=passed, rung=rung)


def _run(timer: Timer, at: datetime) -> Timer:
    return msgspec.structs.replace(timer, since=at)


def used(timer: Timer, at: datetime, calendar: Hours) -> timedelta:
    """Open time used until `at`."""
    if timer.since is None:
        return timer.used
    return timer.used + hours.between(calendar, timer.since, at)


# -- ringing -------------------------------------------------------------------------------------


def next_alarm(clock: Clock, targets: Targets) -> datetime | None:
    """When the clock has to be looked at again; None while nothing runs."""
    moments = (_rings_at(name, timer, targets) for name, timer in _timers(clock))
    return min((moment for moment in moments if moment is not None), default=None)


def due(clock: Clock, name: Name, targets: Targets) -> datetime | None:
    """When this promise falls due; None where it stands still, or nothing is promised."""
    timer: Timer | None = getattr(clock, name)
    target: timedelta | None = getattr(targets, name)
    if timer is None or target is None or timer.since is None:
        return None
    return hours.add(targets.hours, timer.since, max(target - timer.used, _NONE))


def ring(clock: Clock, at: datetime, targets: Targets) -> tuple[Clock, tuple[Alarm, ...]]:
    """The alarms that came due since the last look, each clock's latest only."""
    alarms = []
    for name, timer in _timers(clock):
        level = _level(used(timer, at, targets.hours), getattr(targets, name))
        if timer.since is not None and level > timer.rung:
            alarms.append(Alarm(name, level))
            rung = msgspec.structs.replace(timer, rung=level)
            clock = msgspec.structs.replace(clock, **{name: rung})
    return clock, tuple(alarms)


def _rings_at(name: Name, timer: Timer, targets: Targets) -> datetime | None:
    target: timedelta | None = getattr(targets, name)
    if target is None or timer.since is None:
        return None
    missing = _threshold(timer.rung + 1, target) - timer.used
    return hours.add(targets.hours, timer.since, max(missing, _NONE))


def _threshold(level: int, target: timedelta) -> timedelta:
    if level in _SHARES:
        return target * _SHARES[level]
    return target + (level - BREACHED) * REPEAT_EVERY


def _level(passed: timedelta, target: timedelta | None) -> int:
    if target is None:
        return 0
    if passed >= target:
        return BREACHED + (passed - target) // REPEAT_EVERY
    return sum(passed >= target * share for share in _SHARES.values())
