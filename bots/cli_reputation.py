"""`guildhall reputation`: the rules tried on a history, and the ledger looked after."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bots.settings import Settings, given

if TYPE_CHECKING:
    from core.storage import Transaction

T = TypeVar("T")

A_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.group()
def reputation() -> None:
    """Look after points and ranks."""


@reputation.command()
@click.argument("file", type=A_FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a member.")
@given
def simulate(settings: Settings, file: Path, as_json: bool) -> None:
    """What the members of a community would have by the rules; nothing is written.

    A line of FILE is {"at": "2026-01-31T12:00:00Z", "kind": "thanks", "accept", "vote" or "undo",
    "giver": …, "receiver": …, "message": …, "account_age_days": …}; the age is the giver's.
    """
    import msgspec

    from bots.progress import shown
    from core.reputation import simulation
    from core.reputation.history import Moment, WrongLine, read

    moments: list[Moment] = []
    wrong = 0
    with click.open_file(str(file), "rb") as lines:
        for item in read(lines):
            if isinstance(item, WrongLine):
                click.echo(f"{file}:{item.number}: {simulation.plain(item.why)}", err=True)
                wrong += 1
            else:
                moments.append(item)
    with shown("Weighing") as progress:
        found = simulation.run(moments, settings.config.reputation, progress)
    for outcome in found:
        click.echo(msgspec.json.encode(outcome) if as_json else simulation.as_text(outcome))
    if wrong:
        raise click.ClickException(f"{wrong} of {wrong + len(moments)} lines could not be read.")


@reputation.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@given
def verify(settings: Settings, as_json: bool) -> None:
    """Recompute every total from the ledger; exit code 1 where one is wrong."""
    import msgspec

    from core.moments import now
    from core.reputation import verifying

    found = asyncio.run(_read(settings, lambda tx: verifying.verify(tx, now())))
    if as_json:
        click.echo(msgspec.json.encode(found))
    else:
        for wrong in found.wrong:
            who = f"member {wrong.member}" if wrong.member else "a level"
            where = f"{wrong.period} {wrong.language}".strip()
            click.echo(f"{who}, {where}: kept {wrong.kept}, by the ledger {wrong.found}")
        click.echo(f"{found.rows} rows, {found.members} members, {len(found.wrong)} wrong")
    if found.wrong:
        raise SystemExit(1)


@reputation.command()
@click.option("--rank", type=click.IntRange(1, 3), default=1, show_default=True)
@click.option("--platform", help="Only accounts of this platform.")
@given
def members(settings: Settings, rank: int, platform: str | None) -> None:
    """The accounts of all who have this rank or a higher one, one a line."""
    from core.reputation import standings

    for account in asyncio.run(_read(settings, lambda tx: standings.ranked(tx, rank))):
        if platform in (None, account.platform):
            click.echo(str(account))


async def _read(settings: Settings, query: Callable[["Transaction"], Awaitable[T]]) -> T:
    from core.storage import open_storage

    storage = await open_storage(settings.config.database_url, read_only=True)
    try:
        return await storage.read(query)
    finally:
        await storage.close()
