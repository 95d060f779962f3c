"""What people type where a number is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import numbers


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("007", 7), ("٧", 7), ("9" * 15, 10**15 - 1)]
)
def test_a_number_is_read(text: str, number: int) -> None:
    assert numbers.typed(text) == number


@pytest.mark.parametrize("text", ["", "seven", "-7", "7.5", " 7", "#7", "²", "9" * 16, "9" * 5_000])
def test_what_is_none_is_nobodys(text: str) -> None:
    assert numbers.typed(text) == 0


@given(st.text())
def test_a_database_holds_whatever_is_read(text: str) -> None:
    assert 0 <= numbers.typed(text) < 2**63
