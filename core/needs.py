"""What the configuration asks of a platform, for its `check`."""

from collections.abc import Iterable

from core.config import Config
from core.platform import Needs


def needs_of(config: Config, platform: str, team: Iterable[str] = ()) -> Needs:
    """What the configuration asks of one platform; `platform:*` stands for every chat of it."""
    mine = f"{platform}:"
    places = (*config.places, *sorted(config.staff_places))
    named = [key for key in places if key.startswith(mine)]
    unasked = [key for key in named if config.place(key).auto_answers]
    if config.everywhere.auto_answers:
        unasked.append(f"{mine}*")
    return Needs(
        places=tuple(dict.fromkeys(named)),
        auto_answers=tuple(unasked),
        rooms=tuple(room.place for room in config.rooms if room.place.startswith(mine)),
        team=tuple(account for account in team if account.startswith(mine)),
        addresses=(*config.official.handles, *config.official.invites),
        raids=tuple(dict.fromkeys(key for key in named if config.place(key).acts_on_raids)),
    )
