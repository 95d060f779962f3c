"""What a text says to its reader, and a name for just that. Pure.

Copying from a chat loses bold letters, line breaks and the kind of a space; nothing else is
forgiven: no look-alike letter, no letter that cannot be seen, no other order.
"""

import hashlib
import unicodedata
from collections.abc import Iterable

from core.events import Link

_DOMAIN = b"guildhall text 1\n"
_HOW_AN_EMOJI_LOOKS = {0xFE0E: None, 0xFE0F: None}  # chats add and drop these by themselves


def folded(text: str) -> str:
    """Canonically equal letters (Unicode NFC) are one, and so are all runs of spaces."""
    plain = unicodedata.normalize("NFC", text.translate(_HOW_AN_EMOJI_LOOKS))
    return " ".join(plain.split())


def of(text: str) -> str:
    """SHA-256 (FIPS 180-4) of the folded text, in hexadecimal."""
    return hashlib.sha256(_DOMAIN + folded(text).encode("utf-8", "surrogatepass")).hexdigest()


def leads_elsewhere(links: Iterable[Link], ours: Iterable[str]) -> bool:
    """A link that hides another target than ours; one that shows its target is a part of the text.

    Clients make a link of a bare domain by themselves."""
    allowed = {target.rstrip("/") for target in ours}
    return any(
        link.target.rstrip("/") not in allowed and _bare(link.target) != _bare(link.text)
        for link in links
    )


def _bare(address: str) -> str:
    scheme, colon, rest = address.strip().partition(":")
    is_added = colon and scheme in ("http", "https", "mailto", "tel")
    return (rest if is_added else address.strip()).strip("/")
