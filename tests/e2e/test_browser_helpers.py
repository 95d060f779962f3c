"""The board and a member's page in a real browser, on a desk and on a phone."""

import os
from datetime import timedelta

import pytest
from playwright.async_api import Page, async_playwright, expect

from core.reputation.pages import PAGES, WEEKS
from core.storage import Storage, Transaction
from tests.bots.web.stage import open_stage
from tests.bots.web.test_helpers import earn
from tests.e2e.test_browser import ARGUMENTS, CHROMIUM, HOSTILE

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ,
    reason="Chromium is not on the PATH: the browser tests were left out",
)
SIZES = [(1280, 800), (390, 844), (320, 640)]


async def seed(tx: Transaction) -> None:
    for number in range(12):
        await earn(tx, f"p{number}", 40 - number, ago=timedelta(days=number), name=f"Mia {number}")
    await earn(tx, "evil", 99, ago=timedelta(), name=HOSTILE + "W" * 60)


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


HEADS_STAND_IN_ONE_LINE = """
[...document.querySelectorAll(".board thead th")].every(head => {
  const words = document.createRange();
  words.selectNodeContents(head);
  return words.getClientRects().length === 1;
})
"""


@pytest.mark.parametrize("size", SIZES)
async def test_board_and_member_fit_the_screen_and_run_nothing(
    sqlite_storage: Storage, size: tuple[int, int]
) -> None:
    await sqlite_storage.run(seed)
    troubles: list[str] = []
    async with open_stage(sqlite_storage, pages=PAGES) as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on("pageerror", lambda error: troubles.append(str(error)))

        await page.goto(f"{stage.url}/helpers?period=all")
        await expect(page.get_by_role("row")).to_have_count(1 + 10)
        assert await fits(page)
        for language in ("ja", "ru", "es", "en"):
            await page.goto(f"{stage.url}/helpers?period=all&lang={language}")
            assert await page.evaluate(HEADS_STAND_IN_ONE_LINE)
            assert await fits(page)
        await page.get_by_role("link", name="Mia 3").click()
        await expect(page.locator(".plot rect")).to_have_count(WEEKS)
        told = page.get_by_role("table", name="Points in the last 90 days, by week")
        await expect(told.get_by_role("row")).to_have_count(1 + WEEKS)
        assert await fits(page)

        await page.goto(f"{stage.url}/helpers?period=all")
        await page.get_by_role("link", name="<img src=x").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)")
        assert await fits(page)
        await browser.close()
    assert troubles == []
