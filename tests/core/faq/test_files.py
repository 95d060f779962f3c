"""The knowledge base as files: exact there and back, and every mistake named with its line."""

import csv
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import faq
from core.config import Config
from core.faq import files, folder, rows, sheet
from core.faq.entries import Entry, Wording
from core.i18n import LANGUAGES
from core.official import Official

OURS = Official.of(Config())
STARTER = Path(faq.__file__).parent / "starter"

PAGE = """+++
kind = "guide"
category = "fees"
tags = ["a", "b"]
visibility = "public"
question = "What does it cost?"
alternatives = [
  "price",
]
+++
Nothing, see [fees](https://example.com/fees).
"""


def _page(tmp_path: Path, text: str | bytes, name: str = "en/cost.md") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return tmp_path


def _mistakes(path: Path) -> list[str]:
    with pytest.raises(files.BadRows) as raised:
        files.read(path, OURS)
    return [str(mistake) for mistake in raised.value.mistakes]


# -- there and back ------------------------------------------------------------------------------


def test_the_starter_knowledge_base_is_written_as_it_is_kept(tmp_path: Path) -> None:
    entries, categories = files.read(STARTER, OURS)
    files.write(tmp_path, entries, categories)
    ours = {p.relative_to(STARTER): p.read_bytes() for p in STARTER.rglob("*.*")}
    assert {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.*")} == ours


def test_the_starter_knowledge_base_survives_a_csv(tmp_path: Path) -> None:
    entries, categories = files.read(STARTER, OURS)
    files.write(tmp_path / "faq.csv", entries, categories)
    assert files.read(tmp_path / "faq.csv", OURS) == (entries, {})


_LINE = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cn")), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
    # Handles and hosts that are not ours are refused, which is another test's business.
    .filter(lambda line: not set(line) & set("@.。:") and not any(c.isdigit() for c in line))
)
_PARAGRAPHS = st.lists(st.one_of(_LINE, st.just("")), min_size=1, max_size=5).map(
    lambda lines: "\n".join(lines).strip()
)
_WORDINGS = st.builds(
    Wording,
    question=_LINE,
    alternatives=st.lists(_LINE, max_size=4).map(tuple),
    answer=_PARAGRAPHS.filter(bool),
    disclaimer=st.one_of(st.just(""), _LINE),
)
_SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)
_ENTRIES = st.lists(
    st.builds(
        Entry,
        slug=_SLUGS,
        kind=st.sampled_from(["question", "guide", "term"]),
        category=_SLUGS,
        tags=st.lists(_LINE, max_size=3).map(tuple),
        visibility=st.sampled_from(["public", "staff"]),
        wordings=st.dictionaries(st.sampled_from(list(LANGUAGES)), _WORDINGS, min_size=1),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda entry: entry.slug,
).map(lambda entries: sorted(entries, key=lambda entry: entry.slug))


@settings(max_examples=60, deadline=None)
@given(entries=_ENTRIES)
def test_any_entries_survive_both_forms(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]
) -> None:
    place = tmp_path_factory.mktemp("kb")
    try:
        for path in (place / "folder", place / "sheet.csv"):
            files.write(path, entries, {})
            assert files.read(path, OURS)[0] == entries
    finally:
        shutil.rmtree(place)


@given(items=st.lists(_LINE | st.text("|\\ab", min_size=1), max_size=5))
def test_a_list_in_a_cell_survives_bars_and_backslashes(items: list[str]) -> None:
    assert sheet.split_items(sheet.join_items(items)) == items


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
)
def test_whatever_is_in_a_file_ends_in_entries_or_named_mistakes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    place = tmp_path_factory.mktemp("kb")
    _page(place, b"+++\n" + data + b"\n+++\ntext")
    (place / "sheet.csv").write_bytes(b"slug,language,category,question,answer\n" + data)
    for path in (place, place / "sheet.csv"):
        with pytest.raises(files.BadRows) as raised:
            files.read(path, OURS)
        assert all(mistake.line >= 1 and mistake.what for mistake in raised.value.mistakes)
    shutil.rmtree(place)


# -- what is forgiven ----------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_marks_and_line_ends_of_other_systems_are_read(
    tmp_path: Path, mark: bytes, end: str
) -> None:
    entries, _ = files.read(_page(tmp_path, mark + PAGE.replace("\n", end).encode()), OURS)
    answer = "Nothing, see [fees](https://example.com/fees)."
    assert entries == [
        Entry(
            slug="cost",
            kind="guide",
            category="fees",
            tags=("a", "b"),
            wordings={
                "en": Wording(question="What does it cost?", alternatives=("price",), answer=answer)
            },
        )
    ]


