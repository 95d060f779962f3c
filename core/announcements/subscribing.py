"""`/subscribe` and `/unsubscribe`: who wants to be written to, and about what."""

from collections.abc import Mapping

from core.actions import Button
from core.announcements import subscriptions
from core.announcements.draft import TOPICS
from core.context import Context
from core.feature import Command, UserError
from core.i18n import Message, _
from core.platform import Argument, CommandSpec

NAMES: Mapping[str, Message] = {
    "maintenance": _("maintenance"),
    "news": _("news"),
    "security": _("security"),
}


async def subscribe(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Only people who can be written to: a group link asks them into private first."""
    topic = arguments.get("topic")
    if topic is None:
        await _offer(ctx)
        return
    if await ctx.private_place(ctx.account) is None:
        raise UserError(_("I cannot write to you yet. Please write to me in private first."))
    await subscriptions.add(ctx.tx, ctx.account, topic, ctx.now)
    await ctx.say(
        _("You will hear from me about: %(topic)s.", topic=NAMES[topic]), _way_out(ctx, topic)
    )


async def _offer(ctx: Context) -> None:
    have = await subscriptions.topics_of(ctx.tx, ctx.account)
    buttons = tuple(
        (Button(ctx.reader.gettext(NAMES[topic]), f"/subscribe {topic}"),)
        for topic in TOPICS
        if topic not in have
    )
    await ctx.say(_("What shall I write to you about? Nothing, unless you say so."), buttons)


def _way_out(ctx: Context, topic: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button(ctx.reader.gettext(_("Unsubscribe")), f"/unsubscribe {topic}"),),)


async def unsubscribe(ctx: Context, arguments: Mapping[str, str]) -> None:
    if await subscriptions.end(ctx.tx, ctx.account, arguments.get("topic")):
        await ctx.say(_("Done. I will not write to you about this any more."))
    else:
        await ctx.say(_("You were not subscribed."))


def _spec(name: str, summary: Message) -> CommandSpec:
    topic = Argument(name="topic", summary=_("Topic"), required=False, choices=TOPICS)
    return CommandSpec(name=name, summary=summary, arguments=(topic,), answer="private")


COMMANDS = (
    Command(_spec("subscribe", _("Be told of maintenance and news")), subscribe),
    Command(_spec("unsubscribe", _("Be told no more")), unsubscribe),
)
