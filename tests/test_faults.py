"""The table of faults is true: every row of this stage is there, and every test that it names."""

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = (HERE / "FAULTS.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
TELEGRAM = range(1, 35)
DISCORD = [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 14, 15, 17, 18]
X = [*range(1, 6), 7, 8, 10, 11]


def test_every_row_names_its_tests() -> None:
    rows = {row.split("|")[1].strip() for row in TABLE.splitlines() if NAMED.search(row)}
    wanted = {f"T{number:02}" for number in TELEGRAM} | {f"X{number:02}" for number in X}
    wanted |= {f"D{number:02}" for number in DISCORD} | {"D07", "D07, D16", "D12, D13"}
    assert wanted | {"M03", "M04", "M05", "M06"} <= rows


def test_every_test_that_is_named_exists() -> None:
    gone = [
        f"{file}::{name}"
        for file, name in NAMED.findall(TABLE)
        if not re.search(rf"def {name}\(", (HERE / file).read_text(encoding="utf-8"))
    ]
    assert not gone
