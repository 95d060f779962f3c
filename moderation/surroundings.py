"""What holds in this community: the context of every rule, from the configuration and the links
that staff allowed."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from core.config import Config, ModerationLimits
from moderation.listed import listing
from moderation.subject import Context, context


@dataclass(frozen=True)
class _Made:
    """A context and what it was made from: it is made anew when that is another object. Places
    differ in their `limits` alone, and share the rest."""

    config: Config
    links: frozenset[str]
    context: Context
    by_limits: dict[ModerationLimits, Context] = field(default_factory=dict)

    def under(self, limits: ModerationLimits) -> Context:
        found = self.by_limits.get(limits)
        if found is None:
            found = self.by_limits[limits] = replace(self.context, limits=limits)
        return found


class Surroundings:
    """Made anew only when one of the two is another object."""

    def __init__(self) -> None:
        self._made: _Made | None = None

    def context(self, config: Config, links: frozenset[str], limits: ModerationLimits) -> Context:
        made = self._made
        if made is None or made.config is not config or made.links is not links:
            made = self._made = _Made(config, links, _context(config, links))
        return made.under(limits)


class Lists(NamedTuple):
    """`names` that nobody else may bear and `labels` of our domains, what anybody may link to, what
    nobody may; and what is too much where no place says otherwise."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    allowed: tuple[str, ...]
    denied: tuple[str, ...]
    limits: ModerationLimits


def lists(config: Config) -> Lists:
    ours, settings = config.official, config.moderation
    return Lists(
        (config.community.name, *ours.handles, *settings.protected),
        tuple(listing(domain, "").partition(".")[0] for domain in ours.domains),
        (*ours.domains, *ours.handles, *ours.invites, *settings.allow),
        tuple(_denied(settings.deny_file)),
        config.everywhere.limits,
    )


def _context(config: Config, links: frozenset[str]) -> Context:
    ours, hold_files = lists(config), config.moderation.hold_files
    allowed = (*ours.allowed, *links)
    return context(ours.names, allowed, ours.denied, labels=ours.labels, hold_files=hold_files)


def _denied(file: str) -> list[str]:
    """One domain a line; # begins a remark."""
    if not file:
        return []
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return [name for line in lines if (name := line.partition("#")[0].strip())]
