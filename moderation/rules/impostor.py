"""Is this name made to be taken for one of ours?

Display name, user name and self-made tag are compared with the protected names: staff, brands with
words like "support" in many languages, our bots. Ornaments, invisible signs, letters of other
scripts, digits for letters, spaces, order, words between and a mistake are seen through. Staff is
known by its accounts and never judged.
"""

from collections.abc import Iterator

from moderation.finding import Finding, RuleId
from moderation.likeness import claims_together, resembles
from moderation.subject import Context, Profile, Subject

ID: RuleId = "impostor"
NEEDS = ("joins", "messages", "restrict_members")

LOOK_ALIKE = "look-alike"


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    if not isinstance(subject, Profile):
        return
    shown = (("text", subject.name), ("username", subject.username), ("tag", subject.tag))
    found = False
    for part, name in shown:
        certainty = resembles(name, context.protected) if name else 0.0
        if certainty:
            found = True
            yield Finding(ID, LOOK_ALIKE, certainty, 0, len(name), part)
    if not found and subject.name and subject.username:
        name, username = subject.name, subject.username
        if certainty := claims_together(name, username, context.protected):
            yield Finding(ID, LOOK_ALIKE, certainty, 0, len(name))
