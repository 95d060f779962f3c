"""A draft in one file, and the same keys one by one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.announcements import documents, editing, wall
from core.announcements.draft import Audience, Draft, LinkButton, Rhythm
from core.feature import UserError

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
EMPTY = Draft(kind="notice", bodies={})
DOCUMENT = """+++
kind = "maintenance"
starts = "2026-12-01 09:00"
ends = "+2h"
zone = "Europe/Berlin"
reminders = ["1h", "24h"]
tags = ["community"]
topic = "maintenance"
components = ["withdrawals"]
urgent = true

[button]
en = "Status https://example.com/status"
es = "Estado https://example.com/status"
+++
+++ es
Los retiros se detienen.

+++ en
Withdrawals pause.
"""


def test_a_file_holds_a_whole_draft() -> None:
    nine = datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert documents.read(DOCUMENT, NOW) == Draft(
        kind="maintenance",
        bodies={"en": "Withdrawals pause.", "es": "Los retiros se detienen."},
        buttons=(LinkButton({"en": "Status", "es": "Estado"}, "https://example.com/status"),),
        audience=Audience(tags=("community",), topic="maintenance"),
        starts_at=nine,
        ends_at=nine + timedelta(hours=2),
        zone="Europe/Berlin",
        reminders=(timedelta(hours=24), timedelta(hours=1)),
        components=("withdrawals",),
        urgent=True,
    )


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("+++\nkind", "kind"),
        ("kind = ", "kind "),
        ('kind = "maintenance"', 'kind = "scam"'),
        ("zone = ", "zones = "),
        ("Europe/Berlin", "Europe/Atlantis"),
        ("09:00", "25:00"),
        ("2026-12-01", "2026-13-01"),
        ("+2h", "+2 hours"),
        ("+++ es", "+++ eo"),
        ("+++ es", "words\n+++ es"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_read(was: str, becomes: str) -> None:
    with pytest.raises(UserError):
        documents.read(DOCUMENT.replace(was, becomes, 1), NOW)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2026-12-01 09:00", "2026-12-01T08:00"),
        ("2026-12-01T09:00 Asia/Tokyo", "2026-12-01T00:00"),
        ("09:00", "2026-11-22T08:00"),
        ("02:30", "2026-11-23T01:30"),
        ("+90m", "2026-11-22T03:30"),
        ("2026-03-29 02:30", "2026-03-29T01:00"),  # the hour that is left out
    ],
)
def test_a_time_is_read_by_the_clock_on_the_wall(written: str, means: str) -> None:
    expected = datetime.fromisoformat(means).replace(tzinfo=UTC)
    assert wall.moment(written, "Europe/Berlin", NOW) == expected


def test_a_rule_keeps_the_zone_it_was_written_in() -> None:
    draft = editing.changed(EMPTY, "zone", "Asia/Tokyo", NOW)
    assert editing.changed(draft, "cron", "0 9 * * 1", NOW).rhythm == Rhythm(
        "0 9 * * 1", "Asia/Tokyo"
    )


def test_none_takes_a_value_away() -> None:
    draft = editing.changed(EMPTY, "send", "+2h", NOW)
    assert editing.changed(draft, "send", "now", NOW) == EMPTY
    assert editing.changed(EMPTY, "reminders", "none", NOW).reminders == ()


@settings(max_examples=100)
@given(st.sampled_from(editing.KEYS), st.text(max_size=40))
def test_any_value_changes_the_draft_or_is_told_to_be_wrong(key: str, value: str) -> None:
    try:
        editing.changed(EMPTY, key, value, NOW)
    except UserError:
        return


@settings(max_examples=100)
@given(st.text(max_size=100))
def test_any_document_is_read_or_told_to_be_wrong(rest: str) -> None:
    try:
        documents.read(f"+++\n{rest}", NOW)
    except UserError:
        return
