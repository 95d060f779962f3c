"""Which announcement a command names."""

from core.announcements import store
from core.announcements.draft import Notice
from core.context import Context
from core.feature import UserError
from core.i18n import Message, _
from core.platform import Argument

NUMBER = Argument(name="number", summary=_("Number of the announcement"))


async def named(ctx: Context, number: str) -> Notice:
    known = number.isascii() and number.isdecimal() and len(number) < 16
    found = await store.find(ctx.tx, int(number)) if known else None
    if found is None:
        raise UserError(_("There is no announcement No. %(number)s.", number=_shown(number)))
    return found


def _shown(number: str) -> Message:
    return Message("%(number)s", {"number": "".join(c for c in number if c.isalnum())[:16]})
