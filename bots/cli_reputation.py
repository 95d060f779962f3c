"""`guildhall reputation`: the rules tried on a history, and the ledger looked after."""

from pathlib import Path

import click

from bots.settings import Settings, given

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
                click.echo(f"{file}:{item.number}: {item.why}", err=True)
                wrong += 1
            else:
                moments.append(item)
    with shown("Weighing") as progress:
        found = simulation.run(moments, settings.config.reputation, progress)
    for outcome in found:
        click.echo(msgspec.json.encode(outcome) if as_json else simulation.as_text(outcome))
    if wrong:
        raise click.ClickException(f"{wrong} of {wrong + len(moments)} lines could not be read.")
