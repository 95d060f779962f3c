"""The chat and the help centre in a real browser, as people use them."""

import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    WebSocketRoute,
    async_playwright,
    expect,
)

from core.actions import React, Send
from core.events import Attachment
from core.storage import Storage, open_storage
from core.text import Quoted, Words
from tests.bots.web.stage import Memory, Stage, open_stage

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(1)</script>\u202e"\'&amp;'

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None and "CI" not in os.environ,
        reason="Chromium is not on the PATH: the browser tests were left out",
    ),
    pytest.mark.asyncio(loop_scope="module"),  # one browser for all, a profile for each
]

Open = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="module")
async def storage(sqlite_url: str) -> AsyncIterator[Storage]:
    storage = await open_storage(sqlite_url)
    yield storage
    await storage.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(storage: Storage) -> AsyncIterator[Stage]:
    async with open_stage(storage) as stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is not on the PATH, and in CI the browser tests must run")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(chromium: Browser, stage: Stage) -> AsyncIterator[Open]:
    """Opens a path in a fresh profile; no page may have thrown, been refused or asked a thing."""
    troubles: list[str] = []
    contexts: list[BrowserContext] = []

    async def open_(path: str = "/", **profile: Any) -> Page:
        context = await chromium.new_context(**{"locale": "en", **profile})
        contexts.append(context)
        context.set_default_timeout(5_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on("console", lambda line: troubles.append(line.text) if is_trouble(line) else None)
        await page.goto(stage.url + path)
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert not troubles


def is_trouble(line: Any) -> bool:
    return line.type == "error" and "WebSocket" not in line.text and "404" not in line.text


async def ask(page: Page, text: str) -> None:
    await page.get_by_label("Your question").fill(text)
    await page.keyboard.press("Enter")


async def test_a_question_gets_its_answer(stage: Stage, open_page: Open) -> None:
    page = await open_page()
    await expect(page.get_by_role("heading", name="How can we help?")).to_be_visible()
    await ask(page, "How do I reset my 2FA?")
    log = page.get_by_role("log")
    await expect(log).to_contain_text("How do I reset my 2FA?")
    await expect(log.locator("strong")).to_have_text("how")
    await expect(page.get_by_role("heading", name="How can we help?")).to_be_hidden()


async def test_shift_enter_is_a_new_line(stage: Stage, open_page: Open) -> None:
    page = await open_page()
    await page.get_by_label("Your question").press_sequentially("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator(".mine .words")).to_have_text("one\ntwo")
    assert stage.heard[0].text == "one\ntwo"


async def test_what_was_read_last_stays_in_sight_when_a_keyboard_opens(open_page: Open) -> None:
    page = await open_page(viewport={"width": 390, "height": 844})
    for number in range(6):
        await ask(page, f"Hello {number}")
        await expect(page.locator(".message")).to_have_count(2 * number + 2)
    await page.set_viewport_size({"width": 390, "height": 480})
    await expect(page.locator(".message").last).to_be_in_viewport()


async def test_a_conversation_survives_a_reload(stage: Stage, open_page: Open) -> None:
    page = await open_page()
    await ask(page, "Hello")
    await expect(page.locator(".message")).to_have_count(2)
    await page.reload()
    await expect(page.locator(".message")).to_have_count(2)
    assert len(stage.heard) == 1


async def test_what_is_written_while_the_server_is_away_is_sent_once_when_it_is_back(
    storage: Storage, chromium: Browser
) -> None:
    notes = Memory()
    context = await chromium.new_context(locale="en")
    page = await context.new_page()
    async with open_stage(storage, notes=notes) as stage:
        await page.goto(stage.url)
        await ask(page, "Before")
        await expect(page.locator(".message")).to_have_count(2)
    await ask(page, "Meanwhile")
    await expect(page.locator(".pending")).to_have_text(re.compile("Meanwhile"))
    await expect(page.get_by_role("status").first).to_contain_text("The connection is gone")
    port = int(stage.url.rpartition(":")[2])
    async with open_stage(storage, notes=notes, port=port) as again:
        again.rows = stage.rows
        await expect(page.locator(".message")).to_have_count(4, timeout=10_000)
        await expect(page.locator(".pending")).to_have_count(0)
        assert [event.text for event in again.heard] == ["Meanwhile"]
        shown = await page.locator(".words").all_inner_texts()
        assert shown == ["Before", "Here is how.", "Meanwhile", "Here is how."]
    await context.close()


async def test_a_connection_that_is_silently_dead_is_given_up(
    stage: Stage, open_page: Open
) -> None:
    """G22: neither side is told that nothing arrives any more."""
    page = await open_page()
    await expect(page.get_by_role("button", name="How do I reset my 2FA?")).to_be_visible()
    connections = 0

    def route(connection: WebSocketRoute) -> None:
        nonlocal connections
        connections += 1
        if connections > 1:
            connection.connect_to_server()

    await page.route_web_socket("**/ws*", route)
    await page.clock.install()
    await page.reload()
    await ask(page, "Hello")
    await expect(page.locator(".pending")).to_have_count(1)
    await page.clock.run_for(12_000)
    await expect(page.locator(".message")).to_have_count(2)
    assert connections == 2


async def test_a_suggestion_is_chosen_with_the_keyboard(stage: Stage, open_page: Open) -> None:
    page = await open_page()
    field = page.get_by_label("Your question")
    await field.press_sequentially("wh")
    options = page.get_by_role("option")
    await expect(options).to_have_text(["I lost my phone. What now?", "What are the fees?"])
    await page.keyboard.press("ArrowUp")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(field).to_have_attribute("aria-activedescendant", "option-1")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .words")).to_have_text("I lost my phone. What now?")
    await expect(options).to_have_count(0)


async def test_escape_puts_the_suggestions_away_and_keeps_the_words(
    stage: Stage, open_page: Open
) -> None:
    page = await open_page()
    field = page.get_by_label("Your question")
    await field.press_sequentially("fees")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("option")).to_have_count(0)
    await expect(field).to_have_value("fees")


async def test_a_greeting_question_and_a_button_are_one_tap(stage: Stage, open_page: Open) -> None:
    page = await open_page()
    await page.get_by_role("button", name="How do I reset my 2FA?").click()
    await page.get_by_role("log").get_by_role("button", name="Yes").click()
    await expect(page.locator(".message")).to_have_count(3)
    assert [event.text for event in stage.heard] == [
        "How do I reset my 2FA?",
        "/helpful reset-2fa yes",
    ]


async def test_the_language_is_picked_by_its_own_name(stage: Stage, open_page: Open) -> None:
    page = await open_page(locale="en")
    await page.locator(".picker summary").click()
    await page.get_by_role("button", name="日本語").click()
    await expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert [event.text for event in stage.heard] == ["/lang ja"]


async def test_the_first_guess_is_the_browsers_language(stage: Stage, open_page: Open) -> None:
    page = await open_page(locale="ru-RU")
    await expect(page.locator("html")).to_have_attribute("lang", "ru")


async def test_hostile_words_are_shown_literally(stage: Stage, open_page: Open) -> None:
    stage.answer = (Quoted(HOSTILE),)
    page = await open_page()
    await ask(page, HOSTILE)
    await expect(page.locator(".mine .words")).to_have_text(HOSTILE)
    answer = page.locator(".message:not(.mine) .words")
    await expect(answer).to_contain_text("alert(1)")
    assert await answer.locator("img, script").count() == 0


async def test_a_secret_link_opens_the_conversation_elsewhere(
    stage: Stage, open_page: Open
) -> None:
    page = await open_page()
    await ask(page, "Hello")
    await expect(page.locator(".message")).to_have_count(2)
    await page.get_by_role("link", name="Continue on another device").click()
    await page.get_by_role("button", name="Make a secret link").click()
    link = await page.get_by_label("Your secret link").input_value()
    other = await open_page(link.removeprefix(stage.url))
    await other.get_by_role("button", name="Continue it here").click()
    await expect(other.locator(".message")).to_have_count(2)


async def test_the_help_centre_works_without_scripts(stage: Stage, open_page: Open) -> None:
    page = await open_page("/help", java_script_enabled=False)
    await page.get_by_role("searchbox").fill("reset 2fa")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name="How do I reset my 2FA?").click()
    await expect(page.locator(".prose strong").first).to_have_text("Security")
    await page.get_by_role("button", name="Yes").click()
    await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert [event.text for event in stage.heard] == ["/helpful reset-2fa yes en"]


