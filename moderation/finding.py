"""What a rule answers."""

from typing import Literal

import msgspec

RuleId = Literal["secret", "personal", "impostor", "private_contact", "link", "spam", "channel"]


class Finding(msgspec.Struct, frozen=True):
    """A rule found something in `part` of a message (its text, a caption, a name, …).

    `why` is a word of the rule's own list. `certainty` is 0 to 1. Offsets are code points of that
    part, `end` exclusive; the evidence is the span, never a copy of the words.
    """

    rule: RuleId
    why: str
    certainty: float
    start: int
    end: int
    part: str = "text"
