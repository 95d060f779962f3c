"""What a platform alarms us of reaches the admins, once, in words."""

import pytest

from core import moments
from core.alarms import ALARMS
from core.events import AlarmRaised
from core.i18n import LANGUAGES, compose
from core.storage import Storage
from core.text import Quoted, render
from tests.house import GROUP, House, open_house


@pytest.fixture
async def house(sqlite_storage: Storage) -> object:
    config = '[staff]\nadmins = ["loop:bob", "loop:olga"]\n'
    async with open_house(sqlite_storage, config, starter=False) as house:
        await house.says("bob", "/lang en")
        yield house


def alarm(what: str, detail: str = "", id_: str = "a1") -> AlarmRaised:
    return AlarmRaised(id=id_, at=moments.now(), place=GROUP, what=what, detail=detail)


def told(house: House) -> list[str]:
    return [seen.text for seen in house.platform.screens["loop:bob"]][1:]


@pytest.mark.parametrize("what", ALARMS)
async def test_every_alarm_is_told_to_the_admins(house: House, what: str) -> None:
    await house.happens(alarm(what, "$8.00 / $10.00"))
    (text,) = told(house)
    assert "Loop" in text
    if what != "unseen_delivery":
        assert "$8.00 / $10.00" in text.replace("\u2060", "").replace("\u2068", "").replace(
            "\u2069", ""
        )


async def test_an_alarm_is_told_once_for_its_id(house: House) -> None:
    for id_ in ("a1", "a1", "a2"):
        await house.happens(alarm("budget_near", id_=id_))
    assert len(told(house)) == 2


async def test_the_name_of_a_right_is_told_in_words(house: House) -> None:
    await house.happens(alarm("ability_lost", "read_private"))
    assert "read private messages" in told(house)[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ALARMS)
def test_every_alarm_can_be_said_in_every_language(what: str, language: str) -> None:
    message = ALARMS[what](Quoted("X"), Quoted("1"))
    assert "X" in render(compose(message, language)).text
