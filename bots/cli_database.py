"""`guildhall db`: migrate, back up, restore, check."""

import asyncio
from pathlib import Path

import click

from bots.settings import Settings, given

A_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("db")
def database() -> None:
    """Look after the database."""


@database.command()
@given
def migrate(settings: Settings) -> None:
    """Bring the database's tables up to date, as every start of the bot does."""
    from core.storage import upkeep

    applied = asyncio.run(upkeep.migrate(settings.config.database_url))
    click.echo(f"Applied {', '.join(applied)}." if applied else "Nothing to apply.")


@database.command()
@click.argument("file", type=A_FILE)
@given
def backup(settings: Settings, file: Path) -> None:
    """Copy the database to FILE; the bot may be running."""
    from core.storage import upkeep

    asyncio.run(upkeep.backup(settings.config.database_url, file))
    click.echo(f"Backed up to {file}.")


@database.command()
@click.argument("file", type=A_FILE)
@given
def restore(settings: Settings, file: Path) -> None:
    """Bring back the backup FILE, where no database is and no bot runs."""
    from core.storage import upkeep
    from moderation import sealing

    asyncio.run(upkeep.restore(file, settings.config.database_url))
    sealing.begin_anew(Path(settings.config.data.folder))
    click.echo(f"Restored from {file}.")


@database.command()
@given
def check(settings: Settings) -> None:
    """Examine the database; changes nothing. Exit code 1 when something is wrong."""
    from core.storage import upkeep

    problems = asyncio.run(upkeep.check(settings.config.database_url))
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("The database is sound.")
