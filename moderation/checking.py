"""`guildhall moderation check`: the engine on lines of a file, before anything is switched on."""

import time
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import msgspec

from moderation.deciding import Action, Mode
from moderation.engine import judge, warm_up
from moderation.finding import Finding
from moderation.subject import Context, Domain, Message, Profile, Subject, Trust, context
from moderation.surroundings import Lists


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `text` is the message, the display name or the host. What is null is as if it were
    not there."""

    id: str | int
    kind: Literal["message", "name", "domain"]
    text: str
    username: str | None = None
    trust: Trust | None = None
    protected: tuple[str, ...] | None = None
    allow: tuple[str, ...] | None = None


class Result(msgspec.Struct, frozen=True):
    id: str | int
    findings: tuple[Finding, ...]
    action: Action
    microseconds: float


class Summary(msgspec.Struct, frozen=True):
    items: int
    with_findings: int
    actions: dict[str, int]
    rules: dict[str, int]
    p50_us: float
    p99_us: float


class WrongLine(msgspec.Struct, frozen=True):
    """Line `number` is not what the format asks for; `why` names the field, never its content."""

    number: int
    why: str


def read(lines: Iterable[bytes]) -> Iterator[Item | WrongLine]:
    """Every line, right or wrong; empty ones are left out, and so is the mark of a UTF-8 file."""
    decoder = msgspec.json.Decoder(Item)
    for number, line in enumerate(lines, 1):
        written = line.removeprefix(BOM_UTF8) if number == 1 else line
        if written.strip():
            try:
                yield decoder.decode(written)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                yield WrongLine(number, str(error))
            except RecursionError:
                yield WrongLine(number, "Nested too deeply")


class Checker:
    """Judges items as in a place whose lists are theirs and `ours` together."""

    def __init__(
        self, ours: Lists, mode: Mode, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._ours, self._mode, self._clock = ours, mode, clock
        self._context = lru_cache(maxsize=64)(self._around)
        warm_up()

    def check(self, item: Item) -> Result:
        around = self._context(item.protected or (), item.allow or ())
        subject = _subject(item)
        start = self._clock()
        findings, decision = judge(subject, around, self._mode)
        spent = (self._clock() - start) * 1e6
        return Result(item.id, findings, decision.action, spent)

    def _around(self, protected: tuple[str, ...], allow: tuple[str, ...]) -> Context:
        ours = self._ours
        names, allowed = (*ours.names, *protected), (*ours.allowed, *allow)
        around = context(names, allowed, ours.denied, labels=ours.labels)
        return replace(around, limits=ours.limits)


def _subject(item: Item) -> Subject:
    trust = item.trust or "new"
    match item.kind:
        case "message":
            return Message(text=item.text, trust=trust)
        case "name":
            return Profile(name=item.text, username=item.username or "", trust=trust)
        case "domain":
            return Domain(name=item.text, trust=trust)


def summary(results: Iterable[Result]) -> Summary:
    actions: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    times: list[float] = []
    found = 0
    for result in results:
        actions[result.action] += 1
        rules.update({finding.rule for finding in result.findings})
        found += bool(result.findings)
        times.append(result.microseconds)
    times.sort()
    p50, p99 = (round(_quantile(times, share), 1) for share in (0.5, 0.99))
    return Summary(len(times), found, dict(actions), dict(rules), p50, p99)


def _quantile(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def as_json(result: Result) -> str:
    """The line of `--json`: offsets are code points of `text`, what was found beside it (in a user
    name) stands for the whole of nothing: 0 to 0."""
    row = {
        "id": result.id,
        "findings": [
            {
                "rule": finding.rule,
                "certainty": finding.certainty,
                "start": finding.start if finding.part == "text" else 0,
                "end": finding.end if finding.part == "text" else 0,
            }
            for finding in result.findings
        ],
        "action": result.action,
    }
    return msgspec.json.encode(row).decode()


def as_text(result: Result) -> str:
    """id, action, and each finding as rule/why certainty start-end: no words of anybody's."""
    found = [
        f"{f.rule}/{f.why} {f.certainty:.2f} {f.start}-{f.end}"
        + ("" if f.part == "text" else f" ({f.part})")
        for f in result.findings
    ]
    return "\t".join((_printable(str(result.id)), result.action, *found))


def _printable(name: str) -> str:
    """A line stays a line."""
    return name if name.isprintable() else msgspec.json.encode(name).decode()
