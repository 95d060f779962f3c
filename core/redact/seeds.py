"""Seed phrases (BIP-39), however their words are written."""

import re
from collections.abc import Iterable, Iterator, Set
from functools import cache
from itertools import compress

from core import bytewise
from core.redact import spelling
from core.redact.finding import Finding, Kind
from core.redact.glance import Glance
from core.redact.labels import are_labels
from core.redact.unseparated import find_unseparated
from core.redact.wordlists import (
    DAMAGED,
    LENGTHS,
    LETTER,
    MARKS,
    fold_all,
    has_checksum,
    is_known,
    lists,
)

_SHORTEST = LENGTHS[0]
# Fewer different words than this are somebody shouting ("good good good …"), unless the
# checksum holds; twelve words drawn at random practically never hold fewer.
_DIFFERENT = 8
# Windows of longer monotonous runs are not tried, which keeps the search linear.
_MONOTONOUS = 48
# "The first word is …": up to three words that count stand before each.
_STRIDES = (1, 2, 3, 4)
# A prime less than twelve: a row of twelve with any stride goes through one of the words sampled.
_SAMPLED = 11

_VOICING = r"\u3099\u309a"  # tells apart Japanese words, unlike the accents of other languages
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|[{MARKS}{_VOICING}]|{DAMAGED})*")
# The same where no letter is composed of two code points, which is nearly always; much faster.
_SIMPLE_WORD = re.compile(rf"{LETTER}+")
# Chinese, Japanese and Korean write no blank before a word of another script.
_JOINING = r"\u3040-\u9fff\uac00-\ud7a3"
_SEAM = re.compile(f"[{_JOINING}][a-zA-Z]|[a-zA-Z][{_JOINING}]")
_SEAMED_WORD = re.compile(rf"(?:(?![{_JOINING}]){LETTER})+|[{_JOINING}]+")
# The first word and the last may be joined to what is around them.
_APART = _SHORTEST - 2
_COMPOSED = re.compile(f"[{MARKS}{_VOICING}]")
_OF_WORDS = re.compile(f"{LETTER}|[{MARKS}{_VOICING}\ufffd]")
_WORTH_A_GLANCE = 1_500  # code points; shorter texts are read as fast
# What `Glance` cannot see.
_UNSEEN = re.compile(rf"[{MARKS}{_VOICING}\ufffd]|(?=[\ua000-\U0010ffff]){LETTER}")
# Letters written as digits; as many digits stand between letters in no other text. In Chinese,
# Japanese and Korean they are numbers.
_LETTER_OF_WORDS = r"[^\W\d_\u3040-\u9fff\uac00-\ud7a3]"
_DIGIT_FOR_LETTER = re.compile(rf"[013457@$!](?<={_LETTER_OF_WORDS}.)(?={_LETTER_OF_WORDS})")
_LEET = dict(zip("013457@$!", "oieastasi", strict=True))
_AS_LETTERS = bytewise.table(lambda sign: _LEET.get(sign, sign))
_FEWEST_DIGITS = 4
# "1" for one of them, "a" for what may be a letter beside it.
_BESIDE_DIGITS = bytewise.table(
    lambda sign: "1" if sign in "013457@$!" else "a" if sign.isalpha() else " ",
    lambda head: " " if 0xE3 <= head <= 0xE9 or 0xEB <= head <= 0xED else "a",
)
_LETTERS = b"\1" * spelling.FEWEST_LETTERS
_ROW = b"\1" * _SHORTEST
_IN_A_BYTE = (127).__and__


def find_seed_phrases(text: str, heads: bytes, unusual: Set[str]) -> Iterator[Finding]:
    """May overlap. `unusual`: the signs of `text` that `bytewise` calls so, or more of them;
    `heads` are those of `bytewise`, too."""
    rows: list[range] = []
    if (long := _at_a_glance(text, unusual)) is None:
        words, form = _words(text, unusual)
        long = [word for word in words if len(word) >= _SHORTEST]
        rows = list(_rows(words))
        yield from _separated(text, form, words, rows)
        if _are_spread(words):
            yield from _spread(text, form)
    if not (rows or text.isascii()):
        yield from find_unseparated(text, long)
    for word in long:
        if len(word) >= spelling.FEWEST_LETTERS and spelling.is_glued(word):
            yield from (Finding(Kind.SEED_PHRASE, *span) for span in _occurrences(word, text))
    if _may_have_digits(heads) and len(_DIGIT_FOR_LETTER.findall(text)) >= _FEWEST_DIGITS:
        text = bytewise.translated(text, _AS_LETTERS)
        words, form = _words(text, unusual)
        yield from _separated(text, form, words, _rows(words))


def _at_a_glance(text: str, unusual: Set[str]) -> list[str] | None:
    """The long words of a long text whose words need no closer look."""
    if len(text) < _WORTH_A_GLANCE or _UNSEEN.search("".join(unusual)):
        return None
    seen = Glance(text)
    rows = (row for stride in _STRIDES for row in seen.rows(_SHORTEST, stride))
    if (
        seen.has_letters_apart(spelling.FEWEST_LETTERS)
        or any(_SEAM.search(seen.around(row)) for row in seen.rows(_APART, 1))
        or any(_ROW in bytes(map(is_known, seen.words(row))) for row in rows)
    ):
        return None
    return seen.long_words(_SHORTEST)


def _may_have_digits(heads: bytes) -> bool:
    signs = heads.translate(_BESIDE_DIGITS)
    return all(signs.count(pair) >= _FEWEST_DIGITS for pair in (b"a1", b"1a"))


