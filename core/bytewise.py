"""Many signs of a text changed or looked at at once, by tables: ten times as fast as
`str.translate` or a pattern where the text has any sign that is not of ASCII."""

import re
import sys
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

# Tables of all signs have one place for the last of the two-byte code points and those above.
_LAST, _ABOVE = 0xFFFF, "\0"
_BLANK = ord(" ")
_NATIVE = f"utf-32-{sys.byteorder[0]}e"
_UNUSUAL = re.compile(
    "[^\0-\x7f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u012f\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    "\u0391-\u03a1\u03a4-\u03c9\u0400-\u0481\u048a-\u052f\u05d0-\u05ea\u0621-\u064a\u0e01-\u0e30"
    "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9ffc\uac00-\ud7a3]"
)


def table(change: Callable[[str], str], other: Callable[[int], str] | None = None) -> bytes:
    """What becomes of every ASCII sign (another one); all others stay, or become what `other` says
    of their first byte in UTF-8."""
    rest = (ord(other(code)) if other else code for code in range(128, 256))
    return bytes((*(ord(change(chr(code))) for code in range(128)), *rest))


def heads(text: str) -> bytes:
    """Of every sign the first byte in UTF-8, at its place in the text: ASCII signs themselves, of
    others roughly the script (F0 for all that take four bytes). Total on any `str`."""
    if text.isascii():
        return text.encode()
    return _HEADS.take(points(text), mode="clip").tobytes()


def places_of(offsets: Sequence[int], encoded: bytes) -> Sequence[int]:
    """Where in a text its `offsets` in UTF-8 are."""
    if not offsets or encoded.isascii():
        return offsets
    begins = np.frombuffer(encoded, np.int8) >= -0x40  # 80 to BF go on
    places: list[int] = begins.nonzero()[0].searchsorted(offsets).tolist()
    return places


def encoded(text: str, table: bytes) -> bytes:
    """In UTF-8. Total on any `str`."""
    return text.encode("utf-8", "surrogatepass").translate(table)


def translated(text: str, table: bytes) -> str:
    """Total on any `str`, and as long as before."""
    return encoded(text, table).decode("utf-8", "surrogatepass")


def unusual(text: str) -> frozenset[str]:
    """The different signs of a text but for ASCII and the letters of living scripts, so that what
    only concerns others need not look through the text."""
    return frozenset() if text.isascii() else frozenset(_UNUSUAL.findall(text))


class Kept:
    """Signs that stay what and where they are in a text; blanks become of all others."""

    def __init__(self, one: str) -> None:
        """`one`: a pattern of one of them."""
        self._is_kept = re.compile(one).match
        every = _text(np.arange(_LAST, dtype=np.uint32))
        kept = re.sub(f"(?!{one}).", " ", every, flags=re.DOTALL)
        self._table = points(kept + _ABOVE)
        self._of_ascii = bytes((*self._table[:128].tolist(), *range(128, 256)))

    def of(self, text: str) -> str:
        """Total on any `str`."""
        if text.isascii():
            return translated(text, self._of_ascii)
        codes = points(text)
        kept = self._table.take(codes, mode="clip")
        if _ABOVE in (found := _text(kept)):
            above = kept == ord(_ABOVE)
            kept[above] = [*map(self._kept, codes[above].tolist())]
            found = _text(kept)
        return found

    def _kept(self, code: int) -> int:
        return code if self._is_kept(chr(code)) else _BLANK


def points(text: str) -> NDArray[np.uint32]:
    """The code points. Total on any `str`."""
    return np.frombuffer(text.encode(_NATIVE, "surrogatepass"), np.uint32)


def _text(codes: NDArray[np.uint32]) -> str:
    return codes.tobytes().decode(_NATIVE, "surrogatepass")


def _heads() -> NDArray[np.uint8]:
    """Of each code point (RFC 3629, section 3)."""
    codes = np.arange(_LAST + 1)
    longer = np.where(codes < 0x800, 0xC0 | codes >> 6, 0xE0 | codes >> 12)
    heads = np.where(codes < 0x80, codes, longer).astype(np.uint8)
    heads[-1] = 0xF0
    return heads


_HEADS = _heads()
