"""Which rule works in which place, and which is blind there and why."""

from collections.abc import Iterable, Iterator, Mapping

from core.config import Config
from core.platform import Capabilities, Finding
from moderation.finding import RuleId
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
    told = [f"{rule.id} {mode_of(config, place.place, rule.id)}" for rule in RULES]
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


def wanted(config: Config, place: str) -> frozenset[str]:
    """What the rules that are on there need."""
    on = (rule for rule in RULES if mode_of(config, place, rule.id) != "off")
    raids = ("hold_newcomers",) if config.place(place).acts_on_raids else ()
    return frozenset((*(need for rule in on for need in rule.needs), *raids))


def mode_of(config: Config, place: str, rule: RuleId) -> str:
    settings = config.place(place)
    return (settings.moderation_rules or {}).get(rule, settings.moderation or "watch")
