"""`guildhall panic`: the brake, from the machine; to let go of it takes nobody else."""

import asyncio
from typing import TYPE_CHECKING

import click

from bots.settings import Settings, given

if TYPE_CHECKING:
    from core.brake import Panic
    from core.config import Config


@click.command()
@click.argument("what", type=click.Choice(("on", "off", "status")), default="status")
@given
def panic(settings: Settings, what: str) -> None:
    """Stop announcements, automatic answers and links at once (on), or let them go on (off)."""
    from bots import errand, requests

    if what == "status":
        click.echo(_told(asyncio.run(_look(settings.config))))
    else:
        click.echo(errand.run(settings.config, requests.Panic(on=what == "on")))


async def _look(config: "Config") -> "Panic | None":
    from core import brake
    from core.moments import now
    from core.storage import open_storage

    storage = await open_storage(config.database_url, read_only=True)
    try:
        return await storage.read(lambda tx: brake.panic(tx, now()))
    finally:
        await storage.close()


def _told(found: "Panic | None") -> str:
    if found is None:
        return "Nothing is stopped."
    return f"Stopped until {found.until:%Y-%m-%d %H:%M} UTC." if found.until else "Stopped."
