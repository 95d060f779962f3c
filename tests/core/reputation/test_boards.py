"""What `/top` and `/rep` say: places, ties, names, who is hidden."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
import pytest

from core.context import Unit
from core.events import Quote
from core.i18n import LANGUAGES, translate
from core.moments import to_micros
from core.reputation import board, store
from core.reputation.callings import Callings
from core.reputation.explaining import SHOWN
from core.reputation.ledger import Kind, Row
from core.reputation.rules import REASONS as WHY
from core.reputation.wording import KINDS, REASONS
from core.storage import Storage
from tests.core.reputation.village import Villagers, account, village
from tests.house import GROUP


async def top(people: Villagers, person: str, how: str = "") -> list[str]:
    said = await people.house.says(person, f"/top {how}".strip(), GROUP, addressed=True)
    return said[-1].text.splitlines()


async def test_those_with_as_many_points_share_a_place_and_the_next_follows(
    storage: Storage,
) -> None:
    async with village(storage) as people:
        for person, number in (("ben", 3), ("cat", 2), ("dan", 2), ("eve", 1)):
            await people.earns(person, number)
        places = [line.split(".")[0] for line in (await top(people, "fay"))[1:]]
        assert places == ["1", "2", "2", "3"]


async def test_whoever_asks_stands_last_with_their_own_place(storage: Storage) -> None:
    async with village(storage) as people:
        for number in range(11):
            await people.earns(f"h{number}", 2)
        await people.earns("fay", 1)
        lines = await top(people, "fay", "all")
        assert len(lines) == 1 + 10 + 2
        assert lines[-2] == "…"
        assert lines[-1].startswith("2.")
        assert lines[-1].endswith("← you")
        assert lines[0] == "Who has helped most"


async def test_whoever_asks_is_told_their_place_in_their_language(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.earns("fay", 1)
        await people.house.says("fay", "/lang ko")
        assert (await top(people, "fay"))[-1].endswith("← 나")


async def test_a_board_of_a_language_holds_only_its_points(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.says("ann", "gracias", quoted=await people.answers("ben", "ann"), locale="es")
        assert len(await top(people, "ann", "week es")) == 2
        assert len(await top(people, "ann", "es")) == 2
        assert "Nobody has points here yet" in (await top(people, "ann", "all ko"))[0]


async def test_names_are_shown_as_they_are_and_call_nobody(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        evil = "**@everyone** [x](https://evil.example)"
        answer = await people.answers("ben", "ann", name=evil)
        await people.says("ann", "thanks", quoted=answer)
        said = await people.house.says("ann", "/top", GROUP, addressed=True)
        assert "**" in said[-1].text
        assert "evil.example" not in said[-1].text
        assert "@everyone" not in said[-1].text  # it is broken, as a link is
        assert said[-1].links == ()


def test_a_name_that_changes_while_another_is_written_is_written_too() -> None:
    callings, ben = Callings(), account("ben")
    for name in ("Ben", "Bea"):
        callings.note(ben, name, None)
    waiting = callings.renamed()
    callings.note(ben, "Bob", None)
    callings.written(waiting)
    assert callings.renamed() == {"loop:ben": "Bob"}
    callings.written(callings.renamed())
    assert callings.renamed() == {}


async def test_a_new_name_stands_on_the_board_without_new_points(storage: Storage) -> None:
    async with village(storage) as people:
        await people.thanks("ann", "ben")
        assert "Ben: 5 points" in shown(await top(people, "ann"))
        for name in ("Bea", ""):
            await people.says("ben", "hello again", name=name)
            await people.runs("reputation-answers")
            assert "Bea: 5 points" in shown(await top(people, "ann"))


def shown(lines: list[str]) -> str:
    """Without the signs that keep a stranger's words apart."""
    return " ".join(lines).translate({0x2068: None, 0x2069: None})


@pytest.mark.parametrize(
    ("moment", "week", "month"),
    [
        ("2028-02-29T23:59:59.999999+00:00", "2028-W09", "2028-02"),
        ("2028-03-01T00:00:00+00:00", "2028-W09", "2028-03"),
        ("2026-12-31T23:59:59+00:00", "2026-W53", "2026-12"),
        ("2027-01-01T00:00:00+00:00", "2026-W53", "2027-01"),
        ("2027-01-04T00:00:00+00:00", "2027-W01", "2027-01"),
    ],
)
def test_weeks_and_months_turn_by_utc(moment: str, week: str, month: str) -> None:
    assert board.periods(datetime.fromisoformat(moment)) == ("all", week, month)


def test_what_is_taken_back_after_the_turn_is_missing_only_where_it_counted() -> None:
    leap_day = datetime(2028, 2, 29, 23, 59, tzinfo=UTC)
    after = leap_day + timedelta(minutes=2)
    found = board.changes(-5, "es", to_micros(leap_day), after)
    assert found == {(when, each): -5 for when in ("all", "2028-W09") for each in ("", "es")}


