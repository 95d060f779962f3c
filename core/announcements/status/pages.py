"""`/status`: every component as it is now, and what was done before; the same as feeds."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core.announcements import components, rendering
from core.announcements.cards import STATES, STEPS
from core.announcements.proof import store as proofs
from core.announcements.rules import PUBLIC, Kind
from core.announcements.status import feeds, history
from core.announcements.status.feeds import Item
from core.announcements.status.history import Chapter
from core.feature import Page, PageAnswer, PageRequest
from core.i18n import LANGUAGES, Message, Reader, _
from core.storage import Transaction
from core.text import render, to_html

_FIRST = _("announced")
_REMINDED = _("reminded")


class Part(msgspec.Struct, frozen=True):
    """A component on the page."""

    words: str
    busy: bool


class Shown(msgspec.Struct, frozen=True):
    """A maintenance on the page; `steps` are (when, what)."""

    number: int
    title: str
    state: str
    html: str
    steps: tuple[tuple[str, str], ...]


async def look(tx: Transaction, _request: PageRequest) -> list[Chapter]:
    return await history.load(tx)


def status(request: PageRequest) -> PageAnswer:
    chapters: list[Chapter] = request.found
    reader = _reader(request)
    living = [one for one in chapters if one.notice.state in PUBLIC]
    over = [one for one in chapters if one.notice.state not in PUBLIC]
    return PageAnswer(
        template="status.html",
        data={
            "parts": _parts(request, living, reader),
            "living": [_shown(request, one, reader) for one in living],
            "over": [_shown(request, one, reader) for one in over],
        },
        languages={code: f"/status/{code}" for code in LANGUAGES} | {"x-default": "/status"},
    )


def atom(request: PageRequest) -> PageAnswer:
    document = feeds.atom(_feed(request), _items(request))
    return PageAnswer(document=document, media="application/atom+xml")


def json_feed(request: PageRequest) -> PageAnswer:
    document = feeds.json_feed(_feed(request), _items(request))
    return PageAnswer(document=document, media="application/feed+json")


async def look_up_manifest(tx: Transaction, _request: PageRequest) -> str:
    _sequence, document = await proofs.manifest(tx)
    return document


def manifest(request: PageRequest) -> PageAnswer:
    """As it was signed; nothing where nothing was ever announced."""
    if not request.found:
        return PageAnswer(template="missing.html", data={}, status=404)
    return PageAnswer(document=request.found, media="application/json")


PAGES = (
    Page("/status", status, in_menu=_("Status"), read=look),
    Page("/status/{language}", status, read=look),
    Page("/status/{language}/feed.atom", atom, read=look),
    Page("/status/{language}/feed.json", json_feed, read=look),
    Page("/manifest.json", manifest, read=look_up_manifest),
)


# -- what stands there ---------------------------------------------------------------------------


def _reader(request: PageRequest) -> Reader:
    return Reader(request.reader.language, request.config.community.zone)


def _parts(request: PageRequest, living: Sequence[Chapter], reader: Reader) -> list[Part]:
    found = components.healths(request.config, [one.notice for one in living])
    named = (
        (each, components.name_of(request.config, each.name, reader.language)) for each in found
    )
    return [
        Part(reader.gettext(components.sentence(each, name, reader)), each.is_busy)
        for each, name in named
    ]


def _shown(request: PageRequest, chapter: Chapter, reader: Reader) -> Shown:
    notice = chapter.notice
    return Shown(
        number=notice.id,
        title=_title(request, chapter, reader),
        state=reader.gettext(STATES[notice.state]),
        html=_html(chapter, reader),
        steps=tuple((reader.datetime(at), _step(kind, reader)) for kind, at in _moments(chapter)),
    )


def _title(request: PageRequest, chapter: Chapter, reader: Reader) -> str:
    notice = chapter.notice
    names = [
        components.name_of(request.config, name, reader.language)
        for name in notice.draft.components
    ]
    said = _("Maintenance No. %(number)s", number=notice.id)
    return ": ".join(filter(None, (reader.gettext(said), ", ".join(names))))


def _html(chapter: Chapter, reader: Reader) -> str:
    draft = chapter.notice.draft
    spoken = draft.language(reader.language) or next(iter(draft.bodies))
    return to_html(render(rendering.post(chapter.notice, chapter.step, spoken, reader.zone)))


def _moments(chapter: Chapter) -> list[tuple[Kind, datetime]]:
    return [(moment.kind, moment.at) for moment in chapter.moments]


def _step(kind: Kind, reader: Reader) -> str:
    first: dict[Kind, Message] = {
        Kind.POSTED: _FIRST,
        Kind.SAID: _FIRST,
        Kind.REMINDED: _REMINDED,
    }
    return reader.gettext(first.get(kind) or STEPS[kind])


# -- feeds ---------------------------------------------------------------------------------------


def _feed(request: PageRequest) -> feeds.Feed:
    config, reader = request.config, request.reader
    base = config.server.public_url.rstrip("/") or f"http://{config.server.host}"
    title = reader.gettext(_("%(brand)s: status", brand=config.community.name))
    return feeds.Feed(title, f"{base}/status/{reader.language}", reader.language, request.now)


def _items(request: PageRequest) -> list[Item]:
    return [_item(request, chapter, _reader(request)) for chapter in request.found]


def _item(request: PageRequest, chapter: Chapter, reader: Reader) -> Item:
    notice = chapter.notice
    state = reader.gettext(STATES[notice.state])
    return Item(
        number=notice.id,
        title=f"{_title(request, chapter, reader)} ({state})",
        html=_html(chapter, reader),
        published=chapter.moments[0].at if chapter.moments else notice.created_at,
        updated=chapter.step.at,
    )
