"""Lengths of time as people write them: `30m`, `2h`, `1d12h`."""

import re
from datetime import timedelta

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
PATTERN = r"([0-9]{1,4}[mhd]){1,3}"
LONGEST = timedelta(days=366)
_WHOLE = re.compile(PATTERN)
_PART = re.compile(r"([0-9]+)([mhd])")


def parse(written: str) -> timedelta | None:
    """None for what is no length of time, for none at all and for more than a year."""
    folded = written.strip().lower()
    if not _WHOLE.fullmatch(folded):
        return None
    length = sum((int(n) * UNITS[unit] for n, unit in _PART.findall(folded)), timedelta())
    return length if timedelta() < length <= LONGEST else None
