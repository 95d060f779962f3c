"""Entries written in a chat: `/draft` and `/edit` propose, another one approves or rejects."""

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from core import numbers, people, text
from core.context import Context
from core.facts import EntryMerged
from core.faq import cards, draft_store, drafts, edits, staffroom, store, unanswered
from core.faq.drafts import Draft, Judge, Verdict
from core.faq.entries import Entry, Knowledge, Wording
from core.faq.rows import NEEDED, OPTIONAL, SHARED, Row, join, quiet, tidy
from core.faq.translations import fingerprints
from core.feature import Command, UserError
from core.i18n import LANGUAGES, _
from core.platform import Argument, CommandSpec
from core.text import Quoted

PARTS = ("question", "answer", "disclaimer", "phrasings", "category", "tags", "review")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 40

# -- proposing -----------------------------------------------------------------------------------


async def draft(ctx: Context, arguments: Mapping[str, str]) -> None:
    """A new entry, or one in a language that it lacks."""
    slug, language = _slug(arguments["slug"]), arguments["language"]
    before = await store.find(ctx.tx, slug)
    if before is not None and language in before.wordings:
        raise UserError(_("This entry exists in that language. Change it with /edit."))
    gap = await unanswered.gap(ctx.tx, int(arguments.get("gap", "0")))
    wording = Wording(
        question=_said(arguments["question"]),
        alternatives=gap.examples() if gap else (),
        answer=_said(arguments["answer"]),
    )
    found = before or Entry(slug=slug, category=_category(ctx, wording.question), wordings={})
    after = _with(found, language, wording)
    questions = tuple(question.id for question in gap.questions) if gap else ()
    await propose(ctx, before, after, language, questions)


async def edit(ctx: Context, arguments: Mapping[str, str]) -> None:
    """One part of an entry, as it should be."""
    slug, language, part = arguments["slug"].lower(), arguments["language"], arguments["part"]
    before = await store.find(ctx.tx, slug)
    if before is None or language not in before.wordings:
        raise UserError(_("There is no such entry in that language. Write it with /draft."))
    after = _edited(before, language, part, _said(arguments["text"]))
    if after == before:
        raise UserError(_("That is how it is already."))
    await propose(ctx, before, after, language)


async def propose(
    ctx: Context,
    before: Entry | None,
    after: Entry,
    language: str,
    questions: tuple[int, ...] = (),
    duplicate: Entry | None = None,
) -> None:
    """Check it, keep it, and show it to whoever may approve it."""
    after = _checked(ctx, after)
    new = Draft(
        id=0,
        entry=after,
        language=language,
        base=fingerprints(before, duplicate),
        needed=drafts.needed_role(before, after, duplicate),
        state="open",
        author=ctx.account,
        member=ctx.member.id,
        questions=questions,
        duplicate=duplicate.slug if duplicate else "",
    )
    new = msgspec.structs.replace(new, id=await draft_store.add(ctx.tx, new, ctx.now))
    await people.note(ctx.tx, ctx.account, "drafted", after.slug, ctx.now)
    await cards.show(ctx, new, duplicate)
    await ctx.say(_("Thank you. Somebody else of the team has to approve it; then I tell you."))


def _slug(written: str) -> str:
    """As people write a name, as it stands in files."""
    slug = _NO_SLUG.sub("-", written.lower()).strip("-")[:_LONGEST_SLUG]
    if not slug:
        raise UserError(_("The name of an entry has only a to z, digits and hyphens: reset-2fa."))
    return slug


def _said(written: str) -> str:
    return str(tidy(text.clean(written)))


def _category(ctx: Context, question: str) -> str:
    """That of the entry which is nearest to the question, else the first."""
    knowledge: Knowledge = ctx.snapshots["knowledge"]
    for match in knowledge.index.search(question, None, 1):
        if match.entry in knowledge.entries:
            return knowledge.entries[match.entry].category
    return next(iter(knowledge.categories), "other")


def _with(entry: Entry, language: str, wording: Wording) -> Entry:
    wordings = dict(sorted({**entry.wordings, language: wording}.items()))
    return msgspec.structs.replace(entry, wordings=wordings)


def _edited(entry: Entry, language: str, part: str, said: str) -> Entry:
    wording = entry.wordings[language]
    match part:
        case "category":
            return msgspec.structs.replace(entry, category=said)
        case "tags":
            return msgspec.structs.replace(entry, tags=tuple(said.replace(",", " ").split()))
        case "review":
            return msgspec.structs.replace(entry, review=_date(said))
        case "phrasings":
            more = (line.strip() for line in said.split("\n") if line.strip())
            changes: dict[str, object] = {"alternatives": (*wording.alternatives, *more)}
        case _:
            changes = {part: said}
    return _with(entry, language, msgspec.structs.replace(wording, **changes))


