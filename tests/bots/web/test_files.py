"""Files in the web chat: a visitor's on their way to staff, staff's for who takes them."""

import os
import stat
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.web import incoming, tray
from bots.web.tray import LARGEST
from core.actions import React, Send
from core.events import Attachment, Place
from core.platform import DeliveryFailed, Gone
from core.storage import Storage
from tests.bots.web.stage import Browser, Stage, open_browser, open_stage

PNG = b"\x89PNG\r\n" + bytes(range(256))
FILE = "file-0001"


def lying(stage: Stage) -> list[Path]:
    folder = stage.chat.tray._folder
    return sorted(folder.iterdir()) if folder.exists() else []


async def attach(stage: Stage, browser: Browser, name: str = "shot.png") -> Attachment:
    """Brought and named by a message, as the core is told of it."""
    async with browser.talk() as talk:
        assert await browser.bring(FILE, PNG) == 201
        await talk.ask("look", **{FILE: name})
        await talk.until("ack")
    (file,) = stage.heard[-1].attachments
    return file


async def given_a_file(stage: Stage, browser: Browser, name: str = "how to.pdf") -> tuple[str, str]:
    """One of staff's on another platform: its address here, and what the page calls it."""
    stage.elsewhere["ref"] = PNG
    async with browser.talk() as talk:
        await talk.ask("please")
        await talk.until("ack")
        place = stage.heard[-1].place
        file = Attachment("ref", "document", name, 262, platform="telegram")
        await stage.perform(Send(place=place, body=(), files=(file,)), place)
        shown = (await talk.messages(3))[-1]["files"][0]
    return shown["address"], shown["name"]


# -- a visitor's ---------------------------------------------------------------------------------


async def test_a_file_reaches_the_core_by_reference_and_is_read_once_it_is_asked_for(
    stage: Stage, browser: Browser
) -> None:
    file = await attach(stage, browser)
    assert (file.kind, file.name, file.size) == ("photo", "shot.png", len(PNG))
    assert [(s.label, s.text) for s in stage.heard[-1].shown] == [("file", "shot.png")]
    assert await stage.chat.fetch(file, LARGEST) == PNG


async def test_on_our_disk_it_bears_neither_its_name_nor_its_owners_and_is_ours_alone(
    stage: Stage, browser: Browser
) -> None:
    file = await attach(stage, browser)
    (path,) = lying(stage)
    assert path.name == file.ref
    assert stage.heard[-1].place.id not in path.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_it_is_gone_ten_minutes_after_it_was_fetched(stage: Stage, browser: Browser) -> None:
    file = await attach(stage, browser)
    await stage.chat.fetch(file, LARGEST)
    pass_by(stage, tray.FETCHED - 5)
    assert await stage.chat.fetch(file, LARGEST) == PNG  # the first try had been refused for now
    pass_by(stage, tray.FETCHED + 5)
    with pytest.raises(DeliveryFailed) as failed:
        await stage.chat.fetch(file, LARGEST)
    assert failed.value.outcome == Gone("file")
    stage.chat.tray.sweep()
    assert lying(stage) == []


def pass_by(stage: Stage, seconds: float) -> None:
    """Time, for what lies there."""
    for path in lying(stage):
        moment = path.stat().st_mtime - seconds
        os.utime(path, (moment, moment))


async def test_what_no_message_names_goes_after_five_minutes_and_what_waits_after_three_hours(
    stage: Stage, browser: Browser
) -> None:
    await attach(stage, browser)
    await browser.bring("file-0002", b"never named")
    pass_by(stage, tray.UNNAMED + 5)
    stage.chat.tray.sweep()
    assert len(lying(stage)) == 1
    pass_by(stage, tray.NAMED)
    stage.chat.tray.sweep()
    assert lying(stage) == []


