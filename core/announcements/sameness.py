"""What every language of an announcement must carry alike: links, handles, tickers, dates, numbers.

A translation that differs in one of them is wrong, or a trap: somebody who reads one language
approves what they cannot read in another.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

import msgspec
from babel import Locale

from core import text

_Name = Callable[[re.Match[str]], str]

_HANDLE = re.compile(r"@[\w.]{2,64}")
_TICKER = re.compile(r"\$?(?<![A-Za-z0-9_])[A-Z][A-Z0-9]{1,9}(?![A-Za-z0-9_])", re.ASCII)
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_EASTERN_DATE = re.compile(r"(?:(\d{4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_HALF_DAY = re.compile(
    r"(?P<before>上午|早上|下午|晚上|午前|午後|오전|오후)?\s*(?<!\d)(?P<hour>\d{1,2})"
    r"(?:[:：](?P<minute>\d{2})|\s*[点點時时시](?:\s*(?P<spelt>\d{1,2})\s*[分분]|(?P<half>半|반))?)?"
    r"\s*(?P<behind>[ap]\.?\s?m(?![A-Za-z])\.?)?",
    re.IGNORECASE,
)
_AFTERNOON = {"下午", "晚上", "午後", "오후"}
_POINT = {"ru": ",", "es": ","}  # how a language parts off decimals; others take a point
_TIMES = {
    "万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8,
    "thousand": 10**3, "mil": 10**3, "тыс": 10**3,
    "million": 10**6, "millones": 10**6, "millón": 10**6, "млн": 10**6, "миллион": 10**6,
}  # fmt: skip
_SUFFIX = re.compile(rf"\s?({'|'.join(sorted(_TIMES, key=len, reverse=True))})", re.IGNORECASE)


class Carried(msgspec.Struct, frozen=True):
    """What one language's text carries, each in a form that is the same in all languages."""

    links: frozenset[str]
    handles: frozenset[str]
    tickers: frozenset[str]
    dates: frozenset[str]
    numbers: frozenset[str]


class Difference(msgspec.Struct, frozen=True):
    """`language` has `what`, and `other` has not. `kind` is a field of Carried."""

    kind: str
    what: str
    language: str
    other: str


def differences(bodies: Mapping[str, str]) -> list[Difference]:
    """Of each language from the first one, in both directions."""
    carried = {language: carries(body, language) for language, body in bodies.items()}
    if not carried:
        return []
    first, *others = carried
    return [
        found
        for other in others
        for pair in ((first, other), (other, first))
        for found in _missing(carried[pair[0]], carried[pair[1]], *pair)
    ]


def _missing(here: Carried, there: Carried, language: str, other: str) -> Iterator[Difference]:
    for kind in Carried.__struct_fields__:
        for what in sorted(getattr(here, kind) - getattr(there, kind)):
            yield Difference(kind, what, language, other)


def carries(body: str, language: str) -> Carried:
    """What stands in a text; each thing is read once: no digit of a link or a date is a number."""
    rich = text.parse(body)
    words = unicodedata.normalize("NFKC", rich.text)
    links = frozenset(text.links_of(rich))
    for link in sorted(links, key=len, reverse=True):
        words = words.replace(link, " ")
    handles, words = _taken(_HANDLE, words, lambda found: found[0].rstrip(".").lower())
    dates, words = _dates(words, language)
    times, words = _taken(_HALF_DAY, words, _clock)
    tickers, words = _taken(_TICKER, words, lambda found: found[0].lstrip("$"))
    return Carried(links, handles, tickers, dates, times | _numbers(words, language))


def _taken(pattern: re.Pattern[str], words: str, name: _Name) -> tuple[frozenset[str], str]:
    """What was found, by name, and the words without it; what has no name stays in them."""
    rest, names, position = [], set(), 0
    for found in pattern.finditer(words):
        if named := name(found):
            names.add(named)
            rest.append(words[position : found.start()])
            position = found.end()
    return frozenset(names), " ".join((*rest, words[position:]))


def _dates(words: str, language: str) -> tuple[frozenset[str], str]:
    named: set[str] = set()
    for pattern in (_ISO_DATE, _EASTERN_DATE, *_written_dates(language)):
        found, words = _taken(pattern, words, lambda each: _date(each, language))
        named |= found
    return frozenset(named), words


@cache
def _written_dates(language: str) -> tuple[re.Pattern[str], ...]:
    """`December 1, 2026` and `1 de diciembre de 2026`, in the words of the language."""
    months = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    year = r"(?:,?\s+(?:de\s+)?(?P<year>\d{4}))?"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    return (
        re.compile(rf"\b{day}\s+(?:de\s+)?(?P<month>{months})\b\.?{year}", re.IGNORECASE),
        re.compile(rf"\b(?P<month>{months})\.?\s+{day}\b{year}", re.IGNORECASE),
    )


@cache
def _months(language: str) -> dict[str, int]:
    locale = Locale.parse(language)
    return {
        locale.months[context][width][number].rstrip(".").lower(): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number in range(1, 13)
    }


def _date(found: re.Match[str], language: str) -> str:
    named = found.groupdict()
    if named:
        year, day = named["year"], named["day"]
        month = str(_months(language)[named["month"].lower()])
    else:
        year, month, day = found.groups()
    return "-".join((*([year] if year else []), month.zfill(2), day.zfill(2)))


def _clock(found: re.Match[str]) -> str:
    """`22:00` for 10 PM, 午後10時 and 22:00; empty for a bare number."""
    before, behind = found["before"] or "", (found["behind"] or "").lower()
    says_so = found["minute"] or before or behind or not found[0].strip().isdecimal()
    hour = int(found["hour"])
    if not says_so or hour > 24:
        return ""
    is_late = before in _AFTERNOON or behind.startswith("p")
    is_half_day = bool(before or behind)
    hour = hour % 12 + 12 * is_late if is_half_day else hour
    minute = found["minute"] or found["spelt"] or ("30" if found["half"] else "00")
    return f"{hour:02}:{minute.zfill(2)}"


def _numbers(words: str, language: str) -> frozenset[str]:
    point = _POINT.get(language, ".")
    space = "|[ ]" if point == "," else ""
    pattern = rf"\d+(?:(?:[.,']{space})\d{{3}}(?!\d)|[.,]\d+)*"
    return frozenset(
        _number(found[0], point, _SUFFIX.match(words, found.end())) + _percent(words, found.end())
        for found in re.finditer(pattern, words)
    )


def _percent(words: str, position: int) -> str:
    return "%" if words[position : position + 2].strip().startswith("%") else ""


def _number(written: str, point: str, suffix: re.Match[str] | None) -> str:
    """One form for `1,000.50`, `1.000,50` and `1 000,50`; what is no number stays as written."""
    groups = ",'" if point == "." else ".' "
    grouped = rf"\d{{1,3}}(?:[{groups}]\d{{3}})+(?:{re.escape(point)}\d+)?"
    plain = written
    if re.fullmatch(grouped, written) and not written.startswith("0"):
        plain = re.sub(rf"[{groups}]", "", written)
    try:
        value = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return written
    times = _TIMES[suffix[1].lower()] if suffix else 1
    return f"{(value * times).normalize():f}"
