"""The knowledge base as a folder: `<lang>/<slug>.md` with TOML front matter, `categories.toml`."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from core.faq.entries import Entry, Wording
from core.faq.rows import Mistake, Row, check_language, check_slug, text_of, tidy
from core.faq.store import Categories

CATEGORIES = "categories.toml"
_FENCE = "+++"
_KEY = re.compile(r"\s*\"?(\w+)\"?\s*=")
_TABLE = re.compile(r"\s*\[\s*([^\[\]\s]+)\s*\]")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")

# -- reading -------------------------------------------------------------------------------------


def rows(folder: Path, mistakes: list[Mistake]) -> list[Row]:
    """Hidden files and a README.md are passed over; whatever else is no entry is a mistake."""
    if not folder.is_dir():
        mistakes.append(Mistake(str(folder), 1, "there is no such folder (a CSV ends in .csv)"))
        return []
    paths = list(_pages(folder, mistakes))
    if not paths:
        mistakes.append(Mistake(str(folder), 1, "holds no <lang>/<slug>.md"))
    return [row for path in paths if (row := _row(path, folder, mistakes))]


def categories(folder: Path, mistakes: list[Mistake]) -> Categories:
    """Slug → language → name in the file's order; none where there is no `categories.toml`."""
    path = folder / CATEGORIES
    text = text_of(path, CATEGORIES, mistakes) if path.exists() else None
    document = None if text is None else _toml(text, CATEGORIES, mistakes)
    if text is None or document is None:
        return {}
    at = _lines_of(_TABLE, text.split("\n"))
    named: dict[str, dict[str, str]] = {}
    for slug, names in document.items():
        named[slug] = names if isinstance(names, dict) else {}
        for what in (*check_slug("category", slug), *_bad_names(slug, names)):
            mistakes.append(Mistake(CATEGORIES, at.get(slug, 1), what))
    return named


def _pages(folder: Path, mistakes: list[Mistake]) -> Iterator[Path]:
    for path in _visible(folder):
        if path.is_dir():
            yield from _visible(path)
        elif path.name not in (CATEGORIES, "README.md"):
            mistakes.append(Mistake(path.name, 1, "lies in no folder of a language"))


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _row(path: Path, folder: Path, mistakes: list[Mistake]) -> Row | None:
    name = path.relative_to(folder).as_posix()
    if path.suffix != ".md" or not path.is_file():
        mistakes.append(Mistake(name, 1, "is no entry: those are <lang>/<slug>.md"))
        return None
    text = text_of(path, name, mistakes)
    lines = [] if text is None else text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE][:2]
    if len(fences) < 2 or fences[0] != 0:
        if text is not None:
            mistakes.append(Mistake(name, 1, f"must begin with TOML between two lines {_FENCE}"))
        return None
    return _page(path, name, lines, fences[1], mistakes)


def _page(
    path: Path, name: str, lines: Sequence[str], end: int, mistakes: list[Mistake]
) -> Row | None:
    # The empty line stands for the first fence, so that TOML counts lines as the file does.
    front = _toml("\n".join(["", *lines[1:end]]), name, mistakes)
    if front is None:
        return None
    at = {"answer": end + 2} | _lines_of(_KEY, lines[:end])
    if "answer" in front:
        mistakes.append(Mistake(name, at["answer"], f"answer belongs below the second {_FENCE}"))
    answer = "\n".join(lines[end + 1 :])
    values = {key: tidy(value) for key, value in {**front, "answer": answer}.items()}
    return Row(name, 1, path.stem, path.parent.name, values, at)


def _lines_of(pattern: re.Pattern[str], lines: Sequence[str]) -> dict[str, int]:
    found = ((number, pattern.match(line)) for number, line in enumerate(lines, 1))
    return {match[1]: number for number, match in found if match}


def _bad_names(slug: str, names: object) -> Iterator[str]:
    if not isinstance(names, dict):
        yield f'{slug} must be a table: [{slug}], then en = "…" and so on'
        return
    for language, name in names.items():
        yield from check_language(language)
        if not isinstance(name, str) or not name.strip():
            yield f"{slug}.{language} must be a text"


def _toml(text: str, name: str, mistakes: list[Mistake]) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        mistakes.append(Mistake(name, line, f"is not TOML: {_PLACE.sub('', str(error))}"))
        return None


# -- writing -------------------------------------------------------------------------------------


def write(folder: Path, entries: Sequence[Entry], named: Categories) -> None:
    """The same entries give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    unnamed: dict[str, Mapping[str, str]] = {entry.category: {} for entry in entries}
    _write(folder / CATEGORIES, _categories_text({**named, **unnamed, **named}))
    for entry in entries:
        for language, wording in entry.wordings.items():
            (folder / language).mkdir(exist_ok=True)
            _write(folder / language / f"{entry.slug}.md", page_text(entry, wording))


def page_text(entry: Entry, wording: Wording) -> str:
    """One entry in one language: front matter, then the answer."""
    phrases = [f"  {_quoted(phrase)}," for phrase in wording.alternatives]
    disclaimer = [f"disclaimer = {_quoted(wording.disclaimer)}"] if wording.disclaimer else []
    front = [
        f"kind = {_quoted(entry.kind)}",
        f"category = {_quoted(entry.category)}",
        f"tags = [{', '.join(map(_quoted, entry.tags))}]",
        f"visibility = {_quoted(entry.visibility)}",
        *([f"review = {entry.review.isoformat()}"] if entry.review else []),
        f"question = {_quoted(wording.question)}",
        *(["alternatives = [", *phrases, "]"] if phrases else ["alternatives = []"]),
        *disclaimer,
    ]
    return "\n".join([_FENCE, *front, _FENCE, wording.answer, ""])


def _categories_text(categories: Categories) -> str:
    tables = (
        "\n".join([f"[{slug}]", *(f"{key} = {_quoted(name)}" for key, name in names.items()), ""])
        for slug, names in categories.items()
    )
    return "\n".join(tables)


def _quoted(text: str) -> str:
    # A JSON string is a TOML one, but for U+007F, which no text of ours has.
    return json.dumps(text, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
