"""`/verify` and `/official`: is this really ours? Answered in a panic, too."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from core.announcements.cards import STATES
from core.announcements.proof import judging
from core.announcements.proof.judging import (
    Elsewhere,
    NotOurs,
    OnTheList,
    Original,
    Ours,
    Person,
    Shown,
    Verdict,
    Withdrawn,
)
from core.config import Config
from core.context import Context
from core.events import Event, MessageReceived
from core.feature import Command, Listener, View
from core.i18n import Message, Reader, _, compose
from core.platform import Argument, CommandSpec
from core.text import Body, Quoted, Words

_LONGEST = 8192


async def verify(ctx: Context, arguments: Mapping[str, str]) -> None:
    """What was typed behind it, or the message that it replies to."""
    text, quoted = arguments["what"], ctx.message.quoted
    is_reply = quoted is not None and quoted.text == text
    place = ctx.place.key if is_reply and not ctx.place.private else ""
    links = () if is_reply else ctx.message.links
    await _answer(ctx, Shown(text[:_LONGEST], links, place))


def concerns(event: Event, _view: View) -> Shown | None:
    """A message that somebody forwards to us in private: what was said elsewhere, as it came."""
    if not isinstance(event, MessageReceived) or not event.place.private:
        return None
    if event.forwarded_from is None or event.is_bot or event.edited:
        return None
    text = event.text or _part(event, "caption") or _part(event, "forward")
    return Shown(text[:_LONGEST], event.links) if text.strip() else None


def _part(event: MessageReceived, label: str) -> str:
    return next((part.text for part in event.shown if part.label == label), "")


async def hear(ctx: Context, shown: Shown) -> bool:
    await _answer(ctx, shown)
    return True


async def _answer(ctx: Context, shown: Shown) -> None:
    reader = ctx.reader
    verdict = await judging.judge(
        ctx.tx, ctx.official, shown, language=reader.language, zone=reader.zone
    )
    await ctx.reply(words(verdict, reader), in_panic="goes_on")


def words(verdict: Verdict, reader: Reader) -> Body:
    body = compose(sentence(verdict, reader), reader.language)
    match verdict:
        case Original(body=original):
            return (*body, Words("\n\n"), *original)
        case Ours(links=links) if links:
            lead = _("Its links lead to these addresses and to no other:")
            shown = Words("\n" + "\n".join(f"- {link}" for link in links))
            return (*body, Words("\n\n"), *compose(lead, reader.language), shown)
        case _:
            return body


def sentence(verdict: Verdict, reader: Reader) -> Message:
    match verdict:
        case Ours(announcement=number, said_at=said_at, state=state, changed_at=changed_at):
            return _(
                "✅ These words are ours: announcement No. %(number)s of %(date)s. Now: %(state)s,"
                " since %(since)s.",
                number=number,
                date=reader.datetime(said_at),
                state=STATES[state],
                since=reader.datetime(changed_at),
            )
        case Elsewhere(announcement=number):
            return _(
                "⛔ Treat this as a scam. The words are those of our announcement No. %(number)s,"
                " but we did not say them there, or a link in it leads elsewhere.",
                number=number,
            )
        case Original(notice=notice, said_at=said_at):
            return _(
                "This is announcement No. %(number)s of %(date)s. Now: %(state)s. Compare it word"
                " for word with what you have: one other letter, and it is not ours.",
                number=notice.id,
                date=reader.datetime(said_at),
                state=STATES[notice.state],
            )
        case Withdrawn(announcement=number, state=state, at=at):
            return _(
                "⛔ Announcement No. %(number)s is no longer ours: %(state)s on %(date)s. Do not"
                " follow it.",
                number=number,
                state=STATES[state],
                date=reader.datetime(at),
            )
        case OnTheList(what=what):
            return _(
                "✅ %(what)s is on our official list. Even so: nobody of us writes to you first.",
                what=Quoted(what),
            )
        case Person():
            return _(
                "⛔ I never confirm people. Nobody of us writes to you first: whoever did is not"
                " one of us, whatever the name says."
            )
        case NotOurs():
            return _(
                "⛔ This is not ours. Treat it as a scam: follow no link, pay nothing, and tell"
                " nobody a code or a key. /official lists what is ours."
            )
        case _:
            assert_never(verdict)


# -- what is ours --------------------------------------------------------------------------------


async def official(ctx: Context, _arguments: Mapping[str, str]) -> None:
    await ctx.reply(listed(ctx.config, ctx.reader.language), in_panic="goes_on")


def listed(config: Config, language: str) -> Body:
    """Accounts and bots, addresses, mail and phones: each kind that we have."""
    ours = config.official
    kinds = (
        (_("Our accounts and bots: %(list)s", list=_joined(map(_at, ours.handles))), ours.handles),
        (_("Our domains: %(list)s", list=_joined(ours.domains)), ours.domains),
        (_("Our e-mail: %(list)s", list=_joined(ours.emails)), ours.emails),
        (_("Our phone: %(list)s", list=_joined(ours.phones)), ours.phones),
    )
    parts = [message for message, has in kinds if has]
    parts.append(_("Nothing else is ours. Nobody of us writes to you first."))
    bodies = [compose(part, language) for part in parts]
    return tuple(piece for body in bodies for piece in (Words("\n"), *body))[1:]


def _at(handle: str) -> str:
    return f"@{handle.lstrip('@')}"


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names)


LISTENERS = (Listener("verify", 25, concerns, hear),)
COMMANDS = (
    Command(
        CommandSpec(
            name="verify",
            called=_("verify"),
            summary=_("Is it really ours? Text, link or number"),
            arguments=(
                Argument(
                    name="what",
                    summary=_("Send me the text, the link or the number, or forward the message."),
                    rest=True,
                ),
            ),
            answer="private",
            about=_("Is this really ours?"),
            form=True,
        ),
        verify,
    ),
    Command(
        CommandSpec(
            name="official",
            called=_("official"),
            summary=_("Our accounts, addresses and bots"),
            answer="private",
            link=True,
        ),
        official,
    ),
)
