"""Which rule works in which place, and which is blind there and why."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from core.config import USUAL_LIMITS, Config, ModerationRule
from core.platform import Capabilities, Finding
from moderation import raids
from moderation.rules import RULES

# What a platform cannot give by any right.
_ABILITIES: Mapping[str, str] = {
    "joins": "restricts",  # where nobody can be restricted there are no members
    "replies": "groups",
    "edits": "sees_edits",
    "delete_messages": "deletes",
    "restrict_members": "restricts",
}


class Watched(NamedTuple):
    """A rule, or what is watched over many events, and without what it is blind."""

    id: ModerationRule
    needs: tuple[str, ...]


WATCHED = (*(Watched(rule.id, rule.needs) for rule in RULES), Watched("raid", raids.NEEDS))


def table(
    config: Config, found: Iterable[Finding], capabilities: Capabilities
) -> Iterator[Finding]:
    """A line for each chat that was looked at."""
    for place in found:
        if place.place and capabilities.groups:
            yield _line(config, place, capabilities)


def _line(config: Config, place: Finding, capabilities: Capabilities) -> Finding:
    blind = {rule.id: why for rule in WATCHED if (why := lacks(rule, place.lacks, capabilities))}
    told = [f"{rule.id} {mode_of(config, place.place, rule.id)}" for rule in WATCHED]
    told = [
        f"{line}, blind ({', '.join(blind[rule.id])})" if rule.id in blind else line
        for rule, line in zip(WATCHED, told, strict=True)
    ]
    if limits := _own_limits(config, place.place):
        told.append(f"limits {limits}")
    # What a platform has not is said; to warn of it every day would teach to look away.
    is_lacking = any(need in place.lacks for why in blind.values() for need in why)
    return Finding(
        what=f"rules in {place.place}",
        found="; ".join(told),
        level="warning" if is_lacking else "ok",
        remedy="give the rights" if is_lacking else "",
    )


def lacks(rule: Watched, missing: Iterable[str], capabilities: Capabilities) -> list[str]:
    """What the rule needs and has not, by our own names."""
    rights = set(missing)
    return [
        need
        for need in rule.needs
        if need in rights or not getattr(capabilities, _ABILITIES.get(need, "groups"))
    ]


def wanted(config: Config, place: str) -> frozenset[str]:
    """What the rules that are on there need."""
    on = (rule for rule in WATCHED if mode_of(config, place, rule.id) != "off")
    change = ("hold_newcomers",) if config.place(place).acts_on_raids else ()
    return frozenset((*(need for rule in on for need in rule.needs), *change))


def _own_limits(config: Config, place: str) -> str:
    """Those that are not the usual ones."""
    own, usual = (
        msgspec.structs.asdict(limits) for limits in (config.place(place).limits, USUAL_LIMITS)
    )
    return ", ".join(f"{name} {number}" for name, number in own.items() if number != usual[name])


def mode_of(config: Config, place: str, rule: ModerationRule) -> str:
    settings = config.place(place)
    return (settings.moderation_rules or {}).get(rule, settings.moderation or "watch")
