"""The web's addresses: protection, languages, forms, and the secret link."""

import asyncio
import re
from base64 import b64encode
from hashlib import sha256
from typing import cast

import aiohttp
import pytest

from bots.web import Settings
from bots.web.seals import link_hash
from core.faq.entries import Knowledge, Wording
from core.feature import Page, PageAnswer
from core.storage import Storage
from core.text import Quoted
from tests.bots.web.stage import Browser, Stage, entry, knowledge, open_browser, open_stage

PAGES = ["/", "/help", "/help/en", "/help/en?q=2fa", "/help/en/reset-2fa", "/link", "/nothing"]
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}\u202e'


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_protected(stage: Stage, browser: Browser, path: str) -> None:
    async with browser.session.get(stage.url + path) as response:
        headers, html = response.headers, await response.text()
        cookie = response.headers["Set-Cookie"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert not re.search(r"<script(?![^>]*(src=\"/static/|application/json))", html)
    assert not re.search(r"\son\w+=|\sstyle=|\ssrc=\"(https?:)?//", html)


async def test_the_cookie_is_for_https_only_where_the_public_address_is(
    sqlite_storage: Storage,
) -> None:
    public_url = "https://help.example.com"
    async with (
        open_stage(sqlite_storage, public_url=public_url) as stage,
        open_browser(stage) as browser,
        browser.session.get(stage.url) as response,
    ):
        assert "Secure" in response.headers["Set-Cookie"]
        assert f'rel="canonical" href="{public_url}/' in await response.text()


@pytest.mark.parametrize("path", ["/", "/help/en", "/help/en/reset-2fa"])
async def test_head_is_answered_like_get(stage: Stage, browser: Browser, path: str) -> None:
    async with browser.session.head(stage.url + path) as response:
        assert response.status == 200
        assert await response.text() == ""


async def test_files_are_cached_for_ever_under_a_name_that_changes_with_them(
    stage: Stage, browser: Browser
) -> None:
    _status, html = await browser.get("/")
    files = re.findall(r'"(/static/[^"]+)"', html)
    assert len(files) == 4
    for path in files:
        async with browser.session.get(stage.url + path) as response:
            assert response.status == 200
            assert "immutable" in response.headers["Cache-Control"]
    status, _html = await browser.get("/static/0000000000000000/app.css")
    assert status == 404


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/help/en/nothing", "/help/xx", "/help/xx/reset-2fa", "/c/" + "A" * 32],
)
async def test_what_is_not_there_is_told_kindly(stage: Stage, browser: Browser, path: str) -> None:
    status, html = await browser.get(path)
    assert status == 404
    assert "There is nothing here" in html
    assert 'href="/"' in html


async def test_hostile_text_is_shown_literally_everywhere(sqlite_storage: Storage) -> None:
    wording = Wording(
        question=HOSTILE, alternatives=("x",), answer=HOSTILE, disclaimer=f"{HOSTILE} too"
    )
    bad = entry("bad", "", category='a"><script>', wordings={"en": wording})
    topics = {'a"><script>': {"en": HOSTILE}}
    known = knowledge(bad, entry("other", "Other", category=bad.category), categories=topics)
    async with open_stage(sqlite_storage, known=known) as stage, open_browser(stage) as browser:
        for path in ("/", "/help/en", "/help/en/bad", "/help/en/other", "/help/en?q=%3Cscript%3E"):
            _status, html = await browser.get(path)
            assert not re.search(r"<script>|<img|onerror=alert\(1\)>(?!\{)", html.lower())
            assert "&lt;script&gt;" in html
            assert "49" not in re.sub(r"<link[^>]*>|token\" value=\"[^\"]*|/static/\w+", "", html)


async def test_hostile_words_of_others_reach_the_page_escaped(
    stage: Stage, browser: Browser
) -> None:
    stage.answer = (Quoted(HOSTILE),)
    async with browser.talk() as talk:
        await talk.ask(HOSTILE)
        question, answer = await talk.messages(2)
    assert question["text"] == HOSTILE
    assert "<script" not in answer["html"]
    assert "&gt;alert(1)&lt;" in answer["html"]


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        ("/", "", "en"),
        ("/", "ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("/", "pt-BR, ru;q=0.5", "ru"),
        ("/?lang=ko", "ja", "ko"),
        ("/?lang=xx", "ja", "ja"),
        ("/help", "es", "es"),
        ("/help/zh", "es", "zh"),
    ],
)
async def test_a_page_speaks_the_readers_language(
    stage: Stage, browser: Browser, path: str, header: str, language: str
) -> None:
    _status, html = await browser.get(path, **{"Accept-Language": header})
    assert f'<html lang="{language}">' in html


async def test_a_picked_language_is_a_command_and_is_remembered(
    stage: Stage, browser: Browser
) -> None:
    token = await browser.token("/", "/language")
    status, html = await browser.post("/language", token=token, language="ja")
    assert status == 200
    assert '<html lang="ja">' in html
    assert [event.text for event in stage.heard] == ["/lang ja"]
    _status, html = await browser.get("/help")
    assert '<html lang="ja">' in html


async def test_a_verdict_is_a_press_and_is_thanked_for(stage: Stage, browser: Browser) -> None:
    token = await browser.token("/help/en/reset-2fa", "/press")
    for _twice in range(2):
        status, html = await browser.post("/press", token=token)
        assert status == 200
        assert "Thank you!" in html
        assert 'action="/press"' not in html
    (press,) = stage.heard
    assert press.text == "/helpful reset-2fa yes en"
    assert press.pressed