async def test_a_week_ends(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.earns("ben", 1)
        people.house.shift += timedelta(days=40)
        await people.runs("reputation-day")
        assert "Nobody has points" in (await top(people, "ben", "month"))[0]
        assert "15 points" in (await top(people, "ben", "all"))[1]


async def test_who_hides_stands_on_no_board_and_keeps_the_points(storage: Storage) -> None:
    async with village(storage) as people:
        await people.earns("ben", 2)
        await people.earns("cat", 1)
        await people.house.says("ben", "/rep hide")
        lines = await top(people, "cat", "all")
        assert len(lines) == 2
        assert lines[1].startswith("1.")
        await people.earns("ben", 1)
        assert len(await top(people, "ben", "all")) == 2
        said = await people.house.says("ben", "/rep")
        assert "You have 45 points." in said[-1].text
        assert "You stand on no board; /rep show changes that." in said[-1].text
        await people.house.says("ben", "/rep show")
        assert len(await top(people, "cat", "all")) == 3


async def test_history_explains_every_change(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.reacts("ann", answer, "👍")
        await people.reacts("ann", answer, before="👍")
        said = await people.house.says("ben", "/rep history")
        first, second = said[-1].text.splitlines()
        assert "-5 thanks from the asker (it was taken back)" in first
        assert "+5 thanks from the asker" in second
        nothing = await people.house.says("ann", "/rep history")
        assert "Nothing yet" in nothing[-1].text


async def test_history_leads_back_to_the_first_change(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        for number in range(SHOWN + 2):
            await people.earns("ben", 1, points=number + 1)
        said = (await people.house.says("ben", "/rep history"))[-1]
        assert len(said.text.splitlines()) == SHOWN
        assert f"+{SHOWN + 2} " in said.text.splitlines()[0]
        await people.house.presses("ben", said, "Older")
        older = people.platform.screens["loop:ben"][-1]
        assert [line.split(" · ")[1][:2] for line in older.text.splitlines()] == ["+2", "+1"]
        assert not older.buttons
        able = people.platform.capabilities
        people.platform.capabilities = msgspec.structs.replace(able, buttons=False)
        said = (await people.house.says("ben", "/rep history"))[-1]
        assert said.text.endswith("… /rep history 2")
        for page in ("0", "x", "99", "9" * 40):
            assert (await people.house.says("ben", f"/rep history {page}"))[-1].text


def test_there_are_words_for_every_kind_and_reason() -> None:
    assert set(KINDS) == set(get_args(Kind))
    assert set(REASONS) == set(WHY) - {""}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_history_tells_every_reason_in_every_language(
    sqlite_storage: Storage, language: str
) -> None:
    async with village(sqlite_storage) as people:

        async def write(unit: Unit) -> None:
            now = to_micros(unit.now)
            for why in REASONS:
                await store.add(
                    unit.tx,
                    Row(
                        account="loop:ben", kind="thanks", points=-5, worth=5, state="void",
                        why=why, at=now, noted_at=now,
                    ),
                )  # fmt: skip

        await people.house.app.unit(write)
        await people.house.says("ben", f"/lang {language}")
        pages = [await people.house.says("ben", f"/rep history {page}") for page in (1, 2)]
        told = "\n".join(part.text for page in pages for part in page)
        silent = [why for why, said in REASONS.items() if translate(said, language) not in told]
        assert silent == []


@pytest.mark.parametrize(
    ("language", "change"),
    [
        ("en", "-5 thanks from the asker (it was taken back)"),
        ("zh", None),
        ("ja", None),
        ("ko", None),
        ("ru", None),
        ("es", None),
    ],
)
async def test_history_speaks_the_readers_language(
    sqlite_storage: Storage, language: str, change: str | None
) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.reacts("ann", answer, "👍")
        await people.reacts("ann", answer, before="👍")
        await people.house.says("ben", f"/lang {language}")
        shown = (await people.house.says("ben", "/rep history"))[-1].text
        words = [translate(one, language) for one in (KINDS["thanks"], REASONS["undone"])]
        assert all(word in shown for word in words)
        assert change is None or change in shown
        assert (language == "en") == ("thanks from the asker" in shown)


async def test_what_is_reduced_says_why(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.says("ann", "/solved", quoted=answer, addressed=True)
        said = await people.house.says("ben", "/rep history")
        assert "help from more people" in said[-1].text


async def test_an_answer_of_ours_is_nobodys(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.says("ann", "thanks!", quoted=Quote("u1", account("bot"), ours=True))
        assert await people.house.rows("SELECT * FROM reputation_ledger") == []
