"""`/verify`: just these words are ours, here and now; whatever differs by a letter is a scam."""

import unicodedata
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bots.discord import styles as discord
from core.announcements import occurrences, rendering
from core.announcements.proof import fingerprint, issuing, manifest, spoken, store
from core.announcements.proof.manifest import Forged, Manifest, Signed
from core.announcements.proof.spoken import Form
from core.events import Link, Place, Quote
from core.storage import Storage
from core.text import Body
from tests.core.announcements.hall import (
    CONFIG,
    DOCUMENT,
    PLACES,
    approved,
    find,
    hall,
    passes,
    screen,
)
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import GROUP, House

FIVE = timedelta(minutes=5, seconds=1)
HIDDEN = DOCUMENT.replace("https://example.com/status", "[status](https://example.com/status)")
SITE = "https://example.com/status"
Forgery = Callable[[str], str]


@asynccontextmanager
async def told(
    storage: Storage, folder: Path, document: str = DOCUMENT
) -> AsyncIterator[tuple[House, int, str]]:
    """A house that has told everybody: the number, and the words in the English place."""
    config = f'[data]\nfolder = "{folder}"\n{CONFIG}'
    async with hall(storage, config) as house:
        number = await approved(house, document)
        await passes(house, FIVE)
        yield house, number, screen(house, PLACES["en"])[0].text


async def asks(house: House, text: str, **more: Any) -> str:
    """What a person hears who forwards this to the bot."""
    return (await house.says("zoe", text, forwarded_from="Somebody", **more))[-1].text


@pytest.mark.parametrize("place", ["en", "es", "ru"])
async def test_what_stands_in_a_place_is_ours_with_date_and_state(
    storage: Storage, tmp_path: Path, place: str
) -> None:
    async with told(storage, tmp_path) as (house, number, _text):
        heard = await asks(house, screen(house, PLACES[place])[0].text)
    assert heard.startswith(f"✅ These words are ours: announcement No. {number} of ")
    assert "Now: planned" in heard


