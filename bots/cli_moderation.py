"""`guildhall moderation`: what the rules would say, tried on one's own history."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bots.settings import Settings, given

if TYPE_CHECKING:
    from moderation.checking import Result, Summary
    from moderation.deciding import Mode
    from moderation.summing import Report

A_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.group()
def moderation() -> None:
    """Try the rules that protect a community."""


@moderation.command()
@click.argument("file", type=A_FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--mode",
    type=click.Choice(("watch", "hold", "act")),
    default="act",
    show_default=True,
    help="How far the rules may go.",
)
@given
def check(settings: Settings, file: Path, as_json: bool, mode: "Mode") -> None:
    """What would be found in the lines of FILE, and done about it; nothing is done.

    A line is {"id": …, "kind": "message", "name" or "domain", "text": …, "username": …,
    "trust": "new", "known" or "trusted", "protected": […], "allow": […]}.
    """
    from moderation import checking, surroundings

    checker = checking.Checker(surroundings.lists(settings.config), mode)
    results: list[Result] = []
    wrong = 0
    for item in checking.read(_lines(file)):
        if isinstance(item, checking.WrongLine):
            click.echo(f"{file}:{item.number}: {item.why}", err=True)
            wrong += 1
        else:
            results.append(checker.check(item))
            click.echo((checking.as_json if as_json else checking.as_text)(results[-1]))
    _sum_up(checking.summary(results), as_json)
    if wrong:
        raise click.ClickException(f"{wrong} of {wrong + len(results)} lines could not be read.")


def _lines(file: Path) -> Iterator[bytes]:
    with click.open_file(str(file), "rb") as lines:
        yield from lines


def _sum_up(found: "Summary", as_json: bool) -> None:
    import msgspec

    if as_json:
        click.echo(msgspec.json.encode({"summary": found}).decode())
        return
    for name, counts in (("action", found.actions), ("rule", found.rules)):
        for what, count in sorted(counts.items(), key=lambda pair: -pair[1]):
            click.echo(f"{name}\t{what}\t{count}")
    click.echo(f"items\t{found.items}\twith findings\t{found.with_findings}")
    click.echo(f"microseconds an item\tp50\t{found.p50_us}\tp99\t{found.p99_us}")


@moderation.command()
def rules() -> None:
    """What each rule asks, and what it needs to see or to be allowed."""
    from moderation.overview import documentation

    click.echo("\n\n".join(documentation()))


@moderation.command()
@click.option("--days", type=click.IntRange(min=1), default=30, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@given
def report(settings: Settings, days: int, as_json: bool) -> None:
    """How often moderators agreed with each rule, how long scams stood, and wrong bans."""
    import msgspec

    found = asyncio.run(_reported(settings.config.database_url, days))
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    click.echo("rule\tcases\tright\twrong\tprecision\tvisible p50\tvisible p99")
    for rule in found.rules:
        shown = (_share(rule.precision), _seconds(rule.visible_p50), _seconds(rule.visible_p99))
        click.echo("\t".join((rule.rule, *map(str, (rule.cases, rule.right, rule.wrong)), *shown)))
    click.echo(f"bans\t{found.bans}\twrong\t{found.wrong_bans}")
    click.echo(f"wrong mutes\t{found.wrong_mutes}")


async def _reported(database_url: str, days: int) -> "Report":
    from core.moments import now
    from core.storage import open_storage
    from moderation import summing

    storage = await open_storage(database_url, read_only=True)
    try:
        return await storage.read(lambda tx: summing.report(tx, now() - timedelta(days=days)))
    finally:
        await storage.close()


def _share(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.1%}"


def _seconds(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.2f} s"