@pytest.mark.parametrize("path", ["/", "/help/ru", "/help/en/reset-2fa", "/link", "/nothing"])
async def test_nothing_is_cut_off_on_the_narrowest_phone(
    stage: Stage, open_page: Open, path: str
) -> None:
    page = await open_page(path, viewport={"width": 320, "height": 568})
    if path == "/":
        stage.answer = (Words("A very long word: " + "x" * 300),)
        await ask(page, "y" * 300)
        await expect(page.locator(".message")).to_have_count(2)
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320


async def test_an_answer_longer_than_the_page_is_read_from_its_beginning(
    stage: Stage, open_page: Open
) -> None:
    page = await open_page(viewport={"width": 390, "height": 600}, reduced_motion="reduce")
    stage.answer = (Words("It begins.\n\n" + "It goes on. " * 200),)
    await ask(page, "Why?")
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.get_by_text("It begins.", exact=True)).to_be_in_viewport(ratio=1)
    stage.answer = (Words("It is short."),)
    await ask(page, "And this?")
    await expect(page.get_by_text("It is short.")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_text("And this?")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_no_violation(stage: Stage, open_page: Open, scheme: str) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    page = await open_page(color_scheme=scheme, reduced_motion="reduce")
    assert await violations(page, axe) == []
    await ask(page, "Hello")
    await expect(page.locator(".message")).to_have_count(2)
    await page.get_by_label("Your question").press_sequentially("fees")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    assert await violations(page, axe) == []
    await page.keyboard.press("Escape")
    await page.locator(".picker summary").click()
    assert await violations(page, axe) == []
    for path in ("/help/en", "/help/en?q=2fa", "/help/en/reset-2fa", "/link", "/nothing"):
        await page.goto(stage.url + path)
        assert await violations(page, axe) == []


async def violations(page: Page, axe: str) -> list[str]:
    """What axe-core objects to, with the element. It runs beside the page, so no policy bends."""
    await page.evaluate(axe)
    found = await page.evaluate("axe.run()")
    return [
        f"{one['id']}: {node['html']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


# -- files ---------------------------------------------------------------------------------------


def picture(name: str) -> Any:
    return {"name": name, "mimeType": "image/png", "buffer": bytes(300)}


async def test_files_go_along_with_a_message_and_what_arrived_has_a_tick(
    stage: Stage, open_page: Open
) -> None:
    page = await open_page()
    await page.set_input_files("#files", [picture("one.png"), picture(f"{HOSTILE}.png")])
    await expect(page.locator("#attached li")).to_have_count(2)
    await page.get_by_role("button", name="Do not send this file").first.click()
    await page.fill("#question", "look at this")
    await page.keyboard.press("Enter")
    mine = page.locator(".message.mine")
    await expect(mine.locator(".file")).to_contain_text("\"'&amp;.png")
    await expect(page.locator(".message:not(.mine)")).to_have_count(1)
    event = stage.heard[-1]
    assert [file.size for file in event.attachments] == [300]
    target = [event.message]
    await stage.perform(React(target="", emoji="👍", is_receipt=True), event.place, target)
    await expect(page.get_by_role("img", name="Delivered to the team")).to_be_visible()


async def test_what_is_too_large_is_said_before_it_is_sent(open_page: Open, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as empty:
        empty.truncate(10 * 1024 * 1024 + 1)
    page = await open_page()
    await page.set_input_files("#files", film)
    await expect(page.locator("#status")).to_have_text("That file is too large: 10 MB at most.")
    await expect(page.locator("#attached li")).to_have_count(0)


async def test_staffs_file_is_saved_and_not_shown(stage: Stage, open_page: Open) -> None:
    page = await open_page()
    await page.fill("#question", "please")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message:not(.mine)")).to_have_count(1)
    place = stage.heard[-1].place
    stage.elsewhere["ref"] = b"<script>alert(1)</script>"
    file = Attachment("ref", "document", "how to.html", 25, platform="telegram")
    await stage.perform(Send(place=place, body=(), files=(file,)), place)
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="how to.html").click()
    assert (await saving.value).suggested_filename == "how to.html"
