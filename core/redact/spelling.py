"""Words that are not written as words: letter by letter, or without anything between them."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise

from core.redact.wordlists import LENGTHS, fold, is_listed, lists

_SHORTEST = LENGTHS[0]
FEWEST_LETTERS = 24  # of twelve words; the shortest have two syllables of Hangul
_WORD = 14  # letters of the longest word, sounds of Hangul taken apart
_LONGEST = 512  # letters of one run that are looked at: a phrase of 24 words has 200

_IDEOGRAPH = re.compile("[\u3400-\u9fff]")

Span = tuple[int, int]
Piece = tuple[Span, str]


def spread(text: str, words: list[re.Match[str]]) -> Iterator[list[Piece]]:
    """Runs of single letters, put together to words with their places: what stands between most
    letters is no end of a word."""
    for alone, run in groupby(words, _is_letter):
        letters = list(run)
        if alone and len(letters) >= FEWEST_LETTERS:
            yield list(_put_together(text, letters))


def _is_letter(word: re.Match[str]) -> bool:
    return word.end() - word.start() == 1


def _put_together(text: str, letters: list[re.Match[str]]) -> Iterator[Piece]:
    gaps = [text[one.end() : other.start()] for one, other in pairwise(letters)]
    usual = Counter(gaps).most_common(1)[0][0]
    first = 0
    for place, gap in enumerate([*gaps, None]):
        if gap != usual:
            run = letters[first : place + 1]
            yield (run[0].start(), run[-1].end()), "".join(letter[0] for letter in run)
            first = place + 1


def is_glued(letters: str) -> bool:
    """Whether a run of letters is nothing but twelve words or more of one list."""
    if len(letters) > _LONGEST or _IDEOGRAPH.search(letters):
        return False
    folded = fold(letters)
    return _begins_with_two_words(folded) and any(_splits(folded, words) for words in _lists())


@cache
def _lists() -> list[dict[str, int]]:
    """Of Chinese, every clause is nothing but words; no other list has ideographs."""
    return [words for words in lists() if max(map(len, words)) > 1]


def _begins_with_two_words(letters: str) -> bool:
    return any(
        is_listed(letters[:first])
        and any(is_listed(letters[first:second]) for second in range(first + 1, first + _WORD + 1))
        for first in range(1, _WORD + 1)
    )


def _splits(letters: str, words: dict[str, int]) -> bool:
    """From each place that words reach, how many they are at most; most runs end at once."""
    reached = {0: 0}
    for place in range(len(letters)):
        if (number := reached.pop(place, None)) is None:
            continue
        for end in range(place + 1, min(place + _WORD, len(letters)) + 1):
            if letters[place:end] in words:
                reached[end] = max(reached.get(end, 0), number + 1)
        if not reached:
            return False
    return reached.get(len(letters), 0) >= _SHORTEST
