"""What comes in is made safe to keep: storable characters, no secrets, no personal data."""

import msgspec

from core.events import Event, MessageReceived, Quote
from core.redact import redact
from core.text import clean

LONGEST_TEXT = 16_384  # characters of one text; four times the longest message of any platform


def tidy(event: Event, *, exact: bool = False) -> Event:
    """The event with every text cleaned and redacted; equal to it where there is nothing to do.

    `exact`: the text is a command line of names and ids, which may look like the number of a card
    or a phone and must not be taken for one.
    """
    if not isinstance(event, MessageReceived):
        return event
    return msgspec.structs.replace(
        event,
        text=clean(event.text[:LONGEST_TEXT]) if exact else tidy_text(event.text),
        name=clean(event.name)[:256],
        shown=tuple(msgspec.structs.replace(s, text=tidy_text(s.text)) for s in event.shown),
        links=tuple(
            msgspec.structs.replace(link, target=tidy_text(link.target), text=tidy_text(link.text))
            for link in event.links
        ),
        quoted=event.quoted and _tidy_quote(event.quoted),
    )


def tidy_text(text: str) -> str:
    return redact(clean(text[:LONGEST_TEXT])) if text else text


def _tidy_quote(quote: Quote) -> Quote:
    return msgspec.structs.replace(quote, name=clean(quote.name)[:256], text=tidy_text(quote.text))
