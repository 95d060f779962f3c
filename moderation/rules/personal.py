"""Does it show personal data: a card, an identity number, a phone number, a mail address?

The message is hidden and its author pointed to a private ticket. Addresses at official domains are
nobody's secret.
"""

from collections.abc import Iterator

from core.redact import Kind
from moderation.finding import Finding, RuleId
from moderation.hosts import belongs
from moderation.subject import Context, Message, Part, Subject

ID: RuleId = "personal"
NEEDS = ("messages", "see_messages", "delete_messages")

_CERTAINTY = {Kind.CARD: 0.95, Kind.ID_NUMBER: 0.9, Kind.EMAIL: 0.9, Kind.PHONE: 0.8}


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    if not isinstance(subject, Message):
        return
    for part in subject.parts:
        for one in part.private:
            if one.kind in _CERTAINTY and not _is_listed(part, one.start, one.end, context):
                yield Finding(ID, one.kind, _CERTAINTY[one.kind], one.start, one.end, part.label)


def _is_listed(part: Part, start: int, end: int, context: Context) -> bool:
    found = part.text[start:end].lower()
    _user, at, domain = found.rpartition("@")
    return found in context.allowed or bool(at and belongs(domain, context.allowed))
