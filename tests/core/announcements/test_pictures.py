"""A picture with an announcement: by admins alone, by its very bytes, with words for all."""

from pathlib import Path

import msgspec
import pytest

from core import pictures
from core.announcements import collecting, store
from core.events import Attachment
from core.storage import Storage
from tests.bots.test_cli_announcements import _send
from tests.core.announcements.hall import (
    PLACES,
    asks,
    find,
    hall,
    passes,
    screen,
    writes,
)
from tests.core.announcements.test_story import FIVE
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import House, private

PNG = b"\x89PNG\r\n\x1a\n" + bytes(2_000)
NEWS = """+++
fallback = ["en"]
[alt]
en = "A bridge at night"
es = "Un puente de noche"
+++
+++ en
We are moving.
+++ es
Nos mudamos.
"""
ABLE = msgspec.structs.replace(CAPABILITIES, fetch_bytes=20_000_000)


def platform() -> Loopback:
    seeing = Loopback(capabilities=ABLE)
    seeing.files["f1"] = PNG
    return seeing


async def sends(house: House, person: str, line: str, ref: str = "f1") -> str:
    """A picture with a line below it, and what is heard when it was read."""
    said = await house.says(person, line, attachments=(Attachment(ref, "photo"),))
    while (wanted := await house.storage.read(collecting._first)) is not None:
        await collecting.collect(house.app, wanted)
        await house.settle()
        said = screen(house, private(person))
    return said[-1].text


def shown(house: House, language: str) -> list[tuple[bytes, str]]:
    """The pictures that went to a place."""
    place = PLACES[language]
    return [
        (content.data, content.alt)
        for delivery in house.platform.performed
        if delivery.place == place
        for content in delivery.contents
    ]


def pictures_for(house: House, person: str) -> list[bytes]:
    """What the card of the second key shows: nobody approves what they have not seen."""
    return [
        content.data
        for delivery in house.platform.performed
        if delivery.place == private(person)
        for content in delivery.contents
    ]


async def test_an_admin_sends_one_and_every_place_sees_it_with_words(storage: Storage) -> None:
    async with hall(storage, platform=platform()) as house:
        number = await writes(house, "bob", NEWS)
        assert "A picture" in await sends(house, "bob", f"/picture {number}")
        code = await asks(house, number, "bob")
        assert pictures_for(house, "amy") == [PNG]
        await house.says("amy", f"/turnkey {code}")
        await passes(house, FIVE)
        assert shown(house, "en") == [(PNG, "A bridge at night")]
        assert shown(house, "es") == [(PNG, "Un puente de noche")]
        heard = await house.says("zoe", "A bridge at night", forwarded_from="Somebody")
        assert "These words are ours" in heard[-1].text


async def test_a_draft_is_begun_below_its_picture(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage, platform=platform()) as house:
        assert "A picture" in await sends(house, "bob", "/announce We are moving.")
        assert (await find(house, 1)).draft.picture == pictures.look(PNG)


async def test_a_moderator_adds_no_picture(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage, platform=platform()) as house:
        number = await writes(house, "mia", NEWS)
        assert "not allowed" in await sends(house, "mia", f"/picture {number}")
        assert "Only an admin" in await sends(house, "mia", "/announce We are moving.")
        assert "Only its author" in await sends(house, "bob", f"/picture {number}")
        assert (await find(house, number)).draft.picture is None


async def test_who_is_no_admin_any_more_sends_none(sqlite_storage: Storage) -> None:
    """Not even with a draft of their better days."""
    async with hall(sqlite_storage, platform=platform()) as house:
        number = await writes(house, "mia", NEWS)
        draft = msgspec.structs.replace((await find(house, number)).draft, picture=_kept())
        await house.app.unit(lambda u: store.edit(u.tx, number, draft, "", u.now))
        said = await house.says("amy", f"/turnkey {await asks(house, number)}")
        assert "Only an admin may add a picture" in said[-1].text


