"""What counts as the same text, and as the same link."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.announcements.proof import fingerprint
from core.events import Link

OURS = ("https://example.com/status",)
SPACES = st.sampled_from([" ", "\n", "\r\n", "\u00a0", "\u202f", "\u3000", "  \t"])


@given(words=st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1)), space=SPACES)
def test_the_kind_of_a_space_does_not_matter(words: list[str], space: str) -> None:
    assert fingerprint.of(space.join(words)) == fingerprint.of(" ".join(words))


@given(
    text=st.text(),
    at=st.integers(min_value=0),
    sign=st.characters(categories=["L", "N", "P", "Cf"]),
)
def test_one_more_sign_is_another_text(text: str, at: int, sign: str) -> None:
    at %= len(text) + 1
    forged = text[:at] + sign + text[at:]
    assume(fingerprint.folded(forged) != fingerprint.folded(text))
    assert fingerprint.of(forged) != fingerprint.of(text)


@given(text=st.text(st.characters(categories=["L", "N", "P"])), at=st.integers(min_value=0))
def test_no_letter_is_forgiven(text: str, at: int) -> None:
    at %= len(text) + 1
    for sign in ("\u0430", "\u200b", "\u2060", "\u202e", "\u00ad", "x"):
        assert fingerprint.of(text[:at] + sign + text[at:]) != fingerprint.of(text)


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("https://example.com/status", "status"),
        ("https://example.com/status/", "here"),
        ("https://example.com/other", "https://example.com/other"),
        ("http://example.com", "example.com"),
        ("mailto:help@example.com", "help@example.com"),
    ],
)
def test_a_link_to_where_we_led_or_to_what_it_shows_is_the_same(target: str, text: str) -> None:
    assert not fingerprint.leads_elsewhere((Link(target, text),), OURS)


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("https://evil.io/status", "status"),
        ("https://evil.io", "https://example.com/status"),
        ("https://example.com/statu\u0455", "status"),
        ("https://example.com/status@evil.io", "status"),
        ("javascript:https://example.com/status", "https://example.com/status"),
        ("tg://resolve?domain=evil", "status"),
    ],
)
def test_a_link_that_hides_where_it_leads_is_another(target: str, text: str) -> None:
    assert fingerprint.leads_elsewhere((Link(target, text),), OURS)
