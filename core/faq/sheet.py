"""The knowledge base as one CSV: a row for each entry and language."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date

from core.faq.entries import Entry, Wording
from core.faq.rows import NEEDED, OPTIONAL, Mistake, Row, tidy
from core.spelling import did_you_mean

COLUMNS = (
    "slug", "language", "kind", "category", "tags", "visibility",
    "question", "alternatives", "answer", "disclaimer", "review",
)  # fmt: skip
_LISTS = ("tags", "alternatives")
_NEEDED = ("slug", "language", *NEEDED)
_ITEM_PART = re.compile(r"\\([\\|])|([|\n])|(.)", re.DOTALL)
_SPECIAL = re.compile(r"[\\|]")

Record = tuple[int, list[str]]  # the line it begins on, and its cells


def rows(text: str, file: str, mistakes: list[Mistake]) -> list[Row]:
    """The columns may stand in any order; those that an entry can do without may be missing."""
    records = _records(text, file, mistakes)
    _, header = next(records, (1, []))
    columns = [name.strip().lower() for name in header]
    wrong = list(_bad_columns(columns))
    mistakes += [Mistake(file, 1, what) for what in wrong]
    if wrong:
        return []
    found = [row for record in records if (row := _row(record, columns, file, mistakes))]
    if not found and not mistakes:
        mistakes.append(Mistake(file, 1, "holds no entries"))
    return found


def written(entries: Iterable[Entry]) -> str:
    """With a header; lists are separated by `|`, in them `\\|` is a bar and `\\\\` a backslash."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        for language, wording in entry.wordings.items():
            writer.writerow(_cells(entry, language, wording))
    return out.getvalue()


def split_items(cell: str) -> list[str]:
    """A bar or a line end parts two items; blank ones are dropped."""
    items = [""]
    for escaped, separator, other in _ITEM_PART.findall(cell):
        if separator:
            items.append("")
        else:
            items[-1] += escaped or other
    return [item.strip() for item in items if item.strip()]


def join_items(items: Iterable[str]) -> str:
    return "|".join(_SPECIAL.sub(r"\\\g<0>", item) for item in items)


def _records(text: str, file: str, mistakes: list[Mistake]) -> Iterator[Record]:
    """Where spreadsheets write a decimal comma, they separate by semicolons."""
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        mistakes.append(Mistake(file, line, f"is not CSV: {error}; the rest was not read"))


def _bad_columns(columns: Sequence[str]) -> Iterator[str]:
    for name in dict.fromkeys(columns):
        if name not in COLUMNS:
            yield f"unknown column {name!r}{did_you_mean(name, COLUMNS)}"
        elif columns.count(name) > 1:
            yield f"column {name!r} is there {columns.count(name)} times"
    for name in _NEEDED:
        if name not in columns:
            yield f"column {name!r} is missing"


def _row(record: Record, columns: Sequence[str], file: str, mistakes: list[Mistake]) -> Row | None:
    line, cells = record
    if len(cells) != len(columns):
        what = f"has {len(cells)} cells for {len(columns)} columns; is a quote missing?"
        mistakes.append(Mistake(file, line, what))
        return None
    given = {name: str(tidy(cell)) for name, cell in zip(columns, cells, strict=True)}
    values: dict[str, object] = {
        key: _value(key, given[key])
        for key in (*NEEDED, *OPTIONAL)
        if given.get(key) or key in NEEDED
    }
    return Row(file, line, given["slug"], given["language"], values, {})


def _value(key: str, cell: str) -> object:
    """A date that is none stays a text, and is a mistake then."""
    if key == "review":
        with suppress(ValueError):
            return date.fromisoformat(cell)
    return split_items(cell) if key in _LISTS else cell


def _cells(entry: Entry, language: str, wording: Wording) -> list[str]:
    return [
        entry.slug,
        language,
        entry.kind,
        entry.category,
        join_items(entry.tags),
        entry.visibility,
        wording.question,
        join_items(wording.alternatives),
        wording.answer,
        wording.disclaimer,
        entry.review.isoformat() if entry.review else "",
    ]
