"""What follows from findings: pure, in one fixed order."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import msgspec

from moderation.finding import Finding, RuleId
from moderation.rules import channel, impostor, link, private_contact, secret, spam
from moderation.subject import Trust

Action = Literal["none", "report", "hold", "delete", "warn", "mute", "ban"]
Mode = Literal["watch", "hold", "act"]

ACTIONS: tuple[Action, ...] = get_args(Action)
# The first rule with the strongest action is the reason that people are told.
ORDER: tuple[RuleId, ...] = get_args(RuleId)
SURE = 0.5  # what is less certain is only reported
_USUAL: Mapping[RuleId, float] = {}

_Row = tuple[Action, Action, Action]
_TRUSTS: tuple[Trust, ...] = get_args(Trust)

# In mode `act`: for a newcomer, somebody known, somebody trusted.
_BY_RULE: Mapping[RuleId, _Row] = {
    "secret": ("delete", "delete", "delete"),
    "personal": ("hold", "hold", "hold"),
    "impostor": ("mute", "hold", "report"),
    "private_contact": ("hold", "report", "none"),
    "link": ("hold", "none", "none"),
    "spam": ("hold", "report", "none"),
    "channel": ("hold", "hold", "report"),
}
_BY_REASON: Mapping[tuple[RuleId, str], _Row] = {
    ("private_contact", private_contact.CONTACT): ("mute", "hold", "report"),
    ("private_contact", private_contact.ASKS_SECRET): ("mute", "hold", "report"),
    ("private_contact", private_contact.HINT): ("report", "none", "none"),
    ("link", link.EDITED): ("hold", "hold", "none"),
    ("link", link.DENIED): ("ban", "delete", "delete"),
    ("link", link.LOOK_ALIKE): ("mute", "hold", "report"),
    ("link", link.DECEPTIVE): ("mute", "hold", "report"),
    ("link", link.USERINFO): ("mute", "hold", "report"),
    ("link", link.DISGUISED): ("delete", "report", "none"),
    ("link", link.ADDRESS): ("delete", "report", "none"),
    ("link", link.ODD): ("delete", "report", "none"),
    ("spam", spam.FLOOD): ("mute", "warn", "none"),
    ("spam", spam.REPEATED): ("mute", "warn", "none"),
    ("spam", spam.WAVE): ("mute", "hold", "report"),
    ("spam", spam.MENTIONS): ("mute", "warn", "none"),
    ("spam", spam.COMMAND): ("mute", "hold", "report"),
    ("spam", spam.PROFIT): ("delete", "report", "none"),
    ("spam", spam.ZALGO): ("delete", "report", "none"),
    ("spam", spam.INVISIBLE): ("delete", "report", "none"),
    ("spam", spam.REVERSED): ("delete", "report", "none"),
    ("secret", secret.SPREAD): ("delete", "delete", "delete"),
    ("channel", channel.VIA_BOT): ("hold", "report", "none"),
    ("impostor", impostor.LOOK_ALIKE): ("mute", "hold", "report"),
}


class Decision(msgspec.Struct, frozen=True):
    """`because` is the finding that people are told of; None with the action "none"."""

    action: Action
    because: Finding | None = None


NOTHING = Decision("none")


def decide(
    findings: Sequence[Finding], trust: Trust, mode: Mode, sure: Mapping[RuleId, float] = _USUAL
) -> Decision:
    """The strongest action; of equals the one of the rule that comes first in ORDER, of one
    rule's the surest. A secret is deleted in every mode. `sure` by rule, where it is not SURE."""
    best = NOTHING
    for finding in sorted(findings, key=lambda f: (ORDER.index(f.rule), -f.certainty)):
        action = consequence(finding, trust, mode, sure.get(finding.rule, SURE))
        if ACTIONS.index(action) > ACTIONS.index(best.action):
            best = Decision(action, finding)
    return best


def consequence(finding: Finding, trust: Trust, mode: Mode, sure: float = SURE) -> Action:
    row = _BY_REASON.get((finding.rule, finding.why), _BY_RULE[finding.rule])
    action = row[_TRUSTS.index(trust)]
    if finding.rule == "secret" or action == "none":
        return action
    if mode == "watch" or finding.certainty < sure:
        return "report"
    return _weaker(action, "hold") if mode == "hold" else action


def _weaker(one: Action, other: Action) -> Action:
    return min(one, other, key=ACTIONS.index)
