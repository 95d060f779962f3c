"""The `guildhall` command: what it answers, what it changes, and how it fails."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core.faq import sheet
from core.storage.lock import FileLock
from tests.bots.terminal import Terminal

ROOT = Path(__file__).parents[2]

# -- ask -----------------------------------------------------------------------------------------


def _asked(terminal: Terminal, *words: str) -> dict[str, object]:
    found = json.loads(terminal.says("ask", "--json", *words))
    assert isinstance(found, dict)
    return found


def test_a_question_gets_the_answer_as_json(terminal: Terminal) -> None:
    said = _asked(terminal, "how do I reset my 2FA?")
    assert list(said) == ["decision", "entry", "language", "confidence", "text", "suggestions"]
    assert (said["decision"], said["entry"], said["language"]) == ("answer", "reset-2fa", "en")
    assert isinstance(said["confidence"], float)
    assert 0.9 < said["confidence"] <= 1
    assert str(said["text"]).startswith("How do I reset my 2FA?\n\nFirst a quick check")
    assert said["suggestions"] == []


@pytest.mark.parametrize(
    ("words", "decision"),
    [
        (["what a lovely morning it is"], "silent"),
        (["withdrawal"], "silent"),
        (["deposit fee", "--addressed"], "suggest"),
        (["🍕", "--addressed"], "human"),
        (["how do I reset my 2FA?", "--addressed"], "answer"),
        ([""], "silent"),
        (["\0\ud800"], "silent"),
        (["x" * 100_000], "silent"),
    ],
)
def test_a_decision_is_as_the_bot_would_make_it(
    terminal: Terminal, words: list[str], decision: str
) -> None:
    said = _asked(terminal, *words)
    assert said["decision"] == decision
    assert (said["entry"] is None) == (decision != "answer")
    assert bool(said["suggestions"]) == (decision == "suggest")
    assert bool(said["text"]) == (decision != "silent")


def test_suggestions_are_titles_in_the_text(terminal: Terminal) -> None:
    said = _asked(terminal, "deposit fee", "--addressed")
    assert isinstance(said["suggestions"], list)
    assert 1 <= len(said["suggestions"]) <= 3
    assert len(str(said["text"]).strip().splitlines()) == 2 + len(said["suggestions"])


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (["2FAをリセットするには?"], "ja"),
        (["how do I reset my 2FA?", "--lang", "ko"], "ko"),
        (["how do I reset my 2FA?"], "en"),
    ],
)
def test_the_answer_is_in_the_askers_language(
    terminal: Terminal, words: list[str], language: str
) -> None:
    said = _asked(terminal, *words, "--addressed")
    assert (said["entry"], said["language"]) == ("reset-2fa", language)


def test_asking_leaves_nothing_behind(terminal: Terminal) -> None:
    terminal.says("ask", "how do I reset my 2FA?")
    assert terminal.print_of() == {}


def test_a_database_is_asked_while_a_bot_holds_it(terminal: Terminal) -> None:
    terminal.says("faq", "remove", "reset-2fa")
    lock = FileLock(terminal.folder / "data" / "guildhall.db")
    try:
        assert _asked(terminal, "how do I reset my 2FA?")["entry"] != "reset-2fa"
    finally:
        lock.release()


def test_plain_output_ends_with_the_decision(terminal: Terminal) -> None:
    *_, last = terminal.says("ask", "how do I reset my 2FA?").splitlines()
    assert last.startswith("(answer, reset-2fa, en, confidence ")


# -- the knowledge base --------------------------------------------------------------------------


def test_what_is_exported_is_imported_without_a_change(terminal: Terminal) -> None:
    assert terminal.says("faq", "export", "kb") == "Exported 44 entries to kb.\n"
    assert terminal.says("faq", "export", "kb.csv") == "Exported 44 entries to kb.csv.\n"
    assert "44 of them new or changed" in terminal.says("faq", "import", "kb")
    assert "0 of them new or changed" in terminal.says("faq", "import", "kb.csv")
    terminal.says("faq", "export", "again")
    before, after = (terminal.folder / name for name in ("kb", "again"))
    assert {p.relative_to(before): p.read_bytes() for p in before.rglob("*.*")} == {
        p.relative_to(after): p.read_bytes() for p in after.rglob("*.*")
    }


def test_one_broken_row_of_ten_thousand_leaves_everything_as_it_was(terminal: Terminal) -> None:
    terminal.says("faq", "remove", "reset-2fa")
    with (terminal.folder / "big.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(sheet.COLUMNS)
        for n in range(10_000):
            slug = "Bad Slug" if n == 9_000 else f"e{n}"
            writer.writerow(
                [slug, "en", "guide", "fees", "", "public", f"q{n}", "", "Yes.", "", ""]
            )
    before = terminal.print_of()
    result = terminal.run("faq", "import", "big.csv")
    assert result.exit_code == 1
    assert "\nbig.csv:9002: slug 'Bad Slug' is not 1 to 40 of a-z" in result.stderr
    assert result.stderr.endswith("Error: 1 mistake; nothing was imported.\n")
    assert terminal.print_of() == before


def test_an_import_tells_how_far_it_is(terminal: Terminal) -> None:
    terminal.says("faq", "export", "kb")
    lines = terminal.run("faq", "import", "kb").stderr.splitlines()
    assert lines[0] == "Reading 26 of 264"
    assert len(lines) <= 11


def test_links_lead_to_the_operators_own_domain(terminal: Terminal) -> None:
    terminal.configure('[official]\ndomains = ["guild.test"]')
    said = _asked(terminal, "how do I reset my 2FA?")
    assert "https://guild.test/security" in str(said["text"])


def test_an_export_leaves_no_page_that_an_import_would_take_for_an_entry(
    terminal: Terminal,
) -> None:
    terminal.says("faq", "export", "kb")
    terminal.says("faq", "remove", "reset-2fa")
    line = terminal.fails("faq", "export", "kb")
    assert line.startswith("Error: kb/en/reset-2fa.md is of no entry (6 such pages); remove them")


def test_entries_are_listed_and_shown(terminal: Terminal) -> None:
    first, *_ = terminal.says("faq", "list").splitlines()
    assert first.split("\t")[:4] == ["account-stolen", "question", "account-security", "public"]
    shown = terminal.says("faq", "show", "reset-2fa", "--lang", "en")
    assert shown.startswith("# en/reset-2fa.md\n+++\nkind =")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["faq", "show", "reset-2f"], "No such entry: 'reset-2f'; did you mean 'reset-2fa'?"),
        (["faq", "show", "reset-2fa", "--lang", "fr"], "reset-2fa is not in 'fr'; it is in en, e"),
        (["faq", "remove", "reset-2fa", "nope"], "No such entry: 'nope'"),
        (["faq", "import", "nope"], "1 mistake; nothing was imported."),
        (["faq", "export", "no/such/folder.csv"], "no/such/folder.csv: No such file or directory"),
        (["reload"], "No bot is running with the data folder data."),
        (["db", "backup", "b.db"], "data/guildhall.db does not exist."),
        (["db", "restore", "b.db"], "b.db does not exist."),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_1(
    terminal: Terminal, words: list[str], line: str
) -> None:
    assert terminal.fails(*words).startswith(f"Error: {line}")


# -- the database --------------------------------------------------------------------------------


def test_a_database_is_made_copied_and_brought_back(terminal: Terminal) -> None:
    assert terminal.says("db", "migrate").startswith("Applied 0001_kernel")
    assert terminal.says("db", "migrate") == "Nothing to apply.\n"
    assert terminal.says("db", "check") == "The database is sound.\n"
    assert terminal.says("db", "backup", "copy.db") == "Backed up to copy.db.\n"
    (terminal.folder / "data" / "guildhall.db").unlink()
    head = terminal.folder / "data" / "audit.head"
    head.write_text(f"7:{'a' * 64}\n", encoding="utf-8")  # of a log that is not in the copy
    assert terminal.says("db", "restore", "copy.db") == "Restored from copy.db.\n"
    assert not head.exists()
    assert terminal.says("db", "check") == "The database is sound.\n"


def test_a_check_that_finds_something_fails(terminal: Terminal) -> None:
    result = terminal.run("db", "check")
    assert (result.exit_code, result.stdout) == (1, "data/guildhall.db does not exist.\n")


def test_a_database_of_a_newer_version_is_refused(terminal: Terminal) -> None:
    terminal.says("db", "migrate")
    with sqlite3.connect(terminal.folder / "data" / "guildhall.db") as connection:
        connection.execute("INSERT INTO migrations VALUES (999, 'x', 'x', 0)")
    connection.close()
    for words in (["ask", "x"], ["faq", "list"], ["db", "migrate"], ["run"]):
        assert "The database is at version 999" in terminal.fails(*words)


def test_a_second_writer_is_refused(terminal: Terminal) -> None:
    terminal.says("db", "migrate")
    lock = FileLock(terminal.folder / "data" / "guildhall.db")
    try:
        for words in (["faq", "remove", "reset-2fa"], ["run"], ["db", "restore", "x"]):
            assert terminal.run(*words).exit_code == 1
        line = terminal.fails("faq", "remove", "reset-2fa")
    finally:
        lock.release()
    assert f"in use by another process (id {os.getpid()})" in line


# -- the configuration ---------------------------------------------------------------------------


def test_a_typo_in_the_configuration_stops_every_command(terminal: Terminal) -> None:
    terminal.configure("[server]\nprot = 80")
    for words in (["run"], ["ask", "x"], ["faq", "list"], ["db", "check"], ["reload"], []):
        line = "Error: config.toml:2: server.prot is no known key; did you mean 'port'?"
        assert terminal.fails(*words) == line


def test_another_file_is_read_where_it_is_named(terminal: Terminal) -> None:
    (terminal.folder / "mine.toml").write_text('[data]\nfolder = "elsewhere"')
    terminal.says("--config", "mine.toml", "db", "migrate")
    assert (terminal.folder / "elsewhere" / "guildhall.db").exists()


@pytest.mark.parametrize(
    "words",
    [["--config", "nope.toml", "run"], ["asks"], ["faq", "remove"], ["ask", "x", "--lang", "xx"]],
)
def test_a_wrong_use_is_exit_code_2(terminal: Terminal, words: list[str]) -> None:
    assert terminal.run(*words).exit_code == 2


# -- the process ---------------------------------------------------------------------------------


def _process(code: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(  # noqa: S603  our own interpreter
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_the_module_is_the_command(tmp_path: Path) -> None:
    code = (
        "import runpy, sys; sys.argv = ['guildhall', '--version']\n"
        "runpy.run_module('bots', run_name='__main__')"
    )
    assert _process(code, tmp_path) == "guildhall, version 0.1.0\n"


def test_asking_loads_no_platforms_sdk(tmp_path: Path) -> None:
    code = (
        "import sys; from bots.cli import main\n"
        "main(['ask', 'how do I reset my 2FA?'], standalone_mode=False)\n"
        "print(sorted({'telegram', 'asyncpg', 'apscheduler', 'jinja2'} & set(sys.modules)))"
    )
    assert _process(code, tmp_path).endswith("[]\n")


# -- what was learned ----------------------------------------------------------------------------


def test_a_report_over_nothing_is_a_report(terminal: Terminal) -> None:
    found = json.loads(terminal.says("faq", "report", "--json", "--days", "7"))
    assert (found["days"], found["lines"], found["solved_share"]) == (7, [], None)
    assert "Solved without staff: -" in terminal.says("faq", "report").splitlines()


def test_the_report_names_what_needs_a_look(terminal: Terminal) -> None:
    page = '+++\ncategory = "fees"\nquestion = "Why?"\nreview = 2020-01-31\n+++\nSo.\n'
    (terminal.folder / "kb" / "en").mkdir(parents=True)
    (terminal.folder / "kb" / "en" / "why.md").write_text(page, encoding="utf-8")
    terminal.says("faq", "import", "kb")
    assert "Past its review date: why" in terminal.says("faq", "report").splitlines()
    assert "review = 2020-01-31" in terminal.says("faq", "show", "why")


def test_gaps_are_told_with_how_many_asked(terminal: Terminal) -> None:
    assert terminal.says("faq", "gaps") == ""
    terminal.says("faq", "remove", "reset-2fa")
    with sqlite3.connect(terminal.folder / "data" / "guildhall.db") as database:
        for number, text in enumerate(("how to stake", "how to stake?"), 1):
            database.execute(
                "INSERT INTO texts (id, member, kind, text, created_at)"
                " VALUES (?, ?, 'question', ?, 1)",
                (number, number, text),
            )
            database.execute(
                "INSERT INTO faq_unanswered (text, language, place, at) VALUES (?, 'en', 'x', 1)",
                (number,),
            )
    database.close()
    assert terminal.says("faq", "gaps") == "2\ten\thow to stake\n"
    found = json.loads(terminal.says("faq", "gaps", "--json"))
    assert found == {"people": 2, "languages": ["en"], "questions": ["how to stake"]}
