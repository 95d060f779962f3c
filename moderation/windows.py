"""Where in a text it is worth looking closely: most of a text need not be searched by a pattern."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

Places = Mapping[str, Sequence[int]]  # where each of some hints stands


def around(places: Places, hints: Iterable[str], before: int, after: int) -> list[tuple[int, int]]:
    """Spans about each occurrence of each hint, in order and without overlaps, so that searching
    all of them costs no more than searching the text."""
    return merged((max(0, place - before), place + after) for place in of(places, hints))


def of(places: Places, hints: Iterable[str]) -> list[int]:
    """Sorted places of some of the hints."""
    return sorted(chain.from_iterable(places[hint] for hint in hints if hint in places))


def places(text: str, hints: Iterable[str]) -> Places:
    return {hint: [*_occurrences(text, hint)] for hint in hints}


def matches(
    pattern: re.Pattern[str], text: str, spans: Iterable[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    for start, end in spans:
        yield from pattern.finditer(text, start, end)


def beginnings(
    pattern: re.Pattern[str], text: str, places: Iterable[int], before: int
) -> Iterator[re.Match[str]]:
    """Matches that begin at one of the sorted `places`, right behind it or up to `before` signs
    before it: much less than searching a span for what begins anywhere."""
    first = 0
    for place in places:
        for start in range(max(first, place - before), place + 2):
            first = start + 1
            if match := pattern.match(text, start):
                yield match
                first = match.end()
                break


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans that overlap become one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _occurrences(text: str, hint: str) -> Iterator[int]:
    place = text.find(hint)
    while place >= 0:
        yield place
        place = text.find(hint, place + len(hint))
