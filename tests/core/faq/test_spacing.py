import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.faq import spacing
from core.faq.features import normalise, tokens

KNOWN = spacing.collect(["reset", "2fa", "withdrawal", "pending", "night", "together"])


def apart(text: str) -> str:
    return " ".join("".join(word) for word in KNOWN.apart(tokens(normalise(text))))


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("howdoiresetmy2fa", "how do i reset my 2fa"),
        ("withdrawalpending", "withdrawal pending"),
        ("how mywithdrawal", "how my withdrawal"),
    ],
)
def test_known_words_without_spaces_are_taken_apart(run: str, words: str) -> None:
    assert apart(run) == words


@pytest.mark.parametrize("word", ["together", "tonight", "withdrawals", "howdoixyz", "提现2fa", ""])
def test_other_words_stay_whole(word: str) -> None:
    assert apart(word).replace(" ", "") == word
    assert KNOWN.apart(tokens(word)) == tokens(word)


@given(st.text("adefhilnoprstw2", max_size=80))
@settings(max_examples=80)
def test_no_letter_is_lost(run: str) -> None:
    assert "".join("".join(word) for word in KNOWN.apart(tokens(run))) == run


def test_the_longest_run_is_taken_apart_at_once() -> None:
    run = "reset" * 12
    assert len(KNOWN.apart(tokens(run))) == 12
    assert len(KNOWN.apart(tokens(run + "r"))) == 1
