"""The names that nobody else may bear, ready to be compared with hundreds of others a message."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation
from mnemonic import Mnemonic
from rapidfuzz.distance import OSA

from moderation.consonants import Spoken
from moderation.folding import joined_pairs, words
from moderation.houses import elsewhere
from moderation.persons import People
from moderation.roles import CLAIMS, CUT, ORDINARY, TRADE
from moderation.sounds import sound
from moderation.spellings import in_latin

_SHORTEST_TWO_TYPOS = 7
_SHORTEST_SWAP = 7
_SHORTEST_TYPO = 5  # in shorter words one letter more or less makes another word
_SHORTEST_WITHIN = 4  # shorter ones are found as whole words only, but for a brand of three
_SHORTEST_BARE = 3  # consonants
_SHORTEST_HEARD = 3
_SHORTEST_CLAIM_HEARD = 5
_SHORTEST_WITHOUT_TRADE = 5
_SHORTEST_REST = 4  # letters of a brand beside a claim in one word; one of ideographs has two
_HEAD = 3
_SHORT_HEAD = 2  # an ideograph says as much as several letters
_ENDINGS = frozenset("aeio")
_SEAM = re.compile(r"\s*[|｜┃•·()（）\[\]【】@/]\s*|\s+[-–—]\s+")
_SPACED = re.compile(r"[^\W_]+")
_VOWELS, _OTHER_VOWELS = (str.maketrans("", "", vowels) for vowels in ("aeiouy", "aeouy"))


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
            if is_bent:
                half = (len(entry.skeleton) - 1) // 2
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
        if not self._may_be_near(word):
            return []
        forms = [form for form in _shortened(word) if form in found]
        if not (forms or alike):
            return []
        close = {entry for form in forms for entry in found[form]}
        return [Hit(entry, 1) for entry in close.union(alike) if _is_meant(entry, word)]

    def _may_be_near(self, word: str) -> bool:
        """Never wrong where it says no. An entry may be a letter longer or shorter; between its
        halves is a letter or two, so that neither a mistake nor a swap hurts both."""
        heads, tails = self._heads, self._tails
        half, less = len(word) // 2, len(word) // 2 - 1
        return (
            word[:half] in heads
            or word[-half:] in tails
            or word[:less] in heads
            or word[-less:] in tails
        )

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


def _head(skeleton: str) -> str:
    return skeleton[: _HEAD if skeleton.isascii() else _SHORT_HEAD]


def _shortest_within(entry: Entry) -> int:
    if not entry.skeleton.isascii():
        return _SHORT_HEAD
    return _SHORTEST_WITHIN - entry.brand


class Protected:
    """Names of staff, brands with words like "support", our bots: `Protected(names)` once."""

    def __init__(self, names: Iterable[str]) -> None:
        written = list(names)
        given = [*written, *(part for name in written for part in _parts(name))]
        given += [spelt for name in given if (spelt := in_latin(name))]
        named = [pieces for name in given if (pieces := words(name))]
        whole = dict.fromkeys(brand for pieces in named if (brand := _brand(pieces)))
        halves = dict.fromkeys(half for pieces in named if (half := _half(pieces)) not in whole)
        halves.pop("", None)
        whole.update(dict.fromkeys(elsewhere(whole)))
        brands = [*whole, *halves]
        self.lookup = Lookup(
            (
                *(_whole(pieces) for pieces in named),
                *(
                    Entry(b, brand=True, typos=len(b) >= _SHORTEST_TYPO, half=b in halves)
                    for b in brands
                ),
            )
        )
        self.longest_name = max((len("".join(pieces)) for pieces in named), default=0)
        self.bare = frozenset(bare for brand in brands for bare in _without_vowels(brand))
        self._brands = frozenset(brands)
        self._long_brands = [b for b in brands if b.isascii() and len(b) >= _SHORTEST_TWO_TYPOS]
        self.backwards = frozenset(word[::-1] for word in brands if len(word) > 2) | {
            word[::-1] for word in claims().words if len(word) > 3
        }
        self.heard = frozenset(sound(b) for b in brands if b.isascii() and len(sound(b)) >= 3)
        self.spoken = Spoken(dict(both for name in written for both in _written_brands(name)))
        people = (pieces for pieces in named if len(pieces) > 1 and not _claims(pieces))
        self.people = People(map(frozenset, people))

    def is_brand(self, pieces: list[str]) -> bool:
        """Whether a name is the bare brand."""
        return joined_pairs("".join(pieces)) in self._brands

    def is_nearly_a_brand(self, word: str) -> bool:
        """With two mistakes, none of them at its beginning. Takes its time."""
        return any(
            brand[0] == word[0] and OSA.distance(brand, word, score_cutoff=2) <= 2
            for brand in self._long_brands
        )

    def sounds_familiar(self, pieces: list[str]) -> bool:
        """Whether any of the words could be a brand's or of somebody's name, by its sound, or all
        of them a name."""
        if self.lookup.has("".join(pieces)):
            return True
        sounds = map(sound, pieces)
        return any(one in self.heard or one in self.people.heard for one in sounds)


def _without_vowels(brand: str) -> Iterator[str]:
    """An i may be an l, and the first letter may be left."""
    for vowels in (_VOWELS, _OTHER_VOWELS):
        for bare in (brand.translate(vowels), brand[:1] + brand[1:].translate(vowels)):
            if _SHORTEST_BARE <= len(bare) < len(brand):
                yield bare


def _parts(name: str) -> list[str]:
    """Who it is, of "Ann Example | House": the parts that are names of more than one word."""
    parts = _SEAM.split(name)
    return [part for part in parts if len(parts) > 1 and _is_whole(words(part))]


def _is_whole(pieces: list[str]) -> bool:
    return len(pieces) > 1 and not _claims(pieces)


def _written_brands(name: str) -> Iterator[tuple[str, str]]:
    """A brand as it is written, and its skeleton; the same of its half."""
    pieces = words(name)
    written = [w for w in _SPACED.findall(name.lower()) if not claims().has(_folded(w))]
    if half := _half(pieces):
        yield "".join(word for word in written if _folded(word) not in _trade()), half
    if brand := _brand(pieces):
        yield "".join(written), brand


@cache
def claims() -> Lookup:
    """Words of office, folded."""
    return Lookup(
        Entry(word, typos=word.isascii() and len(word) >= _SHORTEST_TYPO)
        for word in map(_folded, _spelt(CLAIMS))
    )


def _spelt(claims: tuple[str, ...]) -> Iterator[str]:
    """The longer Cyrillic ones in Latin letters, too."""
    yield from claims
    for claim in claims:
        if len(claim) > _SHORTEST_CLAIM_HEARD and (spelt := in_latin(claim)):
            yield spelt


def _folded(word: str) -> str:
    return joined_pairs("".join(words(word)))


@cache
def heard_claims() -> frozenset[str]:
    """The sounds of the longer ones."""
    return frozenset(
        sound(word)
        for word in map(_folded, _spelt(CLAIMS))
        if word.isascii() and len(word) >= _SHORTEST_CLAIM_HEARD
    )


@cache
def cut_claims() -> frozenset[str]:
    return frozenset(map(_folded, CUT))


@cache
def ordinary() -> frozenset[str]:
    """Folded common words: a name that has one of them where a brand is has no misspelt brand."""
    known = (*ORDINARY, *Mnemonic("english").wordlist)
    return frozenset(map(_folded, known))


def _whole(pieces: list[str]) -> Entry:
    skeleton = joined_pairs("".join(pieces))
    claimed = _unclaimed(pieces) != pieces
    # Two people may well be called Mario and Maria: a person's name has to be long for a typo.
    long_enough = len(skeleton) >= (7 if claimed or len(pieces) == 1 else 12)
    return Entry(
        skeleton,
        alone=len(pieces) == 1 and not claimed,
        typos=long_enough,
        swaps=len(skeleton) >= _SHORTEST_SWAP,
    )


def _claims(pieces: list[str]) -> list[str]:
    return [piece for piece in pieces if claims().has(joined_pairs(piece))]


def _half(pieces: list[str]) -> str:
    """ "Example Wallet" and its staff are also known as Example's; empty for other names."""
    named = _unclaimed(pieces)
    rest = [piece for piece in named if piece not in _trade()]
    half = joined_pairs("".join(rest))
    is_long_enough = len(half) >= _SHORTEST_WITHOUT_TRADE and half not in ordinary()
    return half if is_long_enough and len(rest) < len(named) else ""


@cache
def _trade() -> frozenset[str]:
    return frozenset(map(_folded, TRADE))


def _brand(pieces: list[str]) -> str:
    """ "Example Exchange Support" → exampleexchange; a name without a word of office is a brand if
    it is one word."""
    rest = _unclaimed(pieces)
    if not rest or (len(rest) == len(pieces) > 1 and rest == pieces):
        return ""
    return joined_pairs("".join(rest))


def _unclaimed(pieces: list[str]) -> list[str]:
    """The words without those of office, also where they are written as one."""
    return [rest for piece in pieces if (rest := _rest(joined_pairs(piece), piece))]


def _rest(word: str, piece: str) -> str:
    if claims().has(word):
        return ""
    edges = [
        (word[:place], word[place + len(entry.skeleton) :], len(entry.skeleton))
        for place, entry in claims().within(word)
    ]
    rests = [(size, left or right) for left, right, size in edges if not (left and right)]
    size, rest = max(rests, default=(0, ""))
    shortest = _SHORTEST_REST if word.isascii() else 2
    if not size or len(rest) < shortest or rest in ordinary():
        return piece
    return _rest(rest, rest)


def _shortened(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]
