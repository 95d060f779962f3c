"""How well the rules do, counted from what moderators decided."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from core.moments import to_micros
from core.storage import Transaction

_BY_STAFF = "staff"


class RuleFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`precision` of what was decided, None before anything was. Seconds from the writing of a
    message until the platform confirmed its deletion, of those that were not called wrong."""

    rule: str
    cases: int
    right: int
    wrong: int
    precision: float | None
    visible_p50: float | None
    visible_p99: float | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    rules: tuple[RuleFigures, ...]
    bans: int
    wrong_bans: int
    wrong_mutes: int


class _Seen(msgspec.Struct, frozen=True):
    """Messages of one flood are one decision, and each was visible for a while. `of_wave`: which,
    if any, and the account."""

    rule: str
    action: str
    state: str
    visible: float | None
    is_first: bool
    of_wave: tuple[str, str | None]


async def report(tx: Transaction, since: datetime) -> Report:
    rows = await tx.fetch(
        "SELECT rule, action, state, said_at, gone_at, first, wave, account FROM moderation_cases"
        " WHERE at >= ? AND rule <> ? ORDER BY rule",
        to_micros(since),
        _BY_STAFF,
    )
    cases = [
        _Seen(row[0], row[1], row[2], _seconds(row[3], row[4]), row[5] is None, (row[6], row[7]))
        for row in rows
    ]
    firsts = [case for case in cases if case.is_first]
    rules = sorted({case.rule for case in firsts})
    return Report(
        rules=tuple(
            _figures(rule, [case for case in cases if case.rule == rule]) for rule in rules
        ),
        bans=_people(case for case in cases if case.action == "ban"),
        wrong_bans=_people(c for c in cases if c.action == "ban" and c.state == "wrong"),
        wrong_mutes=_people(c for c in cases if c.action == "mute" and c.state == "wrong"),
    )


def _people(cases: Iterable[_Seen]) -> int:
    """Of a flood one, of a wave each of its accounts once."""
    cases = list(cases)
    together = {case.of_wave for case in cases if case.of_wave[0]}
    return len(together) + sum(case.is_first and not case.of_wave[0] for case in cases)


def _seconds(said_at: int | None, gone_at: int | None) -> float | None:
    return None if said_at is None or gone_at is None else max(0.0, (gone_at - said_at) / 1e6)


def _figures(rule: str, cases: list[_Seen]) -> RuleFigures:
    firsts = [case for case in cases if case.is_first]
    right = sum(case.state == "right" for case in firsts)
    wrong = sum(case.state == "wrong" for case in firsts)
    visible = sorted(c.visible for c in cases if c.visible is not None and c.state != "wrong")
    return RuleFigures(
        rule=rule,
        cases=len(firsts),
        right=right,
        wrong=wrong,
        precision=right / (right + wrong) if right + wrong else None,
        visible_p50=_percentile(visible, 0.5),
        visible_p99=_percentile(visible, 0.99),
    )


def _percentile(ordered: list[float], share: float) -> float | None:
    """The nearest rank."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
