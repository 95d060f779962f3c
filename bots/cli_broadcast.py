"""`guildhall runs`: announcements on their way, and what became of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from bots.settings import Settings, given

if TYPE_CHECKING:
    from core.announcements.broadcast.report import Line
    from core.announcements.broadcast.rules import Progress
    from core.config import Config
    from core.storage import Transaction

T = TypeVar("T")

STEPS = ("pause", "resume", "cancel", "again", "arrived")
LATEST = 10


@click.command()
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.argument("step", type=click.Choice(STEPS), required=False)
@click.option("--follow", is_flag=True, help="Show how far it is, until it is over.")
@click.option("--csv", "as_csv", is_flag=True, help="Each place, with its link or the reason.")
@given
def runs(
    settings: Settings, number: int | None, step: str | None, follow: bool, as_csv: bool
) -> None:
    """List the latest runs of announcements, show run NUMBER, or do STEP with it.

    `again` sends once more where nobody knows whether it arrived, `arrived` says that it did.
    """
    if number is None:
        for progress in _latest(settings.config):
            click.echo(_line(progress))
    elif step is not None:
        from bots import errand
        from bots.requests import Steer

        click.echo(errand.send(settings.config, Steer(number, step)))
    elif as_csv:
        from core.announcements.broadcast.report import as_csv as written

        click.echo(written(_report(settings.config, number)), nl=False)
    else:
        _show(settings.config, number, follow)


def _latest(config: "Config") -> "list[Progress]":
    from core.announcements.broadcast import deliveries, runs
    from core.moments import now

    async def latest(tx: "Transaction") -> "list[Progress]":
        return [await deliveries.progress(tx, run, now()) for run in await runs.latest(tx, LATEST)]

    return asyncio.run(_read(config, latest))


def _show(config: "Config", number: int, follow: bool) -> None:
    progress = _progress(config, number)
    click.echo(_line(progress))
    while follow and progress.state in ("running", "paused"):
        time.sleep(1)
        before, progress = progress, _progress(config, number)
        if progress != before:
            click.echo(_line(progress))


def _line(progress: "Progress") -> str:
    counts = (
        f"{progress.waiting} waiting",
        f"{progress.quiet} until quiet hours end",
        f"{progress.failed} failed",
        f"{progress.unreachable} out of reach",
        f"{progress.uncertain} uncertain",
        f"{progress.cancelled} cancelled",
    )
    parts = [f"{progress.sent} of {progress.total} sent"]
    parts += [count for count in counts if not count.startswith("0 ")]
    if progress.left:
        parts.append(f"about {round(progress.left.total_seconds())} s left")
    head = f"Run {progress.run}, announcement No. {progress.announcement}, {progress.state}"
    return f"{head}: {', '.join(parts)}."


def _progress(config: "Config", number: int) -> "Progress":
    from core.announcements.broadcast import deliveries, runs
    from core.moments import now

    async def find(tx: "Transaction") -> "Progress | None":
        found = await runs.find(tx, number)
        return None if found is None else await deliveries.progress(tx, found, now())

    progress = asyncio.run(_read(config, find))
    if progress is None:
        raise click.ClickException(f"There is no run {number}.")
    return progress


def _report(config: "Config", number: int) -> "list[Line]":
    from core.announcements.broadcast.report import report

    lines = asyncio.run(_read(config, lambda tx: report(tx, number)))
    if not lines:
        raise click.ClickException(f"There is no run {number}.")
    return lines


async def _read(config: "Config", query: "Callable[[Transaction], Awaitable[T]]") -> T:
    from core.storage import open_storage

    storage = await open_storage(config.database_url, read_only=True)
    try:
        return await storage.read(query)
    finally:
        await storage.close()
