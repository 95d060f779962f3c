"""The form of a draft that two keys agree on: bytes that differ whenever anything of it does."""

import hashlib
from collections.abc import Mapping

import msgspec

from core.announcements.draft import Draft

_DOMAIN = b"guildhall announcement 1\n"  # so that this digest is none of another kind of thing

Rendered = Mapping[str, Mapping[str, str]]  # platform → language → text


class _Whole(msgspec.Struct, frozen=True):
    draft: Draft
    rendered: Rendered


def canonical(draft: Draft, rendered: Rendered) -> bytes:
    """Keys in order, every field written out: equal drafts give equal bytes, others never."""
    return _DOMAIN + msgspec.json.encode(_Whole(draft, rendered), order="deterministic")


def digest(draft: Draft, rendered: Rendered) -> str:
    """SHA-256 (FIPS 180-4) of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(draft, rendered)).hexdigest()
