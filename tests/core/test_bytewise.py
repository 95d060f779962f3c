"""ASCII signs are changed by a table, and nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from core import bytewise

WITHOUT_DIGITS = bytewise.table(lambda sign: "x" if sign.isdigit() else sign)


@given(st.text() | st.text(st.sampled_from("a1 é界😀\ud800\0")))
def test_a_text_is_changed_as_by_translate(text: str) -> None:
    expected = text.translate(str.maketrans("0123456789", "xxxxxxxxxx"))
    assert bytewise.translated(text, WITHOUT_DIGITS) == expected


def test_signs_of_other_scripts_stay_what_they_are() -> None:
    assert bytewise.encoded("1é界", WITHOUT_DIGITS) == "xé界".encode()


@given(st.text() | st.text(st.sampled_from("a1 é界😀—«»\ud800\0")))
def test_what_is_not_of_words_becomes_a_blank(text: str) -> None:
    odd = bytewise.others(text, str.isalpha)
    assert odd == {sign for sign in text if not (sign.isascii() or sign.isalpha())}
    expected = "".join(" " if sign in odd else sign for sign in text)
    assert bytewise.blanked(text, odd) == expected


def test_all_usual_signs_are_letters() -> None:
    every = "".join(map(chr, range(128, 0x110000)))
    assert bytewise.others(every, str.isalpha) == {one for one in every if not one.isalpha()}
