"""`guildhall tickets`: what was said in tickets, out of the database."""

import asyncio
from typing import TYPE_CHECKING

import click

from bots.settings import Settings, given

if TYPE_CHECKING:
    from core.config import Config


@click.group()
def tickets() -> None:
    """Read tickets."""


@tickets.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--internal", is_flag=True, help="With our remarks, reasons and accounts.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of HTML.")
@given
def transcript(settings: Settings, number: int, internal: bool, as_json: bool) -> None:
    """Print what was said in ticket NUMBER, as a page of HTML."""
    written = asyncio.run(_written(settings.config, number, internal, as_json))
    if written is None:
        raise click.ClickException(f"There is no ticket #{number}.")
    click.echo(written, nl=False)


async def _written(config: "Config", number: int, internal: bool, as_json: bool) -> str | None:
    from core.i18n import Reader
    from core.storage import Transaction, open_storage
    from core.tickets import store
    from core.tickets import transcript as form
    from core.tickets.transcripts import load

    reader = Reader(config.community.language, config.community.zone)

    async def read(tx: Transaction) -> str | None:
        ticket = await store.find(tx, number)
        if ticket is None:
            return None
        found = await load(tx, ticket, internal=internal, language=reader.language)
        return form.to_json(found) + "\n" if as_json else form.to_html(found, reader)

    storage = await open_storage(config.database_url, read_only=True)
    try:
        return await storage.read(read)
    finally:
        await storage.close()
