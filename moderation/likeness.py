"""Whether a name is made to be taken for a protected one."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from moderation.folding import LONGEST_NAME, joined_in_haste, joined_pairs, may_be_pairs, words
from moderation.given_names import given_names
from moderation.lookup import Entry, Hit, Lookup
from moderation.protected import Protected, claims, cut_claims, heard_claims, ordinary
from moderation.shapes import (
    AS_CYRILLIC,
    AS_KATAKANA,
    DRAWN,
    MIRRORED,
    MIRRORED_SIGNS,
    OTHERWISE,
    TURNED,
    TURNED_SIGNS,
)
from moderation.sounds import sound, squeezed
from moderation.spellings import in_latin

_MOST_WORDS = 24
_SLACK = 4  # letters that pairs and mistakes may add
_DRAWN = re.compile("|".join(map(re.escape, sorted(DRAWN, key=len, reverse=True))))
_DRAWN_WITH = frozenset(sign[0] for sign in DRAWN if not sign.isalpha())
_DRAWN_OF_LETTERS = re.compile("|".join(sign for sign in DRAWN if sign.isalpha()))
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_NUMBERED = re.compile(r"(?<=[^\W\d_])(?=\d+(?![^\W_]))")
_MIXED = re.compile("[a-zA-Z][Ѐ-ӿ]|[Ѐ-ӿ][a-zA-Z]")
_DIGITS = frozenset("0123456789")
_KATAKANA = re.compile("[ァ-ヺ]")
_REVERSING = re.compile("[\u202e\u2067]")
_OVERRIDDEN = re.compile("\u202e([^\u202c\u2069]*)[\u202c\u2069]?")
_OTHERWISE = str.maketrans(OTHERWISE)
_AMBIGUOUS = frozenset(OTHERWISE)
_COUNTED = frozenset(map("".join, map(words, (f"0{digit}" for digit in range(10)))))
_MANY_REPEATED = 2  # letters: one alone is a mistake, found by other means
_LONGEST_APART = 3  # letters of what is another word when it is squeezed
_SHORTEST_HEARD = 4
_SHORTEST_INSIDE = 5
_OF_HOUSES = 0.8
# "Ann B." is another Ann; "A. n. n." is none.
_INITIAL = re.compile(r"(?<=[^\W\d_]{2}[ .])(?=([^\W\d_])\.?\W*$)")
_TITLE = re.compile(r"(?<=\w)\s?(?:님|씨|さん|さま|様|先生|老师|老師)(?!\w)")
_LETTERS_OF_HANGUL = re.compile("[\u3131-\u318e]")


def resembles(name: str, protected: Protected) -> float:
    """How surely `name` is meant to be read as one of `protected`: 0 to 1."""
    best = 0.0
    for pieces in _readings(name, protected):
        best = max(best, _resembles(pieces, protected))
        if best == 1.0:
            break
    return best


def claims_together(name: str, username: str, protected: Protected) -> float:
    """How surely a brand as the one name and an office in the other are read as one."""
    pairs = ((words(name), words(username)), (words(username), words(name)))
    claimed = (_claimed(others) for one, others in pairs if protected.is_brand(one))
    return min(0.8, max(claimed, default=0.0))


def _readings(name: str, protected: Protected) -> Iterator[list[str]]:
    """The ways in which a reader may take it, as folded words; the plain one comes first."""
    name = _TITLE.sub("", name[:LONGEST_NAME]) if not name.isascii() else name[:LONGEST_NAME]
    pieces = words(name)
    if len(pieces) > 1 and len(pieces[-1]) == 1:
        name = _INITIAL.sub(_spelt_out, name)
        pieces = words(name)
    plain = _joined(pieces)
    yield plain
    drawn = _as_letters(name)
    if drawn != name:
        plain = _joined(words(drawn))
        yield plain
    short = [squeezed(piece) if len(piece) > _LONGEST_APART else piece for piece in plain]
    if short != plain and len("".join(plain)) - len("".join(short)) >= _MANY_REPEATED:
        yield short
    if not (name.istitle() or name.islower()) and (humps := _HUMP.sub(" ", name)) != name:
        yield _joined(words(humps))
    if not _DIGITS.isdisjoint(name) and (numbered := _NUMBERED.sub(" ", name)) != name:
        yield _joined(words(numbered))
    if not name.isascii():
        yield from map(_joined, map(words, _otherwise(name, drawn)))
        spelt = in_latin(name)
        if spelt and _MIXED.search(name):
            yield _joined(words(name.translate(AS_CYRILLIC)))
        if spelt and protected.sounds_familiar(pieces := _joined(words(spelt))):
            yield pieces
    if (
        protected.spoken.may_be_in(name)
        and claims().is_within(" ".join(plain))
        and (brand := protected.spoken.brand_in(name))
    ):
        yield [brand, *plain]
    if not protected.backwards.isdisjoint(plain):
        backwards = [piece[::-1] for piece in plain]
        yield from (backwards, backwards[::-1])


def _spelt_out(initial: re.Match[str]) -> str:
    """Twice the letter is no single letter."""
    return initial[1] if initial[1].isupper() else ""


def _as_letters(name: str) -> str:
    """Its drawn letters as letters."""
    if _DRAWN_WITH.isdisjoint(name) and not _DRAWN_OF_LETTERS.search(name):
        return name
    return _DRAWN.sub(lambda sign: DRAWN[sign[0]], name)


def _otherwise(name: str, drawn: str) -> Iterator[str]:
    """Signs that stand for other letters than those they are, and letters that do not stand in the
    order in which they are read."""
    if not TURNED_SIGNS.isdisjoint(name):
        yield name[::-1].translate(TURNED)
        yield name.translate(TURNED)
    if not MIRRORED_SIGNS.isdisjoint(name):
        yield name.translate(MIRRORED)
        yield name[::-1].lower().translate(MIRRORED)
    if _REVERSING.search(name):
        yield name[::-1]
        yield _OVERRIDDEN.sub(lambda run: run[1][::-1], name)
    composed = unicodedata.normalize("NFKC", drawn)
    if _KATAKANA.search(composed) and (read := composed.translate(AS_KATAKANA)) != composed:
        yield read
    if _LETTERS_OF_HANGUL.search(name):
        yield composed
    if not _AMBIGUOUS.isdisjoint(composed):
        yield composed.translate(_OTHERWISE)


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
    if protected.people.named_in(pieces):
        return 1.0
    best = 0.0
    lookup = protected.lookup
    paired = may_be_pairs("".join(pieces))
    joined = [*map(joined_pairs, pieces)] if paired else pieces
    glued = lookup.is_within(" ".join(joined))
    for first, end, word in _spans(pieces, protected.longest_name):
        for hit in _near(word, lookup) if paired else lookup.near(word):
            best = max(best, _weight(hit, pieces, first, end))
        if best < 1.0 and glued and end == first + 1:
            best = max(best, _glued(joined[first], pieces, first, protected))
        if best < 1.0 and (joined[first] if end == first + 1 else word) in protected.bare:
            best = max(best, min(0.8, _claimed([*pieces[:first], *pieces[end:]])))
        if best == 1.0:
            break
    if best < _OF_HOUSES and protected.houses.named_in(joined):
        best = max(best, min(_OF_HOUSES, _claimed(joined)))
    return best or _heard(pieces, protected)


def _near(word: str, lookup: Lookup) -> list[Hit]:
    """A pair may be one sign, or two letters beside each other by a mistake."""
    joined = joined_pairs(word)
    in_haste = joined_in_haste(joined)
    if word == joined == in_haste:
        return lookup.near(word)
    forms = dict.fromkeys((joined, word, in_haste))
    return [hit for form in forms for hit in lookup.near(form)]


def _weight(hit: Hit, pieces: list[str], first: int, end: int) -> float:
    """What a hit in the words from `first` to `end` is worth, seen with those around them."""
    if hit.distance and not _is_meant(hit.entry, pieces[first:end]):
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
            yield first, end + 1, joined


def _is_meant(entry: Entry, pieces: list[str]) -> bool:
    """A misspelt name is meant, unless ordinary words stand in the place of the brand, or somebody
    else's name."""
    named = [word for word in map(joined_pairs, pieces) if not claims().has(word)]
    if not entry.brand and any(
        word in given_names() and word not in entry.skeleton for word in named
    ):
        return False
    return not named or not all(word in ordinary() for word in named)


