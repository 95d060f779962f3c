"""`guildhall audit`: whether the log of what staff and rules did is whole."""

import asyncio
from pathlib import Path

import click

from bots.settings import Settings, given


@click.group()
def audit() -> None:
    """Look after the audit log."""


@audit.command()
@click.option("--head", help="A head that was posted to the staff's place: number:seal.")
@given
def verify(settings: Settings, head: str | None) -> None:
    """Find an edit, a deletion, a reordering, a cut; with --head also what somebody did who can
    write to the data folder. Exit code 1 for any."""
    from core.storage import open_storage
    from moderation import sealing

    config = settings.config
    try:
        posted = sealing.Head.parse(head) if head else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--head") from error
    file = Path(config.data.folder) / sealing.KEY_FILE
    if not file.exists():
        raise click.ClickException(f"{file} is not there: without it nothing can be verified.")
    secret = file.read_bytes()

    async def examine() -> "sealing.Head":
        heads = filter(None, (posted, sealing.kept(file.parent)))
        storage = await open_storage(config.database_url, read_only=True)
        try:
            return await storage.read(lambda tx: sealing.verify(tx, secret, *heads))
        finally:
            await storage.close()

    try:
        found = asyncio.run(examine())
    except sealing.Broken as error:
        raise click.ClickException(f"The audit log is not whole: {error}.") from error
    click.echo(f"The audit log is whole. Head: {found}")
