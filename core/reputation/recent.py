"""What was lately: kept in memory, and never more than so much of it."""

from collections import OrderedDict
from typing import TypeVar

T = TypeVar("T")
MOST = 20_000  # of each: answers, opened threads, messages, names, handles


def keep(kept: OrderedDict[str, T], key: str, value: T) -> None:
    """As the latest; the oldest goes."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > MOST:
        kept.popitem(last=False)
