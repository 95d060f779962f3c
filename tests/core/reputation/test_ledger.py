"""The ledger: rows are only added, and the total is their sum."""

import msgspec
import pytest

from core.reputation import ledger
from core.reputation.ledger import Row, Step

EARNED = Row(
    id=1, account="a", kind="thanks", points=5, worth=5, state="full", by="g", at=10, noted_at=10
)


def taken(*steps: Step) -> list[Row]:
    """The rows after these steps; those that change nothing write none."""
    rows = [EARNED]
    for step in steps:
        entry = ledger.entries(rows)[1]
        why = "released" if step == "release" else "void"
        row = ledger.follow(entry, step, why=why, by="m", now=20)
        if row is not None:
            rows.append(msgspec.structs.replace(row, id=len(rows) + 1))
    return rows


@pytest.mark.parametrize(
    ("steps", "total", "state"),
    [
        ([], 5, "full"),
        (["undo"], 0, "void"),
        (["hold"], 0, "held"),
        (["hold", "release"], 5, "full"),
        (["hold", "void"], 0, "void"),
        (["hold", "undo", "release"], 0, "void"),
        (["undo", "hold", "undo"], 0, "void"),
        (["hold", "hold", "release", "release"], 5, "full"),
        (["release"], 5, "full"),
        (["hold", "release", "hold"], 5, "full"),
    ],
)
def test_each_step_changes_the_total_once(steps: list[Step], total: int, state: str) -> None:
    rows = taken(*steps)
    entry = ledger.entries(rows)[1]
    assert (ledger.totals(rows)["a"], entry.points, entry.state) == (total, total, state)


def test_what_is_taken_back_is_missing_where_it_had_counted() -> None:
    rows = taken("undo")
    assert [(row.at, row.noted_at) for row in rows] == [(10, 10), (10, 20)]


def test_only_what_the_giver_took_back_is_undone() -> None:
    assert ledger.entries(taken("undo"))[1].undone
    assert not ledger.entries(taken("void"))[1].undone
