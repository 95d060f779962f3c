"""Which help is seen in which place, and which is not and why."""

from collections.abc import Iterable, Iterator, Mapping

from core.config import Config
from core.platform import Capabilities, Finding

# How help is seen, and what a place or platform must give for it; nothing is needed for commands.
_SIGNS_OF_HELP: Mapping[str, tuple[str, ...]] = {
    "commands": (),
    "words of thanks": ("see_messages",),
    "reactions": ("reactions", "see_messages", "administrator"),
    "asking who helped": ("buttons", "see_messages"),
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
        if place.place:
            blind = {
                sign: lost
                for sign, needs in _SIGNS_OF_HELP.items()
                if (lost := [need for need in needs if _is_missing(need, place, capabilities)])
            }
            yield _help_line(place, blind)


def _is_missing(need: str, place: Finding, capabilities: Capabilities) -> bool:
    return need in place.lacks or not getattr(capabilities, need, True)


def _help_line(place: Finding, blind: Mapping[str, list[str]]) -> Finding:
    """A warning only for what can be put right: a platform is as it is."""
    told = [
        f"{sign}, blind ({', '.join(blind[sign])})" if sign in blind else sign
        for sign in _SIGNS_OF_HELP
    ]
    can_be_given = any(need in place.lacks for needs in blind.values() for need in needs)
    return Finding(
        what=f"help in {place.place}",
        found="; ".join(told),
        level="warning" if can_be_given else "ok",
        remedy="give the rights, for points to come from there" if can_be_given else "",
    )
