"""The rows of a knowledge base on their way in: each is checked, those of one entry are joined."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec

from core import official, text
from core.faq.entries import KINDS, Entry, Visibility
from core.faq.store import Categories
from core.i18n import LANGUAGES
from core.official import Official
from core.spelling import did_you_mean

Progress = Callable[[int, int], None]  # (done, total), of files, rows or entries
Found = tuple[str, str]  # the key it is about, and what is wrong

NEEDED = ("category", "question", "answer")
SHARED = ("kind", "category", "tags", "visibility", "review")
OPTIONAL = ("kind", "tags", "visibility", "review", "alternatives", "disclaimer")

_UNSET: Mapping[str, object] = {"kind": "question", "tags": [], "visibility": "public"}
_LARGEST_BYTES = 64 * 1024 * 1024
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")  # `/helpful <slug> yes en` fits into a button
_LONGEST = {"question": 250, "answer": 8_000, "disclaimer": 1_000}  # characters
_LONGEST_ITEM = {"tags": 60, "alternatives": 250}
_MOST_ITEMS = {"tags": 20, "alternatives": 200}
_ONE_LINE = ("question", "disclaimer")
_SHOWN = ("question", "answer", "disclaimer")


class Mistake(msgspec.Struct, frozen=True, order=True):
    """`file` as the reader of the message knows it, `line` from 1."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class BadRows(Exception):
    """Something is wrong with the files, so nothing was read; all that was found, in order."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        count = len(self.mistakes)
        rest = f" (and {count - 1} more)" if count > 1 else ""
        super().__init__(f"{self.mistakes[0]}{rest}")


@dataclass(frozen=True)
class Row:
    """One entry in one language as it was written, and where: `lines` has a key's own line."""

    file: str
    line: int
    slug: str
    language: str
    values: Mapping[str, object]
    lines: Mapping[str, int]

    def mistake(self, key: str, what: str) -> Mistake:
        return Mistake(self.file, self.lines.get(key, self.line), what)


def join(
    rows: Sequence[Row], categories: Categories, ours: Official, progress: Progress
) -> tuple[list[Entry], list[Mistake]]:
    """The entries by slug, and everything wrong with the rows. With no `categories` any will do."""
    mistakes: list[Mistake] = []
    groups: dict[str, dict[str, Row]] = {}
    for done, row in enumerate(rows, 1):
        found = [*_mistakes(row, ours), *_unknown_category(row, categories)]
        mistakes += [row.mistake(key, what) for key, what in found]
        group = groups.setdefault(row.slug, {})
        mistakes += _conflicts(row, group)
        group.setdefault(row.language, row)
        progress(done, len(rows))
    if mistakes:
        return [], mistakes
    return [_entry(slug, groups[slug]) for slug in sorted(groups)], []


