"""Keys of this installation: files beside the database, never in it."""

import os
import secrets
from functools import lru_cache
from pathlib import Path

_BYTES = 32


@lru_cache
def key(folder: Path, name: str) -> bytes:
    """Made when it is first needed, readable by its owner alone."""
    file = folder / name
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as made:
        made.write(secrets.token_bytes(_BYTES))
    return file.read_bytes()
