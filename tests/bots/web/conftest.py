"""The running site and a reader of it."""

from collections.abc import AsyncIterator

import pytest

from core.storage import Storage
from tests.bots.web.site import Browser, Site, open_browser, open_site


@pytest.fixture
async def site(sqlite_storage: Storage) -> AsyncIterator[Site]:
    async with open_site(sqlite_storage) as site:
        yield site


@pytest.fixture
async def browser(site: Site) -> AsyncIterator[Browser]:
    async with open_browser(site) as browser:
        yield browser
