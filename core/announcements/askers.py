"""News of a known issue to many askers: an announcement like any other, for them alone."""

from core.announcements import commands, writing
from core.announcements.draft import Audience, Draft, KnownIssue
from core.context import Context
from core.facts import Fact, WideNews
from core.feature import FactListener
from core.i18n import _, script_language
from core.tickets.news import FEW


async def hear(ctx: Context, fact: Fact) -> None:
    """A draft of whoever writes it, and the question for the second key. Raises UserError with all
    that stands against it."""
    if not isinstance(fact, WideNews):
        return
    language = script_language(fact.text) or ctx.reader.language
    draft = Draft(
        kind="notice",
        bodies={language: fact.text},
        fallback=(language,),
        audience=Audience(places=False),
        issue=KnownIssue(fact.issue, fact.is_end),
    )
    wide = _(
        "This goes to more than %(count)s people, so it is an announcement: an admin other than you"
        " has to approve it.",
        count=FEW,
    )
    await ctx.say(wide)
    notice = await writing.keep(ctx, draft)
    await commands.ask(ctx, notice)


FACT_LISTENERS = (FactListener("announcement-askers", hear),)
