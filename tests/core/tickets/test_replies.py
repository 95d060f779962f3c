"""Replies that are ready: in the asker's language, filled in, and nothing foreign in them."""

import re

import pytest

from core.config import load
from core.config.desk import FIELDS
from core.i18n import LANGUAGES
from core.official import Official
from core.storage import Storage
from core.text import Words
from core.tickets import canned
from tests.core.tickets.desk import desk_house, in_room, of, opens, room_of, said

CONFIG = load('[canned.texts.fee]\nen = "Fee: {number}"\nzh = "费用"', {}, platforms={})


@pytest.mark.parametrize("code", sorted(canned.built_in()))
def test_every_built_in_reply_is_there_in_all_languages_with_the_same_fields(code: str) -> None:
    texts = canned.built_in()[code]
    assert set(texts) == set(LANGUAGES)
    assert len({frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts.values()}) == 1
    for text in texts.values():
        Official.of(CONFIG).check((Words(text),))


def test_an_operators_reply_is_found_with_the_nearest_language() -> None:
    assert "fee" in canned.codes(CONFIG)
    assert canned.find(CONFIG, "fee", "zh") == "费用"
    assert canned.find(CONFIG, "fee", "ja") == "Fee: {number}"
    assert canned.find(CONFIG, "nothing", "ja") is None


def test_only_known_fields_are_filled_in() -> None:
    values = {field: "x" for field in FIELDS}
    assert canned.fill("{number} {duty_name} {other} {}", values) == "x x {other} {}"


async def test_a_reply_goes_out_in_the_askers_language(storage: Storage) -> None:
    async with desk_house(storage) as house:
        await house.says("ann", "/lang ru")
        number = await opens(house, "ann", "где мои деньги")
        await house.says("mia", "/canned hello", await room_of(house, number))
        heard = said(of(house, "ann")[-1])
        assert f"Разбираюсь с вашим обращением #{number}" in heard


async def test_an_entry_of_the_faq_is_a_reply_too(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await opens(house, "ann")
        await house.says("mia", "/canned reset-2fa", await room_of(house, number))
        assert "The reset-2fa answer, en." in said(of(house, "ann")[-1])


async def test_an_unknown_code_tells_staff_what_there_is(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await opens(house, "ann")
        before = len(of(house, "ann"))
        await house.says("mia", "/canned nothing", await room_of(house, number))
        assert "hello" in said((await in_room(house, number))[-1])
        assert len(of(house, "ann")) == before
