"""What is judged: a message, a profile, a domain; and what is known around it."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import msgspec

from core import bytewise, redact
from core.config import USUAL_LIMITS, ModerationLimits
from core.events import Link, Shown
from moderation import hints, messengers, phrases
from moderation.hosts import host
from moderation.plainness import plain
from moderation.protected import Protected
from moderation.twins import mixed, unmixed
from moderation.windows import Places
from moderation.written import Reading, Written

_DEEPEST = 6  # steps of a path

Trust = Literal["new", "known", "trusted"]


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """What the author and others wrote just before.

    `messages`: by the author within ten seconds; `same`: by the author within a minute, alike;
    `copies`: other accounts that wrote nearly the same within ten minutes; `before`: the author's
    last two texts of the last minute; `asked_seconds`: since the question that this message
    answers, None where it answers nobody else's.
    """

    messages: int = 0
    same: int = 0
    copies: int = 0
    before: tuple[str, ...] = ()
    asked_seconds: float | None = None


NOTHING = Recent()


@dataclass(frozen=True)
class Part:
    """Words that a reader sees at one place of a message; what they hide is worked out once."""

    label: str
    text: str

    @cached_property
    def private(self) -> tuple[redact.Finding, ...]:
        """Secrets and personal data."""
        return redact.find(self.text, self.unusual)

    @cached_property
    def links(self) -> tuple[Written, ...]:
        is_same = self.spoken == self.plain
        places = self.places if is_same else hints.places(self.plain.encode())
        reading = Reading(self.text, self.plain, self.unusual, places)
        return tuple(reading.links())

    @cached_property
    def plain(self) -> str:
        """Lower case, without ornaments; offsets differ from those of `text`."""
        return plain(self.text, self.unusual)

    @cached_property
    def heads(self) -> bytes:
        """Of `plain`: see `bytewise`."""
        return bytewise.heads(self.plain)

    @cached_property
    def unusual(self) -> Set[str]:
        """Signs of `text`: see `bytewise`."""
        return bytewise.unusual(self.text)

    @cached_property
    def spoken(self) -> str:
        """`plain`, with the letters of mixed words as they are read."""
        return unmixed(self.plain, self.mixed)

    @cached_property
    def mixed(self) -> list[re.Match[str]]:
        """Words of `plain` with letters of two scripts."""
        return mixed(self.plain, self.heads)

    @cached_property
    def places(self) -> Places:
        """Where the hints of `hints` stand in `spoken`."""
        return hints.places(self.encoded)

    @cached_property
    def words(self) -> phrases.Found:
        """Of `spoken`, those that `phrases` looks for."""
        return phrases.found(self.spoken, self._flat, self.places)

    @cached_property
    def messenger(self) -> bool:
        """Whether there is an account at one."""
        return messengers.named(self.spoken, self.words.keys())

    @cached_property
    def said(self) -> Mapping[str, int]:
        """How many phrases there are of each table of `phrases.toml`."""
        return phrases.said(self._flat, self.words)

    @cached_property
    def _flat(self) -> bytes:
        return phrases.flat(self.spoken, self.heads)

    @cached_property
    def encoded(self) -> bytes:
        """`spoken` in UTF-8."""
        return self.spoken.encode()


@dataclass(frozen=True, kw_only=True)
class Message:
    """`shown` and `links` are what the platform says is visible besides the text. `edited`: a link
    added later is judged as a newcomer's. `as_channel`: no person is behind it."""

    text: str = ""
    trust: Trust = "new"
    shown: tuple[Shown, ...] = ()
    links: tuple[Link, ...] = ()
    mentions: int = 0
    files: int = 0
    edited: bool = False
    as_channel: bool = False
    via_bot: bool = False
    recent: Recent = NOTHING

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return (Part("text", self.text), *(Part(s.label, s.text) for s in self.shown if s.text))


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How an account presents itself: `name` as shown, `username` as addressed, `tag` as chosen."""

    name: str
    username: str = ""
    tag: str = ""
    trust: Trust = "new"


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A host name alone."""

    name: str
    trust: Trust = "new"


Subject = Message | Profile | Domain


@dataclass(frozen=True)
class Context:
    """What holds in a place: names nobody may imitate, domains and handles anybody may give, the
    operator's deny-list (all lower case, handles without @), and how much is too much."""

    protected: Protected
    allowed: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    hold_files: bool = False
    limits: ModerationLimits = USUAL_LIMITS


def context(
    protected: Iterable[str],
    allow: Iterable[str],
    denied: Iterable[str] = (),
    *,
    labels: Iterable[str] = (),
    hold_files: bool = False,
) -> Context:
    """`allow` holds domains and @handles; `protected` what nobody else may be called, and no other
    domain than ours, whose `labels` are protected there, too."""
    listed = [one.strip().lower() for one in allow]
    return Context(
        Protected(protected, labels),
        frozenset(_domain(one) for one in listed if not one.startswith("@")),
        frozenset(one.lstrip("@") for one in listed),
        frozenset(_domain(one.strip().lower()) for one in denied),
        hold_files,
    )


def _domain(listed: str) -> str:
    """A domain, or a domain and a path where everybody may have a page."""
    rest = listed.rpartition("://")[2]
    return "/".join((host(rest.partition("/")[0]).name, *path_of(rest)))


def path_of(address: str) -> list[str]:
    """The first steps of the path of an address without its scheme, in lower case."""
    path = address.partition("/")[2].partition("?")[0].partition("#")[0].lower()
    return [step for step in path.split("/") if step][:_DEEPEST]
