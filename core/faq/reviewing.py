"""What staff looks at: `/gaps`, `/faqreport`, `/stale`, and the letter of the week."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core import dialogue, numbers
from core.actions import Button, Buttons
from core.context import Context, Unit, words
from core.faq import attention, draft_store, figures, staffroom, store, unanswered
from core.faq.attention import Attention
from core.faq.figures import Report
from core.faq.gaps import Gap, cluster
from core.feature import UserError
from core.i18n import Message, Reader, _, _n, translate
from core.platform import Argument
from core.staffroom import language_of
from core.storage import Transaction
from core.text import Body, Quoted, Words

MOST_GAPS = 5  # in one message, each with a button
MOST_EXAMPLES = 3
MOST_SLUGS = 15
DAYS = 30

# -- gaps ----------------------------------------------------------------------------------------


async def gaps(ctx: Context, _arguments: Mapping[str, str]) -> None:
    found = cluster(await unanswered.load(ctx.tx, unanswered.LATEST))
    if not found:
        await ctx.say(_("Every question lately had an answer."))
        return
    language = ctx.reader.language
    await ctx.reply(gaps_body(found, language), gaps_buttons(found, language))


def gaps_body(gaps: Sequence[Gap], language: str) -> Body:
    """The questions are words of others."""
    body: Body = words(_("Questions without an answer, most people first:"), language)
    for number, gap in enumerate(gaps[:MOST_GAPS], 1):
        count = _n("%(count)s person", "%(count)s people", gap.people)
        head = f"\n\n**{number}.** {translate(count, language)}, {', '.join(gap.languages)}\n"
        body = (*body, Words(head), Quoted("\n".join(gap.examples(MOST_EXAMPLES))))
    return body


def gaps_buttons(gaps: Sequence[Gap], language: str) -> Buttons:
    label = translate(_("Draft an entry"), language)
    return tuple(
        (Button(f"{number}. {label}", f"/draftgap {gap.id}"),)
        for number, gap in enumerate(gaps[:MOST_GAPS], 1)
    )


async def draft_gap(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Open `/draft` in private, with the ways to ask already in it."""
    gap = await unanswered.gap(ctx.tx, numbers.typed(arguments["number"]))
    if gap is None:
        raise UserError(_("This gap is filled already."))
    place = await ctx.private_place(ctx.account)
    if place is None:
        raise UserError(_("Please write to me in private first, then press again."))
    answers = {"gap": str(gap.id), "language": gap.main_language()}
    await dialogue.begin(ctx.tx, ctx.member, place, command="draft", answers=answers, now=ctx.now)
    await ctx.write_to(ctx.account, _("How shall the new entry be called? A name like reset-2fa."))


# -- report --------------------------------------------------------------------------------------


async def report(ctx: Context, _arguments: Mapping[str, str]) -> None:
    found = await figures.report(ctx.tx, ctx.now, DAYS)
    await ctx.reply(report_body(found, ctx.reader))


def report_body(found: Report, reader: Reader) -> Body:
    parts = [reader.gettext(sentence) for sentence in _sentences(found, reader)]
    lines = [_line(found, slug) for slug in found.top]
    return (Words("\n".join([*parts, *lines])),)


def _sentences(found: Report, reader: Reader) -> list[Message]:
    said = [
        _n("The FAQ in the last %(count)s day:", "The FAQ in the last %(count)s days:", found.days)
    ]
    if found.solved_share is not None:
        said.append(
            _(
                "- Solved without staff, of the questions in groups: %(share)s (%(solved)s of"
                " %(all)s)",
                share=reader.percent(found.solved_share),
                solved=reader.number(found.solved_without_staff),
                all=reader.number(found.group_questions),
            )
        )
    if found.wrong_per_1000 is not None:
        said.append(
            _(
                "- Wrong answers in 1,000 messages: %(number)s",
                number=reader.number(round(found.wrong_per_1000, 2)),
            )
        )
    if found.top:
        said.append(_("Asked most (shown, 👍, 👎, asked again within 24 hours):"))
    return said


def _line(found: Report, slug: str) -> str:
    own = [line for line in found.lines if line.entry == slug]
    by_language = " · ".join(
        f"{line.language} {line.shown}, {line.helped}, {line.unhelpful}, {line.again}"
        for line in own
    )
    return f"- `{slug}`: {by_language}"


# -- attention -----------------------------------------------------------------------------------


async def stale(ctx: Context, _arguments: Mapping[str, str]) -> None:
    found = await attention_of(ctx.tx, ctx.now)
    if found:
        await ctx.reply(attention_body(found, ctx.reader.language))
    else:
        await ctx.say(_("All entries are up to date."))


async def attention_of(tx: Transaction, now: datetime) -> Attention:
    entries, _categories = await store.load(tx)
    sources = await draft_store.sources(tx)
    votes = await attention.votes(tx, now)
    return attention.needed(entries, sources, votes, now.date())


def attention_body(found: Attention, language: str) -> Body:
    groups = (
        (_("Past their review date:"), [f"`{slug}`" for slug in found.overdue]),
        (_("Translations older than their text:"), attention.flat(found.stale)),
        (_("Not in every language yet:"), attention.flat(found.missing)),
        (_("Helping less than before:"), [f"`{slug}`" for slug in found.falling]),
    )
    said = [
        f"**{translate(title, language)}**\n{_shortened(slugs)}" for title, slugs in groups if slugs
    ]
    return (Words("\n\n".join(said)),)


def _shortened(slugs: Sequence[str]) -> str:
    more = " …" if len(slugs) > MOST_SLUGS else ""
    return ", ".join(slugs[:MOST_SLUGS]) + more


# -- once a week ---------------------------------------------------------------------------------


async def tell_week(unit: Unit, _payload: str) -> None:
    """To staff's places; nothing where there is nothing to do."""
    found = cluster(await unanswered.load(unit.tx, unanswered.LATEST))
    wanting = await attention_of(unit.tx, unit.now)
    for place in await staffroom.rooms(unit):
        language = language_of(unit, place)
        if found:
            body, buttons = gaps_body(found, language), gaps_buttons(found, language)
            await staffroom.say(unit, place, body, buttons)
        if wanting:
            await staffroom.say(unit, place, attention_body(wanting, language))


COMMANDS = (
    staffroom.command("gaps", _("Questions without an answer"), gaps),
    staffroom.command(
        "draftgap",
        _("Draft an entry"),
        draft_gap,
        Argument(name="number", summary=_("Which question")),
        role="helper",
    ),
    staffroom.command("faqreport", _("How the FAQ is doing"), report),
    staffroom.command("stale", _("Entries that need a look"), stale),
)
