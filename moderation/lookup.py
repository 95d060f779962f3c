"""Skeletons of names, found where they stand whole, within a word, or with a mistake."""

from collections.abc import Iterable, Iterator

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation
from rapidfuzz.distance import OSA

_SHORTEST_WITHIN = 4  # shorter ones are found as whole words only, but for a brand of three
_HEAD = 3
_SHORT_HEAD = 2  # an ideograph says as much as several letters
_ENDINGS = frozenset("aeio")


class Entry(msgspec.Struct, frozen=True):
    """A skeleton to look for. `brand`: what is left of a name without words like "support", which
    only together with such a word is a claim. `alone`: one bare word, meant only if nothing else
    stands beside it. `typos`: long enough to be known with one mistake; `swaps`: with two letters
    swapped, as no two people are called. `half`: a house's name without what it is ("Example" of
    "Example Wallet"), which others may bear, too."""

    skeleton: str
    brand: bool = False
    alone: bool = False
    typos: bool = False
    swaps: bool = False
    half: bool = False


class Hit(msgspec.Struct, frozen=True):
    """`distance`: how many letters are wrong, missing, too many or swapped: 0 or 1."""

    entry: Entry
    distance: int


class Lookup:
    """Finds skeletons with at most one mistake: each is kept under itself and under itself without
    one of its letters (symmetric deletion), so a search costs as many steps as the word is long.
    Most words are spared it: with one mistake, a half of an entry is still there."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_form: dict[str, list[Entry]] = {}
        self._by_head: dict[str, list[Entry]] = {}
        self._heads: set[str] = set()
        self._tails: set[str] = set()
        for entry in dict.fromkeys(entries):
            is_bent = entry.typos or entry.swaps
            forms = {entry.skeleton, *(_shortened(entry.skeleton) if is_bent else ())}
            for form in forms:
                self._by_form.setdefault(form, []).append(entry)
            for half in _halves(entry.skeleton) if is_bent else ():
                self._heads.add(entry.skeleton[:half])
                self._tails.add(entry.skeleton[-half:])
            if len(entry.skeleton) >= _shortest_within(entry):
                self._by_head.setdefault(_head(entry.skeleton), []).append(entry)
        self.words = frozenset(
            entry.skeleton for entries in self._by_form.values() for entry in entries
        )
        self._shortest = min(map(len, self.words), default=0)
        lengths = {len(form) for form in self._by_form}
        self._lengths = lengths | {length + 1 for length in lengths}
        within = {entry.skeleton for entries in self._by_head.values() for entry in entries}
        self._within = AhoCorasick(sorted(within), implementation=Implementation.DFA)

    def near(self, word: str) -> list[Hit]:
        """The entries that `word` is; where it is none, those that it is one mistake away from."""
        if len(word) not in self._lengths:
            return []
        found = self._by_form
        alike = found.get(word, ())
        if exact := [Hit(entry, 0) for entry in alike if entry.skeleton == word]:
            return exact
        half = (len(word) - 1) // 2
        if word[:half] not in self._heads and word[-half:] not in self._tails:
            return []
        forms = [form for form in _shortened(word) if form in found]
        if not (forms or alike):
            return []
        close = {entry for form in forms for entry in found[form]}
        return [Hit(entry, 1) for entry in close.union(alike) if _is_meant(entry, word)]

    def has(self, word: str) -> bool:
        """Whether `word` is an entry, letter by letter."""
        return word in self.words

    def is_within(self, text: str) -> bool:
        """Whether any entry stands anywhere in `text`, whose words are set apart by blanks."""
        return bool(self._within.find_matches_as_indexes(text))

    def within(self, word: str) -> Iterator[tuple[int, Entry]]:
        """Entries that stand in `word` letter by letter, with their place."""
        if len(word) < self._shortest:
            return
        heads = self._by_head
        sizes = (_HEAD,) if word.isascii() else (_HEAD, _SHORT_HEAD)
        places = [
            (place, head)
            for size in sizes
            for place in range(len(word) - size + 1)
            if (head := word[place : place + size]) in heads
        ]
        for place, head in places:
            for entry in heads[head]:
                if word.startswith(entry.skeleton, place):
                    yield place, entry


def _is_meant(entry: Entry, word: str) -> bool:
    if OSA.distance(entry.skeleton, word, score_cutoff=1) != 1:
        return False
    if entry.alone and _ends_otherwise(entry.skeleton, word):
        return False
    return entry.typos or (entry.swaps and sorted(entry.skeleton) == sorted(word))


def _ends_otherwise(name: str, word: str) -> bool:
    """Mario, Maria; Daniel, Daniela; Christian, Christina: names of other people."""
    if word == name + name[-1]:
        return False  # a slip of a finger, or meant to look like one
    shared = min(len(name), len(word)) - (len(name) == len(word))
    if name[:shared] == word[:shared]:
        return _ENDINGS.issuperset(name[shared:] + word[shared:])
    return name[:-2] == word[:-2] and name[-1] == word[-2]


def _halves(skeleton: str) -> set[int]:
    """Lengths of the halves of a word that is as long, or a letter longer or shorter: with one
    mistake it begins or ends like the skeleton. Of equal words, a swap must not hurt both."""
    return {(length - 1) // 2 for length in range(len(skeleton) - 1, len(skeleton) + 2)}


def _head(skeleton: str) -> str:
    return skeleton[: _HEAD if skeleton.isascii() else _SHORT_HEAD]


def _shortest_within(entry: Entry) -> int:
    if not entry.skeleton.isascii():
        return _SHORT_HEAD
    return _SHORTEST_WITHIN - entry.brand


def _shortened(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]
