"""What may be said of something that a person holds up to us: is it ours?"""

import re
from datetime import datetime

import msgspec

from core.announcements import rendering
from core.announcements import store as notices
from core.announcements.draft import Notice
from core.announcements.proof import fingerprint, store
from core.announcements.proof.store import Said
from core.announcements.rules import State
from core.events import Account, Link
from core.official import Official, leads
from core.storage import Transaction
from core.text import Body

# As the posts write it, in each language: No. 7, n.º 7, № 7, 第 7 号, 7번.
_NUMBER = re.compile(
    r"(?:/verify\s|no\.?|nr\.?|n\.?º|#|№|第)?\s*([0-9]{1,9})\s*[号號番번]?", re.IGNORECASE
)
_OVER = (State.RECALLED, State.STOPPED)


class Shown(msgspec.Struct, frozen=True):
    """What a person holds up; `place` is the key of the place of many where it stands, if any."""

    text: str
    links: tuple[Link, ...] = ()
    place: str = ""


class Ours(msgspec.Struct, frozen=True):
    """These words, to the letter. `links` are where they really lead."""

    announcement: int
    said_at: datetime
    state: State
    changed_at: datetime
    links: tuple[str, ...]


class Elsewhere(msgspec.Struct, frozen=True):
    """Our words in a place that we did not say them in, or with a link that leads elsewhere."""

    announcement: int


class Original(msgspec.Struct, frozen=True):
    """Asked for by its number: to be compared word for word."""

    notice: Notice
    said_at: datetime
    body: Body


class Withdrawn(msgspec.Struct, frozen=True):
    """Asked for by its number, but nobody is to follow it any more."""

    announcement: int
    state: State
    at: datetime


class OnTheList(msgspec.Struct, frozen=True):
    """An address or handle of the official list."""

    what: str


class Person(msgspec.Struct, frozen=True):
    """People are never confirmed, whoever they are."""


class NotOurs(msgspec.Struct, frozen=True):
    """Whatever else it is."""


Verdict = Ours | Elsewhere | Original | Withdrawn | OnTheList | Person | NotOurs


async def judge(
    tx: Transaction, official: Official, shown: Shown, *, language: str, zone: str
) -> Verdict:
    """`language` and `zone` are those in which an original is shown."""
    text = shown.text.strip()
    if number := _NUMBER.fullmatch(text):
        return await _by_number(tx, int(number[1]), language, zone)
    said = await store.find(tx, fingerprint.of(text))
    if said is not None:
        return await _same_words(tx, said, shown)
    return _by_list(official, text)


async def _by_number(tx: Transaction, number: int, language: str, zone: str) -> Verdict:
    notice = await notices.find(tx, number)
    step = await notices.last_step(tx, number)
    if notice is None or step is None or not await store.is_known(tx, number):
        return NotOurs()
    if notice.state in _OVER:
        return Withdrawn(number, notice.state, notice.changed_at)
    spoken = notice.draft.language(language) or next(iter(notice.draft.bodies))
    body = rendering.post(notice, step, spoken, zone)
    first = (await store.of(tx, number))[0][1]
    return Original(notice, first.said_at, body)


async def _same_words(tx: Transaction, said: Said, shown: Shown) -> Verdict:
    if fingerprint.leads_elsewhere(shown.links, said.links):
        return Elsewhere(said.announcement)
    if shown.place and shown.place not in await store.audience(tx, said.announcement):
        return Elsewhere(said.announcement)
    return Ours(said.announcement, said.said_at, said.state, said.changed_at, said.links)


def _by_list(official: Official, text: str) -> Verdict:
    """One address by itself; a handle may be a person's, and those we never confirm."""
    if _is_account(text):
        return Person()
    found = [lead for lead in leads(text) if len(text.split()) == 1]
    if not found:
        return NotOurs()
    is_ours = all(official.has(lead) for lead in found)
    if any(lead.kind == "handle" for lead in found):
        return OnTheList(text) if is_ours else Person()
    return OnTheList(text) if is_ours else NotOurs()


def _is_account(text: str) -> bool:
    """`telegram:123`, as `/id` shows it; an address with a port is none."""
    try:
        account = Account.parse(text)
    except ValueError:
        return False
    return account.platform.isalpha() and not account.id.startswith("//") and " " not in text