def test_a_spreadsheet_may_separate_by_semicolons_and_order_columns(tmp_path: Path) -> None:
    text = "\ufeffAnswer;Question;slug;language;category;tags\nYes.;Is it?;is-it;en;fees;a|b\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    entries, _ = files.read(tmp_path / "a.csv", OURS)
    wording = Wording(question="Is it?", answer="Yes.")
    assert entries == [
        Entry(slug="is-it", category="fees", tags=("a", "b"), wordings={"en": wording})
    ]


def test_hidden_files_and_a_readme_are_passed_over(tmp_path: Path) -> None:
    _page(tmp_path, "# Ours", "README.md")
    _page(tmp_path, "", ".git/config")
    _page(tmp_path, "", "en/.DS_Store")
    assert len(files.read(_page(tmp_path, PAGE), OURS)[0]) == 1


# -- what is reported ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ('"guide"', "guide", "en/cost.md:2: is not TOML: Invalid value"),
        ("kind =", "kinds =", "en/cost.md:2: unknown key 'kinds'; did you mean 'kind'?"),
        ('kind = "guide"', 'kind = "gide"', "en/cost.md:2: kind 'gide' is not one of question,"),
        ('"fees"', '"Fees!"', "en/cost.md:3: category 'Fees!' is not 1 to 40 of a-z"),
        ('category = "fees"\n', "", "en/cost.md:1: category is missing"),
        ('["a", "b"]', '"a"', "en/cost.md:4: tags must be a list of texts"),
        ('["a", "b"]', '["a", 1]', "en/cost.md:4: tags must be a list of texts, but has 1"),
        ('"public"', '"secret"', "en/cost.md:5: visibility 'secret' is not one of public, staff"),
        ("What does it cost?", " ", "en/cost.md:6: question is empty"),
        ("What does it cost?", "a" * 251, "en/cost.md:6: question has 251 characters; at most 250"),
        ("it cost?", "it\\u0000?", "en/cost.md:6: question has a character that cannot be sent"),
        ("it cost?", "it\\ncost?", "en/cost.md:6: question must be one line"),
        ("price", "a" * 251, "en/cost.md:7: alternatives has 251 characters"),
        ("price", "pri\\u0007ce", "en/cost.md:7: alternatives has a character that cannot be sent"),
        ("example.com/fees", "evil.example/fees", "en/cost.md:11: answer has 'https://evil.exa"),
        ("Nothing,", "Ask @impostor,", "en/cost.md:11: answer has '@impostor', which is not on"),
        (PAGE[PAGE.rindex("+++") + 4 :], " \n", "en/cost.md:11: answer is empty"),
        ("Nothing", "Nothing" * 2000, "en/cost.md:11: answer has 14"),
        ("+++\nkind", "kind", "en/cost.md:1: must begin with TOML between two lines +++"),
        ("]\n+++\n", "]\n", "en/cost.md:1: must begin with TOML between two lines +++"),
        ("]\n+++\n", ']\nanswer = "x"\n+++\n', "en/cost.md:10: answer belongs below the second"),
        ("]\n+++\n", "+++\n", "en/cost.md:8: is not TOML: Invalid value"),
        ("]\n+++\n", ']\nkind = "term"\n+++\n', "en/cost.md:10: is not TOML: Cannot overwrite"),
    ],
)
def test_a_mistake_in_a_page_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, mistake: str
) -> None:
    assert before in PAGE
    (found,) = _mistakes(_page(tmp_path, PAGE.replace(before, after, 1)))
    assert found.startswith(mistake)


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        ("en/Cost.md", "en/Cost.md:1: slug 'Cost' is not 1 to 40 of a-z, 0-9 and hyphens"),
        (f"en/{'a' * 41}.md", f"en/{'a' * 41}.md:1: slug 'a"),
        ("en/-cost.md", "en/-cost.md:1: slug '-cost' is not"),
        ("pt/cost.md", "pt/cost.md:1: language 'pt' is not one of en, zh, ja, ko, ru, es"),
        ("en/cost.txt", "en/cost.txt:1: is no entry: those are <lang>/<slug>.md"),
        ("cost.md", "cost.md:1: lies in no folder of a language"),
        ("en/more.md/cost.md", "en/more.md:1: is no entry"),
    ],
)
def test_a_file_that_cannot_be_an_entry_is_named(tmp_path: Path, name: str, mistake: str) -> None:
    _page(tmp_path, PAGE, "en/other.md")
    (found,) = _mistakes(_page(tmp_path, PAGE, name))
    assert found.startswith(mistake)


def test_bytes_that_are_not_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    page = PAGE.encode().replace(b"price", b"pr\xe9cio")
    assert _mistakes(_page(tmp_path, page)) == ["en/cost.md:8: is not UTF-8 (byte 0xe9)"]


