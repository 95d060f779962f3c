"""Which cases have one card: the messages of a flood, and a wave of the same words."""

from datetime import timedelta
from typing import NamedTuple

from core.context import Context
from moderation import store
from moderation.deciding import ACTIONS, Action
from moderation.notes import Judged
from moderation.store import Case

ONE_CARD_IN = timedelta(minutes=1)
NAME_HELD = timedelta(days=30)  # until somebody decides about it
OWN_MATTERS = ("secret", "personal", "reported")  # never one of many


class Before(NamedTuple):
    """The case whose card speaks for a new one, and whether its author has felt as much already."""

    first: int | None
    felt: bool


async def before(ctx: Context, judged: Judged, action: Action, wave: Case | None) -> Before:
    if not judged.wave:
        first = await _first_of(ctx, judged, action)
        return Before(first, first is not None)
    own = await store.of_wave(ctx.tx, judged.wave, ctx.account)
    felt = any(_strength(case.action) >= _strength(action) for case in own)
    return Before(wave.id if wave else None, felt)


async def _first_of(ctx: Context, judged: Judged, action: Action) -> int | None:
    """A flood is one card and one word to its author; its messages are cases all the same, and are
    decided with the first. Secrets and personal data are each a matter of their own."""
    rule = judged.finding.rule
    if rule in OWN_MATTERS:
        return None
    is_held_name = rule == "impostor" and action in ("report", "hold")
    since = ctx.now - (NAME_HELD if is_held_name else ONE_CARD_IN)
    for case in await store.open_cases(ctx.tx, ctx.place, ctx.author, since):
        if ctx.author is None and case.site != judged.site:
            continue  # another channel, or another link
        is_same_matter = case.rule == rule or (action != "report" and case.rule not in OWN_MATTERS)
        if is_same_matter and _strength(case.action) >= _strength(action):
            return case.first or case.id
    return None


def _strength(action: str) -> int:
    return [*map(str, ACTIONS)].index(action)
