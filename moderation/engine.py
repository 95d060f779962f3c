"""From a subject to findings and a decision: the same for the running bot, the command line and
the bench. No await, no clock, no database."""

from functools import cache

from moderation.deciding import Decision, Mode, decide
from moderation.finding import Finding
from moderation.rules import RULES
from moderation.subject import Context, Message, Profile, Subject, context


def examine(subject: Subject, context: Context) -> tuple[Finding, ...]:
    """Total on any text; the findings of all rules, in the order of the rules."""
    return tuple(finding for rule in RULES for finding in rule.find(subject, context))


def judge(
    subject: Subject, context: Context, mode: Mode = "act"
) -> tuple[tuple[Finding, ...], Decision]:
    findings = examine(subject, context)
    return findings, decide(findings, subject.trust, mode)


@cache
def warm_up() -> None:
    """Load every table now, once: a third of a second."""
    around = context(["Example Support"], ["example.com"])
    for words in (12, 400):
        examine(Message(text=f"é ж a.example.org . {'words ' * words}"), around)
    examine(Profile(name="Ехample"), around)
