"""Whether a name is made to be taken for a protected one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from moderation.folding import LONGEST_NAME, joined_pairs, words
from moderation.protected import Hit, Protected, claims, ordinary, without_vowels
from moderation.shapes import DRAWN, TURNED, TURNED_SIGNS

_MOST_WORDS = 24
_SLACK = 4  # letters that pairs and mistakes may add
_DRAWN = re.compile("|".join(map(re.escape, sorted(DRAWN, key=len, reverse=True))))
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_REVERSING = re.compile("[\u202e\u2067]")


def resembles(name: str, protected: Protected) -> float:
    """How surely `name` is meant to be read as one of `protected`: 0 to 1."""
    best = 0.0
    for pieces in _readings(name):
        best = max(best, _resembles(pieces, protected))
        if best == 1.0:
            break
    return best


def _readings(name: str) -> Iterator[list[str]]:
    """The ways in which a reader may take it, as folded words; the plain one comes first."""
    name = name[:LONGEST_NAME]
    yield _joined(words(name))
    drawn = _DRAWN.sub(lambda sign: DRAWN[sign[0]], name)
    if drawn != name:
        yield _joined(words(drawn))
    humps = _HUMP.sub(" ", name)
    if humps != name:
        yield _joined(words(humps))
    if not TURNED_SIGNS.isdisjoint(name):
        yield _joined(words(name[::-1].translate(TURNED)))
    if _REVERSING.search(name):
        yield _joined(words(name[::-1]))


def _joined(pieces: list[str]) -> list[str]:
    """Single letters in a row are one word; of endless names the beginning is read."""
    found: list[str] = []
    is_open = False
    for piece in pieces[: 4 * _MOST_WORDS]:
        is_letter = len(piece) == 1
        if is_letter and is_open:
            found[-1] += piece
        else:
            found.append(piece)
        is_open = is_letter
    return found[:_MOST_WORDS]


def _resembles(pieces: list[str], protected: Protected) -> float:
    if protected.has_person_in(pieces):
        return 1.0
    best = 0.0
    for first, end, word in _spans(pieces, protected.longest_name):
        for hit in protected.lookup.near(word):
            best = max(best, _weight(hit, pieces, first, end))
        if best < 1.0 and end == first + 1:
            best = max(best, _glued(word, pieces, first, protected))
        if best == 1.0:
            break
    return best


def _weight(hit: Hit, pieces: list[str], first: int, end: int) -> float:
    """What a hit in the words from `first` to `end` is worth, seen with those around them."""
    if hit.distance and not _is_meant(pieces[first:end]):
        return 0.0
    others = [*pieces[:first], *pieces[end:]]
    certainty = 1.0 - 0.1 * hit.distance
    if hit.entry.brand:
        return min(certainty, _claimed(others))
    if hit.entry.alone and not _adds_nothing(others):
        return 0.0
    return certainty


def _spans(pieces: list[str], longest: int) -> Iterator[tuple[int, int, str]]:
    """Neighbouring words written as one: a space can stand anywhere."""
    for first in range(len(pieces)):
        joined = ""
        for end in range(first, len(pieces)):
            joined += pieces[end]
            if end > first and len(joined) > longest + _SLACK:
                break
            yield first, end + 1, joined_pairs(joined)


def _is_meant(pieces: list[str]) -> bool:
    """A misspelt name is meant, unless an ordinary word stands in the place of the brand."""
    return not any(
        word in ordinary() for word in map(joined_pairs, pieces) if not claims().has(word)
    )


def _adds_nothing(pieces: list[str]) -> bool:
    return all(len(piece) == 1 or claims().has(joined_pairs(piece)) for piece in pieces)


def _glued(word: str, pieces: list[str], place: int, protected: Protected) -> float:
    """A brand within a word, or without its vowels, and a claim beside it."""
    for start, entry in protected.lookup.within(word):
        if not (entry.brand or entry.alone):
            return 1.0
        if entry.brand:
            rest = (word[:start], word[start + len(entry.skeleton) :])
            others = [*filter(None, rest), *pieces[:place], *pieces[place + 1 :]]
            if certainty := _claimed(others):
                return certainty
    if word in protected.bare and without_vowels(word) == word:
        return min(0.8, _claimed([*pieces[:place], *pieces[place + 1 :]]))
    return 0.0


def _claimed(pieces: list[str]) -> float:
    """How surely one of the words, or two neighbours read as one, claims an office."""
    joints = (first + second for first, second in pairwise(pieces))
    return max((_claim_in(joined_pairs(word)) for word in (*pieces, *joints)), default=0.0)


@lru_cache(maxsize=4096)
def _claim_in(word: str) -> float:
    near = max((1.0 - 0.1 * hit.distance for hit in claims().near(word)), default=0.0)
    return 1.0 if near < 1.0 and next(claims().within(word), None) else near
