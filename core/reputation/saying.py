"""`/thanks` and `/wrong`: what people say of an answer, as a reply to it."""

from collections.abc import Awaitable, Callable, Mapping

from core import people
from core.actions import Delete, MessageRef
from core.context import Context
from core.events import Account
from core.feature import UserError
from core.i18n import _
from core.reputation import granting, judges, objections, store, wording
from core.reputation.granting import About
from core.reputation.hearing import Hearing
from core.reputation.ledger import number_of, reference
from core.reputation.watching import Thanked, may_earn

Handler = Callable[[Context, Mapping[str, str]], Awaitable[None]]


def thanks(hearing: Hearing) -> Handler:
    async def thanks(ctx: Context, _arguments: Mapping[str, str]) -> None:
        """As a reply to who helped; what it is worth, the rules say."""
        helper, answer = _helper(ctx)
        source = reference(ctx.place, ctx.message.message)
        thanked = Thanked(ctx.account, (helper,), answer, source)
        decisions = await hearing.thank(ctx, thanked)
        if not decisions:
            raise UserError(
                _("This did not answer a question of yours; whoever asked can say thanks.")
            )
        reason = wording.REASONS.get(decisions[0].why)
        if decisions[0].state == "void" and reason is not None:
            raise UserError(_("No points this time: %(reason)s.", reason=reason))
        await ctx.say(_("Noted. Thank you for saying so!"))

    return thanks


def _helper(ctx: Context) -> tuple[Account, str]:
    """The author of the message that is replied to, and which it is."""
    if not may_earn(ctx.place, in_staff_place=ctx.app.is_staff_place(ctx.place)):
        raise UserError(_("Points are earned and lost only where everybody can read along."))
    if not ctx.settings(ctx.place).earns_points:
        raise UserError(_("No points this time: %(reason)s.", reason=wording.REASONS["off"]))
    quoted = ctx.message.quoted
    if quoted is None or quoted.is_bot or quoted.ours or quoted.author is None:
        raise UserError(_("Reply to the message of the person who helped you."))
    return quoted.author, reference(ctx.place, quoted.id)


async def wrong(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Two trusted members, or a moderator, who has it removed, and who can take that back."""
    author, answer = _helper(ctx)
    if "what" in arguments:
        await _right_after_all(ctx, author, answer)
        return
    if author in await people.accounts_of(ctx.tx, ctx.member):
        raise UserError(_("This is your own answer: delete it, or write a better one."))
    is_staff = people.outranks(ctx.role, "moderator")
    if not is_staff and await store.awarded(ctx.tx, author, "wrong", answer):
        raise UserError(_("This answer is decided on. Only a moderator can change that."))
    agreed = await objections.add(ctx.tx, answer, ctx.member.id, ctx.now)
    if not is_staff and agreed < objections.NEEDED:
        await ctx.say(_("Noted, thank you. When one more of the team says so, it counts."))
        return
    about = About(message=answer, place=ctx.place.chat)
    why = "removed" if is_staff else "wrong"
    await granting.award(ctx, "wrong", author, about, why=why)
    await people.note(ctx.tx, ctx.account, "answer wrong", answer, ctx.now)
    if is_staff and ctx.capabilities(ctx.place.platform).deletes:
        target = MessageRef(ctx.place, (number_of(answer),))
        await ctx.put(Delete(target=target), on_uncertain="again")
    await ctx.say(_("Noted. The author hears of it in private."))


async def _right_after_all(ctx: Context, author: Account, answer: str) -> None:
    if not people.outranks(ctx.role, "moderator"):
        raise UserError(_("Only a moderator can take this back."))
    if await judges.is_party(ctx, {str(author)}):
        raise UserError(_("Somebody else has to decide this."))
    if not await granting.undo_award(ctx, "wrong", author, answer, by=ctx.account):
        raise UserError(_("Nothing was taken for this answer."))
    await people.note(ctx.tx, ctx.account, "answer not wrong", answer, ctx.now)
    await ctx.write_to(author, wording.RIGHT_AFTER_ALL)
    await ctx.say(_("Noted. The author hears of it in private."))