def _words(text: str, unusual: Set[str]) -> tuple[list[str], re.Pattern[str]]:
    """The words, and the form that finds them in `text`. Most of them are found without it."""
    odd = {sign for sign in unusual if not sign.isalpha()}
    marks = "".join(filter(_COMPOSED.match, odd))
    if odd and _OF_WORDS.search("".join(odd.difference(marks))):
        return _WORD.findall(text), _WORD
    words = _of_words().of(text).split()
    if marks:  # no word begins with one
        return [rest for word in words if (rest := word.lstrip(marks))], _WORD
    if not text.isascii() and _join_a_row(words):
        return _SEAMED_WORD.findall(text), _SEAMED_WORD
    return words, _SIMPLE_WORD


@cache
def _of_words() -> bytewise.Kept:
    return bytewise.Kept(f"{LETTER}|[{MARKS}{_VOICING}]")


def _join_a_row(words: list[str]) -> bool:
    """Whether an end of a phrase, all the rest of which is words of the lists, is joined to what is
    around it."""
    if len(words) < _APART:
        return False
    end = 0
    for place in compress(range(0, len(words), _APART), map(is_known, words[::_APART])):
        if place >= end and _may_go_on(place, 1, words):
            row = _row_through(place, 1, words)
            end = row.stop
            if len(row) >= _APART and _SEAM.search(
                " ".join(words[max(0, row.start - 1) : end + 1])
            ):
                return True
    return False


def _rows(words: list[str]) -> Iterator[range]:
    """Where so many words of the lists stand in a row, or so many as every second one or so, with
    others between them that may be labels. Looks closely only around every eleventh word."""
    if len(words) < _SHORTEST:
        return
    ends: dict[tuple[int, int], int] = {}
    for place in compress(range(0, len(words), _SAMPLED), map(is_known, words[::_SAMPLED])):
        for stride in _STRIDES:
            if not _may_go_on(place, stride, words):
                continue
            lane = stride, place % stride
            if place >= ends.get(lane, 0):
                row = _row_through(place, stride, words)
                ends[lane] = row.stop
                if len(row) >= _SHORTEST:
                    yield row


def _may_go_on(place: int, stride: int, words: list[str]) -> bool:
    """A row of ten or more has five before it or behind it, of which three are looked up. The ends
    of the text count as neighbours: it only has to be never wrong where it says no."""
    count = len(words)
    return (
        is_known(words[place + stride - count])
        and is_known(words[place + 2 * stride - count])
        and is_known(words[(place + 5 * stride) % count])
    ) or (
        is_known(words[place - stride])
        and is_known(words[place - 2 * stride])
        and is_known(words[(place - 5 * stride) % count])
    )


def _row_through(place: int, stride: int, words: list[str]) -> range:
    first, end = place, place + stride
    while first >= stride and is_known(words[first - stride]):
        first -= stride
    while end < len(words) and is_known(words[end]):
        end += stride
    return range(first, end, stride)


def _separated(
    text: str, form: re.Pattern[str], words: list[str], rows: Iterable[range]
) -> Iterator[Finding]:
    rows = sorted(rows, key=lambda row: row.start)
    folded: list[str] = []
    found: set[tuple[int, int]] = set()
    for row in rows:
        folded += [""] * (row.start - len(folded))
        folded += fold_all(words[len(folded) : row.stop])
        found.update(_phrases(folded, row))
    if not found:
        return
    matches = list(form.finditer(text))
    last = 0
    for first, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if first >= last:
            yield Finding(Kind.SEED_PHRASE, matches[first].start(), matches[end].end())
            last = end + 1


def _are_spread(words: list[str]) -> bool:
    """Whether so many single letters stand in a row; a sixth of them are every sixth word, too."""
    return all(
        _LETTERS[::apart] in bytes(map(_IN_A_BYTE, map(len, words[::apart]))) for apart in (6, 3, 1)
    )


def _spread(text: str, form: re.Pattern[str]) -> Iterator[Finding]:
    for pieces in spelling.spread(text, list(form.finditer(text))):
        words = [letters for _span, letters in pieces]
        for first, end in _phrases(fold_all(words), range(len(words))):
            yield Finding(Kind.SEED_PHRASE, pieces[first][0][0], pieces[end][0][1])
        if spelling.is_glued("".join(words)):
            yield Finding(Kind.SEED_PHRASE, pieces[0][0][0], pieces[-1][0][1])


def _phrases(folded: list[str], places: range) -> Iterator[tuple[int, int]]:
    """First and last place of every phrase among the words at `places`; those between must be
    labels."""
    row = folded[places.start : places.stop : places.step]
    for numbers in lists():
        if sum(map(numbers.__contains__, row)) < _SHORTEST:
            continue
        found = [*map(numbers.get, row)]
        for first, end in _runs(found):
            if _looks_drawn([n for n in found[first:end] if n is not None]) and all(
                are_labels(folded[places[first] + n : places[end - 1] : places.step])
                for n in range(1, places.step)
            ):
                yield places[first], places[end - 1]


def _runs(found: list[int | None]) -> Iterator[tuple[int, int]]:
    first = 0
    for place, number in enumerate([*found, None]):
        if number is None:
            if place - first >= _SHORTEST:
                yield first, place
            first = place + 1


def _looks_drawn(numbers: list[int]) -> bool:
    if len(set(numbers)) >= _DIFFERENT:
        return True
    return len(numbers) <= _MONOTONOUS and any(
        has_checksum(numbers[first : first + length])
        for length in LENGTHS
        for first in range(len(numbers) - length + 1)
    )


def _occurrences(run: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(run)
    while start >= 0:
        yield start, start + len(run)
        start = text.find(run, start + len(run))
