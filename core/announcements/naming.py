"""Which announcement a command names."""

from core import numbers
from core.announcements import store
from core.announcements.draft import Notice
from core.context import Context
from core.feature import UserError
from core.i18n import Message, _
from core.platform import Argument

NUMBER = Argument(name="number", summary=_("Number of the announcement"))


async def named(ctx: Context, number: str) -> Notice:
    found = await store.find(ctx.tx, numbers.typed(number))
    if found is None:
        raise UserError(_("There is no announcement No. %(number)s.", number=_shown(number)))
    return found


def _shown(number: str) -> Message:
    return Message("%(number)s", {"number": "".join(c for c in number if c.isalnum())[:16]})
