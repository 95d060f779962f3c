"""What people say about answers: `/solved`, and from trusted members `/faq` and `/notfaq`."""

from collections.abc import Mapping

from core import outbox, people
from core.actions import Delete, Edit, MessageRef, Send
from core.context import ANSWER_IS_STALE_AFTER, ANSWERS, Context, words
from core.events import Account, Quote
from core.facts import AnswerAccepted
from core.faq import answers, counts, phrasings, teaching, votes
from core.faq.answers import Answered, NewAnswer
from core.faq.confirming import Said, voice_of
from core.faq.showing import answer_body, answer_buttons, entry_for, shown_language
from core.faq.teaching import Lesson
from core.feature import Command, UserError
from core.i18n import _, choose
from core.platform import Argument, CommandSpec

TO_TAKE_DOWN = 2  # trusted members


async def solved(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """As a reply to a person: thanks them. As a reply to an answer of ours: confirms it."""
    quoted = _quoted(ctx)
    if quoted.ours:
        answer = await _answer(ctx, quoted)
        await votes.praise(ctx, answer)
    else:
        await _accept(ctx, quoted)
    await ctx.say(_("Good to hear. Thank you for telling us!"))


async def _accept(ctx: Context, quoted: Quote) -> None:
    answerer = quoted.author
    if answerer is None or quoted.is_bot or answerer == ctx.account:
        raise UserError(_("Reply to the message of the person who helped you."))
    by_staff = await _is_staff(ctx, answerer)
    await counts.add(ctx.tx, "accepted by staff" if by_staff else "accepted", 1, ctx.now)
    message = MessageRef(ctx.place, (quoted.id,))
    await ctx.tell(AnswerAccepted(ctx.account, answerer, message))


async def _is_staff(ctx: Context, account: Account) -> bool:
    person = await people.recognise(ctx.tx, account)
    role = person.role(account, ctx.config.admins) if person else "anyone"
    return people.outranks(role, "moderator")


async def point(ctx: Context, arguments: Mapping[str, str]) -> None:
    """The entry, posted to whoever asked; the question is remembered as one for it."""
    quoted = _quoted(ctx)
    if quoted.ours or quoted.author is None or not quoted.text:
        raise UserError(_("Reply to the question of a person, and name the entry."))
    entry = entry_for(ctx, arguments["slug"])
    asker = await people.introduce(ctx.tx, quoted.author, ctx.now)
    place_language = ctx.settings(ctx.place).language or ctx.config.community.language
    wanted = choose(asker.member.language, None, quoted.text, place_language)
    language = shown_language(entry, wanted, ctx.config)
    new = NewAnswer(
        slug=entry.slug,
        language=language,
        member=asker.member.id,
        place=ctx.place,
        key=f"{ANSWERS}{ctx.place.platform}:{ctx.event.id}",
        text=await answers.keep_text(ctx.tx, "asked", quoted.text, asker.member.id, ctx.now),
        asked_in=wanted,
    )
    await answers.note_answer(ctx.tx, new, ctx.now)
    await ctx.put(
        Send(
            place=ctx.place,
            body=answer_body(entry, language, wanted),
            buttons=answer_buttons(entry, language, wanted),
            reply_to=quoted.id,
            silent=not ctx.place.private,
        ),
        key=new.key,
        expires_at=ctx.now + ANSWER_IS_STALE_AFTER,
    )
    is_asker = asker.member.id == ctx.member.id
    lesson = Lesson(slug=entry.slug, language=wanted, text=quoted.text, asker=asker.member.id)
    said = Said(ctx.member.id, voice_of(is_asker=is_asker, is_trusted=True), good=True)
    await teaching.contradict(ctx, lesson, said)
    await teaching.hear(ctx, lesson, said)


async def object_to(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """The answer was wrong: unlearned at once, taken down when a second trusted member agrees."""
    quoted = _quoted(ctx)
    answer = await _answer(ctx, quoted) if quoted.ours else None
    if answer is None:
        raise UserError(_("Reply to the answer of mine that was wrong."))
    agreed = await phrasings.object_to(ctx.tx, answer.id, ctx.member.id, ctx.now)
    said = Said(ctx.member.id, "trusted", good=False)
    await teaching.hear(ctx, teaching.lesson(answer), said)
    if agreed >= TO_TAKE_DOWN:
        await _take_down(ctx, quoted)
        return
    await ctx.say(_("Noted, thank you. When one more of the team says so, I take it down."))


async def _take_down(ctx: Context, quoted: Quote) -> None:
    key = await outbox.key_of(ctx.tx, ctx.place, quoted.id) or ""
    if ctx.capabilities(ctx.place.platform).deletes:
        await ctx.put(Delete(target=key), on_uncertain="again")
    else:
        place_language = ctx.settings(ctx.place).language or ctx.config.community.language
        gone = words(_("This answer was not right and has been taken back."), place_language)
        await ctx.put(Edit(target=key, body=gone), on_uncertain="again")
    await people.note(ctx.tx, ctx.account, "answer taken down", key, ctx.now)
    await ctx.say(_("The answer is taken down. Thank you both."))


def _quoted(ctx: Context) -> Quote:
    quoted = ctx.message.quoted
    if quoted is None:
        raise UserError(_("Please send this as a reply to the message that you mean."))
    return quoted


async def _answer(ctx: Context, quoted: Quote) -> Answered:
    answer = await votes.find(ctx, quoted.id)
    if answer is None:
        raise UserError(_("That message is no answer from the FAQ, or it is too old."))
    return answer


COMMANDS = (
    Command(
        CommandSpec(
            name="solved",
            called=_("solved"),
            summary=_("Say that a message solved it"),
            about=_("This solved it"),
        ),
        solved,
    ),
    Command(
        CommandSpec(
            name="faq",
            summary=_("Answer a question with an entry"),
            arguments=(Argument(name="slug", summary=_("Which entry")),),
            role="helper",
        ),
        point,
    ),
    Command(
        CommandSpec(
            name="notfaq",
            summary=_("Say that an answer was wrong"),
            role="helper",
            answer="private",
        ),
        object_to,
    ),
)
