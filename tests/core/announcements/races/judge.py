"""What was allowed, told from the order of the commits alone. Pure: knows nothing of our code."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

What = Literal["edited", "asked", "approved", "published", "panic", "begun"]
UNAPPROVED = (
    "approved what nobody asked for",
    "published what is not approved",
    "said what was never approved",
)
FROZEN = ("approved in a panic", "published in a panic", "begun in a panic")
TWICE = ("approved twice", "published twice")


@dataclass(frozen=True)
class Fact:
    """Something that was committed. `version` is the one that was written, or that is being said;
    `frozen`: a panic stops it."""

    what: What
    version: str = ""
    frozen: bool = False


@dataclass
class Verdict:
    """`faults` in the words of the promise that was broken; the rest is how the race went."""

    faults: list[str] = field(default_factory=list)
    published: bool = False
    begun: int = 0
    panicked: bool = False
    edited: bool = False


@dataclass
class _Court:
    verdict: Verdict = field(default_factory=Verdict)
    written: str = ""
    asked: str = ""
    approved: str = ""
    ever_approved: set[str] = field(default_factory=set)

    def hear(self, fact: Fact) -> None:
        match fact.what:
            case "edited":
                self.written, self.asked, self.approved = fact.version, "", ""
                self.verdict.edited = True
            case "asked":
                self.asked = self.written
            case "approved":
                self._approve()
            case "published":
                self._publish()
            case "panic":
                self.verdict.panicked = True
            case "begun":
                self._begin(fact)

    def _approve(self) -> None:
        self._require(bool(self.asked), "approved what nobody asked for")
        self._require(not self.approved, "approved twice")
        self._require(not self.verdict.panicked, "approved in a panic")
        self.approved = self.asked
        self.ever_approved.add(self.asked)

    def _publish(self) -> None:
        self._require(bool(self.approved), "published what is not approved")
        self._require(not self.verdict.panicked, "published in a panic")
        self._require(not self.verdict.published, "published twice")
        self.verdict.published = True

    def _begin(self, fact: Fact) -> None:
        self._require(not (fact.frozen and self.verdict.panicked), "begun in a panic")
        if fact.version:
            self._require(fact.version in self.ever_approved, "said what was never approved")
            self.verdict.begun += 1

    def _require(self, holds: bool, promise: str) -> None:
        if not holds:
            self.verdict.faults.append(promise)


def judge(written: str, facts: Iterable[Fact]) -> Verdict:
    """`written`: the version that stood, asked for, when the race began."""
    court = _Court(written=written, asked=written)
    for fact in facts:
        court.hear(fact)
    return court.verdict
