"""The status page, its feeds, the manifest and the page that verifies, as a browser gets them."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.announcements import desk, status
from core.announcements.proof import issuing, manifest
from core.faq.pages import PAGES
from core.storage import Storage
from tests.bots.web.stage import Browser, open_browser, open_stage
from tests.core.announcements.hall import CONFIG, DOCUMENT, PLACES, approved, hall, passes, screen
from tests.house import House, private

COMPONENTS = '\n[announcements.components.withdrawals]\nname.en = "Withdrawals & co"\n'
OF_WITHDRAWALS = DOCUMENT.replace("ends =", 'components = ["withdrawals"]\nends =')
SPOKEN = timedelta(minutes=5, seconds=1)


@asynccontextmanager
async def town(storage: Storage, folder: Path) -> AsyncIterator[tuple[House, Browser]]:
    """A house that has told of a maintenance, and its web pages."""
    config = f'[data]\nfolder = "{folder}"\n{CONFIG}{COMPONENTS}'
    async with hall(storage, config) as house:
        await approved(house, OF_WITHDRAWALS)
        await passes(house, SPOKEN)
        pages = (*PAGES, *status.PAGES)
        async with (
            open_stage(storage, pages=pages, config=lambda: house.app.config) as stage,
            open_browser(stage) as browser,
        ):
            yield house, browser


async def test_the_status_page_shows_what_is_planned_runs_and_was(
    storage: Storage, tmp_path: Path
) -> None:
    async with town(storage, tmp_path) as (house, browser):
        code, html = await browser.get("/status/en")
        assert code == 200
        assert "Withdrawals &amp; co: works; maintenance planned" in html
        await passes(house, timedelta(hours=26))
        _code, html = await browser.get("/status/en")
        assert "🛠 Withdrawals &amp; co: maintenance" in html
        await house.says("bob", "/notice 1 completed")
        _code, html = await browser.get("/status/es")
        assert "Los retiros de" in html
        assert 'id="before"' in html
        assert re.search(r"<time>.+</time>", html)


async def test_an_empty_status_page_says_that_all_is_well(sqlite_storage: Storage) -> None:
    async with (
        open_stage(sqlite_storage, pages=(*PAGES, *status.PAGES)) as stage,
        open_browser(stage) as browser,
    ):
        code, html = await browser.get("/status/en")
    assert code == 200
    assert "No maintenance is running or planned" in html


async def test_the_feeds_tell_the_same(sqlite_storage: Storage, tmp_path: Path) -> None:
    async with town(sqlite_storage, tmp_path) as (_house, browser):
        _code, atom = await browser.get("/status/en/feed.atom")
        _code, text = await browser.get("/status/en/feed.json")
    name = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(atom)  # noqa: S314
    (entry,) = root.findall(f"{name}entry")
    title = entry.findtext(f"{name}title")
    feed = json.loads(text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed["items"]
    assert title == item["title"] == "Maintenance No. 1: Withdrawals & co (planned)"
    assert entry.findtext(f"{name}content") == item["content_html"]
    assert entry.findtext(f"{name}id") == item["id"]
    assert entry.findtext(f"{name}updated") == item["date_modified"]


async def test_the_manifest_is_there_once_anything_was_said(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with town(sqlite_storage, tmp_path) as (house, browser):
        code, _html = await browser.get("/manifest.json")
        assert code == 404
        await house.app.unit(lambda unit: issuing.issue(unit, ""))
        code, document = await browser.get("/manifest.json")
        assert code == 200
        key = manifest.public_key(issuing.seed(house.app.config))
        found = manifest.read(document, key, house.now())
    assert [each.id for each in found.announcements] == [1]


async def test_anybody_verifies_a_long_text_on_the_web(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with town(sqlite_storage, tmp_path) as (house, browser):
        text = screen(house, PLACES["en"])[0].text

        async def asks(words: str) -> str:
            async with browser.session.post(
                f"{browser.stage.url}/verify/en", data={"q": words}
            ) as response:
                assert response.status == 200
                return await response.text()

        assert "These words are ours: announcement No. 1" in await asks(text)
        assert "This is not ours" in await asks(text.replace("pause", "p\u0430use"))
        assert "&lt;b&gt;" in await asks("<b>hello</b>")
        assert "word for word" in await asks("1")
        assert "This is not ours" in await asks("x" * 20_000)


@pytest.mark.parametrize("size", [70_000])
async def test_more_than_anybody_would_paste_is_not_read(
    sqlite_storage: Storage, tmp_path: Path, size: int
) -> None:
    async with (
        town(sqlite_storage, tmp_path) as (_house, browser),
        browser.session.post(f"{browser.stage.url}/verify/en", data={"q": "x" * size}) as response,
    ):
        assert response.status == 413


NEWS = """+++
topic = "news"
+++
+++ en
We have a new office.
"""


async def test_every_announcement_belongs_there_and_a_recalled_one_says_so(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with town(sqlite_storage, tmp_path) as (house, browser):
        await approved(house, NEWS)
        await passes(house, SPOKEN)
        _code, html = await browser.get("/status/en")
        assert "Announcement No. 2" in html
        assert "We have a new office." in html
        await house.says("bob", "/notice 2 recalled")
        await passes(house, timedelta(minutes=1))
        _code, html = await browser.get("/status/en")
        _code, text = await browser.get("/status/en/feed.json")
    assert "We have a new office." not in html
    assert "No. 2 is no longer ours: recalled on" in html
    newest, _older = json.loads(text)["items"]
    assert newest["title"] == "Announcement No. 2 (recalled)"
    assert "no longer ours" in newest["content_html"]


async def test_what_nobody_heard_yet_is_not_there(sqlite_storage: Storage, tmp_path: Path) -> None:
    async with town(sqlite_storage, tmp_path) as (house, browser):
        await approved(house, NEWS)
        await house.says("mia", f"/announce {NEWS}")
        _code, html = await browser.get("/status/en")
    assert "No. 1" in html
    assert "No. 2" not in html
    assert "No. 3" not in html


async def test_the_official_page_lists_what_is_ours(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with town(sqlite_storage, tmp_path) as (_house, browser):
        code, html = await browser.get("/official/en")
    assert code == 200
    assert "@example_help" in html
    assert 'href="https://example.com"' in html


PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
BRIDGE = """+++
image = "bridge.png"
[alt]
en = "A <bridge>"
+++
+++ en
We are moving.
"""


async def test_a_picture_is_served_with_what_it_shows(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with town(sqlite_storage, tmp_path) as (house, browser):
        await house.app.unit(lambda unit: desk.announce(unit, BRIDGE, PNG))
        await house.settle()
        await house.presses("bob", screen(house, private("bob"))[-1], "Approve")
        await passes(house, SPOKEN)
        _code, html = await browser.get("/status/en")
        assert 'alt="A &lt;bridge&gt;"' in html
        address = html.partition('class="picture" src="')[2].partition('"')[0]
        async with browser.session.get(f"{browser.stage.url}{address}") as answer:
            assert (answer.content_type, await answer.read()) == ("image/png", PNG)
        code, _html = await browser.get("/pictures/" + "0" * 64 + "/x.png")
        assert code == 404
        await house.says("bob", "/notice 2 recalled")
        await passes(house, timedelta(minutes=1))
        _code, html = await browser.get("/status/en")
        assert 'class="picture"' not in html
