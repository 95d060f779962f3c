"""The names that nobody else may bear, ready to be compared with hundreds of others a message."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from mnemonic import Mnemonic
from rapidfuzz.distance import OSA

from moderation.consonants import Spoken
from moderation.folding import joined_pairs, words
from moderation.houses import elsewhere
from moderation.lookup import Entry, Lookup
from moderation.persons import People
from moderation.roles import CLAIMS, COMMON, CUT, ORDINARY, TRADE
from moderation.sounds import sound
from moderation.spellings import in_latin

_SHORTEST_TWO_TYPOS = 7
_SHORTEST_SWAP = 7
_SHORTEST_TYPO = 5  # in shorter words one letter more or less makes another word
_SHORTEST_BACKWARDS = 4
_SHORTEST_BARE = 3  # consonants
_SHORTEST_HEARD = 3
_SHORTEST_CLAIM_HEARD = 5
_SHORTEST_WITHOUT_TRADE = 5
_SHORTEST_LABEL = 3
_SHORTEST_LABEL_TYPO = 6
_SHORTEST_REST = 4  # letters of a brand beside a claim in one word; one of ideographs has two
_SEAM = re.compile(r"\s*[|｜┃•·()（）\[\]【】@/]\s*|\s+[-–—]\s+")
_SPACED = re.compile(r"[^\W_]+")
_VOWELS, _OTHER_VOWELS = (str.maketrans("", "", vowels) for vowels in ("aeiouy", "aeouy"))


class Protected:
    """Names of staff, brands with words like "support", our bots: `Protected(names)` once. `labels`
    are those of our domains ("example" of example.com): other hosts may not look like them, and
    people may be called as they like."""

    def __init__(self, names: Iterable[str], labels: Iterable[str] = ()) -> None:
        written = list(names)
        given = [*written, *(part for name in written for part in _parts(name))]
        given += [spelt for name in given if (spelt := in_latin(name))]
        named = [pieces for name in given if (pieces := words(name))]
        brands = _brands(named)
        entries = (*(_whole(pieces) for pieces in named), *brands.values())
        self.lookup = Lookup(entries)
        ours = {_folded(label): label for label in labels if len(label) >= _SHORTEST_LABEL}
        self.common = {word: label for word, label in ours.items() if is_common(word)}
        houses = [word for word in ours if word not in self.common and word not in brands]
        self.hosts = Lookup((*entries, *map(_house, houses))) if houses else self.lookup
        self.longest_name = max((len("".join(pieces)) for pieces in named), default=0)
        self.bare = frozenset(bare for brand in brands for bare in _without_vowels(brand))
        self._brands = frozenset(brands)
        self._long_brands = [b for b in brands if b.isascii() and len(b) >= _SHORTEST_TWO_TYPOS]
        self.heard = frozenset(
            sound(b) for b in brands if b.isascii() and len(sound(b)) >= _SHORTEST_HEARD
        )
        self.spoken = Spoken(dict(both for name in written for both in _written_brands(name)))
        people = [frozenset(pieces) for pieces in named if _is_whole(pieces)]
        self.people = People(people)
        self.houses = People(own for pieces in named if len(own := _words_of_a_house(pieces)) > 1)
        self.backwards = frozenset(_backwards(brands, people))

    def is_brand(self, pieces: list[str]) -> bool:
        """Whether a name is the bare brand, but for single letters and what the house is."""
        bare = (piece for piece in pieces if len(piece) > 1 and piece not in _trade())
        forms = {joined_pairs("".join(found)) for found in (pieces, bare)}
        return not self._brands.isdisjoint(forms)

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


def _brands(named: list[list[str]]) -> dict[str, Entry]:
    """Those of the names, whole and by half, and what they are called abroad."""
    whole = dict.fromkeys(brand for pieces in named if (brand := _brand(pieces)))
    halves = dict.fromkeys(half for pieces in named if (half := _half(pieces)) not in whole)
    halves.pop("", None)
    whole.update(dict.fromkeys(elsewhere(whole)))
    return {
        brand: Entry(brand, brand=True, typos=len(brand) >= _SHORTEST_TYPO, half=brand in halves)
        for brand in (*whole, *halves)
    }


def _backwards(brands: Iterable[str], people: Iterable[frozenset[str]]) -> Iterator[str]:
    for words_of, shortest in (
        (brands, _SHORTEST_BARE),
        (claims().words, _SHORTEST_BACKWARDS),
        (frozenset().union(*people), _SHORTEST_BACKWARDS),
    ):
        yield from (word[::-1] for word in words_of if len(word) >= shortest)


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
    """Words of office, folded; also with pairs apart, for a mistake may have parted them."""
    spelt = list(_spelt(CLAIMS))
    apart = ("".join(words(word)) for word in spelt)
    return Lookup(
        Entry(word, typos=word.isascii() and len(word) >= _SHORTEST_TYPO)
        for word in (*map(_folded, spelt), *apart)
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


@cache
def _common() -> frozenset[str]:
    return frozenset(map(_folded, COMMON)) | _trade() | ordinary()


def is_common(word: str) -> bool:
    """Whether many are called so: a folded word that is nobody's."""
    return word in _common() or claims().has(word)


def _house(label: str) -> Entry:
    """Of a short one no mistake is known: bing is no bingx. One of three letters has to stand
    alone, as no brand has to."""
    return Entry(label, typos=len(label) >= _SHORTEST_LABEL_TYPO)


def _whole(pieces: list[str]) -> Entry:
    skeleton = joined_pairs("".join(pieces))
    claimed = _unclaimed(pieces) != pieces
    # Two people may well be called Mario and Maria: a person's name has to be long for a typo.
    # A syllable of Hangul is three signs here, and another one is another name.
    is_short = claimed or (len(pieces) == 1 and skeleton.isascii())
    long_enough = len(skeleton) >= (7 if is_short else 12)
    return Entry(
        skeleton,
        alone=len(pieces) == 1 and not claimed,
        typos=long_enough,
        swaps=len(skeleton) >= _SHORTEST_SWAP,
    )


def _words_of_a_house(pieces: list[str]) -> frozenset[str]:
    """The words of a brand beside which an office stands."""
    return frozenset(map(joined_pairs, _unclaimed(pieces))) if _claims(pieces) else frozenset()


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
