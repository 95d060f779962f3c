"""News of a known issue are lines of its askers' tickets: what they answer belongs there."""

import msgspec

from core import people
from core.actions import Receipt
from core.context import Context, Unit
from core.events import Account, Place
from core.tickets import happen, issue_store, lines, relay
from core.tickets.lines import Copy, Line
from core.tickets.rules import Kind, Ticket

FEW = 20  # people: one text to more of them is an announcement


async def tell(ctx: Context, issue: int, text: str) -> None:
    """To every asker; whoever calls this has seen to it that they are few."""
    for ticket in await issue_store.linked(ctx.tx, issue, 0, FEW):
        line = await _keep(ctx, ticket, text, ctx.account)
        await relay.to_asker(ctx, ticket, line)


async def stands(unit: Unit, ticket: Ticket, text: str, by: Account, receipt: Receipt) -> None:
    """An announcement of `by` has reached the asker."""
    line = await _keep(unit, ticket, text, by)
    key = f"ticket:{ticket.id}:line:{line.id}:asker:0"
    for message in receipt.ids:
        copy = Copy(line=line.id, ticket=ticket.id, place=receipt.place, message=message, key=key)
        await lines.add_copy(unit.tx, copy)


async def gone(unit: Unit, place: Place, message: str) -> None:
    """It was deleted there."""
    copy = await lines.copy_at(unit.tx, place, message)
    line = await lines.find(unit.tx, copy.line) if copy else None
    if line is not None:
        await lines.rewrite(unit.tx, msgspec.structs.replace(line, text=""))


async def _keep(unit: Unit, ticket: Ticket, text: str, by: Account) -> Line:
    """No reply: it stops no clock, since the asker may still wait for one."""
    author = await people.introduce(unit.tx, by, unit.now)
    line = Line(id=0, ticket=ticket.id, at=unit.now, side="staff", author=by, text=text)
    line = await lines.add(unit.tx, line, author.member.id)
    await happen.happen(unit, ticket, Kind.NOTED, by, line=line.id)
    return line
