"""The tables of the support desk: what is promised, who is asked, what may be said."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated
from zoneinfo import available_timezones

import msgspec

from core import durations, hours
from core.hours import ALWAYS, Hours

PRIORITIES = ("low", "normal", "high", "urgent")
Mistake = tuple[str, str]
ByPriority = dict[str, str]  # priority → length of time
Replies = dict[str, dict[str, str]]  # code → language → text
FIELDS = ("number", "duty_name", "community")  # of a reply, in braces
_BRACES = re.compile(r"\{([^{}]*)\}")


def _lengths_of(urgent: str, high: str, normal: str, low: str) -> ByPriority:
    given = {"urgent": urgent, "high": high, "normal": normal, "low": low}
    field: ByPriority = msgspec.field(default_factory=lambda: dict(given))
    return field


class Promises(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Within which open time a ticket has its first reply, each further one, and its resolution,
    by priority. `hours` are the open ones ("mon-fri 09:00-18:00"; empty: always), `queue_hours`
    those of single queues, and `always` the priorities that know no night."""

    first: ByPriority = _lengths_of("15m", "1h", "4h", "1d")
    next: ByPriority = _lengths_of("30m", "2h", "8h", "1d")
    resolution: ByPriority = _lengths_of("8h", "1d", "3d", "7d")
    hours: str = ""
    queue_hours: dict[str, str] = {}
    zone: str = ""
    holidays: tuple[str, ...] = ()
    always: tuple[str, ...] = ("urgent",)
    urgent_categories: tuple[str, ...] = ("security",)
    urgent_words: tuple[str, ...] = ()

    def length(self, name: str, priority: str) -> timedelta | None:
        """The promise `first`, `next` or `resolution`; None where there is none."""
        by_priority: ByPriority = getattr(self, name)
        return durations.parse(by_priority.get(priority, ""))

    def calendar(self, queue: str, priority: str, zone: str) -> Hours:
        """`zone` is that of the community, for where none is set."""
        written = self.queue_hours.get(queue, self.hours)
        if priority in self.always or not written:
            return ALWAYS
        return Hours(self.zone or zone, hours.read_spans(written), self.holidays)


class Silence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After how long without a word whoever must act is reminded, and a ticket is closed that waits
    for its asker, or (`close_unanswered_after`) for staff; empty is never."""

    remind_after: str = ""
    close_after: str = ""
    close_unanswered_after: str = ""


class Routing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many open tickets a person on duty is offered, and how long each offer stands."""

    tickets_each: Annotated[int, msgspec.Meta(ge=1)] = 8
    claim_within: str = "10m"


class Translator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service that speaks LibreTranslate's API; `key` comes from TRANSLATOR_KEY."""

    url: str = ""
    key: Annotated[str, msgspec.Meta(extra={"secret": True})] = ""


class Canned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Replies ready to be sent by their code, besides those built in."""

    texts: Replies = {}


def mistakes(
    promises: Promises, silence: Silence, routing: Routing, translator: Translator
) -> Iterator[Mistake]:
    """Of these tables; replies are asked for one by one."""
    for name in ("first", "next", "resolution"):
        yield from _lengths(f"promises.{name}", getattr(promises, name))
    for priority in promises.always:
        yield from _priority("promises.always", priority)
    for path, written in _weeks(promises):
        yield from _week(path, written, promises)
    for key in ("remind_after", "close_after"):
        yield from _length(f"silence.{key}", getattr(silence, key) or "1m")
    yield from _length("routing.claim_within", routing.claim_within)
    if translator.url and not translator.url.startswith(("http://", "https://")):
        yield "translator.url", f"is {translator.url!r}, not an http address"


def _weeks(promises: Promises) -> Iterator[tuple[str, str]]:
    yield "promises.hours", promises.hours
    for queue, written in promises.queue_hours.items():
        yield f"promises.queue_hours.{queue}", written


def _week(path: str, written: str, promises: Promises) -> Iterator[Mistake]:
    try:
        spans = hours.read_spans(written)
    except ValueError as error:
        yield path, f"is wrong: {error}"
        return
    if (promises.zone or "UTC") not in available_timezones():
        yield "promises.zone", f"is {promises.zone!r}, which is no IANA time zone"
    elif not hours.ever_opens(Hours(promises.zone or "UTC", spans, promises.holidays)):
        yield path, "leaves no hour open, with these holidays"


def _lengths(path: str, lengths: Mapping[str, str]) -> Iterator[Mistake]:
    for priority, written in lengths.items():
        yield from _priority(path, priority)
        yield from _length(f"{path}.{priority}", written)


def _priority(path: str, priority: str) -> Iterator[Mistake]:
    if priority not in PRIORITIES:
        yield path, f"has {priority!r}, not one of {', '.join(PRIORITIES)}"


def _length(path: str, written: str) -> Iterator[Mistake]:
    if durations.parse(written) is None:
        yield path, f"is {written!r}, not a length of time such as 30m, 2h or 1d"


def reply_mistakes(code: str, texts: Mapping[str, str]) -> Iterator[Mistake]:
    for language, text in texts.items():
        for field in _BRACES.findall(text):
            if field not in FIELDS:
                known = ", ".join(FIELDS)
                yield f"canned.texts.{code}.{language}", f"has {{{field}}}, not one of {known}"
