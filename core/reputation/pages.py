"""Who helps, on the web: the board, and a member's page with points over time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from core import numbers, people
from core.feature import Page, PageAnswer, PageRequest
from core.i18n import LANGUAGES, _
from core.moments import to_micros
from core.reputation import board, names, standings, wording
from core.reputation.board import Board, Line
from core.storage import Transaction

PERIODS = ("week", "month", "all")
WEEKS = 13  # about 90 days
WIDTH, HEIGHT, EDGE = 650, 160, 4  # of the plot


class Shown(msgspec.Struct, frozen=True):
    """What the pages are made of: a board, names and ranks of those on it."""

    board: Board
    names: Mapping[int, str]
    ranks: Mapping[int, int]


class Person(msgspec.Struct, frozen=True):
    """A member who is not hidden; `weeks`: points of each of the last weeks, the oldest first."""

    id: int
    name: str
    total: int
    rank: int
    weeks: tuple[int, ...]


# -- the board -------------------------------------------------------------------------------------


async def read_board(tx: Transaction, request: PageRequest) -> Shown:
    when, language = _choice(request)
    person = await people.recognise(tx, request.account) if request.account else None
    own = person.member.id if person else None
    found = await board.read(tx, board.period(when, request.now), language, own)
    members = [line.member for line in found.shown]
    if not members:
        return Shown(found, {}, {})
    called = await names.by_member(tx, members)
    return Shown(found, called, await standings.ranks(tx, members))


def show_board(request: PageRequest) -> PageAnswer:
    """Ten rows of a period, of all languages or one; whoever reads it stands last."""
    shown: Shown = request.found
    when, language = _choice(request)
    choices = [(period, _path(period, language)) for period in PERIODS]
    spoken = [("", _path(when, ""))] + [(code, _path(when, code)) for code in LANGUAGES]
    data = {
        "lines": [_line(request, shown, line) for line in shown.board.shown],
        "when": when,
        "spoken": language,
        "periods": choices,
        "choices": spoken,
    }
    return PageAnswer(template="helpers.html", data=data)


def _line(request: PageRequest, shown: Shown, line: Line) -> Mapping[str, Any]:
    """As the template wants it; a gap stands before the reader's own, where that is no neighbour
    of the others."""
    is_own = shown.board.own == line
    return {
        "place": line.place,
        "points": line.points,
        "name": shown.names.get(line.member, ""),
        "rank": _rank_name(request, shown.ranks.get(line.member, 0)),
        "path": f"/helpers/{line.member}",
        "is_own": is_own,
        "is_apart": is_own and line not in shown.board.lines,
    }


def _choice(request: PageRequest) -> tuple[str, str]:
    when, language = request.query.get("period", ""), request.query.get("in", "")
    return when if when in PERIODS else "month", language if language in LANGUAGES else ""


def _path(when: str, language: str) -> str:
    return "/helpers?" + urlencode({"period": when} | ({"in": language} if language else {}))


def _rank_name(request: PageRequest, number: int) -> str:
    """As the operator calls it in the reader's language; empty for none."""
    if not number:
        return ""
    reader, ranks = request.reader, request.config.reputation.ranks
    return reader.gettext(wording.rank_name(ranks, number, reader.language))


# -- a member --------------------------------------------------------------------------------------


async def read_member(tx: Transaction, request: PageRequest) -> Person | None:
    """None for one who is hidden, or has no points."""
    member = numbers.typed(request.path["member"])
    total = await board.shown_total(tx, member)
    if total is None:
        return None
    called, ranks = await names.by_member(tx, [member]), await standings.ranks(tx, [member])
    weeks = await _weeks(tx, member, request.now)
    return Person(member, called.get(member, ""), total, ranks.get(member, 0), weeks)


async def _weeks(tx: Transaction, member: int, now: datetime) -> tuple[int, ...]:
    """By when they were earned, in weeks that end now."""
    week = timedelta(weeks=1)
    start, length = to_micros(now - WEEKS * week), to_micros(now) - to_micros(now - week)
    points = [0] * WEEKS
    for at, earned in await standings.points_since(tx, member, start):
        points[min(WEEKS - 1, (at - start) // length)] += earned
    return tuple(points)


def show_member(request: PageRequest) -> PageAnswer:
    person: Person | None = request.found
    if person is None:
        return PageAnswer(template="missing.html", data={}, status=404)
    week = timedelta(weeks=1)
    starts = [request.now - (WEEKS - number) * week for number in range(WEEKS)]
    rows = [
        (request.reader.date(start), points)
        for start, points in zip(starts, person.weeks, strict=True)
    ]
    data: dict[str, Any] = {
        "name": person.name,
        "total": person.total,
        "rank": _rank_name(request, person.rank),
        "rows": rows,
        "best": max(person.weeks),
        "bars": list(zip(bars(person.weeks), rows, strict=True)),
        "zero": zero(person.weeks),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return PageAnswer(template="helper.html", data=data)


def bars(points: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """x, y, width and height of a bar for each; what was lost hangs below the line of zero."""
    ground, scale = zero(points), _scale(points)
    step = WIDTH // len(points)
    heights = [(each > 0, round(abs(each) * scale)) for each in points]
    return [
        (number * step + step // 8, ground - height if is_gain else ground, step * 3 // 4, height)
        for number, (is_gain, height) in enumerate(heights)
    ]


def zero(points: Sequence[int]) -> int:
    """How far from the top the line is on which bars stand."""
    return EDGE + round(max(0, *points) * _scale(points))


def _scale(points: Sequence[int]) -> float:
    return (HEIGHT - 2 * EDGE) / max(1, max(0, *points) - min(0, *points))


PAGES = (
    Page("/helpers", show_board, in_menu=_("Helpers"), read=read_board),
    Page("/helpers/{member}", show_member, read=read_member),
)
