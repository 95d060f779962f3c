"""How far we have read, kept so that a restart loses nothing and pays for little twice. Pure."""

from collections import OrderedDict
from datetime import datetime

import msgspec

FIRST_LOOK_SECONDS = 15 * 60  # what is older when we start for the first time is not answered
OVERLAP_SECONDS = 60  # X may show a post a little after a later one

_EPOCH_MS = 1_288_834_974_657  # of X's ids; their lower 22 bits count within a millisecond
_MOST = 500


class Kept(msgspec.Struct, frozen=True):
    """`newest`: the latest moment handled, in ms since 1970; `ids`: the last that were handled."""

    newest: int
    ids: tuple[str, ...] = ()


class Mark:
    """What has been handled, and what has been fetched and waits for it."""

    def __init__(self, kept: str | None, now: datetime) -> None:
        first = Kept(_ms(now) - FIRST_LOOK_SECONDS * 1000)
        known = msgspec.json.decode(kept, type=Kept) if kept else first
        self._newest = known.newest
        self._fetched: OrderedDict[str, None] = OrderedDict.fromkeys(known.ids)
        self._handled: OrderedDict[str, None] = OrderedDict.fromkeys(known.ids)

    @property
    def since(self) -> int:
        """From when on to read, in ms: a while before what was handled last."""
        return self._newest - OVERLAP_SECONDS * 1000

    @property
    def since_id(self) -> int:
        return max(1, (self.since - _EPOCH_MS) << 22)

    def is_new(self, id_: str) -> bool:
        return id_ not in self._fetched

    def fetched(self, id_: str) -> None:
        _add(self._fetched, id_)

    def handled(self, id_: str, at: int | None) -> str:
        """What to keep. `at` in ms; None for what has no readable time."""
        _add(self._handled, id_)
        self._newest = max(self._newest, at or 0)
        return msgspec.json.encode(Kept(self._newest, tuple(self._handled))).decode()


def ms_of(created_at: object) -> int | None:
    """None for what is no time."""
    try:
        return _ms(datetime.fromisoformat(str(created_at)))
    except ValueError:
        return None


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _add(ids: OrderedDict[str, None], id_: str) -> None:
    ids[id_] = None
    ids.move_to_end(id_)
    while len(ids) > _MOST:
        ids.popitem(last=False)
