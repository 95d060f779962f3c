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


@given(st.text() | st.text(st.sampled_from("a1 é界😀—«»\ud800\0")), st.text() | st.just("—é"))
def test_signs_become_blanks(text: str, signs: str) -> None:
    expected = "".join(" " if sign in signs else sign for sign in text)
    assert bytewise.blanked(text, {*signs}) == expected


def test_all_that_are_not_unusual_are_letters() -> None:
    every = "".join(map(chr, range(128, 0x110000)))
    usual = {*every} - bytewise.unusual(every)
    assert {"é", "ж", "界", "글", "か"} < usual
    assert all(map(str.isalpha, usual))
