"""Names that are made to be taken for ours, and those that are not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.ordinary_names import ordinary
from moderation.folding import fold
from moderation.likeness import resembles
from moderation.protected import Protected
from tests.moderation import lookalikes

NAMES = ["Example Support", "Coinhaven Admin", "Ledgerly Help", "Anna Fischer", "Examplebot"]
PROTECTED = Protected(NAMES)


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_folding_is_total_idempotent_and_bounded(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert len(folded) <= 18 * len(text)


@pytest.mark.parametrize("start", range(0, 0x110000, 0x10000))
def test_folding_any_code_point_twice_changes_nothing(start: int) -> None:
    wrong = [
        code for code in range(start, start + 0x10000) if fold(chr(code)) != fold(fold(chr(code)))
    ]
    assert wrong == []


@pytest.mark.parametrize("family", lookalikes.FAMILIES)
def test_look_alikes_of_every_family_are_seen_through(family: str) -> None:
    dice = random.Random(family)
    brands = ["Example Support", "Coinhaven Admin", "Ledgerly Help"]
    made = [lookalikes.FAMILIES[family](dice, dice.choice(brands)) for _ in range(40)]
    assert sum(resembles(name, PROTECTED) > 0 for name in made) >= 38


def test_ordinary_names_in_six_scripts_are_nobodys_imitation() -> None:
    assert [name for name in ordinary(3_000) if resembles(name, PROTECTED)] == []


@pytest.mark.parametrize(
    "name",
    [
        "Example fan", "I love Coinhaven", "Ledgerly user", "Support", "admin1", "Ann Fisher",
        "Samples Support", "support me pls", "Anna", "Fischer", "Coin Collector", "", "🚀",
        "\u200b",
    ],
)  # fmt: skip
def test_to_speak_of_a_brand_is_not_to_play_its_staff(name: str) -> None:
    assert resembles(name, PROTECTED) == 0


@pytest.mark.parametrize(
    "name",
    ["Fischer Anna", "Аnna Fіscher", "Examp1e_bot", "Example Support Team", "Support (Example)"],
)
def test_order_words_beside_and_digits_hide_nobody(name: str) -> None:
    assert resembles(name, PROTECTED) > 0


def test_a_common_word_in_place_of_the_brand_is_no_misspelling() -> None:
    protected = Protected(["Binance Support"])
    assert resembles("Finance Support", protected) == 0
    assert resembles("Binanse Suport", protected) > 0


@given(st.text(max_size=4_000))
@settings(max_examples=100)
def test_any_name_whatever_is_compared(name: str) -> None:
    assert 0 <= resembles(name, PROTECTED) <= 1


def test_nothing_is_protected_where_nothing_is_named() -> None:
    assert resembles("Example Support", Protected([])) == 0
    assert resembles("Example Support", Protected(["", "🚀", "   "])) == 0
