"""Transcripts: what the public version leaves out, and how both are written."""

import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from core.events import Account, Attachment
from core.i18n import Reader
from core.storage import Storage
from core.tickets import transcript
from core.tickets.lines import Line, Side
from core.tickets.rules import Happening, Kind, Ticket, opened
from core.tickets.transcript import Transcript
from core.tickets.transcripts import PAGES
from tests.bots.web.stage import open_browser, open_stage
from tests.core.tickets.desk import desk_house, in_room, of, opens, room_of, said
from tests.house import House

ANN, MIA = Account("loop", "ann"), Account("loop", "mia")
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
READER = Reader("en", "UTC")


def ticket() -> Ticket:
    detail: dict[str, str | int] = {
        "member": 1,
        "for": str(ANN),
        "queue": "support",
        "category": "trading",
        "language": "en",
        "priority": "normal",
    }
    return opened(7, Happening(kind=Kind.OPENED, at=START, by=ANN, detail=detail))


def line(number: int, side: Side, text: str, files: tuple[Attachment, ...] = ()) -> Line:
    at = START + timedelta(minutes=number)
    author = ANN if side == "asker" else MIA
    return Line(id=number, ticket=7, at=at, side=side, author=author, text=text, files=files)


LINES = (
    line(1, "asker", "my order vanished", (Attachment("r", "photo", "shot.png"),)),
    line(2, "internal", "looks like the old bug"),
    line(3, "staff", "We are on it."),
)
HAPPENED = (
    Happening(kind=Kind.OPENED, at=START, by=ANN),
    Happening(kind=Kind.PRIORITISED, at=START + timedelta(minutes=4), by=MIA),
    Happening(
        kind=Kind.RESOLVED, at=START + timedelta(minutes=5), by=MIA, detail={"reason": "spam"}
    ),
)


def build(internal: bool, lines: tuple[Line, ...] = LINES) -> Transcript:
    names = {MIA: "Support · 1"}
    return transcript.build(ticket(), lines, HAPPENED, names=names, internal=internal)


def test_the_public_version_has_no_remarks_accounts_and_reasons() -> None:
    written = transcript.to_json(build(False)) + transcript.to_html(build(False), READER)
    for secret in ("old bug", "loop:mia", "loop:ann", "spam", "prioritised"):
        assert secret not in written
    for word in ("my order vanished", "shot.png", "We are on it.", "Support · 1"):
        assert word in written


def test_the_internal_version_has_all_of_it() -> None:
    written = transcript.to_json(build(True)) + transcript.to_html(build(True), READER)
    for word in ("old bug", "loop:mia", "loop:ann", "spam", "prioritised"):
        assert word in written


def test_everything_stands_in_order_of_time() -> None:
    entries = json.loads(transcript.to_json(build(True)))["entries"]
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    assert [entry["side"] for entry in entries][:2] == ["event", "asker"]


class Read(HTMLParser):
    """The words of a page, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=60))
def test_no_words_of_others_become_html(text: str) -> None:
    page = Read()
    page.feed(transcript.to_html(build(False, (line(1, "asker", text),)), READER))
    assert set(page.tags) <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "ins",
        "body",
        "h1",
        "ul",
        "li",
    } | {
        "time",
        "em",
        "strong",
        "p",
    }
    assert text in "".join(page.words) or not text


# -- the command and its page --------------------------------------------------------------------


async def talked(house: House) -> int:
    number = await opens(house, "ann")
    room = await room_of(house, number)
    await house.says("mia", "just between us", room)
    await house.says("mia", "/reply We are on it.", room)
    return number


async def test_an_asker_reads_their_own_without_our_remarks(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await talked(house)
        await house.says("ann", f"/transcript {number}")
        heard = said(of(house, "ann")[-1])
        assert "my order vanished" in heard
        assert "We are on it." in heard
        assert "between us" not in heard


async def test_nobody_reads_the_ticket_of_another(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await talked(house)
        await house.says("ben", f"/transcript {number} internal")
        assert said(of(house, "ben")[-1]) == "There is no such ticket of yours."


async def test_staff_chooses_the_version(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await talked(house)
        room = await room_of(house, number)
        await house.says("mia", f"/transcript {number}", room)
        assert "between us" not in said((await in_room(house, number))[-1])
        await house.says("mia", f"/transcript {number} internal", room)
        assert "between us" in said((await in_room(house, number))[-1])


async def test_the_link_shows_html_and_json_and_is_good_for_a_day(storage: Storage) -> None:
    config = '[server]\npublic_url = "https://help.example.com"\n'
    async with desk_house(storage, config) as house:
        number = await talked(house)
        await house.says("ann", f"/transcript {number}")
        html, as_json = [button.url for button in of(house, "ann")[-1].buttons]
    async with open_stage(storage, pages=PAGES) as stage, open_browser(stage) as browser:
        status, page = await browser.get(html.removeprefix("https://help.example.com"))
        assert (status, "We are on it." in page, "between us" in page) == (200, True, False)
        status, page = await browser.get(as_json.removeprefix("https://help.example.com"))
        assert json.loads(page)["number"] == number
        assert (await browser.get("/transcript/unknown12345.html"))[0] == 404
