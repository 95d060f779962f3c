"""Pictures that the house itself sends: kept once, by what is in them."""

import base64
import hashlib
from datetime import datetime

import msgspec

from core.events import Attachment
from core.moments import to_micros
from core.storage import Storage, Transaction

OURS = "house"  # in place of a platform: whose reference an attachment bears
MOST_BYTES = 5_000_000  # what X takes (docs.x.com/x-api/media); others take more
_BEGIN = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept under `sha256` (FIPS 180-4, in hexadecimal)."""

    sha256: str
    media: str
    size: int


class NoPicture(ValueError):
    """Neither PNG nor JPEG, or larger than MOST_BYTES."""


def look(data: bytes) -> Picture:
    """By what it begins with, whatever it is called. Raises NoPicture."""
    media = next((kind for kind, begin in _BEGIN.items() if data.startswith(begin)), None)
    if media is None:
        raise NoPicture("neither PNG nor JPEG")
    if len(data) > MOST_BYTES:
        raise NoPicture(f"{len(data)} bytes, more than {MOST_BYTES}")
    return Picture(sha256=hashlib.sha256(data).hexdigest(), media=media, size=len(data))


def attached(picture: Picture, alt: str) -> Attachment:
    """As a Send carries it; `alt` says in words what it shows."""
    name = f"{picture.sha256[:16]}.{_ENDINGS[picture.media]}"
    return Attachment(picture.sha256, "photo", name, picture.size, OURS, alt)


async def keep(tx: Transaction, data: bytes, now: datetime) -> Picture:
    """Raises NoPicture."""
    picture = look(data)
    await tx.execute(
        "INSERT INTO pictures (sha256, media, data, kept_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (sha256) DO NOTHING",
        picture.sha256,
        picture.media,
        base64.b64encode(data).decode(),
        to_micros(now),
    )
    return picture


async def load(tx: Transaction, sha256: str) -> tuple[str, bytes] | None:
    """Its media type and its bytes."""
    row = await tx.fetch_one("SELECT media, data FROM pictures WHERE sha256 = ?", sha256)
    return None if row is None else (str(row[0]), base64.b64decode(row[1]))


class Shelf:
    """Pictures on their way out. The last one stays at hand: it goes to many places."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._last = ("", b"")  # its digest, and its bytes

    async def picture(self, sha256: str) -> bytes | None:
        """None for one that is not kept any more."""
        if self._last[0] != sha256:
            found = await self._storage.read(lambda tx: load(tx, sha256))
            if found is None:
                return None
            self._last = (sha256, found[1])
        return self._last[1]
