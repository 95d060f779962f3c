"""What works in which place and what is blind there, and why: rules of moderation, and the ways in
which help is seen."""

from collections.abc import Iterable, Iterator, Mapping

from core.config import Config
from core.platform import Capabilities, Finding
from moderation.rules import RULES, Rule

# What a platform cannot give by any right.
_ABILITIES: Mapping[str, str] = {
    "joins": "groups",
    "replies": "groups",
    "edits": "sees_edits",
    "delete_messages": "deletes",
    "restrict_members": "restricts",
}


def table(
    config: Config, found: Iterable[Finding], capabilities: Capabilities
) -> Iterator[Finding]:
    """A line for each chat that was looked at."""
    for place in found:
        if place.place and capabilities.groups:
            yield _line(config, place, capabilities)


def _line(config: Config, place: Finding, capabilities: Capabilities) -> Finding:
    blind = {rule.id: why for rule in RULES if (why := lacks(rule, place.lacks, capabilities))}
    told = [f"{rule.id} {_mode(config, place.place, rule)}" for rule in RULES]
    told = [
        f"{line}, blind ({', '.join(blind[rule.id])})" if rule.id in blind else line
        for rule, line in zip(RULES, told, strict=True)
    ]
    return Finding(
        what=f"rules in {place.place}",
        found="; ".join(told),
        level="warning" if blind else "ok",
        remedy="give the rights, or choose a platform that has them" if blind else "",
    )


def lacks(rule: Rule, missing: Iterable[str], capabilities: Capabilities) -> list[str]:
    """What the rule needs and has not, by our own names."""
    rights = set(missing)
    return [
        need
        for need in rule.needs
        if need in rights or not getattr(capabilities, _ABILITIES.get(need, "groups"))
    ]


def _mode(config: Config, place: str, rule: Rule) -> str:
    settings = config.place(place)
    return (settings.moderation_rules or {}).get(rule.id, settings.moderation or "watch")


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
