"""What comes in is made safe to keep."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from core.events import Account, Link, MessageReceived, Place, Quote, Shown
from core.intake import LONGEST_TEXT, tidy

PLACE = Place("loop", "ann", private=True)
AT = datetime(2026, 1, 2, tzinfo=UTC)


def message(text: str, author: Account | None = None, **more: object) -> MessageReceived:
    return MessageReceived(
        id="e1",
        at=AT,
        place=PLACE,
        message="1",
        author=author,
        text=text,
        **more,  # type: ignore[arg-type]
    )


def tidied(event: MessageReceived, *, exact: bool = False) -> MessageReceived:
    after = tidy(event, exact=exact)
    assert isinstance(after, MessageReceived)
    return after


def test_a_secret_is_taken_out_wherever_a_reader_sees_it() -> None:
    secret = Mnemonic("english").generate(128)
    event = tidied(
        message(
            secret,
            shown=(Shown("caption", secret),),
            links=(Link("https://example.com", secret),),
            quoted=Quote("2", text=secret),
        )
    )
    assert event.quoted is not None
    seen = [event.text, event.shown[0].text, event.links[0].text, event.quoted.text]
    assert all("⟦seed-phrase⟧" in text and secret not in text for text in seen)


def test_a_press_is_cleaned_like_any_text() -> None:
    secret = Mnemonic("english").generate(128)
    assert secret not in tidied(message(f"/ask {secret}", pressed="7")).text


def test_the_ids_of_an_exact_line_are_left_alone() -> None:
    line = "/staff add discord:4111111111111111 helper"
    assert tidied(message(line), exact=True).text == line
    assert tidied(message(line)).text != line


def test_an_ordinary_message_comes_out_equal() -> None:
    event = message("How do I reset my 2FA?", Account("loop", "ann"))
    assert tidy(event) == event


def test_a_megabyte_is_cut() -> None:
    assert len(tidied(message("a" * 1_000_000)).text) <= LONGEST_TEXT


@given(st.text(st.characters(codec=None), max_size=300))
@settings(max_examples=80)
def test_whatever_comes_out_can_be_stored(text: str) -> None:
    event = tidied(message(text, name=text))
    assert "\0" not in event.text.encode().decode() + event.name.encode().decode()
