"""What became of each place of a run: its message's link, or the reason why there is none."""

import csv
import io
from collections.abc import Iterable, Mapping

import msgspec

from core.announcements.broadcast import deliveries
from core.announcements.broadcast.rules import State
from core.storage import Transaction


class Line(msgspec.Struct, frozen=True):
    """`state` and `reason` are words from fixed lists, in English like the command line."""

    place: str
    state: State
    reason: str
    link: str


REASONS: Mapping[str, str] = {
    "blocked": "the person has blocked us",
    "not_started": "the person never wrote to us",
    "write_private": "the person takes no private messages",
    "closed": "could not be written to before",
    "chat": "the chat is gone, or we are not in it",
    "person": "the person's account is gone",
    "visitor": "the visitor is gone",
    "thread": "the topic is gone",
    "send_messages": "we may not write there",
    "not_posted": "nothing of ours stands there to be changed",
    "refused": "the platform refuses the message as it is",
    "no_language": "there is no text in a language for it",
    "overtaken": "a later change took its place",
    "by_hand": "staff saw it there",
}


async def report(tx: Transaction, run: int) -> list[Line]:
    """In the order in which the places were listed."""
    return [
        Line(one.place, one.state, REASONS.get(one.reason, one.reason), one.link)
        for one in await deliveries.deliveries(tx, run)
    ]


def as_csv(lines: Iterable[Line]) -> str:
    """With a line of names."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(Line.__struct_fields__)
    writer.writerows((line.place, line.state, line.reason, line.link) for line in lines)
    return page.getvalue()
