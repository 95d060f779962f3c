"""Where no buttons are shown, the way on is told in words."""

import msgspec
import pytest

from core.storage import Storage
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import GROUP, House, open_house

RIDDLE = "qwzx vbnk jjjq"
NO_BUTTONS = msgspec.structs.replace(CAPABILITIES, buttons=False)
ONLY = {"in_public": "answers"}
QUESTION = "how do I reset my 2FA?"
CONTACT = '[support]\ncontact = { en = "Mail us.", ru = "Пишите нам." }\n'


async def said(storage: Storage, text: str, config: str = "", **how: object) -> str:
    able = {name: how.pop(name) for name in ("private", "in_public") if name in how}
    loop = Loopback(msgspec.structs.replace(NO_BUTTONS, **able))
    async with open_house(storage, config, platform=loop, small=True) as house:
        return await _heard(house, text, **how)


async def _heard(house: House, text: str, **how: object) -> str:
    (seen,) = await house.says("ann", text, addressed=True, **how)  # type: ignore[arg-type]
    assert seen.buttons == []
    return seen.text


@pytest.mark.parametrize("text", [RIDDLE, "hello"])
async def test_in_public_people_are_told_to_write_in_private(
    sqlite_storage: Storage, text: str
) -> None:
    heard = await said(sqlite_storage, text, place=GROUP)
    assert heard.endswith("To talk to a person, write /ticket to us in a private message.")


async def test_in_private_the_command_is_named(sqlite_storage: Storage) -> None:
    assert (await said(sqlite_storage, RIDDLE)).endswith("To talk to a person, write /ticket here.")


async def test_where_nobody_can_write_to_us_in_private_the_contact_is_told(
    sqlite_storage: Storage,
) -> None:
    heard = await said(sqlite_storage, RIDDLE, CONTACT, place=GROUP, private=False, locale="ru")
    assert heard.endswith("Пишите нам.")


async def test_without_a_contact_the_official_ways_are_named(sqlite_storage: Storage) -> None:
    heard = await said(sqlite_storage, RIDDLE, place=GROUP, private=False)
    assert "the official website" in heard


async def test_titles_that_come_near_are_listed(sqlite_storage: Storage) -> None:
    heard = await said(sqlite_storage, "2fa", "[faq]\nconfidence_asked = 1.0\n", place=GROUP)
    assert "Is it one of these?" in heard
    assert "2FA" in heard.partition("\n")[2]
    assert heard.endswith("private message.")


# -- where nothing but answers is said in public ---------------------------------------------------


async def test_no_sentence_of_ours_stands_before_the_way_to_a_person(
    sqlite_storage: Storage,
) -> None:
    heard = await said(sqlite_storage, RIDDLE, CONTACT, place=GROUP, private=False, **ONLY)
    assert heard == "Mail us."


async def test_titles_stand_alone_there(sqlite_storage: Storage) -> None:
    config = "[faq]\nconfidence_asked = 1.0\n" + CONTACT
    heard = await said(sqlite_storage, "2fa", config, place=GROUP, private=False, **ONLY)
    first, *_, last = heard.splitlines()
    assert "2FA" in first
    assert last == "Mail us."


@pytest.mark.parametrize("text", ["hello", "/help", "/nonsense", "/solved"])
async def test_whatever_else_is_said_to_us_there_draws_no_word(
    sqlite_storage: Storage, text: str
) -> None:
    loop = Loopback(msgspec.structs.replace(NO_BUTTONS, in_public="answers"))
    async with open_house(sqlite_storage, platform=loop, small=True) as house:
        assert await house.says("ann", text, GROUP, addressed=True) == []


async def test_an_entry_is_answered_there_and_all_is_said_in_private(
    sqlite_storage: Storage,
) -> None:
    loop = Loopback(msgspec.structs.replace(NO_BUTTONS, in_public="answers"))
    async with open_house(sqlite_storage, platform=loop, small=True) as house:
        assert len(await house.says("ann", QUESTION, GROUP, addressed=True)) == 1
        assert len(await house.says("ann", "hello")) == 1
