"""How long, as moderators write it: "30m", "2h", "3d", "1w", "forever"."""

import re
from datetime import timedelta

_WRITTEN = re.compile(r"([0-9]{1,4})([mhdw])\Z", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FOREVER = frozenset({"forever", "永久", "영구", "навсегда", "siempre", "無期限"})
LONGEST = timedelta(days=366)  # platforms take a longer one for "for ever"


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
    length = timedelta(**{_UNITS[found[2].lower()]: int(found[1])})
    return length if length <= LONGEST else FOREVER
