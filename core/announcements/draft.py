"""What is to be announced, as data: everything that the second key approves."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from core.announcements.rules import Kind as Happening
from core.announcements.rules import State
from core.events import Attachment
from core.pictures import Picture, attached

MACHINE = "machine"  # the operator at the host's own command line, as author or approver
TOPICS = ("maintenance", "news", "security")
REMINDERS = (timedelta(hours=24), timedelta(minutes=10))

Kind = Literal["notice", "maintenance", "update"]
Topic = Literal["maintenance", "news", "security"]


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Which places: those of the config that have one of `tags`, on one of `platforms`, in one of
    `languages`; none given is any, and without `places` it is for none. And the people who
    subscribed to `topic`."""

    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topic: Topic | None = None
    places: bool = True


class KnownIssue(msgspec.Struct, frozen=True):
    """A trouble behind many tickets, by its number; with `is_end` these words are its last."""

    number: int
    is_end: bool = False


class LinkButton(msgspec.Struct, frozen=True):
    """A button below the post: its label by language, and an official address."""

    labels: dict[str, str]
    url: str


class Rhythm(msgspec.Struct, frozen=True):
    """When it comes again: five fields of cron, by the clock on the wall of an IANA zone."""

    cron: str
    zone: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """`bodies` by language, in the small Markdown; who reads a language that is not there gets the
    first of `fallback` that is. `send_at` None: as soon as it is approved. A maintenance has a
    begin and an expected end; `automatic` are the states that the clock alone moves it to.
    `reminders` are lengths of time before it begins. `follow_ups`: a change is also said in a short
    new message; `urgent`: quiet hours do not hold it up, and it waits a minute instead of five.
    What is found due later than `late`, after a downtime, is sent only when a person says so.
    An update `amends` a maintenance: its bodies are the words to be added there. News of a known
    `issue` are for the askers of its tickets. `alts` say what the `picture` shows, by language."""

    kind: Kind
    bodies: dict[str, str]
    fallback: tuple[str, ...] = ("en",)
    buttons: tuple[LinkButton, ...] = ()
    audience: Audience = Audience()
    send_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: str = "UTC"
    rhythm: Rhythm | None = None
    reminders: tuple[timedelta, ...] = REMINDERS
    automatic: tuple[Literal["running", "completed"], ...] = ("running",)
    components: tuple[str, ...] = ()
    pin: bool = True
    follow_ups: bool = True
    urgent: bool = False
    late: timedelta = timedelta(hours=1)
    amends: int | None = None
    issue: KnownIssue | None = None
    picture: Picture | None = None
    alts: dict[str, str] = {}

    def attachments(self, language: str) -> tuple[Attachment, ...]:
        if self.picture is None:
            return ()
        return (attached(self.picture, self.alts.get(language, "")),)

    def language(self, wanted: str) -> str | None:
        """The language in which a reader of `wanted` gets it; None where there is none for them."""
        order = (wanted, *self.fallback)
        return next((language for language in order if language in self.bodies), None)


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """An announcement as it stands now. The three times begin as the draft's, and are moved by
    extension and postponement; `author` is an account or MACHINE; `place` the key of where it was
    written; `words` are those of its last update, by language."""

    id: int
    state: State
    author: str
    draft: Draft
    place: str
    words: dict[str, str] = {}
    send_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    created_at: datetime
    changed_at: datetime


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is said to everybody: what happened, and the state and times it left.

    A run carries it whole, so that a run that goes on after the next change still says its own.
    """

    kind: Happening
    state: State
    at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """A request for the second key; `approver` is there once it was given."""

    id: int
    announcement: int
    digest: str
    rendered: str
    author: str
    approver: str | None
    state: Literal["asked", "given", "void"]
    asked_at: datetime
    given_at: datetime | None
    expires_at: datetime


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Where an announcement stands, or is to stand."""

    key: str
    announcement: int
    run: int
    place: str
    private: bool
    language: str
    zone: str
    ids: tuple[str, ...] = ()
    state: str
    outcome: str = ""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A place to be written to: its key, the language of the text for it (empty: there is none) and
    the zone. `cursor`: whoever comes after this one has a larger one. `not_before`: when its quiet
    hours end, for what is not urgent."""

    cursor: str
    key: str
    platform: str
    private: bool
    language: str
    zone: str
    not_before: datetime | None = None
