"""The FAQ: answers questions from a knowledge base, or stays silent."""

from collections.abc import Mapping
from datetime import timedelta

from core.context import Unit
from core.faq import commands, pages, store
from core.faq.entries import Entry, Knowledge
from core.faq.index import Index, Phrasings
from core.feature import Command, Feature, Job, Listener, Snapshot
from core.i18n import _
from core.platform import Argument, CommandSpec


def build(rows: tuple[list[Entry], Mapping[str, Mapping[str, str]]]) -> Knowledge:
    """The snapshot: staff's entries can be shown, but are never found by a search."""
    entries, categories = rows
    phrasings = [
        Phrasings(entry.slug, language, wording.question, wording.alternatives)
        for entry in entries
        if entry.visibility == "public"
        for language, wording in entry.wordings.items()
    ]
    index = Index.build(phrasings)
    return Knowledge({entry.slug: entry for entry in entries}, categories, index)


async def _tidy(unit: Unit, _payload: str) -> None:
    await store.tidy(unit.tx, unit.now)


def _slug() -> Argument:
    return Argument(name="slug", summary=_("Which entry"))


COMMANDS = (
    Command(
        CommandSpec(
            name="ask",
            summary=_("Ask a question"),
            arguments=(
                Argument(name="question", summary=_("What would you like to know?"), rest=True),
            ),
            form=True,
            link=True,
        ),
        commands.ask,
    ),
    Command(
        CommandSpec(
            name="entry", summary=_("Show an answer"), arguments=(_slug(),), menu=False, link=True
        ),
        commands.show_entry,
    ),
    Command(
        CommandSpec(
            name="helpful",
            summary=_("Say whether an answer helped"),
            arguments=(
                _slug(),
                Argument(name="vote", summary=_("yes or no"), choices=("yes", "no")),
                Argument(name="language", summary=_("Language"), required=False),
                Argument(name="asker", summary=_("Language"), required=False),
            ),
            answer="private",
            menu=False,
        ),
        commands.helpful,
    ),
    Command(
        CommandSpec(name="ticket", summary=_("Talk to a human"), answer="private", link=True),
        commands.ticket,
    ),
)

FEATURE = Feature(
    name="faq",
    commands=COMMANDS,
    listeners=(Listener("faq", 30, commands.concerns, commands.hear),),
    jobs=(Job("faq-tidy", _tidy, every=timedelta(hours=6)),),
    snapshots=(Snapshot("knowledge", store.load, build),),
    pages=pages.PAGES,
)

__all__ = ["COMMANDS", "FEATURE", "build"]
