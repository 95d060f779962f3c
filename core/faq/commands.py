"""What the FAQ does in a conversation: answers, suggests, points to a person."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import assert_never

import msgspec

from core import brake, router
from core.actions import Buttons
from core.config import Config
from core.context import ANSWERS, Context
from core.events import Event, MessageReceived
from core.facts import EntryShown
from core.faq import answers, features, gate, learning, lending, pointing, rules, showing
from core.faq.answers import NewAnswer
from core.faq.entries import Entry, Knowledge
from core.faq.index import Match
from core.faq.lending import Loan
from core.faq.rules import Answer, OfferHuman, Question, Silent, Suggest, Thresholds
from core.feature import View
from core.i18n import Message, _
from core.official import leads_away
from core.people import Member
from core.platform import Suggestion
from core.text import Body, Words

NOT_AGAIN_FOR = timedelta(hours=24)  # the same entry to the same person in a group, unasked
NOT_AT_ONCE = timedelta(seconds=60)  # the same entry unasked in one place

JUST_ASKED = timedelta(minutes=10)  # a title pressed since then answers that question
ASKED_AGAIN = timedelta(hours=24)  # the same person, once more: it did not help

ONE_OF_THESE = _("Is it one of these?")
AT_YOUR_SERVICE = _("I am here for your questions. Just write one in your own words.")
NO_GOOD_ANSWER = _("I have no good answer to that. Try other words, or let a person help you.")


class Asked(msgspec.Struct, frozen=True):
    """The faq's note on a message: what was asked, and what the index found."""

    text: str
    matches: tuple[Match, ...]


def thresholds(config: Config) -> Thresholds:
    return Thresholds(unasked=config.faq.confidence_unasked, asked=config.faq.confidence_asked)


# -- listening -----------------------------------------------------------------------------------


def concerns(event: Event, view: View) -> Asked | None:
    """A question to us, or one typed to nobody that we are sure to answer."""
    if not isinstance(event, MessageReceived) or event.is_bot or event.edited or event.pressed:
        return None
    text = question_text(event)
    if not text or router.command_name(text) is not None:
        return None
    knowledge: Knowledge = view.snapshots["knowledge"]
    opens = event.opens_thread and bool(view.settings.auto_answers)
    asked = event.addressed or event.place.private or opens
    ours = event.quoted is not None and event.quoted.ours
    if not asked and not ours:
        return _unasked(event, text, view, knowledge)
    return look_up(knowledge, text, _hint(event))


def is_small_talk(text: str) -> bool:
    return gate.is_small_talk(features.normalise(text))


def look_up(knowledge: Knowledge, text: str, language: str | None) -> Asked:
    """What the index finds for a text that was put to us; for a mere greeting, nothing."""
    if is_small_talk(text):
        return Asked(text, ())
    return Asked(text, tuple(_search(knowledge, text, language)))


def _search(knowledge: Knowledge, text: str, language: str | None) -> list[Match]:
    return learning.allowed(knowledge, text, knowledge.index.search(text, language, 5))


def _unasked(event: MessageReceived, text: str, view: View, knowledge: Knowledge) -> Asked | None:
    """The cheap questions first: this runs on every line of chatter."""
    if not view.settings.auto_answers or event.author is None:
        return None
    talks_to_somebody = event.quoted is not None or event.mentions or event.forwarded_from
    age = (view.now - event.at).total_seconds()
    question = Question(addressed=False, auto_answers=True, age_seconds=age)
    if talks_to_somebody or not rules.may_search(question) or not knowledge.index.knows(text):
        return None
    matches = _search(knowledge, text, _hint(event))
    found = rules.decide(question, matches, thresholds(view.config))
    return None if isinstance(found, Silent) else Asked(text, tuple(matches))


def question_text(event: MessageReceived) -> str:
    """The author's own words: the text, else a picture's caption or a forum post's title."""
    own = [part.text for part in event.shown if part.label in ("caption", "title")]
    return "\n".join([*own, event.text]).strip()


def _hint(event: MessageReceived) -> str | None:
    return None if event.locale is None else event.locale.partition("-")[0].lower()


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


# -- saying --------------------------------------------------------------------------------------


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
        member=_who(ctx),
        place=ctx.place,
        key=answer_key(ctx),
        text=text,
        asked_in=ctx.reader.language,
        unasked=unasked,
    )
    await answers.note_answer(ctx.tx, new, ctx.now)
    body = showing.answer_body(entry, language, ctx.reader.language)
    buttons = showing.answer_buttons(entry, language, ctx.reader.language)
    if loan is not None:
        fallbacks = ctx.config.community.fallback_languages
        body = (Words(loan.spoken(ctx.reader.language, fallbacks)),)
        buttons = (*showing.titles(ctx, (entry.slug,)), showing.human(ctx.reader.language))
    if ctx.is_shareable:
        buttons = (*buttons, (showing.share(entry, ctx.reader.language),))
    if brake.is_known_to_be_on(ctx.snapshots, ctx.now) and leads_away(body):
        await _say_later(ctx)
        return
    await _reply(ctx, body, buttons)
    await ctx.tell(EntryShown(entry.slug, language, ctx.author, ctx.place))


async def _say_later(ctx: Context) -> None:
    """In a panic no link goes out: whoever asked is not left alone with that."""
    if ctx.addressed:
        later = _("For safety I send no links at the moment. Ask again later, or ask a person.")
        await ctx.say(later, (showing.human(ctx.reader.language),))


async def _reply(ctx: Context, body: Body, buttons: Buttons) -> None:
    await ctx.reply(body, buttons, key=answer_key(ctx))


def answer_key(ctx: Context) -> str:
    """Whoever replies to a message with such a key speaks to us, as the kernel knows."""
    return f"{ANSWERS}{ctx.place.platform}:{ctx.event.id}"


async def _offer_titles(ctx: Context, slugs: Sequence[str]) -> None:
    human = showing.human(ctx.reader.language)
    await pointing.say(ctx, ONE_OF_THESE, (*showing.titles(ctx, slugs), human))


def without_answer(text: str) -> Message:
    """What to say to a text that no entry answers."""
    return AT_YOUR_SERVICE if is_small_talk(text) else NO_GOOD_ANSWER


# -- commands ------------------------------------------------------------------------------------


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
