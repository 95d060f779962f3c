"""Short codes: single use, until they expire, for their owner."""

from datetime import UTC, datetime, timedelta

import pytest

from core import codes
from core.events import Account
from core.storage import Storage

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANN, EVE = Account("loop", "ann"), Account("loop", "eve")


async def make(storage: Storage, owner: Account | None = None) -> str:
    return await storage.run(
        lambda tx: codes.make(tx, "link", "payload", now=NOW, lasts=HOUR, owner=owner)
    )


async def take(
    storage: Storage,
    code: str,
    by: Account | None = None,
    purpose: str = "link",
    now: datetime = NOW,
) -> str | None:
    return await storage.run(lambda tx: codes.take(tx, code, purpose, by, now))


async def test_a_code_works_once(storage: Storage) -> None:
    code = await make(storage)
    assert len(code) == 12
    assert code.isalnum()
    assert await take(storage, code, EVE) == "payload"
    assert await take(storage, code, EVE) is None


async def test_a_code_with_an_owner_works_for_nobody_else(storage: Storage) -> None:
    code = await make(storage, ANN)
    assert await take(storage, code, EVE) is None
    assert await take(storage, code, None) is None
    assert await take(storage, code, ANN) == "payload"


@pytest.mark.parametrize(
    ("purpose", "later"), [("command", timedelta()), ("link", HOUR), ("link", 2 * HOUR)]
)
async def test_a_code_works_for_its_purpose_and_in_its_time(
    storage: Storage, purpose: str, later: timedelta
) -> None:
    code = await make(storage)
    assert await take(storage, code, purpose=purpose, now=NOW + later) is None


async def test_codes_are_forgotten_when_they_are_over(storage: Storage) -> None:
    code = await make(storage)
    await storage.run(lambda tx: codes.forget_expired(tx, NOW + HOUR))
    assert await take(storage, code) is None


async def test_no_two_codes_are_alike(sqlite_storage: Storage) -> None:
    assert len({await make(sqlite_storage) for _ in range(200)}) == 200
