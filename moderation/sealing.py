"""The audit log as a chain: each line is sealed with all before it, by a key beside the database.

Whoever can write to the database but has not the key cannot change, remove, reorder or add a sealed
line unseen. Taking seals away, for us to make them anew, or cutting off the end is seen against a
head: the last of ours, beside the key, or one that was posted to staff. Lines are sealed once a
minute, in the order of their numbers: a line that is sealed late would look smuggled in.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import structlog

from core import keys
from core.moments import from_micros
from core.storage import Row, Transaction

log = structlog.get_logger("moderation")

KEY_FILE, HEAD_FILE = "audit.key", "audit.head"
_FIRST = "0" * 64
LATE = timedelta(seconds=30)  # a line may be committed after one with a higher number


class Head(msgspec.Struct, frozen=True):
    """The last sealed line; written `number:seal`."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}:{self.seal}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Raises ValueError unless `text` is `number:seal`."""
        number, _colon, seal = text.partition(":")
        if not number.isdecimal() or len(seal) != len(_FIRST):
            raise ValueError(f"{text!r} is not of the form number:seal")
        return cls(int(number), seal)


class Broken(Exception):
    """The chain does not hold; the text says where."""


def key(folder: Path) -> bytes:
    """The key of this installation; made when it is first needed."""
    return keys.key(folder, KEY_FILE)


def kept(folder: Path) -> Head | None:
    """The last head that we know to be written, None before the first. It may be older than the
    chain, never newer. A file that a power cut left empty is as one that was removed."""
    try:
        return Head.parse((folder / HEAD_FILE).read_text(encoding="utf-8").strip())
    except (FileNotFoundError, ValueError):
        return None


def keep(folder: Path, head: Head) -> None:
    """After the commit of its line. A folder that takes nothing is no reason to stop: the head that
    is posted daily tells as much."""
    if not head.number or kept(folder) == head:
        return
    made = folder / f"{HEAD_FILE}.new"
    try:
        made.write_text(f"{head}\n", encoding="utf-8")
        made.replace(folder / HEAD_FILE)
    except OSError as error:
        log.error("head not kept", error=type(error).__name__)


def begin_anew(folder: Path) -> None:
    """An older log is brought back on purpose: it need not lead through what was kept."""
    (folder / HEAD_FILE).unlink(missing_ok=True)


async def leads_through(tx: Transaction, head: Head) -> bool:
    row = await tx.fetch_one("SELECT seal FROM audit WHERE id = ?", head.number)
    return row is not None and row[0] == head.seal


async def seal(tx: Transaction, secret: bytes, now: datetime) -> Head:
    """Seal what is not sealed yet; the head. Where a number is left out, PostgreSQL may still
    commit its line: what follows waits for it, unless it is older than any transaction."""
    last = await _last(tx)
    rows = await tx.fetch(
        "SELECT id, at, actor, what, subject FROM audit WHERE seal IS NULL AND id > ? ORDER BY id",
        last.number,
    )
    for row in rows:
        if row[0] != last.number + 1 and from_micros(row[1]) > now - LATE:
            break
        last = Head(int(row[0]), _next(secret, last, row))
        await tx.execute("UPDATE audit SET seal = ? WHERE id = ?", last.seal, last.number)
    return last


async def verify(tx: Transaction, secret: bytes, *heads: Head) -> Head:
    """The head of a chain that holds, and leads through `heads`: those that were kept or posted.
    Raises Broken."""
    rows = await tx.fetch(
        "SELECT id, at, actor, what, subject, seal FROM audit ORDER BY id",
    )
    sealed = [row for row in rows if row[5] is not None]
    if any(row[5] is None and sealed and row[0] < sealed[-1][0] for row in rows):
        raise Broken("a line without a seal stands among sealed ones")
    last = _follow(sealed, secret)
    for head in heads:
        if not await leads_through(tx, head):
            raise Broken(
                f"line {head.number}, whose seal is known, is not there any more (if you have put"
                f" another database in its place, remove {HEAD_FILE} from the data folder)"
            )
    return last


def _follow(sealed: Sequence[Row], secret: bytes) -> Head:
    last = Head(0, _FIRST)
    for row in sealed:
        wanted = _next(secret, last, row)
        if not hmac.compare_digest(wanted, str(row[5])):
            raise Broken(f"line {row[0]} does not follow from the lines before it")
        last = Head(int(row[0]), wanted)
    return last


async def _last(tx: Transaction) -> Head:
    row = await tx.fetch_one(
        "SELECT id, seal FROM audit WHERE seal IS NOT NULL ORDER BY id DESC LIMIT 1"
    )
    return Head(int(row[0]), str(row[1])) if row else Head(0, _FIRST)


def _next(secret: bytes, last: Head, row: Row) -> str:
    line = msgspec.json.encode([last.number, last.seal, *(row[place] for place in range(5))])
    return hmac.new(secret, line, sha256).hexdigest()
