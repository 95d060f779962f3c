"""Many signs of a text changed at once. Those of ASCII change as bytes, which is ten times as fast
as `str.translate` where the text has any other sign."""

from collections.abc import Callable, Set

_FEW = 16  # different signs: so many passes take less time than one of `str.translate`


def table(change: Callable[[str], str]) -> bytes:
    """What becomes of every ASCII sign (another one); all other signs stay."""
    return bytes(ord(change(chr(code))) if code < 128 else code for code in range(256))


def encoded(text: str, table: bytes) -> bytes:
    """In UTF-8. Total on any `str`."""
    return text.encode("utf-8", "surrogatepass").translate(table)


def translated(text: str, table: bytes) -> str:
    """Total on any `str`, and as long as before."""
    return encoded(text, table).decode("utf-8", "surrogatepass")


def others(text: str, is_of_words: Callable[[str], bool]) -> set[str]:
    """The signs outside ASCII that are not of words."""
    odd = (piece for piece in text.split() if not is_of_words(piece))
    return {sign for piece in odd for sign in piece if not (sign.isascii() or is_of_words(sign))}


def blanked(text: str, signs: Set[str]) -> str:
    """A blank for each of `signs`."""
    if len(signs) > _FEW:
        return text.translate(dict.fromkeys(map(ord, signs), " "))
    for sign in signs:
        text = text.replace(sign, " ")
    return text
