"""What the admins hear when a platform raises an alarm."""

from collections.abc import Callable, Mapping

from core.context import Context
from core.events import AlarmRaised
from core.i18n import Message, _
from core.rights import RIGHTS
from core.text import Quoted

Sentence = Callable[[Quoted, Message | Quoted], Message]  # of the platform's name and the detail

# The names that adapters report.
ALARMS: Mapping[str, Sentence] = {
    "budget_near": lambda platform, detail: _(
        "%(platform)s: most of this month's budget is spent (%(detail)s). When it is used up, I "
        "stop reading and answering there until the month ends.",
        platform=platform,
        detail=detail,
    ),
    "budget_spent": lambda platform, detail: _(
        "%(platform)s: this month's budget is used up (%(detail)s). I neither read nor answer "
        "there until the month ends. The share for announcements is kept.",
        platform=platform,
        detail=detail,
    ),
    "ability_lost": lambda platform, detail: _(
        "%(platform)s no longer lets me do this: %(detail)s. Everything else there goes on.",
        platform=platform,
        detail=detail,
    ),
    "clock_off": lambda platform, detail: _(
        "My clock differs from that of %(platform)s by %(detail)s. Please set the clock of the "
        "machine I run on.",
        platform=platform,
        detail=detail,
    ),
    "unseen_delivery": lambda platform, detail: _(
        "%(platform)s says that a post of ours was already there, but does not show it to me. I "
        "take it as sent.",
        platform=platform,
    ),
}


async def tell(ctx: Context, alarm: AlarmRaised) -> None:
    """Raises KeyError for a name that is not in ALARMS: a bug of the adapter's."""
    detail = RIGHTS.get(alarm.detail) or Quoted(alarm.detail)
    platform = Quoted(alarm.place.platform.capitalize())
    await ctx.tell_admins(ALARMS[alarm.what](platform, detail))
