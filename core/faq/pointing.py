"""Where to go when the FAQ has no answer: as buttons, or in words where no buttons are shown."""

from core.actions import Buttons
from core.context import Context
from core.i18n import Message, _
from core.text import Body, Words, escape


async def say(ctx: Context, sentence: Message, buttons: Buttons) -> None:
    """A sentence, the titles that come near, and last the way to a person."""
    if ctx.capabilities(ctx.place.platform).buttons:
        await ctx.say(sentence, buttons)
        return
    titles = "".join(f"\n- {escape(row[0].label)}" for row in buttons[:-1])
    if ctx.answers_only:
        body: Body = (Words(f"{titles}\n\n".lstrip()), *_hand_off(ctx))
        await ctx.reply(body, key=ctx.answer_key)
        return
    await ctx.reply((*ctx.words(sentence), Words(f"{titles}\n\n"), *_hand_off(ctx)))


def _hand_off(ctx: Context) -> Body:
    if ctx.place.private:
        return ctx.words(_("To talk to a person, write /ticket here."))
    if ctx.capabilities(ctx.place.platform).private:
        return ctx.words(_("To talk to a person, write /ticket to us in a private message."))
    contact = ctx.config.support.contact
    text = contact.get(ctx.reader.language) or contact.get(ctx.config.community.language)
    if text:
        return (Words(text),)
    return ctx.words(
        _(
            "Please use the support form in the app or on the official website. "
            "Nobody of us writes to you first or asks for passwords, keys or codes."
        )
    )
