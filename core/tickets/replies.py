"""`/canned CODE`: an approved text to the asker, in the asker's language."""

from core.context import Context, words
from core.faq.entries import Knowledge
from core.feature import UserError
from core.i18n import _
from core.text import parse, render, to_plain
from core.tickets import canned, desk, names, thread
from core.tickets.rules import Ticket


async def send(ctx: Context, ticket: Ticket, rest: str) -> None:
    """By its code, or by the name of an FAQ entry; without one, all codes are listed."""
    code = rest.strip().lower()
    if not code:
        known = ", ".join(f"`{code}`" for code in canned.codes(ctx.config))
        await ctx.say(_("Replies ready to be sent: %(codes)s", codes=known))
        return
    text = canned.find(ctx.config, code, ticket.language)
    text = _from_faq(ctx, code, ticket.language) if text is None else text
    if text is None:
        known = ", ".join(canned.codes(ctx.config))
        raise UserError(_("There is no such reply; known are: %(codes)s", codes=known))
    filled = canned.fill(text, await _fields(ctx, ticket))
    await thread.reply(ctx, ticket, ctx.message, None, filled)


def _from_faq(ctx: Context, slug: str, language: str) -> str | None:
    knowledge: Knowledge = ctx.snapshots["knowledge"]
    entry = knowledge.entries.get(slug)
    if entry is None:
        return None
    order = (language, *ctx.config.community.fallback_languages)
    spoken = next((language for language in order if language in entry.wordings), None)
    return to_plain(parse(entry.wordings[spoken].answer)) if spoken else None


async def _fields(ctx: Context, ticket: Ticket) -> dict[str, str]:
    name = words(await names.of(ctx.tx, ctx.account), ticket.language)
    return {
        "number": str(ticket.id),
        "duty_name": render(name).text,
        "community": ctx.config.community.name,
    }


COMMANDS = (desk.command("canned", _("Send a reply that is ready"), send),)
