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
    for each language. A picture is named by `image = "file.png"` and lies beside FILE; a table
    [alt] says what it shows, by language.
    """
    from bots import errand
    from bots.requests import Announce

    document = file.read_text(encoding="utf-8-sig")
    request = Announce(document, _image(file.parent, document))
    click.echo(errand.send(settings.config, request))


def _image(folder: Path, document: str) -> bytes:
    """The picture that the front matter names, beside the file."""
    from core.announcements import documents
    from core.feature import UserError

    try:
        name = documents.image_of(document)
        return (folder / name).read_bytes() if name else b""
    except UserError:
        return b""  # no front matter: the running bot says so, in full
    except OSError as error:
        raise click.ClickException(
            f"The picture {name} cannot be read: {error.strerror}."
        ) from None


@click.command()
@click.argument("code")
@given
def approve(settings: Settings, code: str) -> None:
    """Approve the announcement of CODE, written in a chat: the machine is the second key."""
    from bots import errand
    from bots.requests import Approve

    click.echo(errand.send(settings.config, Approve(code)))
