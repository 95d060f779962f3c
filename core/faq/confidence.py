"""From evidence to a number that an operator understands: how many such answers are right."""

import bisect
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import mul

import msgspec
import numpy as np

from core.faq.ranking import Evidence
from core.faq.rehearsal import Observations
from core.faq.texts import Flags, Floats

COEFFICIENTS = (-0.94, 6.03, 5.87, 1.79, 3.0)
"""Of: one, then the evidence as in `ranking`. Fitted on the questions of a hundred variants of the
development sets (see README.md): each family of them counts alike, each set has an intercept of
its own, and what no entry answers counts twice. The last is set by hand: those questions hardly
ever repeat a phrasing, and one that does should be answered."""

SHARES = (0.0, 0.80, 0.95, 1.0)
CHANCES = (0.0, 0.53, 0.875, 1.0)
"""Chances from which on these shares of the answers are right, on the usual development set. The
shares are of all answers from there on, those to strangers' questions among them."""

CLEARLY, TOLD, MOST = 0.8, 2.0, 4.0
"""A base that proves easier in its rehearsal than the usual one, by more than so many log odds, is
believed, twice over, up to a limit. One that proves harder is not: what it finds hard
is telling its own phrasings apart, not its readers' questions."""

HELD = 0.35
"""The share of the text's whole words from which on an entry profits from that: how well a base
tells its entries apart says nothing about strangers, who share less with any of them."""

FEW, USUAL, MANY = 0.4, 5.0, 10.0
"""What fewer phrasings than usual cost and more of them gain, by the logarithm, up to many: there
the rehearsal has little to say."""

FEWEST = 20
"""Phrasings to rehearse, at least, before their say is heard."""

MIXED = (0.6, 0.7)
TELLING, ASKING = 4.5, 0.35
"""In a base of which this share of the phrasings asks, or more, a text that does not ask loses so
much and one that does gains so much: of the messages in a support group one in four of those that
want nothing of anybody looks like a question, and nineteen in twenty of those that do. Nothing in
a base of fewer questions."""

LIKELY = 0.5
"""What does not ask may still be as likely as that: "deposit fee", put to us, is worth a title."""

STEADY = 1.0
"""How many observations it takes to outweigh the assumption that a base is like any other."""

HELD_BACK, REFUSED = 10.0, 1.0
"""What a confirmed question that is held back counts (it stands for the nine that were learned),
and one whose answer two trusted members called wrong."""

SHIPPED = 10.0
"""So many observations of a language is what the coefficients as they are shipped count for."""

FAR = 10.0
"""Log odds never lie further apart than that."""

SHYEST, BOLDEST = -3.0, 1.0
"""How far feedback may move the log odds: 👍 is said more readily than that an answer was wrong."""


class Judged(msgspec.Struct, frozen=True):
    """A question of a language, the evidence for the entry found, and whether people agreed."""

    language: str
    evidence: Evidence
    right: bool

    @property
    def weight(self) -> float:
        return HELD_BACK if self.right else REFUSED


@dataclass(frozen=True, slots=True)
class Curve:
    """`ease` is what the log odds gain in this base, for it is easier than the usual one;
    `leans`, by the asker's language, what they gain from feedback. `telling` is what a text loses
    that does not ask, unless it repeats a phrasing."""

    ease: float = 0.0
    telling: float = 0.0
    leans: Mapping[str, float] = field(default_factory=dict)

    def confidence(
        self, evidence: Sequence[float], language: str | None = None, *, asks: bool = True
    ) -> float:
        """Of the answers with this confidence or more, that share is right."""
        first, *others = COEFFICIENTS
        odds = first + sum(map(mul, others, evidence)) + self.ease * min(evidence[2] / HELD, 1.0)
        odds += self.leans.get(language or "", 0.0)
        share = _share(_chance(odds))
        if asks:
            return share
        return max(_share(_chance(odds - self.telling * (1.0 - evidence[3]))), min(share, LIKELY))

    def bar(self, confidence: float, language: str | None = None) -> float:
        """The chance of a match in the usual base from which on one in this base is that sure."""
        chance = float(np.interp(confidence, SHARES, CHANCES).clip(1e-6, 1.0 - 1e-6))
        moved = self.ease + self.leans.get(language or "", 0.0)
        return _chance(math.log(chance / (1.0 - chance)) - moved)


def fit(seen: Observations, phrasings: float, asking: float = 0.0) -> Curve:
    """From the rehearsal, how many phrasings an entry has in a language, and the share of them
    that ask: where they all do, a text that does not is no question."""
    told_apart = float(np.interp(asking, MIXED, (0.0, 1.0)))
    ease = FEW * math.log(min(max(phrasings, 1.0), MANY) / USUAL) + ASKING * told_apart
    if len(seen) >= FEWEST:
        easier = shift(odds_of(seen.evidence), seen.right, np.ones(len(seen)), STEADY)
        ease += min(TOLD * max(easier - CLEARLY, 0.0), MOST)
    return Curve(ease, TELLING * told_apart)


def leaning(curve: Curve, judged: Iterable[Judged]) -> Curve:
    """With what people said about answers, each language by itself."""
    spoken: dict[str, list[Judged]] = {}
    for one in judged:
        spoken.setdefault(one.language, []).append(one)
    return replace(curve, leans={language: _lean(curve, own) for language, own in spoken.items()})


def _lean(curve: Curve, judged: Sequence[Judged]) -> float:
    odds = odds_of(np.array([one.evidence for one in judged]), curve.ease)
    right = np.array([one.right for one in judged])
    weights = np.array([one.weight for one in judged])
    return min(max(shift(odds, right, weights, SHIPPED), SHYEST), BOLDEST)


def odds_of(evidence: Floats, ease: float = 0.0) -> Floats:
    """Log odds that a match is right; one row of evidence each."""
    first, *others = COEFFICIENTS
    odds: Floats = first + evidence @ np.array(others)
    return odds + ease * np.minimum(evidence[:, 2] / HELD, 1.0)


def shift(odds: Floats, right: Flags, weights: Floats, steady: float) -> float:
    """What to add to the log odds so that they agree with what was right: the intercept of a
    logistic regression, drawn towards nought as if by so many observations."""
    low, high = -FAR, FAR
    for _ in range(30):
        moved = (low + high) / 2
        chances = 1.0 / (1.0 + np.exp(-(odds + moved)))
        if float(weights @ (right - chances)) > steady * moved:
            low = moved
        else:
            high = moved
    return (low + high) / 2


def _share(chance: float) -> float:
    end = bisect.bisect_right(CHANCES, chance, 1, len(CHANCES) - 1)
    (low, high), (least, most) = CHANCES[end - 1 : end + 1], SHARES[end - 1 : end + 1]
    return least + (most - least) * (chance - low) / (high - low)


def _chance(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
