"""The catalogues in `locales/`: kept in step with the code, checked, and filled by translators.

python -m core.catalogues update             extract, and carry the translations over
python -m core.catalogues check              exit 1 and a list when a sentence is not covered
python -m core.catalogues missing ru > ru.json
python -m core.catalogues fill ru ru.json    the same file with its translations filled in
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_dir

from core.i18n import LANGUAGES, LOCALES, SOURCE

ROOT = LOCALES.parent
_METHODS = [
    ("core/**.py", "python"),
    ("bots/**.py", "python"),
    ("moderation/**.py", "python"),
    ("bots/web/templates/**.html", "jinja2.ext:babel_extract"),
]
_KEYWORDS = {"_": None, "_n": (1, 2), "ngettext": (1, 2)}
_FIELD = re.compile(r"%\((\w+)\)s")


class Wanted(msgspec.Struct):
    """A sentence to translate: one text, or one for each plural form in the catalogue's order."""

    source: str
    plural: str = ""
    places: list[str] = []
    translation: str | list[str] = ""


def extract(root: Path = ROOT) -> Catalog:
    """Every marked sentence of the code under `root`."""
    catalog = Catalog()
    for path, _line, ids, comments, _context in extract_from_dir(
        root, _METHODS, keywords=_KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        catalog.add(ids, locations=[(path, 0)], auto_comments=comments)
    return catalog


def read(language: str, locales: Path = LOCALES) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = _path(language, locales)
    content = path.read_bytes() if path.exists() else b""
    return pofile.read_po(io.BytesIO(content), locale=language)


def write(language: str, catalog: Catalog, locales: Path = LOCALES) -> None:
    """Replace the catalogue of a language."""
    path = _path(language, locales)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_text(catalog))


def update(root: Path = ROOT) -> None:
    """Write the template and the catalogues. What was translated stays, what is gone goes.

    English is its own translation until somebody words it better in its catalogue.
    """
    locales = root / "locales"
    content = _text(extract(root))
    for language in LANGUAGES:
        catalog = read(language, locales)
        # A template of its own for each: babel puts the template's very entries into the catalogue.
        catalog.update(pofile.read_po(io.BytesIO(content)), no_fuzzy_matching=True)
        if language == SOURCE:
            _fill_with_source(catalog)
        write(language, catalog, locales)
    (locales / "messages.pot").write_bytes(content)


def check(root: Path = ROOT) -> list[str]:
    """What is wrong, a line each; nothing when every sentence is well said in every language."""
    template = extract(root)
    path = root / "locales" / "messages.pot"
    is_stale = not path.exists() or path.read_bytes() != _text(template)
    found = [f"{path.name}: out of date; run the update"] if is_stale else []
    for language in LANGUAGES:
        catalog = read(language, root / "locales")
        found += [f"{language}: {complaint}" for complaint in _complaints(catalog, template)]
    return found


def missing(catalog: Catalog) -> list[Wanted]:
    """The sentences without a translation, as a form to fill in."""
    return [
        Wanted(
            source=_forms(entry.id)[0],
            plural=_forms(entry.id)[1] if entry.pluralizable else "",
            places=sorted({path for path, _line in entry.locations}),
            translation=[""] * catalog.num_plurals if entry.pluralizable else "",
        )
        for entry in _sentences(catalog)
        if not _is_translated(entry)
    ]


def fill(catalog: Catalog, translated: list[Wanted]) -> None:
    """Put translations in; empty ones are passed over.

    Raises ValueError for a sentence that is not in the catalogue, or has other plural forms.
    """
    for wanted in translated:
        entry = catalog.get(wanted.source)
        if entry is None:
            raise ValueError(f"not in the catalogue: {wanted.source!r}")
        forms = _forms(wanted.translation)
        expected = catalog.num_plurals if entry.pluralizable else 1
        if len(forms) != expected:
            raise ValueError(f"{len(forms)} forms instead of {expected}: {wanted.source!r}")
        if all(forms):
            entry.string = tuple(forms) if entry.pluralizable else forms[0]
            entry.flags.discard("fuzzy")


def _complaints(catalog: Catalog, template: Catalog) -> Iterator[str]:
    known = {_key(entry) for entry in _sentences(catalog)}
    wanted = {_key(entry) for entry in _sentences(template)}
    yield from (f"not in the catalogue: {key[0]!r}" for key in sorted(wanted - known))
    yield from (f"no longer in the code: {key[0]!r}" for key in sorted(known - wanted))
    yield from (f"no longer in the code: {entry.id!r}" for entry in catalog.obsolete.values())
    for entry in _sentences(catalog):
        complaint = _complaint(entry)
        if complaint:
            yield f"{complaint}: {_forms(entry.id)[0]!r}"


def _complaint(entry: Entry) -> str | None:
    if not _is_translated(entry):
        return "not translated"
    if entry.fuzzy:
        return "marked fuzzy"
    if not all(_same_fields(entry, form) for form in _forms(entry.string)):
        return "other fields than its source"
    return None


def _same_fields(entry: Entry, form: str) -> bool:
    """A plural form may do without the count: "one ticket"."""
    spare = {"count"} if entry.pluralizable else set()
    used = set(_FIELD.findall(form))
    wanted = {name for source in _forms(entry.id) for name in _FIELD.findall(source)}
    return used <= wanted and wanted - used <= spare


def _is_translated(entry: Entry) -> bool:
    return all(_forms(entry.string))


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return list(text) if isinstance(text, (list, tuple)) else [text or ""]


def _key(entry: Entry) -> tuple[str, ...]:
    return tuple(_forms(entry.id))


def _sentences(catalog: Catalog) -> list[Entry]:
    return [entry for entry in catalog if entry.id]


def _fill_with_source(catalog: Catalog) -> None:
    for entry in _sentences(catalog):
        if not _is_translated(entry):
            entry.string = entry.id


def _path(language: str, locales: Path) -> Path:
    return locales / language / "LC_MESSAGES" / "messages.po"


def _text(catalog: Catalog) -> bytes:
    """Sorted, without dates and line numbers, so that a commit shows changed sentences only."""
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    if catalog.locale_identifier:
        headers |= {"Language": catalog.locale_identifier, "Plural-Forms": catalog.plural_forms}
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in headers.items())
    body = io.BytesIO()
    pofile.write_po(
        body,
        catalog,
        width=100,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + body.getvalue()


# -- the command line ----------------------------------------------------------------------------

_language = click.argument("language", type=click.Choice(list(LANGUAGES)))


@click.group()
def main() -> None:
    """Keep the catalogues in step with the code."""


@main.command("update")
def _update() -> None:
    """Extract the sentences, and carry the translations over."""
    update()


@main.command("check")
def _check() -> None:
    """Exit 1 with a list of what is not covered."""
    complaints = check()
    for complaint in complaints:
        click.echo(complaint, err=True)
    raise SystemExit(bool(complaints))


@main.command("missing")
@_language
def _missing(language: str) -> None:
    """Print the sentences to translate, as JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(missing(read(language)))).decode())


@main.command("fill")
@_language
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def _fill(language: str, file: Path) -> None:
    """Put the translations of FILE into the catalogue."""
    catalog = read(language)
    try:
        fill(catalog, msgspec.json.decode(file.read_bytes(), type=list[Wanted]))
    except ValueError as error:  # msgspec's own errors are ValueErrors, too
        raise click.ClickException(str(error)) from error
    write(language, catalog)


if __name__ == "__main__":
    main()
