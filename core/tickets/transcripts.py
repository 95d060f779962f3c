"""`/transcript`: what was said in a ticket, behind a link that is good for a day."""

from collections.abc import Mapping
from datetime import timedelta

from core import codes, numbers, people
from core.actions import Button, Buttons
from core.context import Context, words
from core.events import Account
from core.feature import Command, Page, PageAnswer, PageRequest, UserError
from core.i18n import _, translate
from core.platform import Argument, CommandSpec
from core.storage import Transaction
from core.text import Body, Quoted, Words, render
from core.tickets import lines, names, owned, store, transcript
from core.tickets.rules import Ticket
from core.tickets.transcript import Entry, Transcript

LASTS = timedelta(days=1)
PURPOSE = "transcript"
SHOWN = 30  # entries in a chat, where there is no page to link to
_MEDIA = {"html": "text/html", "json": "application/json"}


async def load(tx: Transaction, ticket: Ticket, *, internal: bool, language: str) -> Transcript:
    said = await lines.of_ticket(tx, ticket.id)
    happened = await store.history(tx, ticket.id)
    team = {line.author for line in said if line.side != "asker"}
    team |= {one.by for one in happened if one.by is not None and one.by != ticket.asker}
    named = {account: await _name(tx, account, language) for account in sorted(team, key=str)}
    return transcript.build(ticket, said, happened, names=named, internal=internal)


async def _name(tx: Transaction, account: Account, language: str) -> str:
    return render(words(await names.known(tx, account), language)).text


# -- the command ---------------------------------------------------------------------------------


async def show(ctx: Context, arguments: Mapping[str, str]) -> None:
    """The asker's own, without our remarks; staff's in either version."""
    ticket, internal = await _which(ctx, arguments["number"], arguments.get("version"))
    if ctx.config.server.public_url:
        said = _(
            "The transcript of ticket #%(number)s; the links are good for a day.", number=ticket.id
        )
        await ctx.say(said, await _links(ctx, ticket, internal=internal))
        return
    found = await load(ctx.tx, ticket, internal=internal, language=ctx.reader.language)
    await ctx.reply(_body(ctx, found))


async def _which(ctx: Context, number: str, version: str | None) -> tuple[Ticket, bool]:
    if not people.outranks(ctx.role, "moderator"):
        return await owned.named(ctx, number), False
    ticket = await store.find(ctx.tx, numbers.typed(number.removeprefix("#")))
    if ticket is None:
        raise UserError(_("There is no such ticket."))
    return ticket, version == "internal"


async def _links(ctx: Context, ticket: Ticket, *, internal: bool) -> Buttons:
    payload = f"{ticket.id} {int(internal)}"
    code = await codes.make(ctx.tx, PURPOSE, payload, now=ctx.now, lasts=LASTS)
    address = f"{ctx.config.server.public_url.rstrip('/')}/transcript/{code}"
    return ((Button("HTML", url=f"{address}.html"), Button("JSON", url=f"{address}.json")),)


def _body(ctx: Context, found: Transcript) -> Body:
    body = ctx.words(_("**Ticket #%(number)s**", number=found.number))
    for entry in found.entries[-SHOWN:]:
        who = entry.by or translate(transcript.ASKER, ctx.reader.language)
        head = f"\n{ctx.reader.datetime(entry.at)} · "
        what: Body = (
            (Words(f"_{transcript.what(entry, ctx.reader)}_"),)
            if entry.event
            else (Quoted(f"{who}: {_told(entry)}"),)
        )
        body = (*body, Words(head), *what)
    return body


def _told(entry: Entry) -> str:
    files = "".join(f"\n📎 {name}" for name in entry.files)
    return f"{entry.text}{files}".strip() or "…"


# -- the page ------------------------------------------------------------------------------------


async def read(tx: Transaction, request: PageRequest) -> Transcript | None:
    payload = await codes.read(tx, request.path["code"], PURPOSE, request.now)
    if payload is None:
        return None
    number, internal = payload.split()
    ticket = await store.find(tx, int(number))
    if ticket is None:
        return None
    language = request.reader.language
    return await load(tx, ticket, internal=internal == "1", language=language)


def view(request: PageRequest) -> PageAnswer:
    found: Transcript | None = request.found
    kind = request.path["kind"]
    if found is None or kind not in _MEDIA:
        return PageAnswer(template="missing.html", data={}, status=404)
    document = (
        transcript.to_json(found) if kind == "json" else transcript.to_html(found, request.reader)
    )
    return PageAnswer(document=document, media=_MEDIA[kind], style=transcript.STYLE)


PAGES = (Page("/transcript/{code}.{kind}", view, read=read),)
COMMANDS = (
    Command(
        CommandSpec(
            name="transcript",
            summary=_("What was said in a ticket"),
            arguments=(
                Argument(name="number", summary=_("Ticket number")),
                Argument(
                    name="version",
                    summary=_("public or internal"),
                    required=False,
                    choices=("public", "internal"),
                ),
            ),
            answer="private",
        ),
        show,
    ),
)
