"""At most one open question per member and place: a command's form, asked argument by argument."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from core.events import Place
from core.moments import to_micros
from core.people import Member
from core.platform import Argument, CommandSpec
from core.storage import Transaction

PATIENCE = timedelta(minutes=30)


class Open(msgspec.Struct, frozen=True):
    """A command line waiting for its missing arguments."""

    command: str
    answers: dict[str, str]


async def begin(
    tx: Transaction,
    member: Member,
    place: Place,
    *,
    command: str,
    answers: Mapping[str, str],
    now: datetime,
) -> None:
    """Open a question here; one that was open is replaced."""
    await tx.execute(
        "INSERT INTO dialogues (member, place, command, answers, expires_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (member, place) DO UPDATE SET"
        " command = excluded.command, answers = excluded.answers,"
        " expires_at = excluded.expires_at",
        member.id,
        place.key,
        command,
        msgspec.json.encode(dict(answers)).decode(),
        to_micros(now + PATIENCE),
    )


async def find(tx: Transaction, member: Member, place: Place, now: datetime) -> Open | None:
    row = await tx.fetch_one(
        "SELECT command, answers FROM dialogues WHERE member = ? AND place = ? AND expires_at > ?",
        member.id,
        place.key,
        to_micros(now),
    )
    if row is None:
        return None
    return Open(row[0], msgspec.json.decode(row[1], type=dict[str, str]))


async def is_open(tx: Transaction, member: int, place: Place, now: datetime) -> bool:
    row = await tx.fetch_one(
        "SELECT 1 FROM dialogues WHERE member = ? AND place = ? AND expires_at > ?",
        member,
        place.key,
        to_micros(now),
    )
    return row is not None


async def end(tx: Transaction, member: Member, place: Place) -> bool:
    """Close the question; False where none was open."""
    sql = "DELETE FROM dialogues WHERE member = ? AND place = ?"
    return await tx.execute(sql, member.id, place.key) > 0


async def forget_expired(tx: Transaction, now: datetime) -> None:
    await tx.execute("DELETE FROM dialogues WHERE expires_at <= ?", to_micros(now))


def next_argument(spec: CommandSpec, answers: Mapping[str, str]) -> Argument | None:
    """The first required argument without an answer."""
    return next((a for a in spec.arguments if a.required and a.name not in answers), None)
