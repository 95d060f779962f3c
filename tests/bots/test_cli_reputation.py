"""`guildhall reputation simulate`."""

import json

from tests.bots.terminal import Terminal

LINES = """\
{"at":"2026-01-01T10:00:00Z","kind":"thanks","giver":"ann","receiver":"bo","message":"1",\
"account_age_days":30}
{"at":"2026-01-02T10:00:00Z","kind":"vote","giver":"cy","receiver":"bo","message":"1",\
"account_age_days":3}
"""


def written(terminal: Terminal, text: str, name: str = "history.jsonl") -> str:
    file = terminal.folder / name
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


def test_a_file_of_windows_is_read_like_any_other(terminal: Terminal) -> None:
    file = terminal.folder / "history.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + LINES.replace("\n", "\r\n").encode())
    plain = terminal.says("reputation", "simulate", written(terminal, LINES, "plain.jsonl"))
    assert terminal.says("reputation", "simulate", str(file)) == plain


def test_an_empty_history_is_an_empty_answer(terminal: Terminal) -> None:
    assert terminal.says("reputation", "simulate", written(terminal, "\n")) == ""


def test_every_wrong_line_is_named_and_none_of_the_others_is_lost(terminal: Terminal) -> None:
    good = LINES.splitlines()[0]
    swapped = {
        "thanks": "like", ":30": ":1e300", "30}": "-1}", "Z": "", '"bo"': "null", '"ann"': '""',
        "2026": "20x6",
    }  # fmt: skip
    bad = ["[]", '{"kind":"thanks"}', "[" * 9_000, "\x00"]
    bad += [good.replace(old, new) for old, new in swapped.items()]
    file = written(terminal, "\n".join([*bad, good, ""]))
    result = terminal.run("reputation", "simulate", file, "--json")
    told = [line for line in result.stderr.splitlines() if line.startswith(file)]
    assert [line.split(":")[1] for line in told] == [str(n) for n in range(1, len(bad) + 1)]
    assert f"{len(bad)} of {len(bad) + 1} lines could not be read." in result.stderr
    assert '"member":"bo","points":5' in result.stdout


def test_names_cannot_play_with_the_terminal(terminal: Terminal) -> None:
    hostile = LINES.replace('"bo"', '"bo\\u001b[2J\\nann\\t900\\u202e"')
    said = terminal.says("reputation", "simulate", written(terminal, hostile))
    assert said.splitlines()[0].startswith(r"bo\x1b[2J\nann\t900\u202e" + "\t5\theld 0")
    assert len(said.splitlines()) == 3
    found = terminal.says("reputation", "simulate", written(terminal, hostile), "--json")
    assert "bo\x1b[2J\nann\t900\u202e" in {json.loads(one)["member"] for one in found.splitlines()}


def test_a_date_that_is_far_off_takes_no_longer(terminal: Terminal) -> None:
    old = "".join(f"{LINES.replace('2026', year)}" for year in ("0001", "1970", "9998"))
    said = terminal.says("reputation", "simulate", written(terminal, old), "--json")
    assert '"member":"bo","points":5' in said


def test_the_age_of_who_takes_back_is_not_asked(terminal: Terminal) -> None:
    undo = '{"at":"2026-01-03T10:00:00Z","kind":"undo","giver":"ann","message":"1"}\n'
    assert (
        terminal.says("reputation", "simulate", written(terminal, LINES + undo)).count("\t0\t") == 3
    )
