"""What two keys agree on: one byte more or less is another announcement."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.announcements.canonical import canonical, digest
from core.announcements.draft import Audience, Draft, KnownIssue, LinkButton, Rhythm
from core.pictures import Picture

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
DRAFT = Draft(
    kind="maintenance",
    bodies={"en": "Withdrawals stop.", "es": "Los retiros se detienen."},
    buttons=(LinkButton({"en": "Status"}, "https://example.com/status"),),
    audience=Audience(tags=("community",)),
    starts_at=AT,
    ends_at=AT + timedelta(hours=2),
    rhythm=Rhythm("0 9 * * 1", "Europe/Berlin"),
)
RENDERED = {"loop": {"en": "Withdrawals stop. No. 1", "es": "Los retiros se detienen. No. 1"}}

OTHER: dict[str, Any] = {
    "kind": "notice",
    "bodies": {**DRAFT.bodies, "en": "Withdrawals stop!"},
    "fallback": ("es",),
    "buttons": (LinkButton({"en": "Status"}, "https://example.com/other"),),
    "audience": Audience(tags=("vip",)),
    "send_at": AT,
    "starts_at": AT + timedelta(seconds=1),
    "ends_at": AT + timedelta(hours=3),
    "zone": "Asia/Tokyo",
    "rhythm": Rhythm("0 9 * * 2", "Europe/Berlin"),
    "reminders": (),
    "automatic": (),
    "components": ("withdrawals",),
    "pin": False,
    "follow_ups": False,
    "urgent": True,
    "amends": 7,
    "issue": KnownIssue(3),
    "picture": Picture(sha256="ab" * 32, media="image/png", size=9),
    "alts": {"en": "A bridge"},
    "late": timedelta(hours=2),
}


@pytest.mark.parametrize("field", Draft.__struct_fields__)
def test_a_change_of_any_field_is_another_digest(field: str) -> None:
    """Fails for a new field without a value here: it must be part of what is approved."""
    changed = msgspec.structs.replace(DRAFT, **{field: OTHER[field]})
    assert digest(changed, RENDERED) != digest(DRAFT, RENDERED)


def test_a_change_of_what_readers_would_see_is_another_digest() -> None:
    assert digest(DRAFT, {"loop": {"en": "x"}}) != digest(DRAFT, {"loop": {"en": "y"}})


def test_the_order_of_languages_is_no_change() -> None:
    turned = dict(reversed(DRAFT.bodies.items()))
    same = msgspec.structs.replace(DRAFT, bodies=turned)
    assert canonical(same, RENDERED) == canonical(DRAFT, RENDERED)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(["en", "zh", "ru"]), st.text(max_size=30), min_size=1))
def test_a_draft_that_was_kept_has_the_digest_it_had(bodies: dict[str, str]) -> None:
    draft = msgspec.structs.replace(DRAFT, bodies=bodies)
    kept = msgspec.json.decode(msgspec.json.encode(draft), type=Draft)
    assert digest(kept, RENDERED) == digest(draft, RENDERED)
