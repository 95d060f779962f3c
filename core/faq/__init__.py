"""The FAQ: answers questions from a knowledge base, or stays silent."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from core.config import Config
from core.faq import (
    commands,
    drafting,
    duplicates,
    learning,
    lending,
    pages,
    phrasings,
    questions,
    reviewing,
    rounds,
    store,
    teaching,
    verdicts,
    votes,
)
from core.faq.entries import Entry, Knowledge, Learned
from core.faq.lending import Loan, lend, take_back
from core.faq.lexicon import NO_WORDS, Vocabulary
from core.faq.store import Categories
from core.feature import Command, FactListener, Feature, Listener, Snapshot
from core.i18n import _
from core.platform import Argument, CommandSpec
from core.storage import Transaction


class Rows(msgspec.Struct, frozen=True):
    """What the snapshot is built from."""

    entries: list[Entry]
    categories: Categories
    learned: list[Learned] = []


async def load(tx: Transaction) -> Rows:
    entries, categories = await store.load(tx)
    return Rows(entries, categories, await phrasings.load(tx))


def build(rows: Rows, folder: Path | None = None, own: Vocabulary = NO_WORDS) -> Knowledge:
    """`folder` is where the index may be kept for the next start, `own` the operator's words."""
    index, trial = learning.build(rows.entries, rows.learned, folder, own)
    return Knowledge(
        {entry.slug: entry for entry in rows.entries},
        rows.categories,
        index,
        learned=tuple(one for one in rows.learned if one.state in learning.LIVE),
        refused=learning.refusals(rows.learned),
        trial=trial,
    )


def _slug() -> Argument:
    return Argument(name="slug", summary=_("Which entry"))


COMMANDS = (
    Command(
        CommandSpec(
            name="ask",
            called=_("ask"),
            summary=_("Ask a question"),
            arguments=(
                Argument(
                    name="question",
                    summary=_("What would you like to know?"),
                    rest=True,
                    suggests=True,
                ),
            ),
            answer="shareable",
            about=_("Ask about this"),
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
            name="share",
            summary=_("Show an answer to everybody here"),
            arguments=(_slug(),),
            menu=False,
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
        votes.helpful,
    ),
)

FEATURE = Feature(
    name="faq",
    commands=(
        *COMMANDS,
        *verdicts.COMMANDS,
        *drafting.COMMANDS,
        *duplicates.COMMANDS,
        *reviewing.COMMANDS,
    ),
    listeners=(votes.LISTENER, Listener("faq", 30, questions.concerns, commands.hear)),
    fact_listeners=(FactListener("faq", teaching.hear_fact),),
    jobs=rounds.JOBS,
    snapshots=(Snapshot("knowledge", load, build), lending.LOANS),
    pages=pages.PAGES,
)


def kept_in(folder: Path, own: Vocabulary) -> Feature:
    """The feature with its index kept in `folder` from one start to the next, and with the
    operator's own words."""
    knowledge = Snapshot("knowledge", load, partial(build, folder=folder, own=own))
    return replace(FEATURE, snapshots=(knowledge, lending.LOANS))


def vocabulary(config: Config) -> Vocabulary:
    return Vocabulary(config.faq.aliases, config.faq.concepts)


__all__ = ["COMMANDS", "FEATURE", "Loan", "build", "kept_in", "lend", "take_back", "vocabulary"]
