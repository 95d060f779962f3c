"""Lines to measure with: the repository's own, and those of a folder given by `--data`."""

import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from core import faq
from core.config import Config
from core.faq import files
from core.faq.entries import Entry
from core.official import Official

OWN = Path(__file__).parent / "data"
STARTER = Path(faq.__file__).parent / "starter"


class Line(msgspec.Struct, frozen=True):
    """A text, and the slug that answers it (None: chatter, or not known)."""

    lang: str
    text: str
    expected: str | None = None


class _Set(msgspec.Struct, frozen=True):
    queries: list[Line] = []  # other files of the folder have none


def questions() -> list[Line]:
    return _read(OWN / "questions.jsonl")


def chatter() -> list[Line]:
    """Our own lines; with `--data FOLDER` also the folder's queries that nothing answers."""
    lines = _read(OWN / "chatter.jsonl")
    folder = data_folder()
    for path in sorted(folder.glob("*.jsonl")) if folder else ():
        for row in path.read_text(encoding="utf-8").splitlines():
            given = msgspec.json.decode(row, type=_Set)
            lines += [line for line in given.queries if line.expected is None]
    return lines


def data_folder() -> Path | None:
    if "--data" not in sys.argv:
        return None
    return Path(sys.argv[sys.argv.index("--data") + 1])


def data_files(pattern: str) -> list[Path]:
    """Of the folder given by `--data`, and of those in it."""
    folder = data_folder()
    return sorted(folder.rglob(pattern)) if folder else []


def starter() -> tuple[dict[str, Entry], Mapping[str, Mapping[str, str]]]:
    entries, categories = files.read_folder(STARTER, Official.of(Config()))
    return {entry.slug: entry for entry in entries}, categories


def _read(path: Path) -> list[Line]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(row, type=Line) for row in rows]
