"""Who may open no tickets for a time, and why."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from core.context import Context
from core.events import Account
from core.feature import UserError
from core.i18n import Message, Reader, _
from core.moments import from_micros, to_micros
from core.storage import Transaction


class Cause(StrEnum):
    SPAM = "spam"
    ABUSE = "abuse"
    FRAUD = "fraud"


NAMES: Mapping[Cause, Message] = {
    Cause.SPAM: _("spam"),
    Cause.ABUSE: _("insults or threats"),
    Cause.FRAUD: _("attempted fraud"),
}


class Block(msgspec.Struct, frozen=True):
    """`until` None is until it is lifted."""

    cause: Cause
    until: datetime | None


async def of(tx: Transaction, member: int, now: datetime) -> Block | None:
    """The block that holds now."""
    row = await tx.fetch_one(
        "SELECT reason, until FROM ticket_blocks WHERE member = ? AND (until IS NULL OR until > ?)",
        member,
        to_micros(now),
    )
    if row is None:
        return None
    return Block(Cause(row[0]), None if row[1] is None else from_micros(row[1]))


async def refuse_blocked(ctx: Context) -> None:
    """Raises UserError for whoever is blocked, with the reason and the end."""
    block = await of(ctx.tx, ctx.member.id, ctx.now)
    if block is not None:
        raise UserError(sentence(block, ctx.reader))


def sentence(block: Block, reader: Reader) -> Message:
    if block.until is None:
        return _("You cannot open tickets any more: %(reason)s.", reason=NAMES[block.cause])
    return _(
        "You cannot open tickets until %(time)s: %(reason)s.",
        time=reader.datetime(block.until),
        reason=NAMES[block.cause],
    )


async def put(tx: Transaction, member: int, block: Block, by: Account, now: datetime) -> None:
    """Instead of the one that was."""
    await tx.execute(
        "INSERT INTO ticket_blocks (member, until, reason, blocked_by, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (member) DO UPDATE SET until = excluded.until, reason = excluded.reason,"
        " blocked_by = excluded.blocked_by, at = excluded.at",
        member,
        to_micros(block.until) if block.until else None,
        block.cause.value,
        str(by),
        to_micros(now),
    )


async def lift(tx: Transaction, member: int) -> bool:
    """False where there was none."""
    return await tx.execute("DELETE FROM ticket_blocks WHERE member = ?", member) > 0
