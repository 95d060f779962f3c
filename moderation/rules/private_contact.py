"""Does somebody draw a member away to where nobody watches, or play the support?

"Write me in private", in six languages, with a handle, a messenger or a form to go to; offers to
recover, validate or fix a wallet; requests for a seed phrase; a contact given within 30 seconds
(`quick_seconds`) of somebody's question. Nobody of us writes first.
"""

from collections.abc import Iterator

from moderation import luring
from moderation.contacts import has_contact, leads_away
from moderation.finding import Finding, RuleId
from moderation.subject import Context, Message, Part, Subject

ID: RuleId = "private_contact"
NEEDS = ("messages", "replies", "see_messages", "delete_messages")

CONTACT, BAIT, OFFER, HINT = "contact", "bait", "offer", "hint"
ASKS_SECRET, QUICK = "asks-for-a-secret", "quick-answer"


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    if not isinstance(subject, Message):
        return
    for part in subject.parts:
        if judged := _judge(part, subject, context):
            yield Finding(ID, *judged, 0, len(part.text), part.label)


def _judge(part: Part, message: Message, context: Context) -> tuple[str, float] | None:
    if luring.asks_for_a_secret(part):
        return ASKS_SECRET, 0.85
    if has_contact(part, message, context):
        seconds = message.recent.asked_seconds
        is_quick = seconds is not None and seconds <= context.limits.quick_seconds
        return _with_contact(part, is_quick=is_quick)
    if luring.plays(part) and part.said["reaches"] and leads_away(part, message, context):
        return CONTACT, 0.7
    is_drawn = luring.draws(part)
    is_offered = is_drawn and part.said["offers"] and not luring.is_a_question(part)
    if luring.invites(part) or is_offered:
        return OFFER, 0.8
    return (HINT, 0.3) if is_drawn and not part.said["doubts"] else None


def _with_contact(part: Part, *, is_quick: bool) -> tuple[str, float] | None:
    said = part.said
    asked, _mark, rest = part.spoken.rpartition("?")
    if asked and "@" not in rest and not (said["offers"] or luring.draws(part)):
        return HINT, 0.4  # "Should I reach out to @ann?"
    if said["offers"] or luring.asks(part) or luring.draws(part):
        return CONTACT, 0.9
    if is_quick:
        return QUICK, 0.8
    signs = sum((luring.plays(part), said["reaches"] > 0, said["private"] > 0))
    if said["thanks"] or not (signs or said["helps"]):
        return None
    if signs > 1:
        return CONTACT, 0.85
    return (BAIT, 0.6) if luring.plays(part) or said["helps"] else (HINT, 0.4)
