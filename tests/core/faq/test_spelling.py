import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.faq import spelling
from core.faq.features import normalise, tokens

KNOWN = spelling.collect([tokens("withdrawal pending verification card night")])


def read(text: str) -> str:
    return " ".join("".join(word) for word in KNOWN.right(tokens(normalise(text))))


@pytest.mark.parametrize(
    "word", ["withdrawl", "withdrwaal", "withdrawaal", "withdrewal", "eithdrawal"]
)
def test_one_typing_error_is_forgiven(word: str) -> None:
    assert read(word) == "withdrawal"


@pytest.mark.parametrize("word", ["wthdrwl", "car", "pending", "提现", "12345"])
def test_other_words_stay_as_they_are(word: str) -> None:
    assert read(word) == word


def test_the_commoner_word_is_meant() -> None:
    known = spelling.collect([tokens("chart chart charm")])
    assert known.right(tokens("chark")) == [("", "", "chart")]


def test_a_word_that_begins_alike_is_likelier_meant_than_a_commoner_one() -> None:
    known = spelling.collect([tokens("night night light")])
    assert known.right(tokens("lihgt")) == [("", "", "light")]
    assert known.right(tokens("bight")) == [("", "", "night")]


@given(st.text("bcdfgkmp", min_size=4, max_size=9), st.integers(0, 8), st.sampled_from("abcxyz"))
def test_any_single_error_is_forgiven(word: str, place: int, letter: str) -> None:
    known = spelling.collect([tokens(word)])
    place %= len(word)
    wrong = word[:place] + letter + word[place:]
    assert known.right([("", "", wrong)]) == [("", "", word)]
