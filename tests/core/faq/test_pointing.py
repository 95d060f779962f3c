"""Where no buttons are shown, the way on is told in words."""

import msgspec
import pytest

from core.storage import Storage
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import GROUP, House, open_house

RIDDLE = "qwzx vbnk jjjq"
NO_BUTTONS = msgspec.structs.replace(CAPABILITIES, buttons=False)
CONTACT = '[support]\ncontact = { en = "Mail us.", ru = "Пишите нам." }\n'


async def said(storage: Storage, text: str, config: str = "", **how: object) -> str:
    capabilities = msgspec.structs.replace(NO_BUTTONS, private=how.pop("private", True))
    loop = Loopback(capabilities)
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
