"""The board and a member's page, as a reader without scripts finds them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from core import people
from core.config import Config, load
from core.events import Account
from core.moments import now, to_micros
from core.reputation import board, names, store
from core.reputation.ledger import Row
from core.reputation.pages import HEIGHT, PAGES, WEEKS, bars
from core.storage import Storage, Transaction
from tests.bots.web.stage import Browser, open_browser, open_stage

NO_CONFIG = Config()
EVIL = '<script>alert("x")</script>'


async def earn(tx: Transaction, person: str, points: int, *, ago: timedelta, name: str) -> int:
    account, moment = Account("loop", person), now()
    member = (await people.introduce(tx, account, moment)).member.id
    at = to_micros(moment - ago)
    row = Row(
        account=str(account), kind="thanks", points=points, worth=points, state="full",
        by="loop:g", message=f"m{person}{at}", language="en", at=at, noted_at=at,
    )  # fmt: skip
    await store.add(tx, row)
    await names.put(tx, account, name)
    await board.rebuild(tx, member, moment)
    return member


@asynccontextmanager
async def reader(
    storage: Storage, config: Config = NO_CONFIG
) -> AsyncIterator[tuple[Browser, int]]:
    """With ann, who earned 5 today and 15 fifty days ago, and bob with an evil name."""

    async def both(tx: Transaction) -> int:
        await earn(tx, "bob", 3, ago=timedelta(), name=EVIL)
        await earn(tx, "ann", 15, ago=timedelta(days=50), name="Ann")
        return await earn(tx, "ann", 5, ago=timedelta(), name="Ann")

    member = await storage.run(both)
    opened = open_stage(storage, pages=PAGES, config=lambda: config)
    async with opened as stage, open_browser(stage) as browser:
        yield browser, member


async def test_the_board_has_places_names_and_points(storage: Storage) -> None:
    async with reader(storage) as (browser, member):
        _status, html = await browser.get("/helpers?period=all")
        link = rf'<td>1</td><th scope="row"><a href="/helpers/{member}\?lang=en"><bdi>Ann</bdi></a>'
        assert re.search(link, html)
        assert "<td>20</td>" in html
        assert re.findall(r'<a href="(/\w+)\?lang=en" aria-current="page">', html) == ["/helpers"]
        assert 'href="/helpers?period=week&amp;lang=en"' in html
        _status, html = await browser.get("/helpers?period=week&in=en")
        assert "<td>5</td>" in html
        _status, html = await browser.get("/helpers?in=ko")
        assert "Nobody has points here yet" in html


async def test_who_reads_the_board_stands_last_on_it(storage: Storage) -> None:
    async def eleven(tx: Transaction) -> None:
        for number in range(11):
            await earn(tx, f"h{number}", 9, ago=timedelta(), name=f"H{number}")

    async with reader(storage) as (browser, member):
        await storage.run(eleven)
        assert "<tr class=" not in (await browser.get("/helpers?period=week"))[1]
        await reader_is(browser, storage, member)
        _status, html = await browser.get("/helpers?period=week")
        (own,) = re.findall(r'<tr class="apart".*?<tr class="own">(.*?)</tr>', html, re.DOTALL)
        assert "<td>2</td>" in own
        assert f'href="/helpers/{member}?lang=en"' in own
        assert html.count("/helpers/") == 10 + 1


async def reader_is(browser: Browser, storage: Storage, member: int) -> None:
    """Their visitor's account is linked to this member."""
    async with browser.talk() as talk:
        await talk.ask("hello")
        await talk.messages(1)
    visitor = browser.stage.heard[-1].author
    assert visitor is not None

    async def link(tx: Transaction) -> None:
        await people.introduce(tx, visitor, now())
        await tx.execute("UPDATE accounts SET member = ? WHERE id = ?", member, visitor.id)

    await storage.run(link)


OWN_NAMES = """
[reputation]
ranks = [{ points = 1, people = 1, name = { en = "Gu<i>de", es = "Guía" } }]
"""


@pytest.mark.parametrize(
    ("language", "number", "shown"),
    [
        ("en", 1, "Gu&lt;i&gt;de"),
        ("es", 1, "Guía"),
        ("ko", 1, "Gu&lt;i&gt;de"),
        ("en", 3, "Master"),  # given when there were three ranks
    ],
)
async def test_a_rank_is_called_as_the_operator_calls_it(
    sqlite_storage: Storage, language: str, number: int, shown: str
) -> None:
    config = load(OWN_NAMES, {}, platforms={})
    async with reader(sqlite_storage, config) as (browser, member):

        async def rank(tx: Transaction) -> None:
            await tx.execute("INSERT INTO ranks VALUES (?, ?, 0, 0, 0)", member, number)

        await sqlite_storage.run(rank)
        for path in (f"/helpers?lang={language}&period=all", f"/helpers/{member}?lang={language}"):
            assert f'<span class="rank">{shown}</span>' in (await browser.get(path))[1]


async def test_names_of_others_are_escaped(sqlite_storage: Storage) -> None:
    async with reader(sqlite_storage) as (browser, _member):
        _status, html = await browser.get("/helpers?period=all")
        assert EVIL not in html
        assert "&lt;script&gt;" in html


async def test_a_members_plot_has_a_twin_in_words(sqlite_storage: Storage) -> None:
    async with reader(sqlite_storage) as (browser, member):
        _status, html = await browser.get(f"/helpers/{member}")
        assert html.count("<rect x=") == WEEKS
        assert re.search(r"<svg [^>]*aria-hidden", html)
        assert "Best week: 15" in html
        told = [int(points) for points in re.findall(r"</th><td>(-?\d+)</td></tr>", html)]
        assert (len(told), sum(told), told[-1]) == (WEEKS, 20, 5)


@pytest.mark.parametrize("path", ["/helpers/999", "/helpers/x", "/helpers/99999999999999999999"])
async def test_there_is_no_page_of_nobody(sqlite_storage: Storage, path: str) -> None:
    async with reader(sqlite_storage) as (browser, _member):
        status, _html = await browser.get(path)
        assert status == 404


async def test_who_hides_has_no_page(sqlite_storage: Storage) -> None:
    async with reader(sqlite_storage) as (browser, member):

        async def hide(tx: Transaction) -> None:
            await tx.execute("INSERT INTO ranks VALUES (?, 0, 0, 1, 0)", member)
            await board.rebuild(tx, member, datetime.now(UTC))

        await sqlite_storage.run(hide)
        assert (await browser.get(f"/helpers/{member}"))[0] == 404
        _status, html = await browser.get("/helpers?period=all")
        assert "Ann" not in html


@pytest.mark.parametrize("points", [(0,) * 13, (5,) * 13, (*range(12), 1000), (-100, *[3] * 12)])
def test_every_bar_stays_within_the_plot(points: tuple[int, ...]) -> None:
    for (_x, y, _width, height), each in zip(bars(points), points, strict=True):
        assert 0 <= y <= y + height <= HEIGHT
        assert (height > 0) == (each != 0) or abs(each) < max(map(abs, points)) / 100
