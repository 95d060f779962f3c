"""`guildhall moderation check`: the engine on a file, without a database."""

import json
from pathlib import Path

import pytest

from moderation.rules import RULES
from tests.bots.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path)


def lines(folder: Path, *rows: object) -> str:
    file = folder / "history.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(file)


def test_each_line_gets_its_findings_and_the_action(terminal: Terminal) -> None:
    file = lines(
        terminal.folder,
        {"id": 1, "kind": "message", "text": "go to evil.io now", "trust": "new"},
        {"id": "b", "kind": "name", "text": "Acme Suppоrt", "protected": ["Acme Support"]},
        {"id": 3, "kind": "domain", "text": "acme-login.net", "protected": ["Acme"]},
        {"id": 4, "kind": "message", "text": "see acme.net", "allow": ["acme.net"]},
    )
    *rows, last = map(json.loads, terminal.says("moderation", "check", file, "--json").splitlines())
    assert rows[0] == {
        "id": 1,
        "findings": [{"rule": "link", "certainty": 0.9, "start": 6, "end": 13}],
        "action": "hold",
    }
    assert [row["id"] for row in rows] == [1, "b", 3, 4]
    assert [row["action"] for row in rows] == ["hold", "mute", "mute", "none"]
    assert last["summary"]["items"] == 4
    assert last["summary"]["p50_us"] > 0


def test_offsets_are_code_points_whatever_stands_before(terminal: Terminal) -> None:
    text = "🎉é 去evil.io吧"
    file = lines(terminal.folder, {"id": 1, "kind": "message", "text": text})
    first = json.loads(terminal.says("moderation", "check", file, "--json").splitlines()[0])
    (found,) = first["findings"]
    assert text[found["start"] : found["end"]] == "evil.io"


def test_a_user_name_is_judged_beside_the_name(terminal: Terminal) -> None:
    row = {"id": 1, "kind": "name", "text": "Ann", "username": "acme_supp0rt"}
    file = lines(terminal.folder, {**row, "protected": ["Acme Support"]})
    assert "impostor/look-alike 1.00 0-12 (username)" in terminal.says("moderation", "check", file)


@pytest.mark.parametrize("written", ["{}", "https://{}/login?a=b", "{}:8080", "//x@{}/", " {} "])
def test_a_domain_is_judged_however_its_address_is_written(
    terminal: Terminal, written: str
) -> None:
    text = written.format("acme-login.net")
    row = {"id": 1, "kind": "domain", "text": text, "protected": ["Acme"]}
    said = terminal.says("moderation", "check", lines(terminal.folder, row), "--json")
    first = json.loads(said.splitlines()[0])
    assert first["findings"] == [{"rule": "link", "certainty": 1.0, "start": 0, "end": len(text)}]


def test_what_is_null_is_as_if_it_were_not_there(terminal: Terminal) -> None:
    fields = ("username", "trust", "protected", "allow")
    row = {"id": 1, "kind": "message", "text": "see evil.io", **dict.fromkeys(fields)}
    assert terminal.says("moderation", "check", lines(terminal.folder, row)).startswith("1\thold")


def test_wrong_lines_are_named_and_the_others_are_read(terminal: Terminal) -> None:
    file = lines(
        terminal.folder,
        {"id": 1, "kind": "letter", "text": "a"},
        {"id": 2, "kind": "message"},
        {"id": 3, "kind": "message", "text": "hello"},
    )
    result = terminal.run("moderation", "check", file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout.splitlines()[0])["id"] == 3
    assert ":1: Invalid enum value 'letter'" in result.stderr
    assert ":2: Object missing required field `text`" in result.stderr
    assert "2 of 3 lines could not be read" in result.stderr


HOSTILE = (
    b'{"id": 1, "kind": "message", "text":',
    b'{"id": 2, "kind": "message", "text": "\\ud800"}',
    b'{"id": 3, "kind": "message", "text": "\xff"}',
    b'{"id": 4, "kind": "message", "text": "x", "more": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    b"[" * 20_000,
    b"null",
    b'{"id": 5.5, "kind": "message", "text": "x"}',
    b'{"id": 6, "kind": "name", "text": "x", "protected": "Acme"}',
    b"\x00",
)


