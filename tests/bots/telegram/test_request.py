"""Answers are read whatever they are; nothing but the right errors comes out."""

import json
import subprocess
import sys
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram import Settings
from bots.telegram.request import Unanswered, read_json

TEXT = st.text(st.characters())  # half emoji among them
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXT,
    lambda inner: st.lists(inner, max_size=3),
)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_object_or_unanswered(payload: bytes) -> None:
    with suppress(Unanswered):
        assert isinstance(read_json(payload), dict)


@given(st.dictionaries(TEXT, JSON, max_size=4))
def test_an_object_is_read_as_it_was_written_but_for_half_emoji(answer: dict[str, object]) -> None:
    written = json.dumps(answer).encode()
    mended = json.dumps(json.loads(written), ensure_ascii=False).encode("utf-8", "replace")
    assert read_json(written) == json.loads(mended)


def test_a_thousand_nested_lists_are_no_answer() -> None:
    with pytest.raises(Unanswered):
        read_json(b"[" * 100_000)


def test_the_sdk_is_not_imported_before_it_is_needed() -> None:
    code = "import bots.telegram, sys; sys.exit('telegram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_settings_are_read_strictly_and_never_shown_with_the_token() -> None:
    with pytest.raises(msgspec.ValidationError, match="rights"):
        msgspec.convert({"rights": ["can_delete_mesages"]}, Settings)
    settings = msgspec.convert({"token": "canary", "rights": ["can_pin_messages"]}, Settings)
    assert "canary" not in repr(settings)
