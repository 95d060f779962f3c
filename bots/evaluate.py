"""`guildhall faq eval`: how good the matcher is on questions whose answers are known."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from core.faq import evaluate, peers
from core.faq.evaluate import Dataset, DatasetError, Figures

COLUMNS = {
    "accuracy_at_1": "right@1",
    "recall_at_3": "in 3",
    "mrr_at_5": "mrr@5",
    "coverage_at_95": "cover@95",
    "self_coverage": "own:",
    "self_precision": "right",
    "self_answers": "answers",
    "false_answers": "false",
    "auroc": "auroc",
    "build_seconds": "build s",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
}


@click.command("eval")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
@click.option("--peers", "with_peers", is_flag=True, help="Other matchers too, where installed.")
def command(files: Sequence[Path], as_json: bool, with_peers: bool) -> None:
    """Measure the matcher on evaluation sets, one JSON object a line."""
    try:
        sets = [one for file in files for one in evaluate.read(file)]
    except (DatasetError, OSError) as error:
        raise click.ClickException(str(error)) from error
    figures = [one for data in sets for one in _measured(data, with_peers)]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(figures)).decode())
    else:
        click.echo("\n".join(_table(figures)))


def _measured(data: Dataset, with_peers: bool) -> Iterator[Figures]:
    yield evaluate.measure(data)
    if with_peers:
        for name, build in peers.installed():
            yield evaluate.assess(name, data, build, None)


def _table(figures: Sequence[Figures]) -> Iterator[str]:
    yield " " * 40 + "".join(f"{heading:>9}" for heading in COLUMNS.values())
    for one in figures:
        cells = (_cell(name, getattr(one, name)) for name in COLUMNS)
        yield f"{one.name[:20]:20}{one.matcher[:20]:20}" + "".join(f"{cell:>9}" for cell in cells)


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    if name in ("build_seconds", "p50_ms", "p99_ms"):
        return f"{value:.2f}"
    return str(value) if isinstance(value, int) else f"{100 * value:.1f}%"
