"""The asker's ways in: `/ticket` anywhere, a link into private, and the form."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from core import codes, numbers, router
from core.actions import Button, Buttons
from core.context import Context
from core.faq import handing
from core.feature import Command, UserError
from core.i18n import Message, _, translate
from core.platform import Argument, CommandSpec
from core.tickets import blocks, cards, categories, drafts, opening, owned, picking, relay, spots
from core.tickets.documents import names_document
from core.tickets.drafts import Draft
from core.tickets.opening import Wanted
from core.tickets.rules import Ticket

LINK_LASTS = timedelta(hours=24)
BUTTONS_A_ROW = 2


# -- the way in ----------------------------------------------------------------------------------


async def ticket(ctx: Context, arguments: Mapping[str, str]) -> None:
    """In private the form begins; elsewhere the way into private is shown, and the words, what was
    offered and the language come along."""
    if not ctx.config.rooms:
        await handing.tell_contact(ctx)
        return
    draft = await _begun(ctx, arguments.get("summary", ""))
    if not ctx.place.private and not _stays_among_us(ctx):
        await lead_into_private(ctx, draft)
    elif draft.text:
        await _propose(ctx, draft)
    elif kept := await _said_elsewhere(ctx):
        await _propose(ctx, kept, kept=kept.id)
    elif not await _show_current(ctx):
        await _ask_for_words(ctx)


async def _said_elsewhere(ctx: Context) -> Draft | None:
    """Where no link could bring it along."""
    if ctx.capabilities(ctx.place.platform).buttons:
        return None
    return await drafts.of(ctx.tx, ctx.member.id)


async def _begun(ctx: Context, summary: str) -> Draft:
    """What is known already of what this person wants to say."""
    handed = await handing.hand_over(ctx)
    quoted = ctx.message.quoted
    own = quoted if quoted is not None and quoted.author == ctx.author else None
    where = ctx.place if not ctx.place.private else None
    text = summary or (own.text if own else "") or handed.text
    message = own.id if own else ctx.message.message
    return Draft(
        member=ctx.member.id, text=text, offered=handed.entries, place=where, message=message
    )


def _stays_among_us(ctx: Context) -> bool:
    """Whether a form can be filled in here without the others seeing it."""
    return ctx.capabilities(ctx.place.platform).ephemeral


async def _ask_for_words(ctx: Context) -> None:
    """What is written among others they would read, but not what is put into a form's window."""
    if ctx.place.private:
        await router.run_line(ctx, "/newticket")
        return
    button = Button(ctx.reader.gettext(_("Open a ticket")), "/newticket")
    await ctx.say(_DESCRIBE, ((button,),))


async def _show_current(ctx: Context) -> bool:
    """Whoever has one open simply writes."""
    live = await owned.live(ctx, ctx.account)
    if not live:
        return False
    another = Button(ctx.reader.gettext(_("It is about something else")), "/newticket")
    said = _(
        "Your ticket #%(number)s is open: just write here, and it reaches us.", number=live[0].id
    )
    buttons = ((another,), *opening.status_button(live[0]))
    told = picking.spelled(ctx, ctx.place.platform, buttons)
    await ctx.reply((*ctx.words(said), *told), buttons)
    return True


async def lead_into_private(ctx: Context, draft: Draft) -> None:
    """By a link of which only they can make use."""
    able = ctx.capabilities(ctx.place.platform)
    if not able.buttons:
        if draft.text:
            await drafts.keep(ctx.tx, msgspec.structs.replace(draft, place=None), ctx.now)
        await ctx.say(_in_private(ctx), key=ctx.answer_key)
        return
    number = await drafts.keep(ctx.tx, draft, ctx.now)
    if able.private_threads:
        await _propose(ctx, draft, kept=number)
        return
    code = await codes.make(
        ctx.tx,
        "command",
        f"/ticketdraft {number}" if draft.text else "/newticket",
        now=ctx.now,
        lasts=LINK_LASTS,
        owner=ctx.account,
    )
    button = Button(ctx.reader.gettext(_("Go on in private")), f"/start {code}", private=True)
    await ctx.say(_("Let us go on in private, where nobody else reads along."), ((button,),))


def _in_private(ctx: Context) -> Message:
    if ctx.capabilities(ctx.place.platform).private:
        return _(
            "Please write /ticket to me in a private message: nobody else reads along there, and a"
            " person answers."
        )
    return _(
        "I cannot talk in private here. Please use the support form in the app or on the official"
        " website."
    )


