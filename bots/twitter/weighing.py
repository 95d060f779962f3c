"""How long a text is for X. Pure.

docs.x.com/fundamentals/counting-characters: composed (NFC), 1 for Latin and the like, 2 for CJK
and for an emoji of however many code points, 23 for an address of whatever length. twitter-text,
the parser with X's own tables, takes 5 to 12 ms for a post, which is too much for a search over
lengths: it is asked only about what it alone knows.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from types import ModuleType

import regex

LINK_WEIGHT = 23
MOST_DOTS = 20  # of a word that may be an address

# Letters that make flags are left to the parser as they stand: it alone knows which pairs are one.
_CLUSTER = regex.compile(r"[\U0001F1E6-\U0001F1FF]+|\X")
_MAY_BE_ADDRESS = regex.compile(r"[\w\p{M}-]\.[\w]")
WORD = regex.compile(r"\S+")


@cache
def parser() -> ModuleType:
    """twitter-text. Its tables take 0.3 s to load, so whoever needs it first is a thread."""
    import twitter_text

    module: ModuleType = twitter_text
    return module


def links_in(text: str) -> list[str]:
    """What X would make a link of, as it stands there."""
    return [text[start:end] for start, end in _links(text)]


def is_dense(word: str) -> bool:
    """The parser takes seconds for a word of hundreds of dots, and is not asked about it."""
    return word.count(".") > MOST_DOTS and _MAY_BE_ADDRESS.search(word) is not None


def weight(text: str) -> int:
    """As twitter-text counts, and more for what is dense; a test compares the two."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if not _MAY_BE_ADDRESS.search(composed):
        return _without_links(composed)
    total = position = 0
    for start, end in _links(composed):
        total += _without_links(composed[position:start]) + LINK_WEIGHT
        position = end
    words: list[str] = WORD.findall(composed)
    dots = sum(word.count(".") for word in words if is_dense(word))
    return total + _without_links(composed[position:]) + LINK_WEIGHT * dots


def _links(text: str) -> Iterator[tuple[int, int]]:
    """Word by word, since no address has a space; what stands before one does matter."""
    for found in WORD.finditer(text):
        if _MAY_BE_ADDRESS.search(found[0]) and not is_dense(found[0]):
            before = max(0, found.start() - 1)
            for link in parser().extract_urls_with_indices(text[before : found.end()]):
                start, end = link["indices"]
                yield before + start, before + end


def _without_links(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(_of_cluster(cluster) for cluster in _CLUSTER.findall(text))


@lru_cache(maxsize=8192)
def _of_cluster(cluster: str) -> int:
    return int(parser().parse_tweet(cluster).weightedLength)
