"""How far a long command has come: a bar on a terminal, a few plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from core.faq.rows import Progress

_LINES = 10
_FEW = 100  # of fewer steps nothing is told where there is no terminal


@contextmanager
def shown(label: str) -> Iterator[Progress]:
    """On standard error, so that standard output stays what a script may read."""
    if not sys.stderr.isatty():
        yield _lines(label)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(label: str) -> Progress:
    def tell(done: int, total: int) -> None:
        if total >= _FEW and done % (total // _LINES) == 0:
            click.echo(f"{label} {done} of {total}", err=True)

    return tell
