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
    assert Glance(text).may_have_a_row(len(sound), 1)


def test_ordinary_words_are_no_row() -> None:
    seen = Glance(20 * CHATTER)
    assert not any(seen.may_have_a_row(12, stride) for stride in (1, 2, 3, 4))
    assert not seen.has_letters_apart(24)


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_a_row_of_every_second_word_or_so_is_seen(stride: int) -> None:
    text = " ".join(f"abandon {(stride - 1) * 'Ж '}" for _ in range(12))
    assert Glance(text).may_have_a_row(12, stride)
    assert not Glance(text).may_have_a_row(13, stride)


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
