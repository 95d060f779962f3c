"""What can go wrong with the database, in words an operator can act on."""


class StorageError(Exception):
    """The database cannot do what was asked; the text names the cause and the remedy.

    Raised inside a unit it has ended the transaction, unless it is a `ConstraintFailed`
    or an `UnstorableText`.
    """


class ConstraintFailed(StorageError):
    """A unique, foreign key, check or not-null rule of the schema forbids this statement."""


class UnstorableText(StorageError):
    """A text with a NUL or a lone surrogate: PostgreSQL takes neither, so neither do we."""


class LostRace(StorageError):
    """Other units changed the same rows each time this one was tried."""


class TransactionEnded(StorageError):
    """The transaction was rolled back before this statement."""


class DatabaseLocked(StorageError):
    """Another process holds the database."""


class DatabaseUnreachable(StorageError):
    """No database answers at this address, or the connection to it broke."""


class DatabaseMissing(StorageError):
    """Opened for reading, and there is no database or not yet all of its tables."""


class NewerDatabase(StorageError):
    """A later version of this program has written to the database."""


class MigrationChanged(StorageError):
    """An applied migration differs from its file, or the files are misnumbered."""


class NotADatabase(StorageError):
    """The file holds something else."""


class DatabaseCorrupt(StorageError):
    """The file is damaged."""


class DiskFull(StorageError):
    """No space is left to write to; nothing of the unit was kept."""


class DatabaseReadOnly(StorageError):
    """The file, its folder, its disk or this way of opening it allows no writing."""


class DatabaseNotEmpty(StorageError):
    """A restore would overwrite what is there."""


BUGS = (ConstraintFailed, UnstorableText)
"""Those that no waiting will heal: the statement itself is wrong."""
