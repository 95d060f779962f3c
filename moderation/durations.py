"""How long, as moderators write it: "30m", "2h", "3d", "1w", "forever"."""

import re
from datetime import timedelta

from core.durations import LONGEST, UNITS

_WRITTEN = re.compile(r"([0-9]{1,4})([mhdw])\Z", re.IGNORECASE)
_UNITS = UNITS | {"w": timedelta(weeks=1)}
_FOREVER = frozenset({"forever", "永久", "영구", "навсегда", "siempre", "無期限"})


class Forever:
    """Until somebody lifts it."""


FOREVER = Forever()


def parse(word: str) -> timedelta | Forever | None:
    """None for a word that is no duration."""
    if word.lower() in _FOREVER:
        return FOREVER
    found = _WRITTEN.match(word)
    if found is None or not int(found[1]):
        return None
    length = int(found[1]) * _UNITS[found[2].lower()]
    return length if length <= LONGEST else FOREVER  # as platforms take a longer one
