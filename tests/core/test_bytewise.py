"""ASCII signs are changed by a table, and nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from core import bytewise

WORDS = bytewise.Kept(r"\w")
WITHOUT_DIGITS = bytewise.table(lambda sign: "x" if sign.isdigit() else sign)


@given(st.text() | st.text(st.sampled_from("a1 é界😀\ud800\0")))
def test_a_text_is_changed_as_by_translate(text: str) -> None:
    expected = text.translate(str.maketrans("0123456789", "xxxxxxxxxx"))
    assert bytewise.translated(text, WITHOUT_DIGITS) == expected


def test_signs_of_other_scripts_stay_what_they_are() -> None:
    assert bytewise.encoded("1é界", WITHOUT_DIGITS) == "xé界".encode()


@given(st.text() | st.text(st.sampled_from("a1 é界😀𝐚_\ud800\uffff\0")))
def test_signs_that_are_not_kept_become_blanks(text: str) -> None:
    expected = "".join(sign if sign.isalnum() or sign == "_" else " " for sign in text)
    assert WORDS.of(text) == expected


def test_all_that_are_not_unusual_are_letters() -> None:
    every = "".join(map(chr, range(128, 0x110000)))
    usual = {*every} - bytewise.unusual(every)
    assert {"é", "ж", "界", "글", "か"} < usual
    assert all(map(str.isalpha, usual))


@given(st.text() | st.text(st.sampled_from("a1 é界😀\ud800\0")))
def test_every_sign_has_a_head_at_its_place(text: str) -> None:
    heads = bytewise.heads(text)
    assert len(heads) == len(text)
    first = [sign.encode("utf-8", "surrogatepass")[0] for sign in text]
    assert [*heads] == [min(byte, 0xF0) for byte in first]


def test_other_signs_become_what_their_head_says() -> None:
    scripts = bytewise.table(str.upper, lambda head: "r" if head in (0xD0, 0xD1) else "?")
    assert bytewise.heads("a1 жх界é").translate(scripts) == b"A1 rr??"


@given(st.text(st.sampled_from("aé界😀")), st.sets(st.integers(0, 30)))
def test_offsets_in_utf_8_are_places_in_the_text(text: str, chosen: set[int]) -> None:
    places = sorted(place for place in chosen if place <= len(text))
    offsets = [len(text[:place].encode()) for place in places]
    assert bytewise.places_of(offsets, text.encode()) == places
