"""Which language to use, and our words, dates and numbers in it."""

from __future__ import annotations

import datetime as dt
import gettext
import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
from babel import Locale, dates, numbers
from babel.messages import mofile, pofile

from core.scripts import script_language as script_language
from core.text import Body, Instant, Mention, Part, Quoted, Words

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "zh": "中文",
    "ja": "日本語",
    "ko": "한국어",
    "ru": "Русский",
    "es": "Español",
}
SOURCE = "en"
LOCALES = Path(__file__).parents[1] / "locales"

_FIELD = re.compile(r"%\((\w+)\)s")


# -- which language ------------------------------------------------------------------------------


def normalise(tag: str | None) -> str | None:
    """Our language for a BCP 47 or POSIX tag ("zh-Hans-CN", "es_419"); None when it is not ours."""
    primary = re.split(r"[-_.@]", (tag or "").strip().lower(), maxsplit=1)[0]
    return primary if primary in LANGUAGES else None


def choose(saved: str | None, hint: str | None, text: str, place_default: str) -> str:
    """The person's saved choice, the platform's hint, the script of the text, the place's default.

    A hint that is one of ours outweighs the script: one message in another alphabet, a pasted
    error say, does not switch a person. A hint that is not ours ("pt") says nothing.
    """
    return (
        normalise(saved)
        or normalise(hint)
        or script_language(text)
        or normalise(place_default)
        or SOURCE
    )


def accept_language(header: str) -> str | None:
    """The wanted language that is ours, by RFC 9110 12.5.4; malformed ranges are passed over."""
    wanted = (_language_range(part) for part in header.split(","))
    ours = [found for found in wanted if found is not None]
    return max(ours, key=lambda found: found[1])[0] if ours else None


def _language_range(part: str) -> tuple[str, float] | None:
    tag, _, parameter = part.partition(";")
    weight = re.fullmatch(r"\s*(?:q=([01](?:\.[0-9]{0,3})?))?\s*", parameter, re.IGNORECASE)
    language = normalise(tag)
    if not language or not weight:
        return None
    quality = float(weight[1] or 1)
    return (language, quality) if quality > 0 else None


# -- words ---------------------------------------------------------------------------------------


class Message(msgspec.Struct, frozen=True):
    """A sentence of ours in English, to be said in the reader's language when that is known.

    A `str` field is our own Markdown; the words of others are `Quoted`; a number that is to be
    counted is `count` and is written as the reader writes numbers.
    """

    text: str
    fields: dict[str, str | int | Message | Quoted | Mention | Instant] = {}
    plural: str = ""
    count: int = 0


Field = str | int | Message | Quoted | Mention | Instant


def _(text: str, /, **fields: Field) -> Message:
    """Mark a sentence for the catalogues. Named `%(name)s` fields; a bare `%` is itself."""
    return Message(text, fields)


def _n(one: str, many: str, count: int, /, **fields: Field) -> Message:
    """Mark a sentence that counts; `%(count)s` is its number."""
    return Message(one, fields, many, count)


def translate(message: Message, language: str) -> str:
    """The sentence as one string. Raises TypeError for words of others: those need `compose`."""
    parts = compose(message, language)
    if not all(isinstance(part, Words) for part in parts):
        raise TypeError(f"{message.text!r} holds words of others; compose it")
    return "".join(part.markdown for part in parts if isinstance(part, Words))


def compose(message: Message, language: str) -> Body:
    """The sentence as a body, the words of others and mentions in their places."""
    parts: list[Part] = []
    fragments = _FIELD.split(_template(message, language))
    for number, fragment in enumerate(fragments):
        if number % 2:
            parts.extend(_field(message, fragment, language))
        elif fragment:
            parts.append(Words(fragment))
    return tuple(parts)


def _template(message: Message, language: str) -> str:
    catalogue = _catalogue(language)
    if message.plural:
        return catalogue.ngettext(message.text, message.plural, message.count)
    return catalogue.gettext(message.text) if message.text else ""


def _field(message: Message, name: str, language: str) -> Body:
    if message.plural and name == "count":
        return (Words(numbers.format_decimal(message.count, locale=language)),)
    match message.fields[name]:
        case Message() as inner:
            return compose(inner, language)
        case Quoted() | Mention() | Instant() as part:
            return (part,)
        case value:
            return (Words(str(value)),)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return load(LOCALES / language / "LC_MESSAGES" / "messages.po")


def load(path: Path) -> gettext.NullTranslations:
    """Read a .po file: 20 ms for 300 sentences, once, so no compiled file can be stale.

    A language without a catalogue, like a sentence without a translation, is English.
    """
    if not path.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        mofile.write_mo(compiled, pofile.read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


# -- the reader's form ---------------------------------------------------------------------------


class Reader(msgspec.Struct, frozen=True):
    """One of `LANGUAGES`, and an IANA zone. Instants are aware; LookupError for an unknown zone."""

    language: str
    zone: str = "UTC"

    def gettext(self, message: str | Message, /, **fields: Field) -> str:
        """A marked sentence, or in templates its text with its fields."""
        marked = message if isinstance(message, Message) else Message(message, fields)
        return translate(marked, self.language)

    def ngettext(self, one: str, many: str, count: int, /, **fields: Field) -> str:
        return translate(Message(one, fields, many, count), self.language)

    def datetime(self, instant: dt.datetime) -> str:
        """Date and time with the offset of the zone: `Nov 21, 2026, 8:28 PM UTC+9`."""
        pattern = str(dates.get_datetime_format("medium", locale=self.language))
        return pattern.format(self.time(instant), self.date(instant))

    def date(self, instant: dt.datetime) -> str:
        return dates.format_date(self._local(instant), "medium", locale=self.language)

    def time(self, instant: dt.datetime) -> str:
        local = self._local(instant)
        pattern = Locale.parse(self.language).time_formats["short"].pattern
        # The wide day period: babel's short one is "PM" in Korean, where one writes 오후.
        shown = dates.format_time(local, pattern.replace("a", "aaaa"), locale=self.language)
        return f"{shown} {_offset(local)}"

    def number(self, number: float) -> str:
        return numbers.format_decimal(number, locale=self.language)

    def percent(self, share: float) -> str:
        """`share` is 1 for all."""
        return numbers.format_percent(share, locale=self.language)

    def duration(self, length: dt.timedelta) -> str:
        """`90 minutes`, `4 hours`, `3 days`: in whole units, rounded up."""
        unit = next(unit for unit in _UNITS if _fits(length, unit))
        count = max(-(-length // unit), 1)
        return dates.format_timedelta(count * unit, threshold=count, locale=self.language)

    def _local(self, instant: dt.datetime) -> dt.datetime:
        if instant.tzinfo is None:
            raise ValueError(f"{instant} has no zone")
        return instant.astimezone(dates.get_timezone(self.zone))


_MINUTE = dt.timedelta(minutes=1)
_UNITS = (1440 * _MINUTE, 60 * _MINUTE, _MINUTE)


def _fits(length: dt.timedelta, unit: dt.timedelta) -> bool:
    """Three or more of the unit, or some to the full; the smallest takes what is left."""
    return unit == _MINUTE or length >= 3 * unit or (length >= unit and not length % unit)


def _offset(local: dt.datetime) -> str:
    """`UTC`, `UTC+9`, `UTC-3:30`: read alike in every language, unlike a zone's abbreviation."""
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")
