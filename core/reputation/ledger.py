"""The ledger: rows that are only ever added, and what they say when they are read together."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from core.events import Place

Kind = Literal["accept", "thanks", "vote", "merged", "translated", "report", "wrong", "spam"]
GIVEN: tuple[Kind, ...] = ("accept", "thanks", "vote")  # by one member to another
HELPED: tuple[Kind, ...] = ("accept", "thanks")  # whose givers are people that were helped

Step = Literal["earn", "undo", "hold", "release", "void"]
State = Literal["full", "reduced", "held", "void"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """`points` is what this row adds to the account's total; the total is the sum of the rows.

    The first step of an entry is `earn`; the others follow it, name it in `of`, and carry its
    account, kind, message and `at` again, so that what is taken back is missing where it had
    counted. `worth` is what the entry counts when it is not held. `state` and `why` (of
    `rules.REASONS`) are the entry's after this row. `by` caused this row: the giver, the moderator
    who decided, or "" where the bot did. `at` and `noted_at` are microseconds: when it was earned,
    when the row was written.
    """

    id: int = 0
    account: str
    kind: Kind
    points: int
    worth: int
    state: State
    why: str = ""
    by: str = ""
    by_days: int = 0  # age of the giver's account in days
    place: str = ""
    message: str = ""  # what it was given for
    source: str = ""  # the message that gave it, where words did
    language: str = ""
    at: int
    noted_at: int
    step: Step = "earn"
    of: int = 0


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was earned, as it stands now. `points` are those that count; `undone`: the
    giver took it back, so it uses up no cap."""

    id: int
    account: str
    kind: Kind
    points: int
    worth: int
    state: State
    why: str = ""
    by: str = ""
    by_days: int = 0
    place: str = ""
    message: str = ""
    at: int
    undone: bool = False


def reference(place: Place, message: str) -> str:
    """A message by one name; its number is unique within the chat."""
    return f"{place.chat}#{message}"


def number_of(reference: str) -> str:
    """Of the message, within its chat."""
    return reference.rpartition("#")[2]


def entries(rows: Iterable[Row]) -> dict[int, Entry]:
    """By id, in the order in which they were earned. Rows come in the order of their ids."""
    found: dict[int, Entry] = {}
    for row in rows:
        found[row.of or row.id] = after(found.get(row.of), row)
    return found


def after(entry: Entry | None, row: Row) -> Entry:
    """The entry once this row is written; None before its first."""
    if entry is None:
        return Entry(
            id=row.id, account=row.account, kind=row.kind, points=row.points, worth=row.worth,
            state=row.state, why=row.why, by=row.by, by_days=row.by_days, place=row.place,
            message=row.message, at=row.at,
        )  # fmt: skip
    return msgspec.structs.replace(
        entry,
        points=entry.points + row.points,
        state=row.state,
        why=row.why,
        undone=row.step == "undo",
    )


def totals(rows: Iterable[Row]) -> Mapping[str, int]:
    """Points by account: what the kept totals must equal."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.account] = found.get(row.account, 0) + row.points
    return found


def follow(entry: Entry, step: Step, *, why: str, by: str, now: int) -> Row | None:
    """The row that takes this step with an entry; None where it changes nothing.

    Only what counts can be held, and not again once a moderator has released it; only what is held
    can be released; what was undone stays undone.
    """
    if not _may(entry, step):
        return None
    points = entry.worth if step == "release" else -entry.points
    state: State = {"hold": "held", "release": "full"}.get(step, "void")  # type: ignore[assignment]
    return Row(
        account=entry.account, kind=entry.kind, points=points, worth=entry.worth, state=state,
        why=why, by=by, place=entry.place, message=entry.message, at=entry.at, noted_at=now,
        step=step, of=entry.id,
    )  # fmt: skip


def _may(entry: Entry, step: Step) -> bool:
    match step:
        case "hold":
            return entry.state in ("full", "reduced") and entry.why != "released"
        case "release":
            return entry.state == "held"
        case "undo" | "void":
            return entry.state != "void"
        case "earn":
            return False