def quiet(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def text_of(path: Path, name: str, mistakes: list[Mistake]) -> str | None:
    """The file's text without a BOM; None, and a mistake noted, where there is none to read."""
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            mistakes.append(Mistake(name, 1, "is larger than 64 MB"))
            return None
        data = path.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        mistakes.append(Mistake(name, 1, f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        mistakes.append(Mistake(name, line, f"is not UTF-8 (byte {data[error.start]:#04x})"))
    return None


def tidy(value: object) -> object:
    """A text, or a list of texts, without space around it and with plain line ends."""
    if isinstance(value, list):
        return [tidy(item) for item in value]
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return value


def check_slug(what: str, slug: str) -> Iterator[str]:
    if not _SLUG.fullmatch(slug):
        yield f"{what} {slug!r} is not 1 to 40 of a-z, 0-9 and hyphens, beginning with no hyphen"


def check_language(language: str) -> Iterator[str]:
    if language not in LANGUAGES:
        yield f"language {language!r} is not one of {', '.join(LANGUAGES)}"


def _mistakes(row: Row, ours: Official) -> Iterator[Found]:
    yield from (("slug", what) for what in check_slug("slug", row.slug))
    yield from (("language", what) for what in check_language(row.language))
    for key in row.values:
        if key not in NEEDED + OPTIONAL:
            yield key, f"unknown key {key!r}{did_you_mean(key, NEEDED + OPTIONAL)}"
    for key in NEEDED:
        if key not in row.values:
            yield key, f"{key} is missing"
    for key in (*NEEDED, *OPTIONAL):
        if key in row.values:
            yield from ((key, what) for what in _check(key, row.values[key], ours))


def _check(key: str, value: object, ours: Official) -> Iterator[str]:
    match key, value:
        case "tags" | "alternatives", list():
            yield from _check_list(key, value)
        case "tags" | "alternatives", _:
            yield f"{key} must be a list of texts"
        case "review", _:
            if type(value) is not date:
                yield "review must be a date such as 2027-01-31"
        case _, str():
            yield from _check_text(key, value, ours)
        case _:
            yield f"{key} must be a text"


def _check_list(key: str, items: Sequence[object]) -> Iterator[str]:
    if len(items) > _MOST_ITEMS[key]:
        yield f"{key} has {len(items)} items; at most {_MOST_ITEMS[key]} are kept"
    for item in items:
        if not isinstance(item, str):
            yield f"{key} must be a list of texts, but has {item!r}"
        else:
            yield from _check_words(key, item, _LONGEST_ITEM[key], one_line=True)


def _check_text(key: str, value: str, ours: Official) -> Iterator[str]:
    if key == "kind" and value not in KINDS:
        yield f"kind {value!r} is not one of {', '.join(KINDS)}"
    elif key == "visibility" and value not in get_args(Visibility):
        yield f"visibility {value!r} is not one of {', '.join(get_args(Visibility))}"
    elif key == "category":
        yield from check_slug("category", value)
    elif key in _SHOWN and (value or key != "disclaimer"):
        yield from _check_words(key, value, _LONGEST[key], one_line=key in _ONE_LINE)
        yield from (
            f"{key} has {what!r}, which is not on the official list"
            for what in official.foreign(ours, text.clean(value))
        )


def _check_words(key: str, value: str, longest: int, *, one_line: bool) -> Iterator[str]:
    if not value.strip():
        yield f"{key} is empty"
    if len(value) > longest:
        yield f"{key} has {len(value)} characters; at most {longest} are kept"
    if one_line and "\n" in value:
        yield f"{key} must be one line"
    if lost := sorted(set(value) - set(text.clean(value))):
        yield f"{key} has a character that cannot be sent: U+{ord(lost[0]):04X}"


def _unknown_category(row: Row, categories: Categories) -> Iterator[Found]:
    category = row.values.get("category")
    if not categories or not isinstance(category, str) or category in categories:
        return
    if _SLUG.fullmatch(category):
        hint = did_you_mean(category, categories)
        yield "category", f"category {category!r} is not in categories.toml{hint}"


def _conflicts(row: Row, others: Mapping[str, Row]) -> Iterator[Mistake]:
    """What an entry's languages must agree on, and each has only one row."""
    if same := others.get(row.language):
        where = f"{same.file}:{same.line}"
        yield row.mistake("slug", f"{row.slug} in {row.language} is already at {where}")
    elif others:
        first = next(iter(others.values()))
        for key in SHARED:
            if _shared(row, key) != _shared(first, key):
                yield row.mistake(key, f"{key} differs from {first.file}:{first.line}")


def _shared(row: Row, key: str) -> object:
    return row.values.get(key, _UNSET.get(key))


def _entry(slug: str, by_language: Mapping[str, Row]) -> Entry:
    first = next(iter(by_language.values())).values
    wordings = {
        language: {key: row.values[key] for key in row.values if key not in SHARED}
        for language, row in sorted(by_language.items())
    }
    shared = {key: first[key] for key in SHARED if key in first}
    return msgspec.convert({"slug": slug, "wordings": wordings, **shared}, Entry)
