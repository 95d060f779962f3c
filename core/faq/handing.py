"""What goes along when somebody wants to talk to a person: what they asked here, and got."""

from collections.abc import Collection
from datetime import timedelta

import msgspec

from core.actions import Buttons
from core.context import Context
from core.faq import answers, questions, showing
from core.i18n import _
from core.text import Words

LATELY = timedelta(hours=24)
MOST = 3


class Handed(msgspec.Struct, frozen=True):
    """`text` is the last question, empty where there was none; `entries` are those they got."""

    text: str = ""
    entries: tuple[str, ...] = ()


async def hand_over(ctx: Context) -> Handed:
    """Note that the answers did not do; what this person asked in this place, and was given."""
    if ctx.known is None:
        return Handed()
    since = ctx.now - LATELY
    await answers.mark_handed(ctx.tx, ctx.known.id, ctx.place, since)
    text = await answers.last_asked(ctx.tx, ctx.known.id, ctx.place, since)
    entries = await answers.given_to(ctx.tx, ctx.known.id, ctx.place, since)
    return Handed(text, tuple(sorted(entries)))


def nearest(ctx: Context, text: str, given: Collection[str]) -> Buttons:
    """The entries that come nearest to a text, as buttons, one a row; none that were `given`."""
    asked = questions.look_up(ctx.snapshots["knowledge"], text, ctx.reader.language)
    fresh = [match.entry for match in asked.matches if match.entry not in given]
    return showing.titles(ctx, fresh[:MOST])


async def tell_contact(ctx: Context) -> None:
    """How to reach a person where no staff is here."""
    contact = ctx.config.support.contact
    text = contact.get(ctx.reader.language) or contact.get(ctx.config.community.language)
    if text:
        await ctx.reply((Words(text),), key=ctx.answer_key)
        return
    await ctx.say(
        _(
            "Please use the support form in the app or on the official website. "
            "Nobody of us writes to you first or asks for passwords, keys or codes."
        ),
        key=ctx.answer_key,
    )
