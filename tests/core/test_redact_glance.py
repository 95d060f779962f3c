"""Long texts are found harmless at a glance, and never one that holds a phrase."""

import random
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from core.redact import Kind, find
from core.redact.glance import Glance
from core.redact.wordlists import DAMAGED
from tests.moderation import phrases_of_wallets

CHATTER = (
    "Where is my withdrawal, please? I asked on Monday. Вывод завис! 提现还没有到账，怎么办？ "
)


@pytest.mark.parametrize("language", Mnemonic.list_languages())
@pytest.mark.parametrize("write", [str.lower, str.upper, str.title])
def test_each_word_of_a_list_is_known_however_it_is_written(
    language: str, write: Callable[[str], str]
) -> None:
    words = [unicodedata.normalize("NFC", word) for word in Mnemonic(language).wordlist]
    sound = [word for word in words if DAMAGED not in word]
    text = ", ".join(map(write, sound))
    seen = Glance(text)
    assert [*seen.rows(len(sound), 1)] == [range(len(sound))]
    assert seen.words(range(len(sound))) == text.split(", ")


def test_ordinary_words_are_no_row() -> None:
    seen = Glance(20 * CHATTER)
    assert not [row for stride in (1, 2, 3, 4) for row in seen.rows(12, stride)]
    assert not seen.has_letters_apart(24)


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_a_row_of_every_second_word_or_so_is_seen(stride: int) -> None:
    text = " ".join(f"abandon {(stride - 1) * 'Ж '}" for _ in range(12))
    (row,) = Glance(text).rows(12, stride)
    assert Glance(text).words(row) == 12 * ["abandon"]
    assert not [*Glance(text).rows(13, stride)]


def test_a_row_is_shown_with_its_neighbours() -> None:
    seen = Glance("one zzz abandon, ability zzz two")
    (row,) = seen.rows(2, 1)
    assert seen.around(row) == "zzz abandon, ability zzz"
    (whole,) = Glance("abandon ability").rows(2, 1)
    assert Glance("abandon ability").around(whole) == "abandon ability"


def test_letters_apart_are_counted() -> None:
    seen = Glance(f"one {'z ' * 24}two")
    assert seen.has_letters_apart(24)
    assert not seen.has_letters_apart(25)


@given(st.text() | st.text(st.sampled_from("ab é,界글か😀\ud800")), st.integers(1, 4))
def test_long_words_are_found_whole(text: str, letters: int) -> None:
    words = "".join(sign if sign in "abé界글か" else " " for sign in text).split()
    if set(text) <= set("ab é,界글か"):
        assert Glance(text).long_words(letters) == [w for w in words if len(w) >= letters]
    assert all(len(word) >= letters for word in Glance(text).long_words(letters))


@pytest.mark.parametrize("language", phrases_of_wallets.LANGUAGES)
def test_a_phrase_in_a_long_text_is_found(language: str) -> None:
    dice = random.Random(language)
    for _name, phrase in phrases_of_wallets.disguised(language, 1):
        if not any(one.kind.is_secret for one in find(phrase)):
            continue
        around = 24 * CHATTER
        cut = dice.randrange(len(around))
        text = f"{around[:cut]}\n{phrase}\n{around[cut:]}"
        assert any(one.kind is Kind.SEED_PHRASE for one in find(text)), phrase
