"""The signed list of what was said: made here, and checked by anybody without us. Pure.

Signatures are Ed25519 (RFC 8032) over the manifest written in one fixed way, so that no space and
no order of keys matters. A manifest is good for two days: an old one proves nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from core.announcements.proof import fingerprint
from core.events import Link

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

GOOD_FOR = timedelta(hours=48)
_DOMAIN = b"guildhall manifest 1\n"
_CLOCKS_DIFFER_BY = timedelta(minutes=5)


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that were said, by their fingerprint, and where their links lead."""

    sha256: str
    language: str
    said_at: datetime
    links: tuple[str, ...] = ()


class Announcement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`places` names one of the manifest's lists; `state` was taken at `changed_at`."""

    id: int
    state: str
    changed_at: datetime
    places: str
    texts: tuple[Text, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`sequence` grows with every change, and is never used twice."""

    format: Literal["guildhall manifest 1"] = "guildhall manifest 1"
    community: str
    sequence: int
    issued_at: datetime
    good_until: datetime
    places: Mapping[str, tuple[str, ...]]
    announcements: tuple[Announcement, ...]


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`key` and `signature` in hexadecimal."""

    manifest: Manifest
    key: str
    signature: str


class Forged(Exception):
    """It is not what we said, or not now, or not there; the text says why."""


def sign(manifest: Manifest, seed: bytes) -> str:
    """The document that is published; `seed` are the 32 bytes of the private key."""
    signature = _private(seed).sign(_bytes(manifest))
    signed = Signed(manifest, public_key(seed), signature.hex())
    return msgspec.json.format(msgspec.json.encode(signed), indent=1).decode()


def public_key(seed: bytes) -> str:
    return _private(seed).public_key().public_bytes_raw().hex()


def _private(seed: bytes) -> "Ed25519PrivateKey":
    # Here and below, not above: five megabytes that a start does not need.
    from cryptography.hazmat.primitives.asymmetric import ed25519

    return ed25519.Ed25519PrivateKey.from_private_bytes(seed)


def read(document: str | bytes, key: str, now: datetime, *, at_least: int = 0) -> Manifest:
    """The manifest, if `key` signed it and it is of today. Raises Forged."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ed25519

    try:
        signed = msgspec.json.decode(document, type=Signed)
        public = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signed.signature), _bytes(signed.manifest))
    except msgspec.MsgspecError as error:
        raise Forged(f"this is no manifest ({error})") from error
    except (InvalidSignature, ValueError) as error:
        raise Forged("the manifest is not signed with this key") from error
    found = signed.manifest
    if not found.issued_at - _CLOCKS_DIFFER_BY <= now < found.good_until:
        until = f"{found.good_until:%Y-%m-%d %H:%M} UTC"
        raise Forged(f"the manifest was good until {until}: get it anew")
    if found.sequence < at_least:
        raise Forged(f"the manifest has the number {found.sequence}, before {at_least}")
    return found


def find(
    manifest: Manifest, text: str, *, place: str = "", links: tuple[Link, ...] = ()
) -> tuple[Announcement, Text]:
    """The announcement that said just this, there. Raises Forged."""
    digest = fingerprint.of(text)
    for announcement in reversed(manifest.announcements):
        for said in announcement.texts:
            if said.sha256 == digest:
                _require_same(manifest, announcement, said, place, links)
                return announcement, said
    raise Forged("these are not words of ours: a letter, a link or a number is another one")


def _require_same(
    manifest: Manifest, announcement: Announcement, said: Text, place: str, links: tuple[Link, ...]
) -> None:
    if fingerprint.leads_elsewhere(links, said.links):
        raise Forged(f"the words are those of No. {announcement.id}, but a link leads elsewhere")
    if place and place not in manifest.places.get(announcement.places, ()):
        raise Forged(f"the words are those of No. {announcement.id}, which was not said there")


def _bytes(manifest: Manifest) -> bytes:
    return _DOMAIN + msgspec.json.encode(manifest, order="deterministic")
