"""News of a known issue to many askers: lines of their tickets, behind the same two keys."""

from core import brake, people
from core.announcements import keys, persons, publish, telling
from core.context import Context
from core.facts import Fact, WideNews
from core.feature import FactListener, UserError
from core.i18n import _


async def hear(ctx: Context, fact: Fact) -> None:
    """Raises UserError where the pair would not open the door to an announcement."""
    if not isinstance(fact, WideNews):
        return
    if await brake.wait(ctx.tx, ctx.now) is not None:
        raise UserError(_("There is a panic: nothing is approved until it is over."))
    author = await persons.key_of(ctx, str(fact.author))
    approver = await persons.key_of(ctx, str(fact.approver))
    why = keys.objection(author, approver, ctx.now)
    if why is not None:
        raise UserError(publish.OBJECTIONS[why])
    await people.note(ctx.tx, approver.account, "approved", f"issue:{fact.issue}", ctx.now)
    await telling.tell_staff(
        ctx,
        _(
            "News of known issue %(number)s go to %(count)s askers: written by %(author)s, approved"
            " by %(approver)s.",
            number=fact.issue,
            count=fact.people,
            author=telling.named(author.account),
            approver=telling.named(approver.account),
        ),
    )


FACT_LISTENERS = (FactListener("announcement-askers", hear),)
