"""`guildhall faq`: what the knowledge base holds, in and out of files."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bots.settings import Settings, given

if TYPE_CHECKING:
    from core.config import Config
    from core.faq.entries import Entry
    from core.faq.store import Categories

A_PATH = click.Path(path_type=Path)


@click.group()
def faq() -> None:
    """Read and change the knowledge base; the running bot shows changes at once."""


async def load(config: "Config") -> "tuple[list[Entry], Categories]":
    """What the bot knows; where it has never run, what it begins with."""
    from core.faq import edits, files, store
    from core.storage import is_postgres, open_storage, sqlite_path

    url = config.database_url
    if not is_postgres(url) and not await asyncio.to_thread(sqlite_path(url).exists):
        return files.starter(config)
    storage = await open_storage(url, read_only=True)
    try:
        if await storage.read(edits.is_new):
            return files.starter(config)
        return await storage.read(store.load)
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
