"""Words of one script with letters of another that look the same in it: "DМ" with a Cyrillic M."""

import re
from collections.abc import Iterable

from core import bytewise
from moderation import windows

_LATIN = "aeocpxyijshkmtbhaoptuvik"
_TWINS = "аеосрхуіјѕһкмтвнαορτυνικ"
_TO_LATIN = str.maketrans(_TWINS, _LATIN)
# "f" for what is no more than the alphabets of the twins.
_SCRIPTS = bytewise.table(
    lambda sign: "a" if sign.isalpha() else " ", lambda head: "f" if 0xCD <= head <= 0xD3 else " "
)
_NEIGHBOURS = re.compile("[a-z](?:(?=[\u0370-\u04ff])|(?<=[\u0370-\u04ff].))")
_MIXED = re.compile(
    rf"(?<![^\W\d_])(?=[a-z{_TWINS}]{{0,40}}[a-z])(?=[a-z{_TWINS}]{{0,40}}[{_TWINS}])"
    rf"[a-z{_TWINS}]{{2,40}}(?![^\W\d_])"
)


def mixed(plain: str, heads: bytes) -> list[re.Match[str]]:
    """The mixed words of a lower-case text; `heads` are `bytewise.heads(plain)`."""
    scripts = heads.translate(_SCRIPTS)
    if b"f" not in scripts or (b"af" not in scripts and b"fa" not in scripts):
        return []
    neighbours = (match.start() for match in _NEIGHBOURS.finditer(plain))
    spans = windows.merged((max(0, place - 24), place + 24) for place in neighbours)
    return list(windows.matches(_MIXED, plain, spans))


def unmixed(plain: str, words: Iterable[re.Match[str]]) -> str:
    """The text as its reader takes it; as long as before."""
    pieces: list[str] = []
    last = 0
    for word in words:
        pieces += plain[last : word.start()], word[0].translate(_TO_LATIN)
        last = word.end()
    return "".join((*pieces, plain[last:])) if pieces else plain
