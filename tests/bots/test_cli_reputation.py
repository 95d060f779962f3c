"""`guildhall reputation simulate`."""

import json

from tests.bots.terminal import Terminal

LINES = """\
{"at":"2026-01-01T10:00:00Z","kind":"thanks","giver":"ann","receiver":"bo","message":"1",\
"account_age_days":30}
{"at":"2026-01-02T10:00:00Z","kind":"vote","giver":"cy","receiver":"bo","message":"1",\
"account_age_days":3}
"""


def written(terminal: Terminal, text: str) -> str:
    file = terminal.folder / "history.jsonl"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_history_is_told_one_json_object_a_member(terminal: Terminal) -> None:
    said = terminal.says("reputation", "simulate", written(terminal, LINES), "--json")
    found = {one["member"]: one for one in map(json.loads, said.splitlines())}
    assert set(found) == {"ann", "bo", "cy"}
    assert found["bo"] == {
        "member": "bo",
        "points": 5,
        "held": 0,
        "rank": 0,
        "why": [
            {"at": "2026-01-01T10:00:00Z", "points": 5, "state": "full", "reason": "thanks"},
            {
                "at": "2026-01-02T10:00:00Z",
                "points": 0,
                "state": "void",
                "reason": "vote: new account",
            },
        ],
    }


def test_for_people_it_is_one_line_a_member(terminal: Terminal) -> None:
    said = terminal.says("reputation", "simulate", written(terminal, LINES))
    assert said.splitlines()[0] == "bo\t5\theld 0\trank 0\t1 x thanks; 1 x vote: new account"


def test_a_line_that_cannot_be_read_is_named_and_the_others_count(terminal: Terminal) -> None:
    file = written(terminal, f"{LINES}nonsense\n")
    result = terminal.run("reputation", "simulate", file)
    assert result.exit_code == 1
    assert f"{file}:3: " in result.stderr
    assert "1 of 3 lines could not be read." in result.stderr
    assert result.stdout.startswith("bo\t5")


def test_the_rules_of_the_config_are_tried_and_nothing_is_written(terminal: Terminal) -> None:
    terminal.configure("[reputation.points]\nthanks = 7\n")
    file = written(terminal, LINES)
    before = terminal.print_of()
    assert terminal.says("reputation", "simulate", file).startswith("bo\t7")
    assert terminal.print_of() == before


def test_an_empty_history_is_an_empty_answer(terminal: Terminal) -> None:
    assert terminal.says("reputation", "simulate", written(terminal, "\n")) == ""
