"""What people hear of what was done to them: in private, else one line among the others that says
nothing of it, with a button that leads to it."""

from collections.abc import Iterator, Mapping

from core import people
from core.actions import Button, Buttons, Delete, Send
from core.context import Context, Unit, words
from core.events import Account
from core.feature import Command, UserError
from core.i18n import Message, Reader, _, compose, translate
from core.outbox import Lane, NoSuchMessage
from core.platform import Argument, CommandSpec
from core.text import Body, Mention, Quoted, Words
from moderation import store
from moderation.store import Case

OWNER = "moderation"
TOLD, LINE = "moderation-told:", "moderation-line:"  # keys of what is said in private, and aloud
BY_STAFF = "staff"  # the rule of what a person decided

# What the person is told, by rule.
_TOLD: Mapping[str, Message] = {
    "secret": _(
        "I removed your message: it showed a secret, such as a seed phrase or a key. Treat it as"
        " stolen: move what it protects, or replace it, right now. Nobody of us ever asks for it."
    ),
    "personal": _(
        "I removed your message because it showed personal data. Please send such things only in"
        " private, to people of ours."
    ),
    "other": _(
        "I took your message away for a moment; a moderator looks at it. If it was fine, it will"
        " be shown again. There is nothing you have to do."
    ),
    "warn": _("Please slow down a little: I removed your last message. Nothing else happens."),
}
_STILL_SHOWN: Mapping[str, Message] = {
    "secret": _(
        "Your message showed a secret, such as a seed phrase or a key. If you still see it, please"
        " delete it. Treat the secret as stolen: move what it protects, or replace it, right now."
        " Nobody of us ever asks for it."
    ),
    "personal": _("Your message shows personal data. If you still see it, please delete it."),
}
_NAMED_LIKE_US = _(
    "Your name looks like that of our team or of one of our accounts. A moderator looks at it."
)
_UNDONE = _("A moderator looked at it again: it was a mistake, and it is undone. Sorry for that.")
_IN_PUBLIC: Mapping[str, Message] = {
    "secret": _(
        "%(person)s, I removed a message of yours that showed a secret. Treat it as stolen and"
        " replace it now. Write to me in private for more."
    ),
    "other": _("%(person)s, I removed a message of yours. Write to me in private for more."),
    BY_STAFF: _("%(person)s, a moderator has a word for you. Write to me in private for more."),
}


async def tell(ctx: Context, case: Case, name: str) -> bool:
    """False where nobody could be told. None is led to a secret that still stands there."""
    if case.account is None:
        return False
    if await in_private(ctx, case):
        return True
    return await aloud(ctx, case, name, ctx.spoken_by(case.account))


async def in_private(unit: Unit, case: Case) -> bool:
    """Should their door be shut, `not_heard` hears of it."""
    place = await unit.private_place(case.account) if case.account else None
    if case.account is None or place is None:
        return False
    body = await _body(unit, case, await unit.reader_of(case.account, place))
    key = f"{TOLD}{case.id}"
    await unit.put(Send(place=place, body=body), lane=Lane.TICKETS, key=key, owner=OWNER)
    return True


async def not_heard(unit: Unit, key: str) -> None:
    """What was sent in private did not reach them."""
    case = await store.case(unit.tx, int(key.removeprefix(TOLD)))
    if case is not None and case.state != "wrong":
        await aloud(unit, case, "", None)


async def aloud(unit: Unit, case: Case, name: str, language: str | None) -> bool:
    """Only about what was said aloud and is gone, and never where all the world reads."""
    place, can = case.place, unit.capabilities(case.place.platform)
    if case.account is None or not _may_be_said(unit, case):
        return False
    spoken = language or unit.settings(place).language or unit.config.community.language
    line = _IN_PUBLIC.get(case.rule, _IN_PUBLIC["other"])
    person = Mention(str(case.account.id), name or case.account.id)
    body = compose(Message(line.text, {"person": person}), spoken)
    send = Send(
        place=place,
        body=body or (Words("…"),),
        buttons=_way(case, spoken, whispers=can.dm_first) if can.buttons else (),
        silent=True,
    )
    await unit.put(send, lane=Lane.REPLIES, key=f"{LINE}{case.id}")
    return True


def _may_be_said(unit: Unit, case: Case) -> bool:
    place, can = case.place, unit.capabilities(case.place.platform)
    if case.wave and case.first is not None:
        return False  # a crowd has one line, whose button answers each of them
    if place.private or unit.app.is_staff_place(place) or not can.restricts:
        return False
    is_gone = case.message is not None and case.action != "report" and not case.stays
    return is_gone or case.rule == BY_STAFF


