"""Seed phrases that are no whole BIP-39 words: cut to four letters as on plates of steel, with a
word misspelt, or made of other lists (shares of SLIP-39, Monero).

Only short messages are read: nobody writes an essay around one, and other texts need not pay.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import compress, product
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core import bytewise
from core.redact.finding import Finding, Kind
from core.redact.wordlists import (
    LENGTHS,
    LETTER,
    MARKS,
    Sieve,
    fold,
    fold_all,
    has_checksum,
    is_known,
    lists,
)

_FOLDER = Path(__file__).parent
_SHORTEST, _LONGEST = 44, 600  # code points: 33 words with labels have 550
_FEWEST = LENGTHS[0]
_DIFFERENT = 8
_CUT = 4  # letters by which the words of a list are told apart
_FEWEST_CUT = 3  # words that are none in full
_SHORTEST_MISSPELT = 3
_PER_MISTAKE = 6  # words
# What may stand between words; of other signs those whose neighbours in UTF-8 do.
_MAY_PART = bytes(code for code in range(128) if not chr(code).isalpha()) + b"\xc2\xe2\xe3\xf0"
_WORDS_ONLY = bytewise.table(lambda sign: sign if sign.isalpha() else " ")
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|[{MARKS}\u3099\u309a])*")  # wallets write marks apart
# Of twelve words with one misspelt, six stand together; and what stands around single others.
_HALF = _FEWEST // 2
_TOGETHER, _ROW = b"\1" * _HALF, b"\1" * _FEWEST
_ROWS = re.compile(b"\0?\1+(?:\0\1+)*\0?")
_WITHOUT_GAP = re.compile(b"\1{%d,}" % _FEWEST)
_MOST_MEANT = 5  # words that one mistake may have been made in
# Up to four others between halves that are nothing but known words.
_HALVES = re.compile(b"(\1{5,})\0{1,4}(\1{5,})")
_END = re.compile("[:：.!?！？。\n]")

Words = frozenset[str]
Match = re.Match[str]


def find_kindred(text: str, heads: bytes) -> Iterator[Finding]:
    """May overlap. `heads` are `bytewise.heads(text)`."""
    if not _SHORTEST <= len(text) <= _LONGEST:
        return
    if len(heads) - len(heads.translate(None, _MAY_PART)) < _FEWEST - 1:
        return
    words = bytewise.translated(text, _WORDS_ONLY).split()
    step = _step(words)
    words = words[step - 1 :: step]
    if not (len(words) in LENGTHS or _has_a_row(words)):
        return
    found = list(_WORD.finditer(text))[step - 1 :: step]
    folded = fold_all([one[0] for one in found])
    for first, end in (*_of_others(folded), *_misspelt(text, found, folded)):
        yield Finding(Kind.SEED_PHRASE, found[first].start(), found[end - 1].end())


def _step(words: list[str]) -> int:
    """2 for "word 1: …, word 2: …"."""
    is_labelled = len(words) >= 2 * _FEWEST and words[0] == words[2] == words[4] != words[1]
    return 2 if is_labelled else 1


def _has_a_row(words: list[str]) -> bool:
    """Of words of other lists, or of half a phrase. A row of some length goes through one of every
    so many words."""
    return any(
        _row_through(place, words, is_one) >= length
        for is_one, length in ((_may_be_of_others, _FEWEST), (is_known, _HALF))
        for place in _sampled(words, is_one, length - 1)
    )


def _sampled(words: list[str], is_one: Callable[[str], bool], step: int) -> Iterator[int]:
    return compress(range(0, len(words), step), map(is_one, words[::step]))


def _row_through(place: int, words: list[str], is_one: Callable[[str], bool]) -> int:
    first = end = place
    while first and is_one(words[first - 1]):
        first -= 1
    while end < len(words) and is_one(words[end]):
        end += 1
    return end - first


@lru_cache(maxsize=8192)
def _may_be_of_others(word: str) -> bool:
    return _sieve().may_hold(fold(word))


@cache
def _sieve() -> Sieve:
    """The words themselves are made only where a row of them may be."""
    return Sieve(word for words, _are_cut in _lists_of_others() for word in words)


def _of_others(folded: list[str]) -> Iterator[tuple[int, int]]:
    """Rows of words of one list. A row of twelve goes through every eleventh word."""
    if _ROW not in bytes(map(_sieve().may_hold, folded)):
        return
    sample = folded[:: _FEWEST - 1]
    for words, are_cut in _others():
        if words.isdisjoint(sample):
            continue
        for row in _WITHOUT_GAP.finditer(bytes(map(words.__contains__, folded))):
            inside = folded[row.start() : row.end()]
            if len({*inside}) >= _DIFFERENT and not (are_cut and _are_words(inside)):
                yield row.span()


def _are_words(row: list[str]) -> bool:
    """A sentence of short words, of which some begin like longer ones."""
    return sum(not is_known(word) for word in row) < _FEWEST_CUT


@cache
def _others() -> tuple[tuple[Words, bool], ...]:
    return tuple((frozenset(words), are_cut) for words, are_cut in _lists_of_others())


def _lists_of_others() -> Iterator[tuple[Iterable[str], bool]]:
    """Folded, and whether they are cut: only lists that stay unambiguous are."""
    yield from ((_read(name), False) for name in ("words_of_shares.txt", "words_of_monero.txt"))
    for words in lists():
        if min(map(len, words)) >= _CUT - 1:
            yield (word[:_CUT] for word in words), True


def _read(name: str) -> list[str]:
    lines = (_FOLDER / name).read_text(encoding="ascii").splitlines()
    return fold_all(" ".join(line for line in lines if line[0] != "#").split())


def _misspelt(text: str, found: list[Match], folded: list[str]) -> Iterator[tuple[int, int]]:
    """Rows as long as a phrase, in which one word in twelve is a letter away from a list's; one in
    six in a message that is nothing else."""
    known = bytes(map(is_known, folded))
    if len(known) in LENGTHS and known.count(1) >= len(known) - len(known) // _PER_MISTAKE:
        yield from ((0, len(known)) for numbers in lists() if _nearly_all(folded, numbers))
    if _TOGETHER not in known:
        return
    yield from _parted(text, found, folded)
    for first, end in _stretches(text, found, known):
        if known.count(0, first, end) <= (end - first) // _FEWEST:
            words = folded[first:end]
            yield from ((first, end) for numbers in lists() if _nearly_all(words, numbers))


def _parted(text: str, found: list[Match], folded: list[str]) -> Iterator[tuple[int, int]]:
    """Two halves with a few other words between them: "first half: … second half: …"."""
    for numbers in lists():
        known = bytes(map(numbers.__contains__, folded))
        for row in _HALVES.finditer(known):
            middle, end = row.span(2)
            for first, rest in product(
                _beginnings(text, found, *row.span(1)), (middle, middle + 1)
            ):
                words = folded[first : row.end(1)] + folded[rest:end]
                if len(words) in LENGTHS and has_checksum([numbers[word] for word in words]):
                    yield first, end


def _stretches(text: str, found: list[Match], known: bytes) -> Iterator[tuple[int, int]]:
    """As long as a phrase, of known words with single others at the edges and between them. What
    comes before may be known words, too, of another clause: "my seed: …"."""
    for row in _ROWS.finditer(known):
        first, end = row.span()
        if end - first < _FEWEST:
            continue
        beginnings = {first + 1 - known[first], *_beginnings(text, found, first, end)}
        for beginning in sorted(beginnings):
            for last in {end, end - 1 + known[end - 1]}:
                if last - beginning in LENGTHS:
                    yield beginning, last


def _beginnings(text: str, found: list[Match], first: int, end: int) -> Iterator[int]:
    """Where a clause begins."""
    yield first
    for place in range(first + 1, end):
        if _END.search(text, found[place - 1].end(), found[place].start()):
            yield place


def _nearly_all(words: list[str], numbers: dict[str, int]) -> bool:
    wrong = [word for word in words if word not in numbers]
    if len(wrong) > len(words) // _PER_MISTAKE or len({*words}) < _DIFFERENT:
        return False
    meant = [_meant(word, numbers) for word in words]
    return all(meant) and any(map(has_checksum, product(*meant)))


def _meant(word: str, numbers: dict[str, int]) -> list[int]:
    """The word's number, or those of words that are a letter away, but for one at its end:
    "exists" is no misspelt "exist"."""
    if word in numbers:
        return [numbers[word]]
    if len(word) < _SHORTEST_MISSPELT or word[:-1] in numbers:
        return []
    near = process.extract(
        word, numbers.keys(), scorer=OSA.distance, score_cutoff=1, limit=_MOST_MEANT
    )
    return [numbers[one] for one, _distance, _place in near]
