"""Is this name made to be taken for one of ours?

Display name, user name and self-made tag are compared with the protected names: staff, brands with
words like "support" in many languages, our bots. Ornaments, invisible signs, letters of other
scripts, digits for letters, spaces, order, words between and a mistake are seen through. Staff is
known by its accounts and never judged.
"""

from collections.abc import Iterator

from moderation.finding import Finding, RuleId
from moderation.likeness import resembles
from moderation.subject import Context, Profile, Subject

ID: RuleId = "impostor"
NEEDS = ("joins", "messages", "restrict_members")

LOOK_ALIKE = "look-alike"


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    if not isinstance(subject, Profile):
        return
    shown = (("text", subject.name), ("username", subject.username), ("tag", subject.tag))
    for part, name in shown:
        certainty = resembles(name, context.protected) if name else 0.0
        if certainty:
            yield Finding(ID, LOOK_ALIKE, certainty, 0, len(name), part)
