"""Somebody showed in public what belongs into a private talk: they are taken aside."""

from core.actions import Button
from core.context import Context
from core.facts import Fact, PrivateTalkNeeded, SecretPieced
from core.i18n import _, translate
from core.outbox import Lane
from core.tickets import asking, blocks, cards, categories, drafts, lines, opening, relay, talk
from core.tickets.drafts import Draft
from core.tickets.opening import Wanted
from core.tickets.urgency import SECURITY


async def hear(ctx: Context, fact: Fact) -> None:
    """Called within the removal, which must not fail for it: who may open no ticket gets none."""
    if not isinstance(fact, PrivateTalkNeeded) or ctx.known is None or not ctx.config.rooms:
        return
    if await blocks.of(ctx.tx, ctx.known.id, ctx.now) is not None:
        return
    if fact.urgent:
        await _open_urgent(ctx, fact)
    else:
        await _offer_ticket(ctx, fact)


async def take_back(ctx: Context, fact: Fact) -> None:
    """What the team was shown of a secret that came in pieces, before anybody could know."""
    if not isinstance(fact, SecretPieced):
        return
    for message in fact.messages:
        copy = await lines.copy_at(ctx.tx, fact.place, message)
        if copy is not None and (line := await lines.find(ctx.tx, copy.line)):
            await relay.take_back(ctx, line, lane=Lane.SAFETY)


async def _open_urgent(ctx: Context, fact: PrivateTalkNeeded) -> None:
    """About a secret of which nothing was kept: the words are ours. Several secrets are one
    ticket, and the first of them alone opens the talk."""
    ticket, is_new = await opening.open_ticket(ctx, _wanted(ctx, fact))
    await relay.say_to_staff(ctx, ticket.id, _SHOWN)
    if not is_new:
        await talk.make_urgent(ctx, ticket)
        return
    private = await ctx.private_place(fact.account)
    if private is not None:
        await opening.settle_asker(ctx, ticket, private)
        await opening.receipt(ctx, ticket, ctx.reader.zone)
    elif not fact.place.private:
        await cards.announce_at(ctx, ticket, fact.place, ctx.message.message)


def _wanted(ctx: Context, fact: PrivateTalkNeeded) -> Wanted:
    category = SECURITY
    if category not in categories.choices(ctx.config):
        category = categories.of_escalation(ctx.config)
    return Wanted(
        member=ctx.member.id,
        asker=fact.account,
        language=ctx.reader.language,
        category=category,
        text=translate(GONE, ctx.reader.language),
        urgent=True,
    )


async def _offer_ticket(ctx: Context, fact: PrivateTalkNeeded) -> None:
    """What was safe of it is written down already; they only choose what it is about."""
    draft = Draft(
        member=ctx.member.id, text=fact.safe, place=fact.place, message=ctx.message.message
    )
    if await ctx.private_place(fact.account) is None:
        await asking.lead_into_private(ctx, draft)
        return
    number = await drafts.keep(ctx.tx, draft, ctx.now)
    go_on = Button(ctx.reader.gettext(_("Open a ticket")), f"/ticketdraft {number}")
    said = _("Was it for our team? What was safe to keep of your message is ready to be sent.")
    await ctx.write_to(fact.account, said, ((go_on,),))


GONE = _("(Here stood a secret. It was removed, and nothing of it was kept.)")
_SHOWN = _(
    "They showed a secret in a message, such as a seed phrase or a key. It was removed, and nothing"
    " of it was kept: never ask for it. They were told to treat it as stolen."
)
