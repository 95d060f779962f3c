"""Where in a text it is worth looking closely: most of a text need not be searched by a pattern."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from itertools import chain


class Places:
    """Where hints stand in a text."""

    def __init__(self, of_hint: Mapping[str, Sequence[int]]) -> None:
        self._of_hint = of_hint

    @property
    def hints(self) -> KeysView[str]:
        """Those that are there."""
        return self._of_hint.keys()

    def of(self, hints: frozenset[str]) -> list[int]:
        """Sorted places of some of the hints."""
        found = (self._of_hint[hint] for hint in hints.intersection(self._of_hint))
        return sorted(chain.from_iterable(found))


def around(places: Iterable[int], before: int, after: int) -> list[tuple[int, int]]:
    """Spans about sorted places, without overlaps, so that searching all of them costs no more
    than searching the text."""
    return merged((max(0, place - before), place + after) for place in places)


def near(places: Iterable[int], others: Sequence[int], before: int, after: int) -> Iterator[int]:
    """Those of the places that have one of the sorted others so near."""
    for place in places:
        other = bisect_left(others, place - before)
        if other < len(others) and others[other] <= place + after:
            yield place


def places(text: str, hints: Iterable[str]) -> list[int]:
    """Sorted: where each of a few hints stands."""
    return sorted(place for hint in hints for place in _occurrences(text, hint))


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
