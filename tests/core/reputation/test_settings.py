"""An operator's own values: what is wrong is named, with the line and the remedy."""

import pytest

from core.config import ConfigError, load
from tests.house import LoopSettings


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("points = { thanks = -5 }", "reputation.points.thanks is wrong: expected `int` >= 0"),
        ("points = { thank = 5 }", "reputation.points.thank is no known key; did you mean 'thanks"),
        ("points = { thanks = 5.5 }", "reputation.points.thanks is wrong: expected `int`, got"),
        ("points = { accept = 99999999999999 }", "reputation.points.accept is wrong: expected"),
        ("caps = { pair_day = 0 }", "reputation.caps.pair_day is wrong: expected `int` >= 1"),
        (
            "caps = { pair_dya = 1 }",
            "reputation.caps.pair_dya is no known key; did you mean 'pair_",
        ),
        ("collusion = { evidence = -1.0 }", "reputation.collusion.evidence is wrong"),
        ("collusion = { evidence = nan }", "reputation.collusion.evidence is wrong"),
        ("collusion = { people = 2 }", "reputation.collusion.people is wrong"),
        ("staff_earn = true", "reputation.staff_earn is no known key; did you mean 'staff_earns'"),
        ("ranks = []", "reputation.ranks must be one to three"),
        ("ranks = [{ points = 1, poeple = 1 }]", "is no known key; did you mean 'people'"),
        (
            "ranks = [{ points = 9, people = 1 }, { points = 9, people = 1 }]",
            "reputation.ranks must each ask for more than the one before",
        ),
        (
            "ranks = [{ points = 9, people = 1, name = { de = 'Rat' } }]",
            "reputation.ranks.1.name.de is for no language of ours",
        ),
        ("ask_after = 'soon'", "reputation.ask_after is 'soon', not a length of time"),
        ("accepted_by = { lop = '✅' }", "reputation.accepted_by.lop is no platform; did you mean"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named(line: str, said: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        load(f"[reputation]\n{line}\n", {}, platforms={"loop": LoopSettings})
    assert "config.toml:" in str(wrong.value)
    assert said in str(wrong.value)
