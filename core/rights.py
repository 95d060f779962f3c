"""What the bot may lack in a place, in words, and telling the admins of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.context import Unit
from core.events import Place
from core.i18n import Message, _
from core.text import Quoted

TOLD_ONCE_IN = timedelta(hours=1)

# The names that adapters report.
RIGHTS: Mapping[str, Message] = {
    "see_messages": _("see all messages (privacy mode is on)"),
    "send_messages": _("send messages"),
    "attach_files": _("attach files"),
    "delete_messages": _("delete messages"),
    "restrict_members": _("restrict members"),
    "pin_messages": _("pin messages"),
    "manage_topics": _("manage topics"),
    "manage_tags": _("manage member tags"),
    "hold_newcomers": _("hold newcomers back by one change during a raid"),
    "administrator": _("be an administrator"),
    "promote_members": _("give rights to others"),
    "change_info": _("change the name and the picture"),
    "manage_channels": _("change channels"),
    "manage_webhooks": _("make webhooks"),
    "mention_everyone": _("call everybody at once"),
    "invite_users": _("invite people"),
    "read_mentions": _("read what is written to us"),
    "read_private": _("read private messages"),
    "write_private": _("write private messages"),
    "read_own_posts": _("look at our own posts"),
    "hide_replies": _("hide replies to our posts"),
    "joins": _("see who comes in"),
    "edits": _("see what is edited"),
    "spend": _("spend more money this month"),
}


class MissingRights:
    """Tells the admins what we are not allowed, once an hour for each chat."""

    def __init__(self) -> None:
        self._told: dict[str, datetime] = {}

    async def tell(self, unit: Unit, place: Place, missing: str) -> None:
        """A person who does not want to be written to is no matter for an admin."""
        told = self._told.get(place.chat)
        if place.private or (told is not None and unit.now - told < TOLD_ONCE_IN):
            return
        right = RIGHTS.get(missing) or Quoted(missing)
        where = f"`{place.key}`"
        await unit.tell_admins(_("In %(place)s I may not: %(right)s", place=where, right=right))
        unit.after_commit.append(lambda: self._told.update({place.chat: unit.now}))
