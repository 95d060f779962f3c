"""The operator sees which rule works in which place."""

import pytest

from bots import sight
from core.config import load
from core.platform import Capabilities, Finding
from moderation.rules import RULES
from tests.house import LoopSettings

ALL = Capabilities(groups=True, deletes=True, restricts=True, sees_edits=True)
CONFIG = load(
    '[places]\nmoderation = "hold"\n[places."loop:a".moderation_rules]\nsecret = "act"\n',
    {},
    platforms={"loop": LoopSettings},
)


def line(*missing: str, capabilities: Capabilities = ALL) -> Finding:
    (found,) = sight.table(
        CONFIG, [Finding(what="chat", found="x", place="loop:a", lacks=missing)], capabilities
    )
    return found


def test_with_all_rights_every_rule_is_named_with_its_mode() -> None:
    found = line()
    assert found.level == "ok"
    assert "blind" not in found.found
    assert [part.split()[0] for part in found.found.split("; ")] == [r.id for r in RULES]
    assert found.found.startswith("secret act; personal hold")


@pytest.mark.parametrize(
    ("missing", "blind"),
    [
        ("restrict_members", {"impostor", "spam"}),
        ("pin_messages", set()),
        ("see_messages", {r.id for r in RULES} - {"impostor"}),
    ],
)
def test_a_rule_is_blind_without_the_rights_that_it_needs(missing: str, blind: set[str]) -> None:
    found = line(missing)
    parts = [part for part in found.found.split("; ") if "blind" in part]
    assert {part.split()[0] for part in parts} == blind
    assert all(missing in part for part in parts)
    assert found.level == ("warning" if blind else "ok")


def test_what_the_platform_cannot_do_is_said_too() -> None:
    cannot = Capabilities(groups=True, deletes=True, restricts=True)
    assert "link hold, blind (edits)" in line(capabilities=cannot).found


def test_other_findings_make_no_line() -> None:
    assert list(sight.table(CONFIG, [Finding(what="token", found="ok")], ALL)) == []


SEES_HELP = Capabilities(
    groups=True, reactions=True, buttons=True, sees_deletions=True, badges=True
)


def help_line(*missing: str, capabilities: Capabilities = SEES_HELP) -> Finding:
    place = Finding(what="chat", found="x", place="loop:a", lacks=missing)
    (found,) = sight.help_seen(CONFIG, [place], capabilities)
    return found


def test_where_all_help_is_seen_nothing_is_blind() -> None:
    assert "blind" not in help_line().found
    assert help_line().level == "ok"


@pytest.mark.parametrize(
    ("missing", "blind"),
    [
        ("see_messages", "words of thanks, blind (see_messages)"),
        ("administrator", "reactions, blind (administrator)"),
        ("manage_tags", "ranks beside names, blind (manage_tags)"),
    ],
)
def test_help_that_is_not_seen_for_want_of_a_right_is_said(missing: str, blind: str) -> None:
    assert blind in help_line(missing).found
    assert help_line(missing).level == "warning"


def test_help_that_a_platform_never_shows_is_said() -> None:
    line = help_line(capabilities=Capabilities(groups=True))
    assert line.level == "ok"
    found = line.found
    for sign in ("reactions", "asking who helped", "taking back deleted thanks"):
        assert f"{sign}, blind" in found
    assert found.startswith("commands; words of thanks;")


def test_nothing_is_said_of_help_where_it_is_switched_off() -> None:
    off = load("[reputation]\nenabled = false", {}, platforms={"loop": LoopSettings})
    place = Finding(what="chat", found="x", place="loop:a")
    assert list(sight.help_seen(off, [place], SEES_HELP)) == []