def _way(case: Case, language: str, *, whispers: bool) -> Buttons:
    """Into the private chat; an answer for one reader where a platform has those instead."""
    label = translate(_("What to do now"), language)
    if whispers:
        return ((Button(label, f"/told {case.id}"),),)
    return ((Button(label, f"/start told_{case.id}", private=True),),)


async def take_back(unit: Unit, case: Case) -> None:
    """The line among the others, which would lead them to what still stands there."""
    try:
        delete = Delete(target=f"{LINE}{case.id}")
        await unit.put(delete, lane=Lane.SAFETY, on_uncertain="again")
    except NoSuchMessage:
        return


async def of_the_undoing(unit: Unit, case: Case) -> None:
    """To whoever was told of it, or felt it."""
    if case.account is not None and _was_felt(case):
        await unit.write_to(case.account, _UNDONE)


# -- the words -----------------------------------------------------------------------------------


async def _body(unit: Unit, case: Case, reader: Reader) -> Body:
    reason = await store.text_of(unit.tx, case) if case.rule == BY_STAFF else None
    body: Body = ()
    for sentence in _sentences(case, reader, reason):
        body = (*body, Words("\n\n"), *words(sentence, reader.language))
    return body[1:]


def _sentences(case: Case, reader: Reader, reason: str | None) -> Iterator[Message]:
    time = "" if case.until is None else reader.datetime(case.until)
    if case.state == "wrong":
        yield _UNDONE
    elif case.rule == BY_STAFF:
        yield _by_hand(case.why, time)
        if reason:
            yield _("The reason: %(reason)s", reason=Quoted(reason))
    else:
        yield from _by_rule(case, time)


def _by_hand(what: str, time: str) -> Message:
    match what:
        case "warn":
            return _("A moderator warns you. Please read the rules of the group again.")
        case "mute" if time:
            return _("A moderator has muted you: you can read but not write until %(time)s.",
                     time=time)  # fmt: skip
        case "mute":
            return _("A moderator has muted you: you can read but not write.")
        case _ if time:
            return _("A moderator has banned you until %(time)s.", time=time)
        case _:
            return _("A moderator has banned you.")


def _by_rule(case: Case, time: str) -> Iterator[Message]:
    is_shown = case.stays or case.place.private or case.action == "report"
    if case.message is not None:
        kind = "warn" if case.action == "warn" else case.rule
        known = _STILL_SHOWN if is_shown and case.rule in _STILL_SHOWN else _TOLD
        yield known.get(kind, _TOLD["other"])
    if case.rule == "impostor":
        yield _NAMED_LIKE_US
    if case.action == "mute":
        yield _(
            "You can read there but not write until %(time)s. If that was a mistake, a moderator"
            " lifts it sooner.",
            time=time,
        )
    if case.action == "ban":
        yield _("You are banned there. If that was a mistake, a moderator lifts it.")


# -- the button ----------------------------------------------------------------------------------


async def told(ctx: Context, arguments: Mapping[str, str]) -> None:
    """`/told NUMBER`: to the person of the case, or of its wave, and nobody else."""
    case = await _own(ctx, await store.numbered(ctx.tx, arguments["case"]))
    if case is None or case.account is None or not _was_felt(case):
        raise UserError(_("There is nothing here for you."))
    if not await _is_about(ctx, case.account):
        raise UserError(_("There is nothing here for you."))
    await ctx.reply(await _body(ctx, case, ctx.reader))


async def _own(ctx: Context, case: Case | None) -> Case | None:
    """Their own of the same wave."""
    if case is None or not case.wave or ctx.author in (None, case.account):
        return case
    return next(iter(await store.of_wave(ctx.tx, case.wave, ctx.account)), case)


def _was_felt(case: Case) -> bool:
    """What was only reported is not to be found out by trying numbers."""
    return case.action != "report" or case.stays or case.rule == "secret"


async def _is_about(ctx: Context, account: Account) -> bool:
    if account == ctx.account:
        return True
    person = await people.recognise(ctx.tx, account)
    return person is not None and person.member.id == ctx.member.id


COMMAND = Command(
    CommandSpec(
        name="told",
        summary=_("What happened to my message"),
        arguments=(Argument(name="case", summary=_("Number of the case")),),
        answer="private",
        menu=False,
        link=True,
    ),
    told,
)
