"""How long a text is for X. Pure.

docs.x.com/fundamentals/counting-characters: composed (NFC), 1 for Latin and the like, 2 for CJK
and for an emoji of however many code points, 23 for an address of whatever length. twitter-text,
the parser with X's own tables, takes 5 to 12 ms for a post, which is too much for a search over
lengths: it is asked only about what it alone knows.
"""

import unicodedata
from functools import lru_cache

import regex
from twitter_text import extract_urls_with_indices, parse_tweet

LINK_WEIGHT = 23

_CLUSTER = regex.compile(r"\X")
_MAY_BE_ADDRESS = regex.compile(r"[^\s.]\.[^\s.]")


def weight(text: str) -> int:
    """As twitter-text counts; a test compares the two."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if not _MAY_BE_ADDRESS.search(composed):
        return _without_links(composed)
    total = position = 0
    for found in extract_urls_with_indices(composed):
        start, end = found["indices"]
        total += _without_links(composed[position:start]) + LINK_WEIGHT
        position = end
    return total + _without_links(composed[position:])


def _without_links(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(_of_cluster(cluster) for cluster in _CLUSTER.findall(text))


@lru_cache(maxsize=8192)
def _of_cluster(cluster: str) -> int:
    return int(parse_tweet(cluster).weightedLength)
