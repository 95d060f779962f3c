"""An index kept on disk from one start to the next: the same phrasings need no second reading."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog

from core.faq import snapshot
from core.faq.index import Index, Phrasings
from core.faq.lexicon import NO_WORDS, Vocabulary
from core.faq.snapshot import SnapshotError

log = structlog.get_logger("faq")


def index_of(rows: Sequence[Phrasings], folder: Path | None, own: Vocabulary = NO_WORDS) -> Index:
    """The index of these phrasings: out of `folder` where it is kept there, else built and kept.

    A folder that takes no file costs time at the next start, nothing else.
    """
    found = find(rows, folder, own)
    if found is not None:
        return found
    index = Index.build(rows, own.aliases, own.concepts)
    if folder is not None:
        _keep(index, _path(rows, folder, own))
    return index


def find(
    rows: Sequence[Phrasings], folder: Path | None, own: Vocabulary = NO_WORDS
) -> Index | None:
    """The index of these phrasings if it is kept in `folder`."""
    if folder is None:
        return None
    try:
        return snapshot.load(_path(rows, folder, own))
    except (OSError, SnapshotError):
        return None


def _keep(index: Index, path: Path) -> None:
    try:
        snapshot.save(index, path)
    except OSError as error:
        log.warning("index not kept", reason=error.strerror)
    for other in path.parent.glob("index-*.bin"):
        if other != path:
            other.unlink(missing_ok=True)


def _path(rows: Sequence[Phrasings], folder: Path, own: Vocabulary) -> Path:
    return folder / f"index-{_fingerprint(rows, own)}.bin"


def _fingerprint(rows: Sequence[Phrasings], own: Vocabulary) -> str:
    ordered = sorted(rows, key=lambda row: (row.entry, row.language))
    return hashlib.sha256(msgspec.json.encode((ordered, own), order="sorted")).hexdigest()[:16]
