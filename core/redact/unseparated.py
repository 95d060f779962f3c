"""Chinese seed phrases without anything between their words, each of which is one character.

Ordinary Chinese is made of the same characters. So only a whole message counts; beside words that
speak of a phrase also a clause and, in short messages, its beginning, its end, and what comes
behind "my words are".
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from operator import concat
from pathlib import Path

from mnemonic import Mnemonic

from core.redact.finding import Finding, Kind
from core.redact.wordlists import LENGTHS, has_checksum, lists

_COMMON = Path(__file__).parent / "words_of_chinese.txt"
_LONGEST = 4 * LENGTHS[-1]  # code points of a message that is nothing else
_LONGEST_SOUGHT = 600  # longer messages need not pay for what nobody writes an essay around
_CLAUSE = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff]{11,}")  # a first sign is found faster
_SPEAKS_OF_ONE = re.compile(  # only literals: their first signs are found fast
    "助记|助記|恢复|恢復|回复|回復|词组|詞組|短语|短語|种子|種子|单词|單詞|钱包|錢包"
    "|seed|phrase|mnemonic|wallet"
)
_NEAR = 100  # code points
_QUOTES = "\"'`“”‘’«»「」『』"
# "My words are", right before them.
_CALLED_ONE = re.compile(
    r"(?:助[记記][词詞]|短[语語]|[种種]子|[词詞][组組]|[单單][词詞])[\u3400-\u9fff]{0,4}?"
    r"(?:[就也]?[是为為]|如下)"
)

# Words that hardly a Chinese question does without and that are in the lists. Of random phrases
# one in thirty holds two of them: the price for leaving ordinary sentences alone.
_FUNCTION = "[的了是我在有不人这這个個就也都和你要会會能可到么麼一怎哪好吗嗎啊呢多用下样樣]"
# A longer phrase holds more of them, and its longer checksum makes up for that.
_TOO_MANY = {
    length: re.compile(_FUNCTION + f".*?{_FUNCTION}" * (length // 6 - 1)) for length in LENGTHS
}


def find_unseparated(text: str, words: Iterable[str]) -> Iterator[Finding]:
    """`words` are the long ones of `text`."""
    if len(text) <= _LONGEST and _is_drawn("".join(text.split()).strip(_QUOTES)):
        yield Finding(Kind.SEED_PHRASE, 0, len(text))
        return
    clauses = _CLAUSE.findall(" ".join(words))
    if len(text) > _LONGEST_SOUGHT:
        clauses = [*filter(_is_drawn, clauses)]
    mentions = [word.start() for word in _SPEAKS_OF_ONE.finditer(text.lower())] if clauses else []
    last = 0
    for clause in clauses if mentions else ():
        start = text.index(clause, last)
        last = start + len(clause)
        if _are_between(mentions, start - _NEAR, last + _NEAR):
            is_named = _are_between(mentions, start, last)
            for first, end in _phrases_in(clause, is_named):
                yield Finding(Kind.SEED_PHRASE, start + first, start + end)


def _are_between(places: list[int], start: int, end: int) -> bool:
    return bisect_left(places, start) < bisect_left(places, end)


def _phrases_in(clause: str, is_named: bool) -> Iterator[tuple[int, int]]:
    """The whole, or at its beginning, at its end, and, if it names one, behind "my words are"."""
    whole = len(clause)
    called = [words.end() for words in _CALLED_ONE.finditer(clause)] if is_named else []
    for start in (0, *called):
        if not _reads_like_chinese(clause[start : start + LENGTHS[0]]):
            yield from _drawn(clause, ((start, start + length) for length in LENGTHS))
    if not _reads_like_chinese(clause[-LENGTHS[0] :]):
        yield from _drawn(clause, ((whole - length, whole) for length in LENGTHS))


def _drawn(clause: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        if start >= 0 and end <= len(clause) and _is_drawn(clause[start:end]):
            yield start, end


def _is_drawn(characters: str) -> bool:
    return _is_phrase(characters) and not _reads_like_chinese(characters)


def _reads_like_chinese(characters: str) -> bool:
    """Whether any two neighbours are a common word."""
    return not _common().isdisjoint(map(concat, characters, characters[1:]))


@cache
def _common() -> frozenset[str]:
    """In both scripts. Of random phrases one in five hundred holds one by chance."""
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    simplified = " ".join(line for line in lines if line[0] != "#").split()
    both = (Mnemonic(f"chinese_{script}").wordlist for script in ("simplified", "traditional"))
    to_traditional = {ord(one): other for one, other in zip(*both, strict=True)}
    return frozenset((*simplified, *(word.translate(to_traditional) for word in simplified)))


@cache
def _of_characters() -> list[dict[str, int]]:
    """The lists whose words are one character each."""
    return [words for words in lists() if max(map(len, words)) == 1]


def _is_phrase(characters: str) -> bool:
    too_many = _TOO_MANY.get(len(characters))
    if too_many is None or too_many.search(characters):
        return False
    return any(
        all(map(numbers.__contains__, characters))
        and has_checksum([*map(numbers.__getitem__, characters)])
        for numbers in _of_characters()
    )
