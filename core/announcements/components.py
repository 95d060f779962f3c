"""The parts of the service: what a maintenance concerns, and `/service`: how they are."""

from collections.abc import Iterable, Mapping

import msgspec

from core.announcements import store
from core.announcements.draft import Notice
from core.announcements.rules import PUBLIC, State
from core.config import Component, Config
from core.context import Context
from core.feature import Command
from core.i18n import Message, Reader, _
from core.platform import CommandSpec
from core.text import Words

BUSY = (State.RUNNING, State.VERIFYING)


class Health(msgspec.Struct, frozen=True):
    """A component and the maintenance that concerns it: one that runs, else the next one."""

    name: str
    notice: Notice | None = None

    @property
    def is_busy(self) -> bool:
        return self.notice is not None and self.notice.state in BUSY


def covered(config: Config, names: Iterable[str]) -> tuple[str, ...]:
    """What questions and tickets about these components are called; its own name where the
    config says nothing."""
    known = config.announcements.components
    found = [slug for name in names for slug in known.get(name, Component()).covers or (name,)]
    return tuple(dict.fromkeys(found))


def name_of(config: Config, name: str, language: str) -> str:
    component = config.announcements.components.get(name, Component())
    names = component.name
    return names.get(language) or names.get("en") or name.replace("_", " ").capitalize()


def healths(config: Config, notices: Iterable[Notice]) -> list[Health]:
    """Every component of the config, then others that a living notice names."""
    living = sorted(notices, key=lambda notice: (notice.state not in BUSY, notice.starts_at))
    by_name: dict[str, Notice | None] = dict.fromkeys(config.announcements.components)
    for notice in reversed(living):
        by_name.update(dict.fromkeys(notice.draft.components, notice))
    return [Health(name, notice) for name, notice in by_name.items()]


def sentence(health: Health, shown: str, reader: Reader) -> Message:
    notice = health.notice
    if notice is None or notice.starts_at is None or notice.ends_at is None:
        return _("🟢 %(component)s: works as it should", component=shown)
    if health.is_busy:
        return _(
            "🛠 %(component)s: maintenance, expected to end %(end)s (No. %(number)s)",
            component=shown,
            end=reader.datetime(notice.ends_at),
            number=notice.id,
        )
    return _(
        "🟢 %(component)s: works; maintenance planned for %(begin)s (No. %(number)s)",
        component=shown,
        begin=reader.datetime(notice.starts_at),
        number=notice.id,
    )


async def service(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """How each part of the service is, now."""
    found = healths(ctx.config, await store.in_states(ctx.tx, PUBLIC))
    if not found:
        await ctx.say(_("🟢 No maintenance is running or planned."))
        return
    language = ctx.reader.language
    lines = [
        ctx.reader.gettext(sentence(each, name_of(ctx.config, each.name, language), ctx.reader))
        for each in found
    ]
    await ctx.reply((Words("\n".join(lines)),))


COMMANDS = (
    Command(
        CommandSpec(
            name="service",
            called=_("service"),
            summary=_("How the service is, and what is planned"),
            answer="shareable",
            link=True,
        ),
        service,
    ),
)
