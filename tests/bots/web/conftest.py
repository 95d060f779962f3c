"""The running stage and a reader of it."""

from collections.abc import AsyncIterator

import pytest

from core.storage import Storage
from tests.bots.web.stage import Browser, Stage, open_browser, open_stage


@pytest.fixture
async def stage(sqlite_storage: Storage) -> AsyncIterator[Stage]:
    async with open_stage(sqlite_storage) as stage:
        yield stage


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[Browser]:
    async with open_browser(stage) as browser:
        yield browser
