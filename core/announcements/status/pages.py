"""`/status`: every component as it is now, and what was announced; the same as feeds."""

from core.announcements.proof import store as proofs
from core.announcements.rules import PUBLIC
from core.announcements.status import feeds, history, shown
from core.announcements.status.feeds import Item
from core.announcements.status.history import Chapter
from core.feature import Page, PageAnswer, PageRequest
from core.i18n import LANGUAGES, Reader, _
from core.storage import Transaction


async def look(tx: Transaction, _request: PageRequest) -> list[Chapter]:
    return await history.load(tx)


def status(request: PageRequest) -> PageAnswer:
    chapters: list[Chapter] = request.found
    config, reader = request.config, _reader(request)
    living = [one for one in chapters if one.notice.state in PUBLIC]
    over = [one for one in chapters if one.notice.state not in PUBLIC]
    return PageAnswer(
        template="status.html",
        data={
            "parts": shown.parts(config, living, reader),
            "living": [shown.shown(config, one, reader) for one in living],
            "over": [shown.shown(config, one, reader) for one in over],
        },
        languages={code: f"/status/{code}" for code in LANGUAGES} | {"x-default": "/status"},
    )


def atom(request: PageRequest) -> PageAnswer:
    document = feeds.atom(_feed(request), _items(request))
    return PageAnswer(document=document, media="application/atom+xml")


def json_feed(request: PageRequest) -> PageAnswer:
    document = feeds.json_feed(_feed(request), _items(request))
    return PageAnswer(document=document, media="application/feed+json")


def _reader(request: PageRequest) -> Reader:
    return Reader(request.reader.language, request.config.community.zone)


def _feed(request: PageRequest) -> feeds.Feed:
    config, reader = request.config, request.reader
    base = config.server.public_url.rstrip("/") or f"http://{config.server.host}"
    title = reader.gettext(_("%(brand)s: status", brand=config.community.name))
    return feeds.Feed(title, f"{base}/status/{reader.language}", reader.language, request.now)


def _items(request: PageRequest) -> list[Item]:
    reader = _reader(request)
    return [shown.item(request.config, chapter, reader) for chapter in request.found]


# -- the manifest --------------------------------------------------------------------------------


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
