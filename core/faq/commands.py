"""What the FAQ does in a conversation: answers, suggests, points to a person."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import assert_never

from core.context import Context
from core.faq import answers, lending, pointing, rules, showing
from core.faq.entries import Knowledge
from core.faq.giving import give
from core.faq.lending import Loan
from core.faq.questions import Asked, is_small_talk, look_up, question_text, thresholds
from core.faq.rules import Answer, OfferHuman, Question, Silent, Suggest
from core.i18n import Message, _
from core.people import Member
from core.platform import Suggestion

NOT_AGAIN_FOR = timedelta(hours=24)  # the same entry to the same person in a group, unasked
NOT_AT_ONCE = timedelta(seconds=60)  # the same entry unasked in one place

JUST_ASKED = timedelta(minutes=10)  # a title pressed since then answers that question
ASKED_AGAIN = timedelta(hours=24)  # the same person, once more: it did not help

ONE_OF_THESE = _("Is it one of these?")
AT_YOUR_SERVICE = _("I am here for your questions. Just write one in your own words.")
NO_GOOD_ANSWER = _("I have no good answer to that. Try other words, or let a person help you.")


async def hear(ctx: Context, asked: Asked) -> bool:
    asked_for = ctx.addressed or ctx.place.private
    if not asked_for and (ctx.known is None or ctx.known.quiet):
        return False
    entries = ctx.snapshots["knowledge"].entries
    if not asked_for and any(match.entry not in entries for match in asked.matches):
        return False  # removed a moment ago: nobody waits for an excuse
    # What was searched for came straight from the platform; what is kept has been redacted.
    return await _decide_and_act(ctx, Asked(question_text(ctx.message), asked.matches))


async def _decide_and_act(ctx: Context, asked: Asked) -> bool:
    question = await _question(ctx)
    match rules.decide(question, asked.matches, thresholds(ctx.config)):
        case Answer(entry=slug):
            unasked = not rules.is_asked(question)
            text = await answers.keep_text(ctx.tx, "asked", asked.text, _who(ctx), ctx.now)
            entry = showing.entry_for(ctx, slug)
            loan = lending.covering(ctx, entry)
            await give(ctx, entry, text=text, unasked=unasked, loan=loan)
        case Suggest(entries=slugs) if loan := _lent(ctx, slugs):
            await give(ctx, showing.entry_for(ctx, slugs[0]), loan=loan)
        case Suggest(entries=slugs):
            await _keep(ctx, asked)
            await _offer_titles(ctx, slugs)
        case OfferHuman():
            if not is_small_talk(asked.text):
                await _keep(ctx, asked)
            elif ctx.answers_only:
                return True  # a greeting needs no answer of the FAQ
            await pointing.say(
                ctx, without_answer(asked.text), (showing.human(ctx.reader.language),)
            )
        case Silent():
            await _note_repeated(ctx, asked, question)
            return False
        case other:
            assert_never(other)
    return True


def _lent(ctx: Context, slugs: Sequence[str]) -> Loan | None:
    """What answers in place of the best of these."""
    entry = ctx.snapshots["knowledge"].entries.get(slugs[0])
    return None if entry is None else lending.covering(ctx, entry)


async def _question(ctx: Context) -> Question:
    """The facts that the decision needs. What was asked of us needs no history."""
    asked = ctx.addressed or ctx.place.private
    before: frozenset[str] = frozenset()
    recently: frozenset[str] = frozenset()
    if not asked:
        before = await answers.given_to(ctx.tx, ctx.member.id, ctx.place, ctx.now - NOT_AGAIN_FOR)
        recently = await answers.given_unasked(ctx.tx, ctx.place, ctx.now - NOT_AT_ONCE)
    return Question(
        addressed=ctx.addressed,
        private=ctx.place.private,
        edited=ctx.message.edited,
        age_seconds=(ctx.now - ctx.message.at).total_seconds(),
        auto_answers=bool(ctx.settings(ctx.place).auto_answers),
        answered_before=before,
        answered_recently=recently,
    )


async def _keep(ctx: Context, asked: Asked) -> None:
    """A question with no good answer, for whoever writes the next entry."""
    if ctx.known is not None:
        await _note_asked_again(ctx, ctx.known)
    await answers.keep_unanswered(
        ctx.tx,
        text=asked.text,
        language=ctx.reader.language,
        member=_who(ctx),
        place=ctx.place,
        now=ctx.now,
    )


async def _note_repeated(ctx: Context, asked: Asked, question: Question) -> None:
    """What this person got here already is not said again, but it did not help."""
    best = asked.matches[0].entry if asked.matches else ""
    if ctx.known is not None and best in question.answered_before:
        await _note_asked_again(ctx, ctx.known, best)


async def _note_asked_again(ctx: Context, member: Member, slug: str | None = None) -> None:
    """What this person got last (or this entry) did not help, since here they are again."""
    since = ctx.now - ASKED_AGAIN
    slug = slug or await answers.last_given(ctx.tx, member.id, ctx.place, since)
    if slug is not None:
        await answers.mark_again(ctx.tx, member.id, ctx.place, slug, since)


def _who(ctx: Context) -> int | None:
    return ctx.known.id if ctx.known else None


async def _offer_titles(ctx: Context, slugs: Sequence[str]) -> None:
    human = showing.human(ctx.reader.language)
    await pointing.say(ctx, ONE_OF_THESE, (*showing.titles(ctx, slugs), human))


# -- commands ------------------------------------------------------------------------------------


def without_answer(text: str) -> Message:
    """What to say to a text that no entry answers."""
    return AT_YOUR_SERVICE if is_small_talk(text) else NO_GOOD_ANSWER


async def ask(ctx: Context, arguments: Mapping[str, str]) -> None:
    knowledge: Knowledge = ctx.snapshots["knowledge"]
    text = arguments["question"]
    ctx.addressed = True
    asked = look_up(knowledge, text, ctx.reader.language)
    await _decide_and_act(ctx, asked)


async def show_entry(ctx: Context, arguments: Mapping[str, str]) -> None:
    """A title that is pressed right after a question without an answer is its answer."""
    entry, text = showing.entry_for(ctx, arguments["slug"]), None
    if ctx.message.pressed and ctx.known is not None:
        since = ctx.now - JUST_ASKED
        text = await answers.asked_lately(ctx.tx, ctx.known.id, ctx.place, since)
    await give(ctx, entry, text=text)


def suggest(knowledge: Knowledge, text: str, language: str, limit: int) -> list[Suggestion]:
    """Titles while a person types."""
    slugs = knowledge.index.suggest(text, language, limit)
    entries = [knowledge.entries[slug] for slug in slugs if slug in knowledge.entries]
    return [
        Suggestion(e.slug, e.wordings[rules.pick_language(e.wordings, language, ("en",))].question)
        for e in entries
    ]