def _date(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        message = _("Please write a date like this: %(example)s", example="2027-01-31")
        raise UserError(message) from None


def _checked(ctx: Context, entry: Entry) -> Entry:
    """By the rules of the files; raises UserError with the first mistake."""
    knowledge: Knowledge = ctx.snapshots["knowledge"]
    rows = [_row(entry, language, wording) for language, wording in entry.wordings.items()]
    entries, mistakes = join(rows, knowledge.categories, ctx.official, quiet)
    if mistakes:
        raise UserError(_("This cannot be kept: %(mistake)s", mistake=Quoted(mistakes[0].what)))
    return entries[0]


def _row(entry: Entry, language: str, wording: Wording) -> Row:
    values: dict[str, object] = {}
    for key in (*NEEDED, *OPTIONAL):
        value = getattr(entry if key in SHARED else wording, key)
        if value is not None:
            values[key] = list(value) if isinstance(value, tuple) else value
    return Row("", 1, entry.slug, language, values, {})


# -- deciding ------------------------------------------------------------------------------------


async def approve(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Publish it, unless the entry is no longer what it was drafted from."""
    found = await _judged(ctx, arguments["number"], "approve")
    before = await store.find(ctx.tx, found.entry.slug)
    duplicate = await store.find(ctx.tx, found.duplicate) if found.duplicate else None
    if fingerprints(before, duplicate) != found.base:
        await _decide(ctx, found, "overtake")
        return
    await edits.publish(ctx, before, found.entry)
    if duplicate is not None:
        await edits.retire(ctx, duplicate.slug, found.entry.slug)
    await unanswered.remove(ctx.tx, found.questions)
    await _decide(ctx, found, "approve")
    merged = EntryMerged(
        draft=found.id,
        author=found.author,
        language=found.language,
        is_translation=before is not None and found.language not in before.wordings,
    )
    await ctx.tell(merged)


async def reject(ctx: Context, arguments: Mapping[str, str]) -> None:
    found = await _judged(ctx, arguments["number"], "reject")
    await _decide(ctx, found, "reject")


async def _judged(ctx: Context, number: str, verdict: Verdict) -> Draft:
    """The draft and its author as they are now; the role was read for this very press."""
    found = await draft_store.find(ctx.tx, numbers.typed(number))
    if found is None:
        raise UserError(_("There is no such draft."))
    judge = Judge(ctx.account, ctx.member.id, ctx.role)
    if objection := drafts.objection(found, judge, verdict):
        raise UserError(objection)
    return found


async def _decide(ctx: Context, found: Draft, verdict: Verdict) -> None:
    state = drafts.NEXT[found.state, verdict]
    if not await draft_store.move(ctx.tx, found, state):
        raise UserError(_("This draft has been decided already."))
    await people.note(ctx.tx, ctx.account, f"draft {state}", found.entry.slug, ctx.now)
    decision = cards.DECIDED[state]
    await cards.decide(ctx, found, decision)
    await ctx.say(decision)
    if found.author != ctx.account:
        told = _(
            "Your draft for `%(slug)s`: %(decision)s",
            slug=found.entry.slug,
            decision=decision,
        )
        await ctx.write_to(found.author, told)


# -- the commands --------------------------------------------------------------------------------

WHICH = Argument(name="slug", summary=_("Which entry? A short name such as reset-2fa."))
_LANGUAGE = Argument(
    name="language",
    summary=_("In which language: en, zh, ja, ko, ru or es?"),
    choices=tuple(LANGUAGES),
)
_NUMBER = Argument(name="number", summary=_("Which draft"))

COMMANDS = (
    Command(
        CommandSpec(
            name="draft",
            summary=_("Write an entry for the FAQ"),
            arguments=(
                WHICH,
                _LANGUAGE,
                Argument(
                    name="question", summary=_("What is the question, as one asks it?"), rest=True
                ),
                Argument(name="answer", summary=_("And what is the answer?")),
            ),
            role="helper",
            rank=2,
            where="private",
            form=True,
            menu=False,
        ),
        draft,
    ),
    Command(
        CommandSpec(
            name="edit",
            summary=_("Change an entry of the FAQ"),
            arguments=(
                WHICH,
                _LANGUAGE,
                Argument(
                    name="part",
                    summary=_(
                        "Which part: question, answer, disclaimer, phrasings, category, tags"
                        " or review?"
                    ),
                    choices=PARTS,
                ),
                Argument(name="text", summary=_("How should it read?"), rest=True),
            ),
            role="helper",
            rank=1,
            where="private",
            form=True,
            menu=False,
        ),
        edit,
    ),
    staffroom.command("approve", _("Publish a draft"), approve, _NUMBER),
    staffroom.command("reject", _("Refuse a draft"), reject, _NUMBER, role="helper"),
)
