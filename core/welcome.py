"""The house's own commands: start, help, language, quiet, ids, settings; a word on arrival."""

from collections.abc import Mapping

from core import codes, dialogue, people, router
from core.actions import Button, Buttons
from core.context import Context, words
from core.events import Event, PlaceJoined
from core.feature import Command, Feature, Listener, UserError, View
from core.i18n import LANGUAGES, _
from core.platform import Argument, CommandSpec
from core.rights import RIGHTS
from core.text import Body, Quoted, Words, escape


async def start(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Three lines, or what the deep link stands for: a code, or `command_argument`."""
    payload = arguments.get("payload", "")
    if payload and await _follow(ctx, payload):
        return
    own = ctx.settings(ctx.place).start or {}
    language = ctx.reader.language
    if text := own.get(language) or own.get("en"):
        await ctx.reply((Words(text),), language_buttons())
        return
    name = escape(ctx.config.community.name)
    lines = [
        _("This is the support assistant of %(name)s, a bot. Ask in your own words.", name=name),
        _("I answer general questions. I cannot see your account, your orders or your balance."),
        _("Private matters go to a person: write /ticket. Never share passwords or codes here."),
    ]
    body: Body = tuple(part for line in lines for part in (*words(line, language), Words("\n\n")))
    await ctx.reply(body[:-1], language_buttons())


async def _follow(ctx: Context, payload: str) -> bool:
    line = await codes.take(ctx.tx, payload, "command", ctx.author, ctx.now)
    if line is not None:
        return await router.run_line(ctx, line)
    name, _underscore, rest = payload.partition("_")
    spec = ctx.commands.get(name)
    if spec is None or not spec.link:
        return False
    return await router.run_line(ctx, f"/{name} {rest}")


async def show_help(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """The commands that this reader may use here."""
    lines = [
        f"/{spec.name} – {ctx.reader.gettext(spec.summary)}"
        for spec in ctx.commands.values()
        if spec.menu and people.outranks(ctx.role, spec.role)
        if not (spec.where == "private" and not ctx.place.private)
    ]
    intro = _("Just write your question. In a group, reply to me, mention me or use /ask.")
    await ctx.reply((*ctx.words(intro), Words("\n\n" + "\n".join(f"- {x}" for x in lines))))


async def choose_language(ctx: Context, arguments: Mapping[str, str]) -> None:
    language = arguments.get("language")
    if language is None:
        await ctx.say(_("Which language do you read best?"), language_buttons())
        return
    await people.set_language(ctx.tx, ctx.member, language)
    chosen = words(_("I will write to you in English from now on."), language)
    await ctx.rewrite(chosen)


def language_buttons() -> Buttons:
    """Each language in its own name, three in a row."""
    buttons = [Button(name, f"/lang {code}") for code, name in LANGUAGES.items()]
    return tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))


async def quiet(ctx: Context, arguments: Mapping[str, str]) -> None:
    on = arguments.get("switch", "on") == "on"
    await people.set_quiet(ctx.tx, ctx.member, on)
    if on:
        await ctx.say(_("I will not answer you unasked any more. /quiet off turns that back."))
    else:
        await ctx.say(_("I will answer you again when I am sure that I can help."))


async def tell_ids(ctx: Context, _arguments: Mapping[str, str]) -> None:
    account = f"`{ctx.account}`"
    await ctx.say(_("Your id: %(account)s", account=account))


async def cancel(ctx: Context, _arguments: Mapping[str, str]) -> None:
    if not await dialogue.end(ctx.tx, ctx.member, ctx.place):
        raise UserError(_("There is no open question."))
    await ctx.say(_("Cancelled."))


async def show_place(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """The id and the effective settings, ready to paste into the config."""
    settings = ctx.settings(ctx.place)
    lines = [
        f'[places."{ctx.place.key}"]',
        f"auto_answers = {str(settings.auto_answers).lower()}",
        f'language = "{settings.language}"',
        f'zone = "{settings.zone}"',
    ]
    await ctx.reply((Words("```\n" + "\n".join(lines) + "\n```"),))


# -- arrival -------------------------------------------------------------------------------------


def _arrived(event: Event, _view: View) -> object | None:
    return event if isinstance(event, PlaceJoined) and event.author is not None else None


async def _greet(ctx: Context, event: PlaceJoined) -> bool:
    """Tell whoever added us what is missing: in private where we can, else in the place."""
    language = ctx.reader.language
    missing = [RIGHTS[name] for name in event.missing if name in RIGHTS]
    if missing:
        text: Body = (
            *words(_("Thank you for adding me. To be of use here, I still need to:"), language),
            *(Words(f"\n- {ctx.reader.gettext(right)}") for right in missing),
        )
    else:
        text = words(_("Thank you for adding me. I have all that I need here."), language)
    if event.title:
        text = (Quoted(event.title), Words("\n\n"), *text)
    await ctx.write_or_say(ctx.account, text)
    return False


COMMANDS = (
    Command(
        CommandSpec(
            name="start",
            summary=_("What I can do for you"),
            arguments=(Argument(name="payload", summary=_("From a link"), required=False),),
        ),
        start,
    ),
    Command(
        CommandSpec(name="help", called=_("help"), summary=_("All commands"), link=True), show_help
    ),
    Command(
        CommandSpec(
            name="lang",
            called=_("language"),
            summary=_("Choose your language"),
            arguments=(
                Argument(
                    name="language",
                    summary=_("Language"),
                    required=False,
                    choices=tuple(LANGUAGES),
                ),
            ),
            answer="private",
        ),
        choose_language,
    ),
    Command(
        CommandSpec(
            name="quiet",
            called=_("quiet"),
            summary=_("Do not answer me unasked"),
            arguments=(
                Argument(
                    name="switch",
                    summary=_("on or off"),
                    required=False,
                    choices=("on", "off"),
                ),
            ),
            answer="private",
        ),
        quiet,
    ),
    Command(
        CommandSpec(name="id", summary=_("Your id on this platform"), answer="private"), tell_ids
    ),
    Command(
        CommandSpec(
            name="cancel",
            called=_("cancel"),
            summary=_("Drop the open question"),
            answer="private",
        ),
        cancel,
    ),
    Command(
        CommandSpec(
            name="place",
            summary=_("This place's id and settings"),
            role="moderator",
            answer="private",
        ),
        show_place,
    ),
)

FEATURE = Feature(
    name="welcome",
    commands=COMMANDS,
    listeners=(Listener("arrival", 50, _arrived, _greet),),
)
