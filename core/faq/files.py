"""The knowledge base as files, a folder or one CSV: read whole or not at all, and written."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from core.config import Config
from core.faq import folder, sheet
from core.faq.entries import Entry
from core.faq.rows import BadRows, Mistake, Progress, Row, join, quiet, text_of
from core.faq.store import Categories
from core.official import Official

__all__ = ["BadRows", "Mistake", "Progress", "read", "read_folder", "starter", "strangers", "write"]

_STARTER = Path(__file__).parent / "starter"
_EXAMPLE = "example.com"


def read(path: Path, ours: Official, progress: Progress = quiet) -> tuple[list[Entry], Categories]:
    """A folder, or a file that ends in `.csv`. Raises BadRows with all that is wrong.

    A CSV names no categories: none are returned, and those that are known keep their names.
    """
    reader = read_sheet if _is_sheet(path) else read_folder
    return reader(path, ours, progress)


def read_folder(
    path: Path, ours: Official, progress: Progress = quiet
) -> tuple[list[Entry], Categories]:
    """Every `<lang>/<slug>.md` in it, and the categories of its `categories.toml`."""
    mistakes: list[Mistake] = []
    categories = folder.categories(path, mistakes)
    rows = folder.rows(path, mistakes)
    return _joined(rows, categories, ours, progress, mistakes), categories


def read_sheet(
    path: Path, ours: Official, progress: Progress = quiet
) -> tuple[list[Entry], Categories]:
    mistakes: list[Mistake] = []
    text = text_of(path, str(path), mistakes)
    rows = [] if text is None else sheet.rows(text, str(path), mistakes)
    return _joined(rows, {}, ours, progress, mistakes), {}


def starter(config: Config) -> tuple[list[Entry], Categories]:
    """The entries that a new installation begins with; their links lead to its first domain."""
    entries, categories = read_folder(_STARTER, Official.of(Config()))
    domain = next(iter(config.official.domains), _EXAMPLE)
    return [_at_home(entry, domain) for entry in entries], categories


def write(path: Path, entries: Iterable[Entry], categories: Categories) -> None:
    """So that `read` gives the same again, where a folder has no `strangers`."""
    if _is_sheet(path):
        path.write_text(sheet.written(entries), encoding="utf-8", newline="")
    else:
        folder.write(path, list(entries), categories)


def strangers(path: Path, entries: Iterable[Entry]) -> list[Path]:
    """Pages in a folder that `write` would leave there, and `read` take for entries."""
    written = {path / lang / f"{entry.slug}.md" for entry in entries for lang in entry.wordings}
    return [] if _is_sheet(path) else sorted(set(path.glob("*/*.md")) - written)


def _at_home(entry: Entry, domain: str) -> Entry:
    wordings = {
        language: msgspec.structs.replace(
            wording,
            answer=wording.answer.replace(_EXAMPLE, domain),
            disclaimer=wording.disclaimer.replace(_EXAMPLE, domain),
        )
        for language, wording in entry.wordings.items()
    }
    return msgspec.structs.replace(entry, wordings=wordings)


def _is_sheet(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _joined(
    rows: Sequence[Row],
    categories: Categories,
    ours: Official,
    progress: Progress,
    mistakes: list[Mistake],
) -> list[Entry]:
    entries, wrong = join(rows, categories, ours, progress)
    if mistakes or wrong:
        raise BadRows([*mistakes, *wrong])
    return entries
