"""Each platform in turn, as its driver."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.platforms import PLATFORMS, WIRED, open_driver
from tests.contract.platforms.driver import Driver, WiredDriver


@pytest.fixture(params=PLATFORMS)
async def driver(request: pytest.FixtureRequest) -> AsyncIterator[Driver]:
    async with open_driver(request.param) as driver:
        yield driver


@pytest.fixture(params=WIRED)
async def wired(request: pytest.FixtureRequest) -> AsyncIterator[WiredDriver]:
    async with open_driver(request.param) as driver:
        assert isinstance(driver, WiredDriver)
        yield driver
