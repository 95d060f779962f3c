"""Chinese seed phrases without anything between their words, each of which is one character.

Ordinary Chinese is made of the same characters. So only a whole message counts; beside words that
speak of a phrase also a clause, its beginning, its end, and what comes behind "my words are".
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

from mnemonic import Mnemonic

from core.redact.finding import Finding, Kind
from core.redact.wordlists import LENGTHS, has_checksum, lists

_COMMON = Path(__file__).parent / "words_of_chinese.txt"
_LONGEST = 4 * LENGTHS[-1]  # code points of a message that is nothing else
_CLAUSE = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff]{11,}")  # a first sign is found faster
_SPEAK_OF_ONE = (
    "助记", "助記", "恢复", "恢復", "回复", "回復", "词组", "詞組", "短语", "短語", "种子", "種子",
    "单词", "單詞", "钱包", "錢包", "seed", "phrase", "mnemonic", "wallet",
)  # fmt: skip
_NEAR = 100  # code points
_QUOTES = "\"'`“”‘’«»「」『』"
# "My words are", right before them.
_CALLED_ONE = re.compile(
    r"(?:助[记記][词詞]|短[语語]|[种種]子|[词詞][组組]|[单單][词詞])[\u3400-\u9fff]{0,4}?"
    r"(?:[就也]?[是为為]|如下)"
)

# Of clauses that may hold one, and of how often one is announced there: an ordinary message has a
# few, and no other shall take its time.
_MOST_CLAUSES, _MOST_CALLED = 24, 8

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
    if not _speaks_of_one(text):
        return
    clauses = dict.fromkeys(_CLAUSE.findall(" ".join(words)))
    for number, clause in enumerate(filter(_row().search, clauses)):
        spans = [(0, len(clause))] if _is_drawn(clause) else []
        if not spans and number < _MOST_CLAUSES:
            spans = [*_phrases_in(clause)]
        for start in _occurrences(clause, text) if spans else ():
            if _speaks_of_one(text[max(0, start - _NEAR) : start + len(clause) + _NEAR]):
                yield from (Finding(Kind.SEED_PHRASE, start + a, start + b) for a, b in spans)


def _speaks_of_one(text: str) -> bool:
    text = text.lower()
    return any(word in text for word in _SPEAK_OF_ONE)


def _phrases_in(clause: str) -> Iterator[tuple[int, int]]:
    """At its beginning, behind "my words are", and at its end."""
    called = islice(_CALLED_ONE.finditer(clause), _MOST_CALLED)
    starts = {0, *(words.end() for words in called)}
    windows = [(start, start + length) for start in starts for length in LENGTHS]
    windows += [(len(clause) - length, len(clause)) for length in LENGTHS]
    for start, end in windows:
        inside = clause[max(0, start) : end]
        if len(inside) == end - start and _is_drawn(inside):
            yield start, end


def _is_drawn(characters: str) -> bool:
    return _is_phrase(characters) and not _reads_like_chinese(characters)


def _reads_like_chinese(characters: str) -> bool:
    """Whether any two neighbours are a common word."""
    plain = characters.translate(_simplified())
    return not _common().isdisjoint(map("".join, pairwise(plain)))


@cache
def _simplified() -> dict[int, str]:
    """The two lists are one in two scripts."""
    traditional, simplified = (
        Mnemonic(f"chinese_{script}").wordlist for script in ("traditional", "simplified")
    )
    return {ord(one): other for one, other in zip(traditional, simplified, strict=True)}


@cache
def _common() -> frozenset[str]:
    """Of random phrases one in five hundred holds one by chance."""
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(" ".join(line for line in lines if line[0] != "#").split())


def _occurrences(run: str, text: str) -> Iterator[int]:
    start = text.find(run)
    while start >= 0:
        yield start
        start = text.find(run, start + len(run))


@cache
def _of_characters() -> list[dict[str, int]]:
    """The lists whose words are one character each."""
    return [words for words in lists() if max(map(len, words)) == 1]


@cache
def _characters() -> re.Pattern[str]:
    """Words of these lists, without anything between them."""
    return re.compile(f"[{''.join(sign for words in _of_characters() for sign in words)}]+")


@cache
def _row() -> re.Pattern[str]:
    """Enough of them for a phrase, which few clauses hold."""
    return re.compile(f"{_characters().pattern[:-1]}{{{LENGTHS[0]}}}")


def _is_phrase(characters: str) -> bool:
    too_many = _TOO_MANY.get(len(characters))
    if too_many is None or too_many.search(characters):
        return False
    if not _characters().fullmatch(characters):
        return False
    return any(
        all(map(numbers.__contains__, characters))
        and has_checksum([*map(numbers.__getitem__, characters)])
        for numbers in _of_characters()
    )
