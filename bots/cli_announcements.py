"""`guildhall announce` and `guildhall approve`: the machine as one of the two keys."""

from pathlib import Path

import click

from bots.settings import Settings, given

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=A_FILE)
@given
def announce(settings: Settings, file: Path) -> None:
    """Have the running bot ask for the announcement in FILE; an admin approves it in a chat.

    FILE is front matter in TOML between lines of +++, then a text below a line such as "+++ en"
    for each language.
    """
    from bots import errand
    from bots.requests import Announce

    click.echo(errand.send(settings.config, Announce(file.read_text(encoding="utf-8-sig"))))


@click.command()
@click.argument("code")
@given
def approve(settings: Settings, code: str) -> None:
    """Approve the announcement of CODE, written in a chat: the machine is the second key."""
    from bots import errand
    from bots.requests import Approve

    click.echo(errand.send(settings.config, Approve(code)))
