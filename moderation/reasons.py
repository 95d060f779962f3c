"""Why a rule found something, in words for people: the `why` of findings and cases."""

from collections.abc import Mapping

from core.i18n import Message, _
from core.text import Quoted

_REASONS: Mapping[str, Message] = {
    # secret, personal
    "seed-phrase": _("a seed phrase"),
    "private-key": _("a private key"),
    "api-key": _("an API key"),
    "bot-token": _("a bot's token"),
    "jwt": _("a session token"),
    "spread": _("spread over several messages"),
    "card": _("the number of a card"),
    "id-number": _("the number of a document"),
    "email": _("an e-mail address"),
    "phone": _("a phone number"),
    # impostor, link
    "look-alike": _("looks like ours"),
    "unlisted": _("nobody has allowed it"),
    "edited-in": _("added by an edit"),
    "denied": _("on the list of forbidden ones"),
    "deceptive": _("leads elsewhere than it says"),
    "userinfo": _("hides where it leads"),
    "address": _("a bare network address"),
    "odd": _("opens something other than a page"),
    "disguised": _("written in disguise"),
    # private_contact
    "contact": _("with a contact"),
    "bait": _("a bait"),
    "offer": _("an offer of help"),
    "hint": _("perhaps a hint at it"),
    "asks-for-a-secret": _("asks for a secret"),
    "quick-answer": _("a stranger who answered at once"),
    # spam, channel
    "flood": _("many messages at once"),
    "repeated": _("the same again and again"),
    "wave": _("the same from several accounts"),
    "mentions": _("calls many people"),
    "files": _("a file of a newcomer"),
    "zalgo": _("a heap of marks"),
    "reversed": _("turned writing"),
    "invisible": _("invisible signs"),
    "profit": _("promises a sure profit"),
    "command": _("a command to run"),
    "paste": _("something to paste and run"),
    "as-channel": _("written as a channel"),
    "via-bot": _("by way of a bot"),
    # reported, staff
    "by-a-member": _("by a member"),
    "warn": _("a warning"),
    "mute": _("a mute"),
    "ban": _("a ban"),
}


def said(why: str) -> Message | Quoted:
    """The word itself where none is known."""
    return _REASONS.get(why) or Quoted(why)