async def test_a_start_again_finds_what_has_not_been_fetched(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with (
        open_stage(sqlite_storage, folder=tmp_path) as stage,
        open_browser(stage) as browser,
    ):
        file = await attach(stage, browser)
    async with open_stage(sqlite_storage, folder=tmp_path) as stage:
        assert await stage.chat.fetch(file, LARGEST) == PNG


async def test_a_message_of_nothing_but_a_file_is_one(stage: Stage, browser: Browser) -> None:
    await browser.get("/")
    await browser.bring(FILE, PNG)
    async with browser.talk() as talk:
        await talk.ask("", **{FILE: "shot.png"})
        (shown,) = (await talk.until("messages"))["messages"]
    assert (shown["text"], shown["files"]) == ("", [{"name": "shot.png"}])


async def test_a_message_that_names_what_did_not_arrive_is_refused_and_one_that_was_handled_is_not(
    stage: Stage, browser: Browser
) -> None:
    async with browser.talk() as talk:
        await talk.ask("look", "question-1", **{FILE: "shot.png"})
        assert (await talk.until("error"))["code"] == "file_lost"
        await browser.bring(FILE, PNG)
        await talk.ask("look", "question-1", **{FILE: "shot.png"})
        await talk.until("ack")
        pass_by(stage, tray.NAMED + 5)
        stage.chat.tray.sweep()
        await talk.ask("look", "question-1", **{FILE: "shot.png"})  # our word had been lost
        await talk.until("ack")
    assert len(stage.heard) == 1


async def test_only_its_own_visitor_can_name_a_file(stage: Stage, browser: Browser) -> None:
    await browser.get("/")
    await browser.bring(FILE, PNG)
    async with open_browser(stage) as stranger, stranger.talk() as talk:
        await talk.ask("mine", **{FILE: "shot.png"})
        assert (await talk.until("error"))["code"] == "file_lost"


async def test_a_file_that_is_too_large_leaves_nothing_behind(
    stage: Stage, browser: Browser
) -> None:
    await browser.get("/")
    assert await browser.bring(FILE, BytesIO(bytes(LARGEST + 1))) == 413
    assert lying(stage) == []


async def test_no_other_page_and_nobody_without_a_cookie_brings_a_file(
    stage: Stage, browser: Browser
) -> None:
    assert await browser.bring(FILE, PNG) == 403
    await browser.get("/")
    assert await browser.bring(FILE, PNG, Origin="https://evil.example") == 403
    assert await browser.bring("..%2F..%2Fboot", PNG) == 403
    assert lying(stage) == []


async def test_a_visitor_brings_so_many_files_in_a_minute(stage: Stage, browser: Browser) -> None:
    await browser.get("/")
    answers = [await browser.bring(f"file-{n:04}", b"x") for n in range(22)]
    assert answers == [201] * 20 + [429] * 2


@pytest.mark.parametrize(
    "reference", ["", "../../etc/passwd", "/etc/passwd", "a" * 64, f"{'a' * 64}\n"]
)
async def test_no_reference_leads_out_of_the_folder(stage: Stage, reference: str) -> None:
    with pytest.raises(DeliveryFailed):
        await stage.chat.fetch(Attachment(reference, "document"), LARGEST)


@pytest.mark.parametrize(
    ("given_name", "name", "kind"),
    [
        ("../../etc/passwd", "passwd", "document"),
        ("C:\\me\\screen shot.JPG", "screen shot.JPG", "photo"),
        ("line\r\nbreak\u202egpj.exe", "line breakgpj.exe", "document"),
        ("", "file", "document"),
        (f"{'x' * 500}.mp4", f"{'x' * 116}.mp4", "video"),
    ],
)
def test_a_name_is_shown_without_folders_and_breaks(given_name: str, name: str, kind: str) -> None:
    ask = incoming.read(
        msgspec.json.encode(
            {
                "type": "ask",
                "id": "question-1",
                "text": "",
                "files": [{"id": FILE, "name": given_name}],
            }
        ).decode()
    )
    assert isinstance(ask, incoming.Ask)
    shown = ask.files[0].name
    assert shown == name
    assert incoming.attachment(shown, "", 0).kind == kind


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_no_name_has_a_folder_or_a_break_or_no_end(name: str) -> None:
    kept = incoming._name(name)
    assert 0 < len(kept) <= incoming.LONGEST_NAME
    assert not set(kept) & set("/\\\r\n\0")


# -- staff's -------------------------------------------------------------------------------------


async def test_staffs_file_is_fetched_when_it_is_taken_and_only_ever_saved(
    stage: Stage, browser: Browser
) -> None:
    address, name = await given_a_file(stage, browser)
    assert name == "how to.pdf"
    async with browser.session.get(stage.url + address) as answer:
        assert await answer.read() == PNG
        told = answer.headers
    assert told["Content-Disposition"] == "attachment; filename*=UTF-8''how%20to.pdf"
    assert told["Content-Type"] == "application/octet-stream"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert told["Cache-Control"] == "private, no-store"
    assert lying(stage) == []


async def test_nobody_else_gets_it_whatever_address_they_ask_for(
    stage: Stage, browser: Browser
) -> None:
    address, _name = await given_a_file(stage, browser)
    async with open_browser(stage) as stranger:
        assert (await stranger.get(address))[0] == 404
        await stranger.get("/")
        assert (await stranger.get(address))[0] == 404
    for other in ("/file/1.0/0", "/file/question-1/0", f"{address}9", f"{address[:-1]}-1"):
        assert (await browser.get(other))[0] == 404


@pytest.mark.parametrize("name", ['a"; x=".html', "злой\r\nSet-Cookie: a=b.svg", "<script>.html"])
async def test_no_name_gets_out_of_its_header_or_onto_the_page(
    stage: Stage, browser: Browser, name: str
) -> None:
    address, _name = await given_a_file(stage, browser, name)
    async with browser.session.get(stage.url + address) as answer:
        told = answer.headers
    assert not set(told["Content-Disposition"].partition("''")[2]) & set('"; \r\n<>')
    assert "Set-Cookie" not in told
    assert told["Content-Type"] == "application/octet-stream"


async def test_a_file_that_is_there_no_more_is_said_so_kindly(
    stage: Stage, browser: Browser
) -> None:
    address, _name = await given_a_file(stage, browser)
    stage.elsewhere.clear()
    status, page = await browser.get(address)
    assert status == 404
    assert "This file is not there any more" in page


# -- marks ---------------------------------------------------------------------------------------


async def test_what_has_reached_staff_is_told_and_a_reaction_stands_beside_it(
    stage: Stage, browser: Browser
) -> None:
    stage.answer = None
    async with browser.talk() as talk:
        await talk.ask("where is it?")
        await talk.until("ack")
        place, target = stage.heard[0].place, ["question-1"]
        before = (await talk.messages(1))[0]
        await stage.perform(React(target="", emoji="👍", is_receipt=True), place, target)
        marked = (await talk.messages(1))[0]
        await stage.perform(React(target="", emoji="❤"), place, target)
        liked = (await talk.messages(1))[0]
        await stage.perform(React(target="", emoji=None), place, target)
        after = (await talk.messages(1))[0]
    assert [one["reached"] for one in (before, marked, liked, after)] == [False, True, True, True]
    assert [one.get("reaction") for one in (before, marked, liked, after)] == [
        None,
        None,
        "❤",
        None,
    ]
    assert after["text"] == "where is it?"


async def test_a_mark_under_what_is_not_there_is_nothing_to_do(stage: Stage) -> None:
    place = Place("web", "nobody", private=True)
    receipt = await stage.perform(React(target="", emoji="👍"), place, ["question-1"])
    assert receipt.nothing_to_do
