"""An index kept on disk from one start to the next: the same phrasings need no second reading."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog

from core.faq import snapshot
from core.faq.index import Index, Phrasings
from core.faq.snapshot import SnapshotError

log = structlog.get_logger("faq")


def index_of(rows: Sequence[Phrasings], folder: Path | None) -> Index:
    """The index of these phrasings: out of `folder` where it is kept there, else built and kept.

    A folder that takes no file costs time at the next start, nothing else.
    """
    if folder is None:
        return Index.build(rows)
    path = folder / f"index-{_fingerprint(rows)}.bin"
    try:
        return snapshot.load(path)
    except (OSError, SnapshotError):
        index = Index.build(rows)
    try:
        snapshot.save(index, path)
    except OSError as error:
        log.warning("index not kept", reason=error.strerror)
    for other in folder.glob("index-*.bin"):
        if other != path:
            other.unlink(missing_ok=True)
    return index


def _fingerprint(rows: Sequence[Phrasings]) -> str:
    ordered = sorted(rows, key=lambda row: (row.entry, row.language))
    return hashlib.sha256(msgspec.json.encode(ordered)).hexdigest()[:16]
