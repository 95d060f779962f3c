"""Who helps, on the web: the board, and a member's page with points over time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from core.feature import Page, PageAnswer, PageRequest
from core.i18n import LANGUAGES, _
from core.moments import to_micros
from core.reputation import board, store, wording
from core.reputation.board import Board
from core.storage import Transaction

PERIODS = ("month", "week", "all")
WEEKS = 13  # about 90 days
WIDTH, HEIGHT, EDGE = 640, 180, 12  # of the plot
_MOST_DIGITS = 15


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
    found = await board.read(tx, board.period(when, request.now), language, None)
    members = [line.member for line in found.lines]
    if not members:
        return Shown(found, {}, {})
    names = await store.names(tx, members)
    return Shown(found, names, await store.ranks(tx, members))


def show_board(request: PageRequest) -> PageAnswer:
    """Ten rows of a period, of all languages or one."""
    shown: Shown = request.found
    when, language = _choice(request)
    lines = [
        {
            "place": line.place,
            "points": line.points,
            "name": shown.names.get(line.member, ""),
            "rank": _rank_name(request, shown.ranks.get(line.member, 0)),
            "path": f"/helpers/{line.member}",
        }
        for line in shown.board.lines
    ]
    choices = [(period, _path(period, language)) for period in PERIODS]
    spoken = [("", _path(when, ""))] + [(code, _path(when, code)) for code in LANGUAGES]
    data = {"lines": lines, "when": when, "spoken": language, "periods": choices}
    return PageAnswer(template="helpers.html", data={**data, "choices": spoken})


def _choice(request: PageRequest) -> tuple[str, str]:
    when, language = request.query.get("period", ""), request.query.get("in", "")
    return when if when in PERIODS else "month", language if language in LANGUAGES else ""


def _path(when: str, language: str) -> str:
    return "/helpers?" + urlencode({"period": when} | ({"in": language} if language else {}))


def _rank_name(request: PageRequest, number: int) -> str:
    """By its default name: the operator's own names belong to chats."""
    return request.reader.gettext(wording.RANKS[number - 1]) if number else ""


# -- a member --------------------------------------------------------------------------------------


async def read_member(tx: Transaction, request: PageRequest) -> Person | None:
    """None for one who is hidden, or has no points."""
    number = request.path["member"]
    if not number.isdecimal() or len(number) > _MOST_DIGITS:
        return None
    member = int(number)
    total = await board.shown_total(tx, member)
    if total is None:
        return None
    names, ranks = await store.names(tx, [member]), await store.ranks(tx, [member])
    weeks = await _weeks(tx, member, request.now)
    return Person(member, names.get(member, ""), total, ranks.get(member, 0), weeks)


async def _weeks(tx: Transaction, member: int, now: datetime) -> tuple[int, ...]:
    """By when they were earned, in weeks that end now."""
    week = timedelta(weeks=1)
    start, length = to_micros(now - WEEKS * week), to_micros(now) - to_micros(now - week)
    points = [0] * WEEKS
    for at, earned in await store.points_since(tx, member, start):
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
        "bars": bars(person.weeks),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return PageAnswer(template="helper.html", data=data)


def bars(points: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """x, y, width and height of a bar for each; what was lost hangs below the line of zero."""
    top, bottom = max(0, *points), min(0, *points)
    scale = (HEIGHT - 2 * EDGE) / max(1, top - bottom)
    zero = EDGE + round(top * scale)
    step = (WIDTH - 2 * EDGE) // len(points)
    return [
        (EDGE + number * step, zero - max(0, round(each * scale)), step * 3 // 4,
         abs(round(each * scale)))
        for number, each in enumerate(points)
    ]  # fmt: skip


PAGES = (
    Page("/helpers", show_board, in_menu=_("Helpers"), read=read_board),
    Page("/helpers/{member}", show_member, read=read_member),
)
