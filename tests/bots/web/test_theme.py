"""Any accent colour can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.web.theme import contrast, style_sheet

COLOURS = st.binary(min_size=3, max_size=3).map(lambda rgb: f"#{rgb.hex()}")
# WCAG 2.2, success criterion 1.4.3.
ENOUGH = 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(COLOURS)
def test_every_accent_is_readable_on_light_and_on_dark(accent: str) -> None:
    light, on_light, dark, on_dark = re.findall(r"#[0-9a-f]{6}", style_sheet(accent))
    for ground in ("#ffffff", "#f7f6f2", on_light):
        assert contrast(light, ground) >= ENOUGH
    for ground in ("#111514", "#1a1f1d", on_dark):
        assert contrast(dark, ground) >= ENOUGH


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345g", "#123456;}", ""])
def test_what_is_no_colour_is_refused_with_its_name(accent: str) -> None:
    with pytest.raises(ValueError, match="accent"):
        style_sheet(accent)