@pytest.mark.parametrize(
    "copied",
    [
        lambda text: " ".join(text.split()),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("🛠", "🛠\ufe0f"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: f"\n{text}  ",
    ],
)
async def test_copying_changes_nothing(
    sqlite_storage: Storage, tmp_path: Path, copied: Forgery
) -> None:
    async with told(sqlite_storage, tmp_path) as (house, _number, text):
        assert "These words are ours" in await asks(house, copied(text))


FORGERIES: Mapping[str, Forgery] = {
    "a link that is seen": lambda text: text.replace("example.com", "example.com.evil.io"),
    "a link below a look-alike": lambda text: text.replace("example.com", "examp1e.com"),
    "a look-alike letter": lambda text: text.replace("pause", "p\u0430use"),
    "a letter that nobody sees": lambda text: text.replace("pause", "pa\u200buse"),
    "a wide letter": lambda text: text.replace("BTC", "\uff22TC"),
    "one more sentence": lambda text: f"{text}\nSend 1 BTC to be safe.",
    "a sentence left out": lambda text: text.replace("Withdrawals of BTC pause. ", ""),
    "another number": lambda text: text.replace("No. 1", "No. 2"),
    "another time": lambda text: text.replace("UTC", "UTC+9"),
    "another order": lambda text: "\n\n".join(reversed(text.split("\n\n"))),
    "another direction": lambda text: text.replace("pause", "\u202eesuap\u202c"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forgery_is_not_ours(sqlite_storage: Storage, tmp_path: Path, forgery: str) -> None:
    async with told(sqlite_storage, tmp_path) as (house, _number, text):
        forged = FORGERIES[forgery](text)
        assert forged != text
        assert (await asks(house, forged)).startswith("⛔ This is not ours.")


async def test_a_link_that_hides_another_target_is_a_scam(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with told(sqlite_storage, tmp_path, HIDDEN) as (house, _number, text):
        shown = text.replace(f" ({SITE})", "")
        true, false = (Link(target, "status") for target in (SITE, "https://evil.io/status"))
        heard = await asks(house, shown, links=(true,))
        assert "These words are ours" in heard
        assert heard.endswith(f"no other:\n\n• {SITE}")
        assert "Treat this as a scam" in await asks(house, shown, links=(false,))


async def test_our_words_in_a_place_that_we_did_not_say_them_in_are_a_scam(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with told(sqlite_storage, tmp_path) as (house, _number, text):

        async def replies(place: Place) -> str:
            quoted = Quote(id="77", text=text)
            said = await house.says("zoe", "/verify", place, quoted=quoted, addressed=True)
            return said[-1].text

        assert "These words are ours" in await replies(PLACES["en"])
        assert "we did not say them there" in await replies(GROUP)


async def test_what_was_recalled_says_so(storage: Storage, tmp_path: Path) -> None:
    async with told(storage, tmp_path) as (house, number, text):
        await house.says("bob", f"/notice {number} recalled")
        await passes(house, timedelta(minutes=1))
        assert "Now: recalled, since" in await asks(house, text)
        assert "no longer ours: recalled on" in await answer(house, f"/verify {number}")


async def answer(house: House, line: str) -> str:
    return (await house.says("zoe", line))[-1].text


async def test_a_number_brings_the_original_to_be_compared(
    storage: Storage, tmp_path: Path
) -> None:
    async with told(storage, tmp_path) as (house, number, text):
        for form in ("{}", "No. {}", "#{}", "n.º {}", "№ {}", "第 {} 号", "{}번"):
            heard = await answer(house, f"/verify {form.format(number)}")
            assert heard.endswith(text)
        assert "word for word" in await answer(house, f"/verify {number}")


async def test_a_draft_is_unknown_to_the_world(storage: Storage, tmp_path: Path) -> None:
    async with told(storage, tmp_path) as (house, number, _text):
        await house.says("mia", f"/announce {DOCUMENT}")
        assert "This is not ours" in await answer(house, f"/verify {number + 1}")


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        ("https://example.com/fees", "on our official list"),
        ("help.example.com", "on our official list"),
        ("@example_help", "on our official list"),
        ("https://example.com@evil.io/", "This is not ours"),
        ("https://exаmple.com", "This is not ours"),
        ("example.com.evil.io", "This is not ours"),
        ("@example_support", "I never confirm people"),
        ("loop:bob", "I never confirm people"),
        ("Hello, I am the support of Example", "This is not ours"),
    ],
)
async def test_a_link_is_ours_by_the_list_and_people_never_are(
    sqlite_storage: Storage, asked: str, heard: str
) -> None:
    async with hall(sqlite_storage) as house:
        assert heard in await answer(house, f"/verify {asked}")


async def test_official_lists_what_is_ours(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage) as house:
        heard = await answer(house, "/official")
    assert "@example_help" in heard
    assert "example.com" in heard


async def test_it_is_answered_in_a_panic(sqlite_storage: Storage, tmp_path: Path) -> None:
    from core import brake

    async with told(sqlite_storage, tmp_path) as (house, number, text):
        await house.storage.run(lambda tx: brake.pull(tx, house.now()))
        assert "These words are ours" in await asks(house, text)
        assert "word for word" in await answer(house, f"/verify {number}")
        assert "example.com" in await answer(house, "/official")


# -- the manifest --------------------------------------------------------------------------------


async def issued(house: House) -> str:
    await house.app.unit(lambda unit: issuing.issue(unit, ""))
    _sequence, document = await house.storage.read(store.manifest)
    return document


async def test_the_manifest_proves_the_words_without_us(storage: Storage, tmp_path: Path) -> None:
    async with told(storage, tmp_path) as (house, number, text):
        key = manifest.public_key(issuing.seed(house.app.config))
        found = manifest.read(await issued(house), key, house.now())
        announcement, said = manifest.find(found, text, place="loop:english")
        assert (announcement.id, said.language) == (number, "en")
        for forgery in FORGERIES.values():
            with pytest.raises(Forged):
                manifest.find(found, forgery(text))
        with pytest.raises(Forged, match="not said there"):
            manifest.find(found, text, place=GROUP.key)
        with pytest.raises(Forged, match="leads elsewhere"):
            manifest.find(found, text, links=(Link("https://evil.io", "here"),))


async def test_the_key_lies_beside_the_database_for_its_owner_alone(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with told(sqlite_storage, tmp_path) as (house, _number, _text):
        await issued(house)
    assert (tmp_path / issuing.KEY).stat().st_mode & 0o777 == 0o600


async def test_an_old_manifest_and_one_of_another_key_prove_nothing(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with told(sqlite_storage, tmp_path) as (house, _number, _text):
        key = manifest.public_key(issuing.seed(house.app.config))
        old, new = await issued(house), await issued(house)
        sequence = manifest.read(new, key, house.now()).sequence
        with pytest.raises(Forged, match="before"):
            manifest.read(old, key, house.now(), at_least=sequence)
        with pytest.raises(Forged, match="good until"):
            manifest.read(new, key, house.now() + manifest.GOOD_FOR)
        with pytest.raises(Forged, match="this key"):
            manifest.read(new, manifest.public_key(bytes(32)), house.now())


def _forge(document: str, **changes: object) -> str:
    signed = msgspec.json.decode(document, type=Signed)
    other = msgspec.structs.replace(signed.manifest, **changes)
    return msgspec.json.encode(msgspec.structs.replace(signed, manifest=other)).decode()


async def test_nothing_in_a_signed_manifest_can_be_changed(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with told(sqlite_storage, tmp_path) as (house, _number, _text):
        key = manifest.public_key(issuing.seed(house.app.config))
        document = await issued(house)
        found = manifest.read(document, key, house.now())
        changes: dict[str, object] = {
            "community": "Other",
            "sequence": found.sequence + 1,
            "issued_at": house.now(),
            "good_until": house.now() + timedelta(days=365),
            "places": {name: (*places, GROUP.key) for name, places in found.places.items()},
            "announcements": (),
        }
        assert set(changes) | {"format"} == set(Manifest.__struct_fields__)
        for name, value in changes.items():
            with pytest.raises(Forged):
                manifest.read(_forge(document, **{name: value}), key, house.now())
        with pytest.raises(Forged):
            manifest.read(document.replace("{", '{"extra": 1, ', 1), key, house.now())


async def test_each_part_of_what_a_platform_cuts_is_ours(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    """A thread, where nothing is edited."""
    cutting = Loopback(
        capabilities=msgspec.structs.replace(CAPABILITIES, text_limit=450, edits=False)
    )
    config = f'[data]\nfolder = "{tmp_path}"\n{CONFIG}'
    async with hall(sqlite_storage, config, cutting) as house:
        await approved(house, DOCUMENT.replace("pause.", "pause. " + "Please be patient. " * 50))
        await passes(house, FIVE)
        notice = await find(house, 1)
        body = rendering.post(notice, occurrences.first_step(notice), "en", "UTC")
        parts = cutting.outline(body).parts
        assert len(parts) > 2
        for part in parts:
            assert "These words are ours" in await asks(house, part)
            assert "This is not ours" in await asks(house, f"{part} now")


async def test_what_a_platform_shows_by_the_readers_clock_is_known_in_its_own_form(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    """The menu of a message hands us what was sent, time stamps and all."""
    async with told(sqlite_storage, tmp_path) as (house, _number, text):
        notice = await find(house, 1)
        body = rendering.post(notice, occurrences.first_step(notice), "en", "UTC")
        (sent,) = discord.parts_of(body)
        form = Form("discord", "en", "UTC", CAPABILITIES)
        step = occurrences.first_step(notice)
        known = {one.digest for one in spoken.texts(notice, step, [form], _as_discord)}
        assert "<t:" in sent
        assert fingerprint.of(sent) in known
        assert fingerprint.of(sent.replace("<t:1", "<t:2", 1)) not in known
        assert fingerprint.of(text) in known


def _as_discord(_platform: str, body: Body) -> list[str]:
    return discord.parts_of(body)
