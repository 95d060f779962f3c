"""Which help is seen in which place, and which is not and why."""

from collections.abc import Iterable, Iterator, Mapping

from core.config import Config
from core.platform import Capabilities, Finding

# How help is seen, and what a place or platform must give for it; nothing is needed for commands.
# Of `a|b` one is enough.
_SIGNS_OF_HELP: Mapping[str, tuple[str, ...]] = {
    "commands": (),
    "words of thanks": ("see_messages",),
    "reactions": ("reactions", "see_messages|sees_answers", "administrator"),
    "asking who helped": ("buttons", "see_messages|sees_answers"),
    "taking back deleted thanks": ("sees_deletions",),
    "ranks beside names": ("badges", "manage_tags"),
}


def help_seen(
    config: Config, found: Iterable[Finding], capabilities: Capabilities
) -> Iterator[Finding]:
    """A line for each chat that was looked at: what brings points there, and what does not."""
    if not config.reputation.enabled or not capabilities.groups:
        return
    for place in found:
        if place.place and config.place(place.place).earns_points:
            blind = {
                sign: lost
                for sign, needs in _SIGNS_OF_HELP.items()
                if (lost := [_first(need) for need in needs if _lacks(need, place, capabilities)])
            }
            yield _help_line(place, blind)


def _first(need: str) -> str:
    return need.partition("|")[0]


def _lacks(need: str, place: Finding, capabilities: Capabilities) -> bool:
    """A flag of the platform, or a right that is not there."""
    return all(
        each in place.lacks or not getattr(capabilities, each, True) for each in need.split("|")
    )


def _help_line(place: Finding, blind: Mapping[str, list[str]]) -> Finding:
    """A warning only for what can be put right: a platform is as it is."""
    told = [
        f"{sign}, blind ({', '.join(blind[sign])})" if sign in blind else sign
        for sign in _SIGNS_OF_HELP
    ]
    can_be_given = any(need in place.lacks for lost in blind.values() for need in lost)
    return Finding(
        what=f"help in {place.place}",
        found="; ".join(told),
        level="warning" if can_be_given else "ok",
        remedy="give the rights, for points to come from there" if can_be_given else "",
    )
