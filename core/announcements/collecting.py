"""A picture that an admin sent in a chat for a draft: read from its platform, outside of any unit.

Until it is read its row waits; when it is, its bytes are kept and the draft bears their digest.
"""

import asyncio
from typing import TYPE_CHECKING

import msgspec
import structlog

from core import pictures
from core.announcements import cards, editing, store, telling
from core.context import Unit
from core.events import Account, Attachment, Place
from core.feature import UserError
from core.i18n import Message, Reader, _
from core.platform import DeliveryFailed, PlatformStopped
from core.storage import Row, Transaction

if TYPE_CHECKING:
    from core.app import App

log = structlog.get_logger("announcements")

_PAUSE = 0.5  # seconds; the queue is looked at by reading alone
_TIMEOUT = 20.0
_UNREADABLE = _("The picture could not be read. Please send it again.")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which draft it is for, who sent it, where they hear of it."""

    announcement: int
    file: Attachment
    platform: str
    place: Place
    by: Account
    language: str


async def want(tx: Transaction, wanted: Wanted) -> None:
    """The last one counts."""
    await tx.execute(
        "INSERT INTO announcement_pictures (announcement, file, platform, place, private, by,"
        " language) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (announcement) DO UPDATE SET"
        " file = excluded.file, platform = excluded.platform, place = excluded.place,"
        " private = excluded.private, by = excluded.by, language = excluded.language",
        wanted.announcement,
        msgspec.json.encode(wanted.file).decode(),
        wanted.platform,
        wanted.place.key,
        int(wanted.place.private),
        str(wanted.by),
        wanted.language,
    )


async def run(app: "App") -> None:
    """Until cancelled: one after the other."""
    while True:
        wanted = await app.storage.read(_first)
        if wanted is None:
            await asyncio.sleep(_PAUSE)
        else:
            await collect(app, wanted)


async def collect(app: "App", wanted: Wanted) -> None:
    """Whatever comes of it, the row is gone and whoever sent it has heard."""
    try:
        async with asyncio.timeout(_TIMEOUT):
            source = app.deliveries[wanted.platform].platform
            data = await source.fetch(wanted.file, pictures.MOST_BYTES)
    except (DeliveryFailed, PlatformStopped, TimeoutError, KeyError) as error:
        log.warning("no picture", error=type(error).__name__)
        data = b""
    await app.unit(lambda unit: _take(unit, wanted, data))


async def _take(unit: Unit, wanted: Wanted, data: bytes) -> None:
    await unit.tx.execute(
        "DELETE FROM announcement_pictures WHERE announcement = ?", wanted.announcement
    )
    message, offers = await _kept(unit, wanted, data)
    await telling.tell_there(unit, wanted.place, wanted.language, message, offers)


async def _kept(unit: Unit, wanted: Wanted, data: bytes) -> tuple[Message, telling.Offers]:
    notice = await store.find(unit.tx, wanted.announcement)
    assert notice is not None  # noqa: S101  nothing removes one
    try:
        editing.permit(notice, str(wanted.by))
        picture = await pictures.keep(unit.tx, data, unit.now)
    except UserError as refused:
        return refused.message, ()
    except pictures.NoPicture:
        return (_UNREADABLE if not data else cards.NO_PICTURE), ()
    draft = msgspec.structs.replace(notice.draft, picture=picture)
    await store.edit(unit.tx, notice.id, draft, str(wanted.by), unit.now)
    changed = msgspec.structs.replace(notice, draft=draft)
    message = await cards.of_draft(unit, changed, Reader(wanted.language))
    return message, cards.draft_offers(changed)


async def _first(tx: Transaction) -> Wanted | None:
    row = await tx.fetch_one("SELECT * FROM announcement_pictures ORDER BY announcement LIMIT 1")
    return None if row is None else _wanted(row)


def _wanted(row: Row) -> Wanted:
    return Wanted(
        announcement=row["announcement"],
        file=msgspec.json.decode(row["file"], type=Attachment),
        platform=row["platform"],
        place=Place.at(row["place"], private=bool(row["private"])),
        by=Account.parse(row["by"]),
        language=row["language"],
    )
