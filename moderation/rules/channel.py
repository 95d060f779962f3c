"""Does nobody stand behind it: a post as a channel, a message by way of another bot?

A channel, or a webhook, can be named like us and has no account that could be muted. Posts of the
linked channel and of anonymous admins of the place are not meant: the adapter knows them; others
that may post are listed with the bots.
"""

from collections.abc import Iterator

from moderation.finding import Finding, RuleId
from moderation.subject import Context, Message, Subject

ID: RuleId = "channel"
NEEDS = ("messages", "see_messages", "delete_messages")

AS_CHANNEL, VIA_BOT = "as-channel", "via-bot"


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    if not isinstance(subject, Message):
        return
    if subject.as_channel:
        yield Finding(ID, AS_CHANNEL, 0.9, 0, len(subject.text))
    if subject.via_bot:
        yield Finding(ID, VIA_BOT, 0.7, 0, len(subject.text))