@pytest.mark.parametrize("path", ["/press", "/language", "/link", "/link/revoke"])
@pytest.mark.parametrize("token", ["", "forged", "WyJhIl0.AAAA.BBBB"])
async def test_a_form_that_we_did_not_show_does_nothing(
    stage: Stage, browser: Browser, path: str, token: str
) -> None:
    await browser.get("/")
    status, _html = await browser.post(path, token=token, language="ja")
    assert status == 400
    assert not stage.heard


async def test_a_form_of_another_visitor_does_nothing(stage: Stage, browser: Browser) -> None:
    token = await browser.token("/help/en/reset-2fa", "/press")
    async with open_browser(stage) as stranger:
        await stranger.get("/")
        status, _html = await stranger.post("/press", token=token)
    assert status == 400
    assert not stage.heard


async def test_a_form_for_one_purpose_serves_no_other(stage: Stage, browser: Browser) -> None:
    token = await browser.token("/link", "/link")
    assert (await browser.post("/press", token=token))[0] == 400
    assert (await browser.post("/link/revoke", token=token))[0] == 400


async def test_a_form_that_is_too_large_is_not_read(stage: Stage, browser: Browser) -> None:
    await browser.get("/")
    status, html = await browser.post("/press", token="x" * 5000)
    assert status == 413
    assert "That did not work" in html


async def test_a_press_while_the_program_stops_is_told_kindly(
    sqlite_storage: Storage,
) -> None:
    async with open_stage(sqlite_storage) as stage, open_browser(stage) as browser:
        token = await browser.token("/help/en/reset-2fa", "/press")
        stage.running.cancel()
        await asyncio.gather(stage.running, return_exceptions=True)
        status, html = await browser.post("/press", token=token)
    assert status == 503
    assert "That did not work" in html


async def test_a_page_that_fails_is_told_kindly(sqlite_storage: Storage) -> None:
    broken = cast(Knowledge, None)
    async with open_stage(sqlite_storage, known=broken) as stage, open_browser(stage) as browser:
        status, html = await browser.get("/help/en")
    assert status == 500
    assert "Something went wrong on our side" in html


async def secret_link(browser: Browser) -> str:
    token = await browser.token("/link", "/link")
    _status, html = await browser.post("/link", token=token)
    found = re.search(r'value="http://[^/]+(/c/[^"]+)"', html)
    assert found
    return found[1]


async def test_a_conversation_comes_back_on_another_device(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await talk.ask("Hello")
        await talk.messages(2)
    link = await secret_link(browser)
    async with open_browser(stage) as other:
        token = await other.token(link, link)
        status, _html = await other.post(link, token=token)
        assert status == 200
        async with other.talk() as talk:
            assert [change["id"] for change in await talk.messages(2)] == ["question-1", "1.0"]


async def test_opening_a_link_alone_changes_nothing(stage: Stage, browser: Browser) -> None:
    async with browser.talk() as talk:
        await talk.ask("Hello")
        await talk.messages(2)
    link = await secret_link(browser)
    async with open_browser(stage) as other:
        await other.get("/")
        await other.get(link)
        async with other.talk() as talk:
            await talk.ask("Mine", "question-9")
            assert (await talk.messages(1))[0]["id"] == "question-9"


async def test_a_link_that_was_made_void_opens_nothing(stage: Stage, browser: Browser) -> None:
    link = await secret_link(browser)
    async with open_browser(stage) as other:
        token = await other.token(link, link)
        await browser.post("/link/revoke", token=await browser.token("/link", "/link/revoke"))
        assert (await other.get(link))[0] == 404
        assert (await other.post(link, token=token))[0] == 404


async def test_only_the_hash_of_a_link_is_kept(
    stage: Stage, browser: Browser, sqlite_storage: Storage
) -> None:
    secret = (await secret_link(browser)).removeprefix("/c/")
    rows = await sqlite_storage.read(
        lambda tx: tx.fetch("SELECT visitor, link_hash FROM web_visitors")
    )
    (row,) = rows
    assert row["link_hash"] == link_hash(secret)
    assert secret not in (row["visitor"], row["link_hash"])


async def test_pages_with_a_secret_are_kept_by_no_cache(stage: Stage, browser: Browser) -> None:
    link = await secret_link(browser)
    async with browser.session.get(stage.url + link) as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_an_address_that_reads_too_much_is_asked_to_wait(
    stage: Stage, browser: Browser
) -> None:
    status, words = 200, ""
    for _page in range(2_000):  # 300 a minute and what a slow machine gains meanwhile
        async with browser.session.get(f"{stage.url}/link") as response:
            status, words = response.status, await response.text()
        if status != 200:
            break
    assert status == 429
    assert "One moment" in words


async def test_behind_a_proxy_each_reader_has_their_own_limit(sqlite_storage: Storage) -> None:
    settings = Settings(address_messages_per_minute=1, proxies=1)
    async with open_stage(sqlite_storage, settings=settings) as stage:
        gate_of = []
        for reader in ("203.0.113.1", "203.0.113.1", "203.0.113.2"):
            async with open_browser(stage) as browser:
                token = await browser.token("/help/en/reset-2fa", "/press")
                headers = {"X-Forwarded-For": f"198.51.100.9, {reader}"}
                async with browser.session.post(
                    f"{stage.url}/press", data={"token": token}, headers=headers
                ) as response:
                    gate_of.append(response.status)
        assert gate_of == [200, 429, 200]


async def test_a_document_has_its_own_style_and_nothing_else(sqlite_storage: Storage) -> None:
    """What is written in it by others can neither load nor run anything."""
    style = "p{color:red}"
    answer = PageAnswer(document=f"<style>{style}</style><p>words", style=style)
    pages = (Page("/paper", lambda _request: answer),)
    async with (
        open_stage(sqlite_storage, pages=pages) as stage,
        aiohttp.ClientSession() as session,
        session.get(f"{stage.url}/paper") as found,
    ):
        policy = found.headers["Content-Security-Policy"]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; sandbox"