def test_languages_of_an_entry_must_agree(tmp_path: Path) -> None:
    _page(tmp_path, PAGE)
    _page(tmp_path, PAGE.replace("fees", "rates", 1).replace('"b"', '"c"'), "es/cost.md")
    assert _mistakes(tmp_path) == [
        "es/cost.md:3: category differs from en/cost.md:1",
        "es/cost.md:4: tags differs from en/cost.md:1",
    ]


def test_a_category_must_be_in_the_file_of_categories(tmp_path: Path) -> None:
    _page(tmp_path, '[fee]\nen = "Fees"\n', "categories.toml")
    assert _mistakes(_page(tmp_path, PAGE)) == [
        "en/cost.md:3: category 'fees' is not in categories.toml; did you mean 'fee'?"
    ]


def test_mistakes_in_the_file_of_categories_are_named(tmp_path: Path) -> None:
    _page(tmp_path, '[fees]\npt = "x"\nen = 1\n\n[Bad]\nen = "x"\n', "categories.toml")
    found = _mistakes(_page(tmp_path, PAGE))
    assert [line.partition(" '")[0] for line in found] == [
        "categories.toml:1: fees.en must be a text",
        "categories.toml:1: language",
        "categories.toml:5: category",
    ]


def test_a_path_where_nothing_is_says_so(tmp_path: Path) -> None:
    assert _mistakes(tmp_path / "no.csv") == [
        f"{tmp_path}/no.csv:1: cannot be read: No such file or directory"
    ]
    assert "there is no such folder" in _mistakes(tmp_path / "no")[0]
    assert "holds no <lang>/<slug>.md" in _mistakes(tmp_path)[0]


HEADER = "slug,language,category,question,answer"


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("", ["1: column 'answer' is missing", "1: column 'category' is missing"]),
        (HEADER, ["1: holds no entries"]),
        (HEADER.replace("answer", "anser"), ["1: column 'answer' is missing", "1: unknown column"]),
        (f"{HEADER},answer", ["1: column 'answer' is there 2 times"]),
        (f"{HEADER}\na,en,c,q,a\na,en,c,q,b", ["3: a in en is already at"]),
        (f"{HEADER}\n\na,en,c,,a\n", ["3: question is empty"]),
        (f'{HEADER}\na,en,c,q,"one\ntwo"\nb,en,c,q,\n', ["4: answer is empty"]),
        (f"{HEADER}\na,en,c,q\n", ["2: has 4 cells for 5 columns; is a quote missing?"]),
        (f'{HEADER}\na,en,c,q,"x\n', ["2: is not CSV: unexpected end of data"]),
        (f"{HEADER}\na,en,c,q,x\0\n", ["2: answer has a character that cannot be sent: U+0000"]),
        (f"{HEADER}\na,en,c,q,www.evil.com\n", ["2: answer has 'www.evil.com', which is not"]),
        (f"{HEADER}\nA,xx,c,,\n", ["2: answer is empty", "2: language", "2: question", "2: slug"]),
    ],
)
def test_mistakes_in_a_csv_are_named_with_their_lines(
    tmp_path: Path, text: str, mistakes: list[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    found = [line.removeprefix(f"{path}:") for line in _mistakes(path)]
    assert len(found) >= len(mistakes)
    for line, mistake in zip(found, mistakes, strict=False):
        assert line.startswith(mistake)


def test_one_broken_row_of_ten_thousand_is_found(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(sheet.COLUMNS)
        for n in range(10_000):
            kind = "guidance" if n == 7_776 else "guide"
            writer.writerow(
                [f"e{n}", "en", kind, "fees", "", "public", f"q{n}", "", "Yes.", "", ""]
            )
    assert _mistakes(path) == [f"{path}:7778: kind 'guidance' is not one of question, guide, term"]


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    _page(tmp_path, PAGE)
    _page(tmp_path, PAGE, "es/cost.md")
    seen: list[tuple[int, int]] = []
    files.read(tmp_path, OURS, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_the_error_names_the_first_and_counts_the_rest() -> None:
    error = rows.BadRows([rows.Mistake("b", 1, "x"), rows.Mistake("a", 2, "y")])
    assert str(error) == "a:2: y (and 1 more)"


def test_categories_keep_their_order(tmp_path: Path) -> None:
    entry = Entry(slug="a", category="z", wordings={"en": Wording(question="q", answer="a")})
    folder.write(tmp_path, [entry], {"z": {"en": "Z"}, "b": {"en": 'B"\\', "ru": "Б"}})
    _, categories = files.read(tmp_path, OURS)
    assert list(categories.items()) == [("z", {"en": "Z"}), ("b", {"en": 'B"\\', "ru": "Б"})]
