"""An entry is said as the answer to a question, and remembered as such."""

from core import brake
from core.actions import Buttons
from core.context import Context
from core.facts import EntryShown
from core.faq import answers, showing
from core.faq.answers import NewAnswer
from core.faq.entries import Entry
from core.faq.lending import Loan
from core.i18n import _
from core.official import leads_away
from core.text import Body, Words


async def give(
    ctx: Context,
    entry: Entry,
    *,
    text: int | None = None,
    unasked: bool = False,
    loan: Loan | None = None,
) -> None:
    """Answer with an entry, in the asker's language or the nearest there is. `text` is the row
    of the question in `texts`: while it is kept, it can be confirmed. A `loan` speaks in its place,
    with the entry below as a button."""
    language = showing.shown_language(entry, ctx.reader.language, ctx.config)
    new = NewAnswer(
        slug=entry.slug,
        language=language,
        member=ctx.known.id if ctx.known else None,
        place=ctx.place,
        key=ctx.answer_key,
        text=text,
        asked_in=ctx.reader.language,
        unasked=unasked,
    )
    await answers.note_answer(ctx.tx, new, ctx.now)
    body, buttons = _shown(ctx, entry, language, loan)
    if brake.is_known_to_be_on(ctx.snapshots, ctx.now) and leads_away(body):
        await _say_later(ctx)
        return
    await ctx.reply(body, buttons, key=ctx.answer_key)
    await ctx.tell(EntryShown(entry.slug, language, ctx.author, ctx.place))


def _shown(ctx: Context, entry: Entry, language: str, loan: Loan | None) -> tuple[Body, Buttons]:
    wanted = ctx.reader.language
    body = showing.answer_body(entry, language, wanted)
    buttons = showing.answer_buttons(entry, language, wanted)
    if loan is not None:
        body = (Words(loan.spoken(wanted, ctx.config.community.fallback_languages)),)
        buttons = (*showing.titles(ctx, (entry.slug,)), showing.human(wanted))
    if ctx.is_shareable:
        buttons = (*buttons, (showing.share(entry, wanted),))
    return body, buttons


async def _say_later(ctx: Context) -> None:
    """In a panic no link goes out: whoever asked is not left alone with that."""
    if ctx.addressed:
        later = _("For safety I send no links at the moment. Ask again later, or ask a person.")
        await ctx.say(later, (showing.human(ctx.reader.language),))