def test_no_line_can_take_the_others_with_it(terminal: Terminal) -> None:
    """The first begins as some editors begin a file; one is a megabyte long."""
    first = b'\xef\xbb\xbf{"id": "first", "kind": "message", "text": "see evil.io"}'
    long = json.dumps({"id": "long", "kind": "message", "text": "a b " * 250_000}).encode()
    last = b'{"id": "a\\nb", "kind": "message", "text": "hello"}'
    file = terminal.folder / "hostile.jsonl"
    file.write_bytes(b"\n".join((first, *HOSTILE, long, last)))
    result = terminal.run("moderation", "check", str(file))
    said = result.stdout.splitlines()
    assert [line.split("\t")[0] for line in said[:3]] == ["first", "long", '"a\\nb"']
    for number in range(2, 2 + len(HOSTILE)):
        assert f":{number}: " in result.stderr
    assert "9 of 12 lines could not be read" in result.stderr


def test_the_mode_says_how_far_it_goes(terminal: Terminal) -> None:
    file = lines(terminal.folder, {"id": 1, "kind": "message", "text": "dm me on @fix_wallets"})
    for mode, action in (("watch", "report"), ("hold", "hold"), ("act", "mute")):
        assert f"1\t{action}\t" in terminal.says("moderation", "check", file, "--mode", mode)


def test_our_own_domains_and_name_are_known_from_the_configuration(terminal: Terminal) -> None:
    terminal.configure('[community]\nname = "Acme"\n[official]\ndomains = ["acme.net"]\n')
    file = lines(
        terminal.folder,
        {"id": 1, "kind": "message", "text": "help.acme.net"},
        {"id": 2, "kind": "name", "text": "Асme Support"},
    )
    said = terminal.says("moderation", "check", file).splitlines()
    assert said[0] == "1\tnone"
    assert said[1].startswith("2\tmute\timpostor/look-alike")


def test_nothing_is_written(terminal: Terminal) -> None:
    file = lines(terminal.folder, {"id": 1, "kind": "message", "text": "hello"})
    before = terminal.print_of()
    terminal.says("moderation", "check", file)
    assert terminal.print_of() == before


def test_the_lists_of_the_configuration_hold_in_a_check_too(terminal: Terminal) -> None:
    (terminal.folder / "denied.txt").write_text("bad.org\n", encoding="utf-8")
    (terminal.folder / "config.toml").write_text(
        '[moderation]\nprotected = ["Ann Smith"]\nallow = ["good.org"]\ndeny_file = "denied.txt"\n'
        '[official]\ninvites = ["discord.gg/acme"]\n',
        encoding="utf-8",
    )
    file = lines(
        terminal.folder,
        {"id": 1, "kind": "message", "text": "see good.org"},
        {"id": 2, "kind": "message", "text": "join discord.gg/acme"},
        {"id": 3, "kind": "message", "text": "see bad.org"},
        {"id": 4, "kind": "name", "text": "Ann  Smıth"},
    )
    *rows, _last = terminal.says("moderation", "check", file, "--json").splitlines()
    assert [json.loads(row)["action"] for row in rows] == ["none", "none", "ban", "mute"]


def test_each_rule_is_documented_by_itself(terminal: Terminal) -> None:
    told = terminal.says("moderation", "rules")
    for rule in RULES:
        assert rule.about.splitlines()[0] in told
        assert f"Needs: {', '.join(rule.needs)}." in told


def test_the_check_judges_by_the_limits_of_every_place(terminal: Terminal) -> None:
    row = {"id": 1, "kind": "message", "text": "hello @one_a @two_b @three_c"}
    file = lines(terminal.folder, row)
    for limits, action in (("", "none"), ("[places.moderation_limits]\nmentions = 3\n", "mute")):
        terminal.configure(limits)
        said = terminal.says("moderation", "check", file, "--json").splitlines()
        assert json.loads(said[0])["action"] == action
