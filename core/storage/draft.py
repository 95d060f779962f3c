"""A file that appears whole, private and flushed to disk, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.storage.errors import StorageError


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """An empty file to fill; it takes the target's place when the body ends well."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield draft
        _flush(draft)
        draft.replace(target)
        _flush(target.parent)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
