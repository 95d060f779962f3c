"""What X charges: the one place for its numbers.

Source: docs.x.com/x-api/getting-started/pricing, read 2026-08-28. Reads are charged for each
object that comes back, once in a day (UTC); writes for each request that succeeds. Whether objects
that come along (`includes`) are charged is not said there: they are counted, so that the true
bill is at most ours.
"""

from collections.abc import Mapping
from enum import StrEnum

MICROS = 1_000_000  # of a dollar: sums of prices are exact


class Item(StrEnum):
    MENTION = "mention"
    OWN_POST = "own post"
    POST = "post"
    PERSON = "person"
    MEDIA = "media"
    DIRECT_MESSAGE = "direct message"
    WRITE_POST = "write post"
    WRITE_LINK = "write post with a link"
    WRITE_REPLY = "write reply"
    WRITE_DIRECT_MESSAGE = "write direct message"
    UPLOAD = "upload"
    DELETE = "delete"
    HIDE = "hide"


PRICES: Mapping[Item, int] = {  # in micros
    Item.MENTION: 1_000,
    Item.OWN_POST: 1_000,
    Item.POST: 5_000,
    Item.PERSON: 10_000,
    Item.MEDIA: 5_000,
    Item.DIRECT_MESSAGE: 10_000,
    Item.WRITE_POST: 15_000,
    Item.WRITE_LINK: 200_000,
    Item.WRITE_REPLY: 10_000,
    Item.WRITE_DIRECT_MESSAGE: 15_000,
    Item.UPLOAD: 5_000,  # not on the list: taken for the managing of content
    Item.DELETE: 10_000,
    Item.HIDE: 10_000,  # not on the list: taken for a deletion
}


def cost(items: Mapping[str, int]) -> int:
    """In micros; a kind that is no longer on the list counts nothing."""
    return sum(PRICES[Item(kind)] * count for kind, count in items.items() if kind in set(Item))


def dollars(micros: float) -> str:
    return f"${micros / MICROS:.2f}"
