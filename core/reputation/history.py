"""What happened in a community, as JSON lines: an operator's own history, to try the rules on."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from core.moments import to_micros

Name = Annotated[str, msgspec.Meta(min_length=1)] | int


class Line(msgspec.Struct, frozen=True):
    """`at` as it was written. `undo` takes back the giver's last entry on that `message`."""

    at: str
    kind: Literal["thanks", "accept", "vote", "undo"]
    giver: Name
    message: Name
    receiver: Name | None = None  # this and the age may be missing where something is taken back
    account_age_days: Annotated[float, msgspec.Meta(ge=0, le=1e5)] | None = None

    @property
    def micros(self) -> int:
        """Raises ValueError for what is no moment, or one without a zone."""
        moment = datetime.fromisoformat(self.at)
        if moment.tzinfo is None:
            raise ValueError(f"{self.at!r} has no zone: a moment is ISO 8601 with Z.")
        return to_micros(moment)


class WrongLine(msgspec.Struct, frozen=True):
    number: int
    why: str


class Moment(msgspec.Struct, frozen=True):
    """A line, and when it happened in microseconds."""

    at: int
    line: Line


def read(lines: Iterable[bytes]) -> Iterator[Moment | WrongLine]:
    """In the order of the file; empty lines are passed over, and the mark with which some programs
    begin a file."""
    decoder = msgspec.json.Decoder(Line)
    for number, raw in enumerate(lines, 1):
        if number == 1:
            raw = raw.removeprefix(BOM_UTF8)
        if not raw.strip():
            continue
        try:
            line = decoder.decode(raw)
            yield Moment(line.micros, _complete(line))
        except (ValueError, OverflowError, RecursionError) as error:  # msgspec's are ValueErrors
            yield WrongLine(number, str(error))


def _complete(line: Line) -> Line:
    if line.kind != "undo" and None in (line.receiver, line.account_age_days):
        raise ValueError(f"A line of kind {line.kind!r} needs `receiver` and `account_age_days`.")
    return line
