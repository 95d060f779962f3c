"""The knowledge base as files, a folder or one CSV: read whole or not at all, and written."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from core.faq import folder, sheet
from core.faq.entries import Entry
from core.faq.rows import BadRows, Mistake, Progress, Row, join, quiet, text_of
from core.faq.store import Categories
from core.official import Official

__all__ = ["BadRows", "Mistake", "Progress", "read", "read_folder", "write"]


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


def write(path: Path, entries: Iterable[Entry], categories: Categories) -> None:
    """So that `read` gives the same again. Files of other entries in a folder stay."""
    if _is_sheet(path):
        path.write_text(sheet.written(entries), encoding="utf-8", newline="")
    else:
        folder.write(path, list(entries), categories)


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
