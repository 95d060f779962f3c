"""Secrets and personal data in what people write, found before anything is stored."""

import re
from collections.abc import Iterable, Iterator, Set
from functools import partial

from core import bytewise
from core.redact.finding import Finding, Kind
from core.redact.keys import find_keys
from core.redact.kindred import find_kindred
from core.redact.personal import find_personal
from core.redact.seeds import find_seed_phrases

__all__ = ["Finding", "Kind", "find", "redact"]

_MARKER = re.compile("|".join(kind.marker for kind in Kind))
# A letter of no living alphabet: it ends words, numbers and phrases, and is found by no rule.
_MASK = "ꙮ"

# Code points that show nothing (Unicode's Default_Ignorable_Code_Point): they hide a secret from
# a search but not from a reader.
_IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_IGNORABLE}]")
# Beside a blank or an emoji, which are made with them, they hide nothing.
_HIDING = re.compile(rf"[{_IGNORABLE}](?<=[!-~\w].)[{_IGNORABLE}]*(?=[!-~\w])")
_WIDE = re.compile(r"[\uff01-\uff5e]")
_TO_NARROW = 0xFEE0
# Whole alphabets of letters in circles, squares, brackets and flags, which are no letters for `re`.
_FRAMED_FROM = (0x249C, 0x24B6, 0x24D0, 0x1F110, 0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
_FRAMED = {first + place: 97 + place for first in _FRAMED_FROM for place in range(26)}
_IS_FRAMED = re.compile(
    r"[\u249c-\u24e9\U0001f110-\U0001f149\U0001f150-\U0001f189\U0001f1e6-\U0001f1ff]"
)


def find(text: str, unusual: Set[str] | None = None) -> tuple[Finding, ...]:
    """Sorted and without overlaps; total on any `str`, in time linear in its length. `unusual`:
    those of its signs that `bytewise` calls so, where they are known already."""
    unusual = bytewise.unusual(text) if unusual is None else unusual
    searched = _search_any_script(text, unusual) if unusual else _search(text)
    return tuple(sorted(searched, key=_start))


def redact(text: str) -> str:
    """`text` with a neutral marker for each of its findings.

    Nothing can be found in the outcome, so that redacting twice changes nothing.
    """
    # What was near a secret can read differently without it; each round shortens the rest.
    while found := find(text):
        text = _replace(text, ((f.start, f.end, f.kind.marker) for f in found))
    return text


def _search(text: str, unusual: Set[str] = frozenset()) -> Iterator[Finding]:
    """`unusual` holds all signs of the text that `bytewise` calls so, and may hold more."""
    heads = bytewise.heads(text)
    for rule in (
        partial(find_seed_phrases, unusual=unusual),
        find_kindred,
        find_keys,
        find_personal,
    ):
        found = _merged(rule(text, heads))
        if found:
            yield from found
            text = _mask(text, found)
            heads = bytewise.heads(text)


def _search_any_script(text: str, unusual: Set[str]) -> Iterator[Finding]:
    if "⟦" in text:
        text = _MARKER.sub(lambda marker: _MASK * len(marker[0]), text)
    signs = "".join(unusual)
    for wide in _WIDE.findall(signs):
        text = text.replace(wide, chr(ord(wide) - _TO_NARROW))
    if _IS_FRAMED.search(signs):
        text = text.translate(_FRAMED)
    if _INVISIBLE.search(signs) and _HIDING.search(text):
        return _search_behind_the_invisible(text, unusual)
    return _search(text, unusual)


def _search_behind_the_invisible(text: str, unusual: Set[str]) -> Iterator[Finding]:
    """Invisible code points may stand within words or between them: both readings are tried."""
    visible = _INVISIBLE.sub(" ", text)
    between = _merged(find_seed_phrases(visible, bytewise.heads(visible), unusual))
    yield from between
    text = _mask(text, between)
    if found := list(_search(_INVISIBLE.sub("", text), unusual)):
        places = [place for place, letter in enumerate(text) if not _INVISIBLE.match(letter)]
        for one in found:
            yield Finding(one.kind, places[one.start], places[one.end - 1] + 1)


def _merged(found: Iterable[Finding]) -> list[Finding]:
    """Finds that overlap become one of the kind of the first, so that no rest stays readable."""
    merged: list[Finding] = []
    for finding in sorted(found, key=_start):  # stable: at one place the earlier find wins
        if merged and finding.start < merged[-1].end:
            first = merged.pop()
            finding = Finding(first.kind, first.start, max(first.end, finding.end))
        merged.append(finding)
    return merged


def _mask(text: str, found: Iterable[Finding]) -> str:
    return _replace(text, ((f.start, f.end, _MASK * (f.end - f.start)) for f in found))


def _replace(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    last = 0
    for start, end, instead in spans:
        pieces += text[last:start], instead
        last = end
    return "".join([*pieces, text[last:]])


def _start(finding: Finding) -> int:
    return finding.start