def _adds_nothing(pieces: list[str]) -> bool:
    return all(
        len(piece) == 1 or piece in _COUNTED or claims().has(joined_pairs(piece))
        for piece in pieces
    )


def _glued(word: str, pieces: list[str], place: int, protected: Protected) -> float:
    """A brand within a word, and a claim beside it."""
    for start, entry in protected.lookup.within(word):
        if not (entry.brand or entry.alone):
            return 1.0
        if entry.brand:
            rest = (word[:start], word[start + len(entry.skeleton) :])
            others = [*filter(None, rest), *pieces[:place], *pieces[place + 1 :]]
            if certainty := _claimed(others):
                return certainty
    return 0.0


def _heard(pieces: list[str], protected: Protected) -> float:
    """Somebody's whole name by its sound; a brand by its sound, or with two mistakes, and a claim
    beside it."""
    if protected.people.heard_in(pieces):
        return 0.6
    is_claimed = not claims().words.isdisjoint(pieces)
    for place, piece in enumerate(pieces):
        if len(piece) < _SHORTEST_HEARD or piece in ordinary():
            continue
        if sound(piece) in protected.heard:
            return min(0.7, _claimed([*pieces[:place], *pieces[place + 1 :]]))
        if is_claimed and not claims().has(piece) and protected.is_nearly_a_brand(piece):
            return 0.6
    return 0.0


def _claimed(pieces: list[str]) -> float:
    """How surely one of the words, or two neighbours read as one, claims an office."""
    joints = (first + second for first, second in pairwise(pieces))
    return max((_claim_in(joined_pairs(word)) for word in (*pieces, *joints)), default=0.0)


def _stands_out(word: str, place: int, claim: Entry) -> bool:
    """Short ones stand within ordinary names, too, but seldom at an edge."""
    size = len(claim.skeleton)
    at_edge = place == 0 or place + size == len(word)
    return at_edge or not word.isascii() or size >= _SHORTEST_INSIDE


@lru_cache(maxsize=4096)
def _claim_in(word: str) -> float:
    forms = {word, joined_in_haste(word)}
    hits = (hit for form in forms for hit in claims().near(form))
    is_ordinary = word in ordinary()
    near = max(
        (1.0 - 0.1 * h.distance for h in hits if not (h.distance and is_ordinary)), default=0
    )
    if near == 1.0 or any(_stands_out(word, *one) for one in claims().within(word)):
        return 1.0
    if word in cut_claims() or (len(word) >= _SHORTEST_HEARD and sound(word) in heard_claims()):
        return max(near, 0.7)
    return near
