"""The brand's accent colour as style sheet variables that can be read on light and dark."""

import colorsys
import re

# WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text; a little more, for rounding.
READABLE = 4.6
# What text in the accent's colour stands on at worst: the darkest ground of the light scheme, the
# lightest of the dark one. Black on the first and white on the second can be read.
LIGHT, DARK = "#e9ebe6", "#2a302d"
_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(accent: str, ground: str) -> str:
    """`accent`, moved away from the lightness of `ground` until text in it can be read there."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(accent))
    step = -0.01 if luminance(ground) > 0.5 else 0.01
    while contrast(accent, ground) < READABLE:
        lightness = min(1.0, max(0.0, lightness + step))
        accent = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return accent


def style_sheet(accent: str) -> str:
    """Raises ValueError unless `accent` is of the form #rrggbb."""
    if not _HEX.match(accent):
        raise ValueError(f"[web] accent: {accent!r} is not a colour of the form #rrggbb")
    light, dark = readable(accent, LIGHT), readable(accent, DARK)
    return (
        f":root {{ --accent: {light}; --on-accent: #ffffff; }}\n"
        f"@media (prefers-color-scheme: dark) {{\n"
        f"  :root {{ --accent: {dark}; --on-accent: #0b1210; }}\n}}\n"
    )


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _hex(rgb: tuple[float, float, float]) -> str:
    return "#" + bytes(round(channel * 255) for channel in rgb).hex()
