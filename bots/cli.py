"""The `guildhall` command: run the bot, ask it, look after its data."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import click

from bots.cli_announcements import announce, approve
from bots.cli_audit import audit
from bots.cli_broadcast import runs
from bots.cli_database import database
from bots.cli_faq import faq
from bots.cli_moderation import moderation
from bots.cli_panic import panic
from bots.cli_reputation import reputation
from bots.cli_tickets import tickets
from bots.cli_verify import manifest, verify
from bots.settings import Settings, given

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Guildhall(click.Group):
    """Turns the errors that an operator can put right into one line, and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        from bots.errand import NobodyThere, Refused
        from core.config import ConfigError
        from core.faq.edits import NoSuchEntry
        from core.storage.errors import StorageError

        try:
            return super().invoke(ctx)
        except (ConfigError, StorageError, NobodyThere, Refused, NoSuchEntry) as error:
            raise click.ClickException(_hide(ctx, str(error))) from error
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            what = error.strerror or type(error).__name__
            raise click.ClickException(_hide(ctx, f"{where}{what}")) from error


@click.group(cls=_Guildhall, invoke_without_command=True)
@click.option("--config", "file", type=EXISTING, help="Read this file instead of config.toml.")
@click.version_option(package_name=None, version="0.1.0", prog_name="guildhall")
@click.pass_context
def main(ctx: click.Context, file: Path | None) -> None:
    """Community support for Telegram, Discord, X and the web. Without a command, the bot is run."""
    ctx.obj = Settings(file)
    if ctx.invoked_subcommand is None:
        ctx.invoke(run)


main.add_command(faq)
main.add_command(database)
main.add_command(moderation)
main.add_command(audit)
main.add_command(tickets)
main.add_command(panic)
main.add_command(verify)
main.add_command(manifest)
main.add_command(announce)
main.add_command(approve)
main.add_command(reputation)
main.add_command(runs)


@main.command()
@given
def run(settings: Settings) -> None:
    """Run the bot until Ctrl-C."""
    from bots.program import serve

    _ = settings.config
    asyncio.run(serve(settings.read, click.echo))


@main.command()
@given
def reload(settings: Settings) -> None:
    """Have the running bot read its configuration again."""
    from bots import errand
    from bots.requests import Reload

    click.echo(errand.send(settings.config, Reload()))


@main.command()
@click.argument("question")
@click.option("--lang", "language", help="The asker's language, as a platform would tell it.")
@click.option("--addressed", is_flag=True, help="As said to the bot, not typed to nobody.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@given
def ask(
    settings: Settings, question: str, language: str | None, addressed: bool, as_json: bool
) -> None:
    """What the bot would say to QUESTION in a group."""
    import msgspec

    from bots import asking
    from bots.cli_faq import load_taught
    from core.faq import build, vocabulary
    from core.i18n import LANGUAGES
    from core.moments import now

    if language is not None and language not in LANGUAGES:
        raise click.BadParameter(f"{language!r} is not one of {', '.join(LANGUAGES)}")
    config = settings.config
    knowledge = build(asyncio.run(load_taught(config)), own=vocabulary(config))
    reply = asking.ask(
        question, knowledge, config, language=language, addressed=addressed, now=now()
    )
    click.echo(msgspec.json.encode(reply).decode() if as_json else _told(reply))


@main.command()
@given
def doctor(settings: Settings) -> None:
    """Look at this installation; changes nothing. Exit code 1 for warnings, 2 for errors."""
    from bots import doctor as examination

    sys.exit(examination.report(settings))


def _told(reply: Any) -> str:
    about = [reply.decision, reply.entry, reply.language, f"confidence {reply.confidence:.2f}"]
    return "\n\n".join(filter(None, [reply.text, f"({', '.join(filter(None, about))})"]))


def _hide(ctx: click.Context, text: str) -> str:
    from core import logs
    from core.config import secrets

    settings: Settings = ctx.obj
    config = vars(settings).get("config")  # there is none when reading it has failed
    return logs.redactor(secrets(config) if config else ())(text)
