"""The figures of the FAQ over some days: what was shown, what helped, what was wrong."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from core.faq import counts
from core.moments import to_micros
from core.storage import Transaction

SOLVED = ("accepted", "accepted by staff")
MOST_TOP = 10


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry in one language. `helped` and `unhelpful` are people's votes; `again`: the same
    person asked here within 24 hours and got this entry once more, or nothing."""

    entry: str
    language: str
    shown: int = 0
    helped: int = 0
    unhelpful: int = 0
    again: int = 0
    wrong: int = 0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A question in a group is solved without staff when an answer of ours was neither asked for
    again, nor called wrong, nor followed by "talk to a human", or when its asker thanked somebody
    who is not staff. Shares are None where there is nothing to share.
    """

    days: int
    lines: tuple[Line, ...]
    top: tuple[str, ...]
    group_questions: int
    solved_without_staff: int
    messages_seen: int
    wrong_answers: int

    @property
    def solved_share(self) -> float | None:
        if not self.group_questions:
            return None
        return self.solved_without_staff / self.group_questions

    @property
    def wrong_per_1000(self) -> float | None:
        return 1_000 * self.wrong_answers / self.messages_seen if self.messages_seen else None


async def report(tx: Transaction, now: datetime, days: int) -> Report:
    since = now - timedelta(days=days)
    lines = await _lines(tx, since)
    counted = await counts.since(tx, since)
    given, solved = await _in_groups(tx, since)
    unanswered = await _unanswered_in_groups(tx, since)
    return Report(
        days=days,
        lines=lines,
        top=_top(lines),
        group_questions=given + unanswered + sum(counted.get(what, 0) for what in SOLVED),
        solved_without_staff=solved + counted.get(SOLVED[0], 0),
        messages_seen=counted.get(counts.SEEN, 0),
        wrong_answers=sum(line.wrong for line in lines),
    )


def empty(days: int) -> Report:
    return Report(
        days=days,
        lines=(),
        top=(),
        group_questions=0,
        solved_without_staff=0,
        messages_seen=0,
        wrong_answers=0,
    )


def as_dict(report: Report) -> dict[str, object]:
    """For JSON, with the shares."""
    shares = {"solved_share": report.solved_share, "wrong_per_1000": report.wrong_per_1000}
    return msgspec.structs.asdict(report) | shares


async def _lines(tx: Transaction, since: datetime) -> tuple[Line, ...]:
    lines: dict[tuple[str, str], Line] = {}
    for row in await tx.fetch(
        "SELECT slug, language, COUNT(*), SUM(again), SUM(CASE WHEN EXISTS (SELECT 1"
        " FROM faq_objections o WHERE o.answer = a.id) THEN 1 ELSE 0 END)"
        " FROM faq_answers a WHERE at >= ? GROUP BY slug, language",
        to_micros(since),
    ):
        lines[row[0], row[1]] = Line(
            entry=row[0],
            language=row[1],
            shown=int(row[2]),
            again=int(row[3]),
            wrong=int(row[4]),
        )
    for place, (helped, unhelpful) in (await _votes(tx, since)).items():
        line = lines.get(place) or Line(entry=place[0], language=place[1])
        lines[place] = msgspec.structs.replace(line, helped=helped, unhelpful=unhelpful)
    return tuple(lines[place] for place in sorted(lines))


async def _votes(tx: Transaction, since: datetime) -> Mapping[tuple[str, str], tuple[int, int]]:
    rows = await tx.fetch(
        "SELECT slug, language, SUM(helpful), SUM(1 - helpful) FROM faq_votes WHERE at >= ?"
        " GROUP BY slug, language",
        to_micros(since),
    )
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in rows}


async def _in_groups(tx: Transaction, since: datetime) -> tuple[int, int]:
    """(answers given, those of them that solved it)."""
    row = await tx.fetch_one(
        "SELECT COUNT(*), SUM(CASE WHEN again = 0 AND handed = 0 AND NOT EXISTS (SELECT 1"
        " FROM faq_objections o WHERE o.answer = a.id) THEN 1 ELSE 0 END)"
        " FROM faq_answers a WHERE in_group = 1 AND at >= ?",
        to_micros(since),
    )
    return (0, 0) if row is None else (int(row[0]), int(row[1] or 0))


async def _unanswered_in_groups(tx: Transaction, since: datetime) -> int:
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM faq_unanswered WHERE in_group = 1 AND at >= ?", to_micros(since)
    )
    return 0 if row is None else int(row[0])


def _top(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The entries that were shown most, in all languages together."""
    shown: dict[str, int] = {}
    for line in lines:
        shown[line.entry] = shown.get(line.entry, 0) + line.shown
    asked = [entry for entry, number in shown.items() if number]
    return tuple(sorted(asked, key=lambda entry: (-shown[entry], entry))[:MOST_TOP])
