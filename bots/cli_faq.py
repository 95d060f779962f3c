"""`guildhall faq`: what the knowledge base holds, in and out of files."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bots.settings import Settings, given

if TYPE_CHECKING:
    from core.config import Config
    from core.faq import Rows
    from core.faq.attention import Attention
    from core.faq.entries import Entry
    from core.faq.figures import Report
    from core.faq.store import Categories
    from core.storage import Transaction

T = TypeVar("T")
MOST_QUESTIONS = 10_000  # looked at by `gaps`: a second or two
A_PATH = click.Path(path_type=Path)


@click.group()
def faq() -> None:
    """Read and change the knowledge base; the running bot shows changes at once."""


async def load(config: "Config") -> "tuple[list[Entry], Categories]":
    """What the bot knows; where it has never run, what it begins with."""
    from core.faq import files, store

    return await _read(config, store.load, files.starter)


async def load_taught(config: "Config") -> "Rows":
    """The same, with what people taught it."""
    from core import faq
    from core.faq import Rows, files

    return await _read(config, faq.load, lambda config: Rows(*files.starter(config)))


async def _read(
    config: "Config",
    query: "Callable[[Transaction], Awaitable[T]]",
    unborn: "Callable[[Config], T]",
) -> T:
    """What `query` finds; `unborn` where there is no database, or an empty one."""
    from core.faq import edits
    from core.storage import is_postgres, open_storage, sqlite_path

    url = config.database_url
    if not is_postgres(url) and not await asyncio.to_thread(sqlite_path(url).exists):
        return unborn(config)
    storage = await open_storage(url, read_only=True)
    try:
        if await storage.read(edits.is_new):
            return unborn(config)
        return await storage.read(query)
    finally:
        await storage.close()


@faq.command("import")
@click.argument("path", type=A_PATH)
@given
def import_(settings: Settings, path: Path) -> None:
    """Add the entries of PATH or replace those that it has anew: all of them, or none.

    PATH is a folder of <lang>/<slug>.md files, or a CSV. Entries that are not in it stay.
    """
    from bots import errand
    from bots.progress import shown
    from bots.requests import Import
    from core.faq import files
    from core.official import Official

    config = settings.config
    try:
        with shown("Reading") as progress:
            entries, categories = files.read(path, Official.of(config), progress)
    except files.BadRows as error:
        for mistake in error.mistakes:
            click.echo(str(mistake), err=True)
        count = len(error.mistakes)
        said = f"{count} mistake{'s' if count > 1 else ''}; nothing was imported."
        raise click.ClickException(said) from error
    wanted = Import(len(entries), {slug: dict(names) for slug, names in categories.items()})
    with shown("Importing") as progress:
        done = errand.run(config, wanted, entries, progress)
    click.echo(done)


@faq.command()
@click.argument("path", type=A_PATH)
@given
def export(settings: Settings, path: Path) -> None:
    """Write all entries to PATH: a folder, or a file that ends in .csv."""
    from core.faq import files

    entries, categories = asyncio.run(load(settings.config))
    if strangers := files.strangers(path, entries):
        raise click.ClickException(
            f"{strangers[0]} is of no entry ({len(strangers)} such pages); "
            "remove them, or use another folder."
        )
    files.write(path, entries, categories)
    click.echo(f"Exported {len(entries)} entries to {path}.")


@faq.command("list")
@given
def list_(settings: Settings) -> None:
    """One line an entry: slug, kind, category, visibility, languages, question."""
    entries, _ = asyncio.run(load(settings.config))
    for entry in entries:
        question = (entry.wordings.get("en") or next(iter(entry.wordings.values()))).question
        about = (entry.kind, entry.category, entry.visibility, " ".join(entry.wordings), question)
        click.echo("\t".join((entry.slug, *about)))


@faq.command()
@click.argument("slug")
@click.option("--lang", "language", help="Only this language.")
@given
def show(settings: Settings, slug: str, language: str | None) -> None:
    """The entry SLUG as its files would read."""
    from core.faq.edits import NoSuchEntry
    from core.faq.folder import page_text
    from core.spelling import did_you_mean

    entries, _ = asyncio.run(load(settings.config))
    by_slug = {entry.slug: entry for entry in entries}
    if slug not in by_slug:
        raise NoSuchEntry(f"No such entry: {slug!r}{did_you_mean(slug, by_slug)}")
    entry = by_slug[slug]
    if language is not None and language not in entry.wordings:
        raise NoSuchEntry(f"{slug} is not in {language!r}; it is in {', '.join(entry.wordings)}")
    for name, wording in entry.wordings.items():
        if language in (None, name):
            click.echo(f"# {name}/{slug}.md\n{page_text(entry, wording)}")


@faq.command()
@click.argument("slugs", nargs=-1, required=True)
@given
def remove(settings: Settings, slugs: tuple[str, ...]) -> None:
    """Remove the entries SLUGS: all of them, or none."""
    from bots import errand
    from bots.requests import Remove

    click.echo(errand.run(settings.config, Remove(slugs)))


@faq.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a gap.")
@given
def gaps(settings: Settings, as_json: bool) -> None:
    """Questions of the last 90 days without an answer, put together, most people first."""
    import msgspec

    from core.faq import unanswered
    from core.faq.gaps import cluster

    questions = asyncio.run(
        _read(settings.config, lambda tx: unanswered.load(tx, MOST_QUESTIONS), lambda _config: [])
    )
    for gap in cluster(questions):
        examples = gap.examples()
        if as_json:
            shown = {"people": gap.people, "languages": gap.languages, "questions": examples}
            click.echo(msgspec.json.encode(shown).decode())
        else:
            flat = [" ".join(example.split()) for example in examples]
            click.echo("\t".join((str(gap.people), " ".join(gap.languages), *flat)))


@faq.command()
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 90))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@given
def report(settings: Settings, days: int, as_json: bool) -> None:
    """How the FAQ did: what was shown, helped, was asked again and was wrong; what needs a look."""
    import msgspec

    from core.faq import attention, figures, reviewing
    from core.moments import now

    async def query(tx: "Transaction") -> "tuple[Report, Attention]":
        moment = now()
        return await figures.report(tx, moment, days), await reviewing.attention_of(tx, moment)

    def nothing(_config: "Config") -> "tuple[Report, Attention]":
        return figures.empty(days), attention.NOTHING

    found, wanting = asyncio.run(_read(settings.config, query, nothing))
    if as_json:
        shown = figures.as_dict(found) | {"attention": wanting}
        click.echo(msgspec.json.encode(shown).decode())
        return
    for line in (*_figures(found), *_wanting(wanting)):
        click.echo(line)


def _figures(found: "Report") -> list[str]:
    """A figure a line, then a table with tabs."""
    solved, wrong = found.solved_share, found.wrong_per_1000
    said = [
        f"Days: {found.days}",
        f"Questions in groups: {found.group_questions}",
        "Solved without staff: " + ("-" if solved is None else f"{solved:.0%}"),
        f"Messages seen: {found.messages_seen}",
        "Wrong answers per 1,000 messages: " + ("-" if wrong is None else f"{wrong:.2f}"),
        f"Asked most: {', '.join(found.top) or '-'}",
        "\t".join(("entry", "language", "shown", "helped", "unhelpful", "again", "wrong")),
    ]
    for line in found.lines:
        numbers = (line.shown, line.helped, line.unhelpful, line.again, line.wrong)
        said.append("\t".join((line.entry, line.language, *map(str, numbers))))
    return said


def _wanting(wanting: "Attention") -> list[str]:
    return [
        *(f"Past its review date: {slug}" for slug in wanting.overdue),
        *(f"Helps less than before: {slug}" for slug in wanting.falling),
        *(f"Older than its source: {slug}, {' '.join(x)}" for slug, x in wanting.stale.items()),
        *(f"Missing: {slug}, {' '.join(x)}" for slug, x in wanting.missing.items()),
    ]


@faq.command("eval", context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def evaluate(arguments: tuple[str, ...]) -> None:
    """Measure the matcher on evaluation sets: FILE… [--json] [--peers]."""
    from bots.evaluate import command  # numpy and the matcher: not for the other commands

    command.main(args=list(arguments), prog_name="guildhall faq eval")
