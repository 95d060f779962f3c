"""The catalogues follow the code, and nothing untranslated passes the check."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from core import catalogues
from core.catalogues import Wanted
from core.i18n import LANGUAGES

CODE = """
def run(ctx):
    ctx.say(_("Hello %(name)s", name=ctx.name))
    ctx.say(_n("%(count)s ticket", "%(count)s tickets", ctx.count))
"""
PAGE = """
<h1>{{ _("Help centre") }}</h1>
<p>{{ ngettext("%(count)s answer", "%(count)s answers", found|length) }}</p>
"""
TICKETS = ("%(count)s ticket", "%(count)s tickets")
ANSWERS = ("%(count)s answer", "%(count)s answers")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "core").mkdir()
    (tmp_path / "core/greeting.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "bots/web/templates").mkdir(parents=True)
    (tmp_path / "bots/web/templates/page.html").write_text(PAGE, encoding="utf-8")
    catalogues.update(tmp_path)
    return tmp_path


def translate(root: Path, language: str, **changed: str | list[str]) -> None:
    """Every sentence in capitals, or as `changed` says for the sentence that begins so."""
    catalog = catalogues.read(language, root / "locales")
    wanted = catalogues.missing(catalog)
    for one in wanted:
        plain = one.source.replace("Hello", "HELLO")
        forms = [plain] * len(one.translation) if one.plural else plain
        one.translation = changed.get(one.source.split()[0], forms)
    catalogues.fill(catalog, wanted)
    catalogues.write(language, catalog, root / "locales")


def translate_all(root: Path) -> None:
    for language in LANGUAGES:
        translate(root, language)


def complaints(root: Path) -> list[str]:
    return catalogues.check(root)


def test_sentences_are_found_in_code_and_templates(root: Path) -> None:
    found = [entry.id for entry in catalogues.extract(root) if entry.id]
    expected = ["Hello %(name)s", TICKETS, "Help centre", ANSWERS]
    assert sorted(map(str, found)) == sorted(map(str, expected))


def test_english_is_its_own_translation(root: Path) -> None:
    assert not [line for line in complaints(root) if line.startswith("en:")]


def test_what_is_not_translated_fails_the_check(root: Path) -> None:
    assert "ru: not translated: 'Help centre'" in complaints(root)


def test_a_complete_translation_passes_the_check(root: Path) -> None:
    translate_all(root)
    assert complaints(root) == []


def test_an_update_without_changes_changes_no_file(root: Path) -> None:
    translate_all(root)
    before = {path: path.read_bytes() for path in (root / "locales").rglob("*.po*")}
    catalogues.update(root)
    assert {path: path.read_bytes() for path in (root / "locales").rglob("*.po*")} == before


def test_a_new_sentence_fails_the_check_until_the_update_takes_it_in(root: Path) -> None:
    translate_all(root)
    (root / "core/more.py").write_text('x = _("More")', encoding="utf-8")
    assert "messages.pot: out of date; run the update" in complaints(root)
    assert "ko: not in the catalogue: 'More'" in complaints(root)
    catalogues.update(root)
    assert "ko: not translated: 'More'" in complaints(root)
    assert "ko: not translated: 'Help centre'" not in complaints(root)


def test_a_sentence_gone_from_the_code_fails_the_check(root: Path) -> None:
    translate_all(root)
    (root / "core/greeting.py").unlink()
    assert "zh: no longer in the code: 'Hello %(name)s'" in complaints(root)
    catalogues.update(root)
    assert complaints(root) == []


@pytest.mark.parametrize("wrong", ["Привет", "Привет %(nmae)s", "%(name)s %(extra)s"])
def test_a_translation_with_other_fields_fails_the_check(root: Path, wrong: str) -> None:
    translate(root, "ru", Hello=wrong)
    assert "ru: other fields than its source: 'Hello %(name)s'" in complaints(root)


def test_russian_needs_all_three_forms(root: Path) -> None:
    translate(root, "ru", **{"%(count)s": ["%(count)s заявка", "%(count)s заявки", ""]})
    assert "ru: not translated: '%(count)s ticket'" in complaints(root)


def test_a_form_filled_in_with_too_few_plurals_is_refused(root: Path) -> None:
    with pytest.raises(ValueError, match="2 forms instead of 3"):
        translate(root, "ru", **{"%(count)s": ["%(count)s заявка", "%(count)s заявки"]})


def test_one_may_be_said_without_its_number(root: Path) -> None:
    translate(root, "es", **{"%(count)s": ["una consulta", "%(count)s consultas"]})
    assert not [line for line in complaints(root) if line.startswith("es: other fields")]


def test_a_fuzzy_translation_fails_the_check(root: Path) -> None:
    translate_all(root)
    catalog = catalogues.read("ja", root / "locales")
    entry = catalog.get("Help centre")
    assert entry is not None
    entry.flags.add("fuzzy")
    catalogues.write("ja", catalog, root / "locales")
    assert complaints(root) == ["ja: marked fuzzy: 'Help centre'"]


def test_the_form_to_fill_in_has_a_line_for_each_plural_form(root: Path) -> None:
    catalog = catalogues.read("ru", root / "locales")
    assert Wanted(*TICKETS, ["core/greeting.py"], ["", "", ""]) in catalogues.missing(catalog)


def test_a_translation_of_an_unknown_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="Nonsense"):
        catalogues.fill(Catalog(locale="ru"), [Wanted("Nonsense", translation="Вздор")])
