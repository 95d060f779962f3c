"""The house's own commands, and a word on arrival."""

from datetime import timedelta

import pytest

from core import upkeep
from core.context import Unit
from core.events import Account, PlaceJoined
from core.storage import Storage
from tests.house import GROUP, House, open_house, private


@pytest.fixture
async def house(sqlite_storage: Storage) -> object:
    config = '[staff]\nadmins = ["loop:bob"]\n[community]\nname = "Acme *Ex*"\n'
    async with open_house(sqlite_storage, config, small=True) as house:
        yield house


async def heard(house: House, person: str, text: str, **facts: object) -> str:
    said = await house.says(person, text, **facts)  # type: ignore[arg-type]
    return said[-1].text if said else ""


async def test_start_says_what_for_what_not_and_where_private_matters_go(house: House) -> None:
    said = (await house.says("ann", "/start"))[0]
    lines = said.text.split("\n\n")
    assert len(lines) == 3
    assert "Acme *Ex*" in lines[0]
    assert "/ticket" in lines[2]
    assert [button.label for button in said.buttons][:2] == ["English", "中文"]


async def test_the_start_text_of_a_place_is_its_own(sqlite_storage: Storage) -> None:
    config = '[places."loop:ann"]\nstart = { en = "Hi **there**", es = "Hola" }\n'
    async with open_house(sqlite_storage, config, starter=False) as house:
        assert await heard(house, "ann", "/start", locale="es") == "Hola"
        assert await heard(house, "ann", "/start", locale="ko") == "Hi there"
        assert "assistant" in await heard(house, "bob", "/start")


async def test_help_lists_what_this_reader_may_use(house: House) -> None:
    text = await heard(house, "ann", "/help")
    assert "/ask – Ask a question" in text
    assert "/place" not in text
    assert "/helpful" not in text
    assert "/place" in await heard(house, "bob", "/help")


async def test_a_language_is_chosen_by_a_tap_and_answered_in(house: House) -> None:
    start = (await house.says("ann", "/lang"))[0]
    await house.presses("ann", start, "Русский")
    screen = house.platform.screens["loop:ann"]
    assert (screen[-1].id, screen[-1].edits) == (start.id, 1)
    assert "русск" in screen[-1].text
    assert await heard(house, "ann", "/cancel") != "There is no open question."


async def test_quiet_stops_unasked_answers_only(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, "[places]\nauto_answers = true", small=True) as house:
        await house.says("ann", "/quiet")
        assert await house.says("ann", "how do I reset my 2FA?", GROUP) == []
        assert len(await house.says("ann", "/ask how do I reset my 2FA?", GROUP)) == 1
        await house.says("ann", "/quiet off")
        assert len(await house.says("ann", "why is my withdrawal pending?", GROUP)) == 1


async def test_id_tells_ones_own(house: House) -> None:
    assert await heard(house, "ann", "/id") == "Your id: loop:ann"


async def test_place_prints_what_can_be_pasted(house: House) -> None:
    text = await heard(house, "bob", "/place")
    assert '[places."loop:bob"]\nauto_answers = false\nlanguage = "en"\nzone = "UTC"' in text


@pytest.mark.parametrize(
    ("missing", "expected"),
    [(("see_messages", "send_messages"), "privacy mode"), ((), "all that I need")],
)
async def test_who_adds_us_hears_what_is_missing(
    house: House, missing: tuple[str, ...], expected: str
) -> None:
    joined = PlaceJoined(
        id="j",
        at=house.now(),
        place=GROUP,
        author=Account("loop", "ann"),
        title="Acme evil.io fans",
        missing=missing,
    )
    said = await house.happens(joined)
    assert expected in said[0].text
    await house.says("eve", "/id")
    again = PlaceJoined(
        id="j2", at=house.now(), place=GROUP, author=Account("loop", "eve"), missing=missing
    )
    assert await house.happens(again) == []
    assert expected in house.platform.screens[private("eve").key][-1].text


async def test_what_is_over_is_forgotten_by_the_hourly_job(house: House) -> None:
    await house.says("ann", "/ask")
    house.shift += timedelta(days=8)

    async def tidy(unit: Unit) -> None:
        await upkeep.tidy(unit, "")

    await house.app.unit(tidy)
    assert await house.rows("SELECT * FROM dialogues") == []
    assert await house.rows("SELECT * FROM outbox") == []
    assert await house.rows("SELECT * FROM seen") == []
