"""`/rep history`: every change of one's points with its reason, the newest first."""

from core import numbers, people
from core.actions import Button, Buttons
from core.context import Context
from core.i18n import _
from core.moments import from_micros
from core.reputation import store, wording
from core.reputation.ledger import Row
from core.text import Words

SHOWN = 15  # rows of a page


async def history(ctx: Context, page: str) -> None:
    """`page` as it was typed: the first one for what is none."""
    rows = await _newest_first(ctx)
    if not rows:
        await ctx.say(_("Nothing yet. Answer somebody's question, and it begins."))
        return
    last = -(-len(rows) // SHOWN)
    number = min(max(numbers.typed(page), 1), last)
    lines = [_line(ctx, row) for row in rows[(number - 1) * SHOWN : number * SHOWN]]
    more, buttons = _older(ctx, number) if number < last else ((), ())
    await ctx.rewrite((Words("\n".join((*lines, *more))),), buttons)


def _older(ctx: Context, number: int) -> tuple[tuple[str, ...], Buttons]:
    """The way to the next page: a button, or in words where there are none."""
    line = f"/rep history {number + 1}"
    if not ctx.capabilities(ctx.place.platform).buttons:
        return (f"… {line}",), ()
    return (), ((Button(ctx.reader.gettext(_("Older")), line),),)


async def _newest_first(ctx: Context) -> list[Row]:
    rows: list[Row] = []
    for account in await people.accounts_of(ctx.tx, ctx.member):
        rows += await store.rows(ctx.tx, account)
    return sorted(rows, key=lambda row: (row.noted_at, row.id), reverse=True)


def _line(ctx: Context, row: Row) -> str:
    when = ctx.reader.date(from_micros(row.noted_at))
    what = ctx.reader.gettext(wording.KINDS[row.kind])
    reason = wording.REASONS.get(row.why)
    why = f" ({ctx.reader.gettext(reason)})" if reason else ""
    return f"- {when} · **{row.points:+}** {what}{why}"
