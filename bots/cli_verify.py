"""`guildhall verify`: is it ours? Checked with a published manifest, without us and offline."""

from pathlib import Path

import click

from bots.settings import Settings, given

A_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command()
@click.argument("manifest", type=A_FILE)
@click.option("--key", required=True, help="The public key, as it was published elsewhere.")
@click.option("--text", type=A_FILE, help="The words to look for; - reads them from the input.")
@click.option("--place", default="", help="Where they stand: telegram:-100…, or telegram:private.")
@click.option("--link", "links", multiple=True, help="Where a link in them leads.")
@click.option("--at-least", default=0, help="The highest number of a manifest seen so far.")
def verify(
    manifest: Path, key: str, text: Path | None, place: str, links: tuple[str, ...], at_least: int
) -> None:
    """Is MANIFEST signed, of today and no older than known; are the words ours, and said there?

    Needs no configuration, no database and no network. Exit code 1 for a forgery.
    """
    from core.announcements.proof import manifest as manifests
    from core.events import Link
    from core.moments import now

    try:
        found = manifests.read(_read(manifest), key, now(), at_least=at_least)
        click.echo(f"The manifest of {found.community}, number {found.sequence}, is signed.")
        if text is not None:
            followed = tuple(Link(link, "") for link in links)
            words = _read(text).decode(errors="replace")
            announcement, said = manifests.find(found, words, place=place, links=followed)
            click.echo(
                f"Ours: No. {announcement.id} of {said.said_at:%Y-%m-%d %H:%M} UTC,"
                f" now {announcement.state} since {announcement.changed_at:%Y-%m-%d %H:%M} UTC."
            )
    except manifests.Forged as forged:
        raise click.ClickException(f"Not ours: {forged}.") from forged


def _read(file: Path) -> bytes:
    with click.open_file(str(file), "rb") as opened:
        content: bytes = opened.read()
    return content


@click.group()
def manifest() -> None:
    """The signed list of announcements."""


@manifest.command()
@given
def key(settings: Settings) -> None:
    """Print the public key to publish; makes the key where there is none yet."""
    from core.announcements.proof import issuing
    from core.announcements.proof.manifest import public_key

    click.echo(public_key(issuing.seed(settings.config)))
