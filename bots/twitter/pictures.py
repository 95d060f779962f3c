"""Pictures in private messages: those of an asker read, those of staff's sent; never opened."""

import mimetypes
from datetime import UTC, datetime

from yarl import URL

from bots.twitter.outcomes import TROUBLE, outcome_of
from bots.twitter.session import MEDIA_HOST, KeptSession
from core.events import Attachment
from core.platform import DeliveryFailed, Gone

# docs.x.com/x-api/media/quickstart/best-practices
_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")


def kind_of(name: str) -> str:
    """As X calls this kind of picture; empty for what is none that it takes."""
    kind = mimetypes.guess_type(name)[0] or ""
    return kind if kind in _KINDS else ""


async def fetch(session: KeptSession, file: Attachment, most: int) -> bytes:
    """As `core.platform.Platform.fetch`. Only ever from X's own host, since the request is signed
    with our keys."""
    address = URL(file.ref)
    if (address.scheme, address.host) != ("https", MEDIA_HOST):
        raise DeliveryFailed(Gone("file"))
    try:
        content = await session.download(address, most)
    except TROUBLE as error:
        outcome = outcome_of(error, "read_private", datetime.now(UTC))
        raise DeliveryFailed(outcome) from error
    if content is None:
        raise DeliveryFailed(Gone("file"))
    return content
