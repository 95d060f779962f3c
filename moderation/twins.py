"""Words of one script with letters of another that look the same in it: "DМ" with a Cyrillic M."""

import re
from collections.abc import Iterable

from moderation import windows

_LATIN = "aeocpxyijshkmtbhaoptuvik"
_TWINS = "аеосрхуіјѕһкмтвнαορτυνικ"
_TO_LATIN = str.maketrans(_TWINS, _LATIN)
_FOREIGN = re.compile("[\u0370-\u04ff]")
_NEIGHBOURS = re.compile("[a-z](?:(?=[\u0370-\u04ff])|(?<=[\u0370-\u04ff].))")
_MIXED = re.compile(
    rf"(?<![^\W\d_])(?=[a-z{_TWINS}]{{0,40}}[a-z])(?=[a-z{_TWINS}]{{0,40}}[{_TWINS}])"
    rf"[a-z{_TWINS}]{{2,40}}(?![^\W\d_])"
)


def mixed(plain: str) -> list[re.Match[str]]:
    """The mixed words of a lower-case text."""
    if plain.isascii() or not _FOREIGN.search(plain):
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