def _kept() -> pictures.Picture:
    return pictures.look(PNG)


async def test_another_picture_is_another_draft(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage, platform=platform()) as house:
        number = await writes(house, "bob", NEWS)
        await sends(house, "bob", f"/picture {number}")
        code = await asks(house, number, "bob")
        house.platform.files["f2"] = PNG + b"!"
        await sends(house, "bob", f"/picture {number}", "f2")
        said = await house.says("amy", f"/turnkey {code}")
        assert "This request is over" in said[-1].text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"GIF89a", "no picture in PNG or JPEG"),
        (b"<svg/>", "no picture in PNG or JPEG"),
        (PNG + bytes(pictures.MOST_BYTES), "no picture in PNG or JPEG of at most 5 MB"),
        (b"", "could not be read"),
    ],
)
async def test_what_is_no_picture_or_too_large_is_said_at_once(
    sqlite_storage: Storage, data: bytes, told: str
) -> None:
    async with hall(sqlite_storage, platform=platform()) as house:
        number = await writes(house, "bob", NEWS)
        house.platform.files["f3"] = data
        assert told in await sends(house, "bob", f"/picture {number}", "f3")


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('es = "Un puente de noche"\n', "", "no words in Español that say what"),
        ("A bridge", "See evil7q.io", "not on the official list"),
        ("A bridge", "A bridge of 3 arcs", "has the number 3"),
        ("A bridge", "A bridge" + " and more" * 200, "too long in English"),
    ],
)
async def test_its_words_are_looked_at_like_the_texts(
    sqlite_storage: Storage, was: str, becomes: str, told: str
) -> None:
    async with hall(sqlite_storage, platform=platform()) as house:
        number = await writes(house, "bob", NEWS.replace(was, becomes))
        await sends(house, "bob", f"/picture {number}")
        said = await house.says("bob", f"/askkey {number}")
        assert told in said[-1].text.replace("\u2068", "").replace("\u2069", "")


async def test_what_is_too_large_for_a_platform_is_named_with_it(
    sqlite_storage: Storage,
) -> None:
    async with hall(sqlite_storage, platform=platform()) as house:
        number = await writes(house, "bob", NEWS)
        house.platform.files["f4"] = PNG + bytes(3_000_000)
        await sends(house, "bob", f"/picture {number}", "f4")
        said = await house.says("bob", f"/askkey {number}")
        assert "loop: the picture is too large" in said[-1].text


async def test_a_file_names_the_picture_that_lies_beside_it(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    from bots.cli_announcements import _image
    from bots.requests import Announce

    document = NEWS.replace("+++\n", '+++\nimage = "bridge.png"\n', 1)
    (tmp_path / "bridge.png").write_bytes(PNG)
    async with hall(sqlite_storage, platform=platform()) as house:
        await _send(house, tmp_path, Announce(document, _image(tmp_path, document)))
        assert (await find(house, 1)).draft.picture == pictures.look(PNG)
        card = screen(house, private("bob"))[-1]
        assert pictures.look(PNG).sha256[:16] in card.text
        await house.presses("bob", card, "Approve")
        await passes(house, FIVE)
        assert shown(house, "en") == [(PNG, "A bridge at night")]


async def test_a_preview_shows_the_picture(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage, platform=platform()) as house:
        number = await writes(house, "bob", NEWS)
        await sends(house, "bob", f"/picture {number}")
        await house.says("bob", f"/preview {number} loop en")
        assert house.platform.performed[-1].contents[0].data == PNG


async def test_a_document_in_a_chat_asks_for_the_picture_that_it_names(
    sqlite_storage: Storage,
) -> None:
    async with hall(sqlite_storage, platform=platform()) as house:
        document = NEWS.replace("+++\n", '+++\nimage = "bridge.png"\n', 1)
        said = await house.says("bob", f"/announce {document}")
        assert "/picture 1" in said[-1].text
