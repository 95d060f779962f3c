"""Does it give away a secret: a seed phrase, a private key, an API key, a token?

Acted on whoever wrote it: the message is deleted at once and nothing of it is kept. A phrase may be
spread over up to three messages of a minute; then those before are deleted, too.
"""

from collections.abc import Iterator

from core import redact
from moderation.finding import Finding, RuleId
from moderation.subject import Context, Message, Subject

ID: RuleId = "secret"
NEEDS = ("messages", "see_messages", "delete_messages")

_SEAM = 1_024  # code points: a labelled phrase of 24 words has about 700
SPREAD = "spread"  # found only together with the messages before


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    if not isinstance(subject, Message):
        return
    found = False
    for part in subject.parts:
        for one in part.private:
            if one.kind.is_secret:
                found = True
                yield Finding(ID, one.kind, 1.0, one.start, one.end, part.label)
    if not found and subject.recent.before and _together(subject):
        yield Finding(ID, SPREAD, 1.0, 0, len(subject.text))


def _together(message: Message) -> bool:
    """Joined by a line and by nothing: a phrase may be cut between words or within one. Of long
    messages only what is near a seam belongs to another; what was a secret by itself is gone."""
    before = (redact.redact(text)[-_SEAM:] for text in message.recent.before)
    texts = (*before, message.text[:_SEAM])
    return any(
        one.kind.is_secret and one.end > len(joined) - len(texts[-1])
        for glue in ("\n", "")
        for joined in (glue.join(texts),)
        for one in redact.find(joined)
    )