async def from_draft(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Behind the link: what was said in the group is known already."""
    draft = await _draft(ctx, arguments["number"])
    await _propose(ctx, draft, kept=draft.id)


async def new_ticket(ctx: Context, arguments: Mapping[str, str]) -> None:
    """The form's words are there."""
    handed = await handing.hand_over(ctx)
    draft = Draft(
        member=ctx.member.id,
        text=arguments["summary"],
        offered=handed.entries,
        files=ctx.message.attachments,
        place=None if ctx.place.private else ctx.place,
    )
    await _propose(ctx, draft)


async def _propose(ctx: Context, draft: Draft, kept: int = 0) -> None:
    """The entries that come nearest, once; and what it may be about."""
    await blocks.refuse_blocked(ctx)
    if names_document(draft.text, draft.files):
        raise UserError(NO_DOCUMENTS)
    near = handing.nearest(ctx, draft.text, draft.offered)
    number = kept or await drafts.keep(ctx.tx, draft, ctx.now)
    body = (
        _("Does one of these solve it? If not, choose what it is about, and a person takes over.")
        if near
        else _("What is it about? Then a person takes over.")
    )
    offered = (*near, *_category_buttons(ctx, number))
    if ctx.capabilities(ctx.place.platform).buttons:
        await ctx.say(body, offered)
    else:
        await picking.ask(ctx, body, offered)


def _category_buttons(ctx: Context, draft: int) -> Buttons:
    language = ctx.reader.language
    buttons = [
        Button(
            translate(categories.name(ctx.config, category, language), language),
            f"/openticket {draft} {category}",
        )
        for category in categories.choices(ctx.config)
    ]
    return tuple(
        tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW)
    )


async def _draft(ctx: Context, number: str) -> Draft:
    found = await drafts.find(ctx.tx, numbers.typed(number), ctx.member.id)
    if found is None:
        raise UserError(_("This is open already, or too old. /tickets shows yours."))
    return found


async def open_ticket(ctx: Context, arguments: Mapping[str, str]) -> None:
    """A category was pressed: two presses, and two devices, make one ticket."""
    await blocks.refuse_blocked(ctx)
    draft = await _draft(ctx, arguments["number"])
    if arguments["category"] not in categories.choices(ctx.config):
        raise UserError(_("This is open already, or too old. /tickets shows yours."))
    await drafts.forget(ctx.tx, draft.member)
    wanted = Wanted(
        member=draft.member,
        asker=ctx.account,
        language=ctx.reader.language,
        category=arguments["category"],
        text=draft.text,
        files=draft.files,
        offered=draft.offered,
        said=(draft.place, draft.message) if draft.place else None,
    )
    found, is_new = await opening.open_ticket(ctx, wanted)
    await _place_asker(ctx, found, draft)
    if is_new:
        await opening.receipt(ctx, found, ctx.reader.zone)
    else:
        said = _(
            "You had ticket #%(number)s open for this; I have added your words.", number=found.id
        )
        await relay.say_to_asker(ctx, found, said, opening.status_button(found))


async def _place_asker(ctx: Context, found: Ticket, draft: Draft) -> None:
    """Where it goes on: here in private, or in a private thread of this place."""
    if draft.place is not None:
        await cards.announce_at(ctx, found, draft.place, draft.message)
    if ctx.place.private:
        await opening.settle_asker(ctx, found, ctx.place)
    elif await spots.find(ctx.tx, found.id, "asker") is None:
        await opening.open_private_thread(ctx, found, ctx.place, ctx.message.name)


NO_DOCUMENTS = _(
    "Please send no identity document here: chats are no safe place for it. Upload it in the app,"
    " under verification; nobody of us will ask for it in a chat."
)

_DESCRIBE = _("Please describe it in one message: what you did, what you saw.")
_NUMBER = Argument(name="number", summary=_("Number"))
COMMANDS = (
    Command(
        CommandSpec(
            name="ticket",
            called=_("human"),
            summary=_("Talk to a human"),
            arguments=(
                Argument(
                    name="summary", summary=_("What is the matter?"), required=False, rest=True
                ),
            ),
            answer="private",
            link=True,
        ),
        ticket,
    ),
    Command(
        CommandSpec(
            name="newticket",
            summary=_("Talk to a human"),
            arguments=(
                Argument(
                    name="summary",
                    summary=_DESCRIBE,
                    rest=True,
                ),
            ),
            answer="private",
            form=True,
            menu=False,
        ),
        new_ticket,
    ),
    Command(
        CommandSpec(
            name="ticketdraft",
            summary=_("Go on in private"),
            arguments=(_NUMBER,),
            where="private",
            menu=False,
        ),
        from_draft,
    ),
    Command(
        CommandSpec(
            name="openticket",
            summary=_("Open a ticket"),
            arguments=(_NUMBER, Argument(name="category", summary=_("What it is about"))),
            answer="private",
            menu=False,
        ),
        open_ticket,
    ),
)
