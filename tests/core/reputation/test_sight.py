"""The operator sees which help counts in which place."""

import msgspec
import pytest

from core.config import load
from core.platform import Capabilities, Finding
from core.reputation import sight
from tests.house import LoopSettings

CONFIG = load("", {}, platforms={"loop": LoopSettings})
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


def test_who_answers_whom_is_enough_for_reactions_and_questions() -> None:
    told = msgspec.structs.replace(SEES_HELP, sees_answers=True)
    line = help_line("see_messages", capabilities=told)
    assert line.found.count("blind") == 1
    assert "words of thanks, blind (see_messages)" in line.found


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


def test_nothing_is_said_of_a_place_where_no_points_are_wanted() -> None:
    off = load('[places."loop:a"]\npoints = false', {}, platforms={"loop": LoopSettings})
    found = [Finding(what="chat", found="x", place=place) for place in ("loop:a", "loop:b")]
    assert [one.what for one in sight.help_seen(off, found, SEES_HELP)] == ["help in loop:b"]
