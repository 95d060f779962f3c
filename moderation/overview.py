"""What staff sees of the rules: in which place each is active, and where one is blind and why."""

from collections.abc import Awaitable, Callable, Iterator, Mapping

from core.context import Context, words
from core.feature import Command, UserError
from core.i18n import Message, _, translate
from core.platform import Capabilities, CommandSpec, Finding
from core.text import Body, Words
from moderation import house, sight
from moderation.cards import RULES
from moderation.patrol import Patrol
from moderation.rules import RULES as ALL
from moderation.rules import Rule

MODES: Mapping[str, Message] = {
    "off": _("switched off"),
    "watch": _("only reports"),
    "hold": _("holds messages"),
    "act": _("acts"),
}


def documentation() -> Iterator[str]:
    """A paragraph for each rule, made from the rule itself; for operators, in English."""
    for rule in ALL:
        needs = f"Needs: {', '.join(rule.needs)}."
        yield "\n".join((rule.id, *(f"  {line}".rstrip() for line in (*_about(rule), needs))))


def _about(rule: Rule) -> list[str]:
    return rule.about.strip().splitlines()


def command(patrol: Patrol) -> Command:
    spec = CommandSpec(
        name="rules",
        summary=_("Which rules are active where"),
        role="moderator",
        where="staff",
        answer="private",
        menu=False,
    )
    return Command(spec, show(patrol))


def show(patrol: Patrol) -> Callable[[Context, Mapping[str, str]], Awaitable[None]]:
    async def rules(ctx: Context, _arguments: Mapping[str, str]) -> None:
        """From what the platforms said of themselves when we last asked."""
        tables = [part for place in _places(ctx, patrol) for part in _table(ctx, *place)]
        if not tables:
            raise UserError(_("No place is configured that I could look at yet."))
        await ctx.reply(tuple(tables))

    return rules


def _places(ctx: Context, patrol: Patrol) -> Iterator[tuple[Finding, Capabilities]]:
    for platform, found in patrol.found.items():
        can = ctx.capabilities(platform)
        yield from ((finding, can) for finding in found if finding.place and can.groups)


def _table(ctx: Context, place: Finding, can: Capabilities) -> Body:
    language = ctx.reader.language
    body: Body = (Words(f"`{place.place}`"),)
    for rule in sight.WATCHED:
        mode = sight.mode_of(ctx.config, place.place, rule.id)
        missing = sight.lacks(rule, place.lacks, can) if mode != "off" else []
        line = _line(rule.id, mode, tuple(missing), language)
        body = (*body, Words("\n- "), *words(line, language))
    return (*body, Words("\n\n"))


def _line(rule: str, mode: str, missing: tuple[str, ...], language: str) -> Message:
    name = translate(RULES[rule], language)
    if missing:
        rights = house.names(missing, language)
        return _("%(rule)s: blind, since I cannot %(rights)s", rule=name, rights=rights)
    return _("%(rule)s: %(mode)s", rule=name, mode=translate(MODES[mode], language))
