"""A town for each test, with the starter entries."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e import town as towns
from tests.e2e.town import Town
from tests.fakes.telegram import FakeTelegram


@pytest.fixture(scope="session")
def starter_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Filling a database takes a second; copying the file takes none."""
    database = tmp_path_factory.mktemp("model") / "guildhall.db"
    asyncio.run(towns.found(database))
    return database


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def town(fake: FakeTelegram, starter_database: Path, tmp_path: Path) -> Town:
    database = tmp_path / "guildhall.db"
    shutil.copyfile(starter_database, database)
    return Town(fake, database)
