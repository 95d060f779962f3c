"""A lock beside a SQLite file: one process at a time may write to it."""

import fcntl
import os
from pathlib import Path

from core.storage.errors import DatabaseLocked


class FileLock:
    """Held until `release` or until the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        """Raises `DatabaseLocked`, naming the holder."""
        path = database.with_name(database.name + ".lock")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._file, 20).decode() or "unknown"
            self.release()
            raise DatabaseLocked(
                f"{database} is in use by another process (id {holder}). Stop it first, "
                "or use another database file."
            ) from error
        os.truncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        # The file stays: whoever removes a lock file may remove another's lock.
        os.close(self._file)
