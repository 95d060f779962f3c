"""Whether an answer helped: 👍 and 👎 under it, 👍 as a reply to it or as a reaction."""

import re
from collections.abc import Mapping

from core import outbox
from core.context import Context
from core.events import Event, MessageReceived, ReactionChanged
from core.faq import answers, rules, showing, store, teaching
from core.faq.answers import Answered
from core.faq.entries import Entry, Knowledge
from core.feature import Listener, View
from core.i18n import _, normalise

_THUMBS = re.compile("(?:👍[🏻🏼🏽🏾🏿]?\ufe0f?)+")


async def helpful(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Count the vote, once a person; show the counts; after a 👎 offer what is near."""
    entry = showing.entry_for(ctx, arguments["slug"])
    yes = arguments["vote"] == "yes"
    asked = arguments.get("language", ctx.reader.language)
    language = showing.shown_language(entry, asked, ctx.config)
    await store.vote(
        ctx.tx,
        slug=entry.slug,
        language=language,
        member=ctx.member.id,
        helpful=yes,
        now=ctx.now,
    )
    await _learn(ctx, entry, yes)
    if ctx.message.pressed and ctx.capabilities(ctx.place.platform).edits:
        asker = normalise(arguments.get("asker")) or language
        counts = await store.votes(ctx.tx, entry.slug)
        buttons = showing.answer_buttons(entry, language, asker, counts)
        await ctx.rewrite(showing.answer_body(entry, language, asker), buttons)
    elif yes:
        await ctx.say(_("Thank you!"))
    if not yes:
        await _offer_near(ctx, entry, language)


async def _learn(ctx: Context, entry: Entry, helped: bool) -> None:
    """A vote under an answer is also a word about its question."""
    answer = await find(ctx, ctx.message.pressed) if ctx.message.pressed else None
    if answer is not None and answer.slug == entry.slug:
        await teaching.hear_vote(ctx, answer, helped)


async def _offer_near(ctx: Context, entry: Entry, language: str) -> None:
    knowledge: Knowledge = ctx.snapshots["knowledge"]
    found = knowledge.index.search(entry.wordings[language].question, language, 4)
    near = [match.entry for match in found if match.entry != entry.slug][: rules.MOST_SUGGESTIONS]
    sentence = _("Sorry that this did not help. Perhaps one of these, or a person?")
    await ctx.say(sentence, (*showing.titles(ctx, near), showing.human(ctx.reader.language)))


# -- without a button ----------------------------------------------------------------------------


def concerns(event: Event, _view: View) -> str | None:
    """The message that a 👍 is about: as a reply that is nothing else, or as a reaction."""
    match event:
        case MessageReceived(quoted=quoted, edited=False, is_bot=False) if quoted and quoted.ours:
            return quoted.id if _is_thumb(event.text.strip()) else None
        case ReactionChanged(author=author) if author is not None:
            new = set(event.after).difference(event.before)
            return event.message if any(map(_is_thumb, new)) else None
    return None


def _is_thumb(text: str) -> bool:
    return _THUMBS.fullmatch(text) is not None


async def hear_thumb(ctx: Context, message: str) -> bool:
    """Taken in silence, as the button is; False where it is about no answer."""
    answer = await find(ctx, message)
    if answer is None or ctx.known is None:
        return False
    await praise(ctx, answer)
    return True


async def praise(ctx: Context, answer: Answered) -> None:
    """It helped, says whoever is speaking."""
    await store.vote(
        ctx.tx,
        slug=answer.slug,
        language=answer.language,
        member=ctx.member.id,
        helpful=True,
        now=ctx.now,
    )
    await teaching.hear_vote(ctx, answer, good=True)


async def find(ctx: Context, message: str) -> Answered | None:
    """The answer that this message of ours here was."""
    key = await outbox.key_of(ctx.tx, ctx.place, message)
    return await answers.answer_of(ctx.tx, key) if key else None


LISTENER = Listener("faq-thumbs", 25, concerns, hear_thumb)
