"""What is ours: domains, handles, addresses. The voice gate lets no other into a text of ours."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal, assert_never
from urllib.parse import urlsplit

import msgspec
import regex

from core import redact, text
from core.config import Config
from core.text import Body, Instant, Mention, Part, Quoted, Words

_URL = regex.compile(r"(?i)(?<![a-z0-9])(?:[a-z][a-z0-9+.-]{1,20}://|mailto:)[^\s<>\"'）】」]+")
_EMAIL = regex.compile(r"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+")
_HANDLE = regex.compile(r"@[\p{L}\p{M}\p{N}_.]{2,64}")
_DOTTED = regex.compile(r"[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)+")
_ADDRESS = regex.compile(r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9]|\.[0-9])")
# Wallets of all kinds are long and mix letters with digits; no word of a sentence does.
_WALLET = regex.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{26,}")
_IDEOGRAPHIC_DOT = regex.compile(r"(?<=[A-Za-z0-9])。(?=[A-Za-z])")
_INVISIBLE = regex.compile(r"\p{Default_Ignorable_Code_Point}+")
_PUNCTUATION = ".,;:!?)。、，"

# A dotted word is a host only with one of the root zone's endings (IANA), or with one that wallets
# resolve: "passport.jpg" is none. "done.It" is one, since platforms make a link of it.
_ENDINGS = frozenset(
    Path(__file__).with_name("endings.txt").read_text(encoding="utf-8").split()
) | {"bit", "bnb", "crypto", "eth", "onion", "sol", "ton"}
_LONGEST_ENDING = max(map(len, _ENDINGS))


class NotOfficial(Exception):
    """A text of ours would carry something that is not on the official list: `what`."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not on the official list: {what}")
        self.what = what


class Lead(msgspec.Struct, frozen=True):
    """Something in a text that leads somewhere: `what` stands there."""

    kind: Literal["link", "email", "handle", "host", "address", "phone", "wallet"]
    what: str


class Official(msgspec.Struct, frozen=True):
    """The official list, folded for comparison."""

    domains: frozenset[str]
    handles: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]

    @classmethod
    def of(cls, config: Config) -> "Official":
        ours = config.official
        host = urlsplit(config.server.public_url).hostname
        return cls(
            frozenset(d.lower() for d in (*ours.domains, *([host] if host else []))),
            frozenset(h.lower().lstrip("@") for h in ours.handles),
            frozenset(e.lower() for e in ours.emails),
            frozenset(filter(None, map(_digits, ours.phones))),
        )

    def owns(self, url: str) -> bool:
        """True for http(s) links to one of our domains or below it, and mail to our addresses.

        A user name in the authority ("https://example.com@evil.io") makes a link foreign.
        """
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").rstrip(".").lower()
        except ValueError:
            return False
        if parts.scheme == "mailto":
            return parts.path.lower() in self.emails
        if parts.scheme not in ("http", "https") or "@" in parts.netloc or "\\" in url:
            return False
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)

    def has(self, lead: Lead) -> bool:
        what = lead.what.lower()
        match lead.kind:
            case "link":
                return self.owns(lead.what)
            case "email":
                return what.rstrip(".") in self.emails
            case "handle":
                return what[1:].rstrip(".") in self.handles
            case "host":
                return self.owns(f"https://{_host(what)}")
            case "address":
                return what in self.domains
            case "phone":
                return _digits(what) in self.phones
            case "wallet":
                return False
            case _:
                assert_never(lead.kind)

    def check(self, body: Body, links: Iterable[str] = ()) -> None:
        """Raises NotOfficial for the first foreign link, host, @handle, e-mail, wallet or phone.

        Only `Words` are ours; `Quoted` goes out with its links broken, `Mention` is made from the
        event. `links` are the addresses of buttons.
        """
        for link in links:
            if not self.owns(link):
                raise NotOfficial(link)
        for markdown in _joined(body):
            _check_words(self, markdown)


def foreign(official: Official, markdown: str) -> Iterator[str]:
    """Everything in a text of ours that is not on the list, in order of kind."""
    return (lead.what for lead in leads(markdown) if not official.has(lead))


def leads_away(body: Body) -> bool:
    """True where our words hold anything that a reader can follow or write to, ours or not."""
    return any(map(leads, _joined(body)))


@lru_cache(maxsize=4096)
def leads(markdown: str) -> tuple[Lead, ...]:
    return tuple(_found(markdown))


def _found(markdown: str) -> Iterator[Lead]:
    rich = text.parse(markdown)
    yield from (Lead("link", link) for link in text.links_of(rich))
    words = _as_read(rich.text)
    yield from (Lead("link", url.rstrip(_PUNCTUATION)) for url in _URL.findall(words))
    words = _URL.sub(" ", words)
    yield from (Lead("email", email) for email in _EMAIL.findall(words))
    words = _EMAIL.sub(" ", words)
    yield from (Lead("handle", handle) for handle in _HANDLE.findall(words))
    words = _HANDLE.sub(" ", words)
    yield from (Lead("host", dotted) for dotted in _DOTTED.findall(words) if _host(dotted))
    yield from (Lead("address", address) for address in _ADDRESS.findall(words))
    for finding in redact.find(words):
        if finding.kind == redact.Kind.PHONE:
            yield Lead("phone", words[finding.start : finding.end])
    yield from (Lead("wallet", wallet) for wallet in _WALLET.findall(words))


def _joined(body: Body) -> Iterator[str]:
    """Words that stand side by side are read as one: a link may begin in one part and end in the
    next. What stands between them is shown apart."""
    for is_ours, parts in groupby(map(_ours, body), key=lambda words: words is not None):
        if is_ours:
            yield "".join(words for words in parts if words is not None)


def _ours(part: Part) -> str | None:
    match part:
        case Words(markdown=words) | Instant(words=words):
            return words
        case Quoted() | Mention():
            return None


def _as_read(words: str) -> str:
    """As a reader, or a client that looks for links, takes it: wide letters and dots are plain."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", words))
    return str(_IDEOGRAPHIC_DOT.sub(".", plain))


def _host(dotted: str) -> str:
    """The longest part of a dotted word that has a known ending; empty where there is none."""
    labels = dotted.lower().split(".")
    for number in range(len(labels) - 1, 0, -1):
        if ending := _ending(labels[number]):
            return ".".join((*labels[:number], ending))
    return ""


def _ending(label: str) -> str:
    """Scripts without spaces go on right behind it: `com` in "com的"."""
    ascii_run = label[: next((i for i, c in enumerate(label) if not c.isascii()), len(label))]
    if ascii_run:
        return ascii_run if ascii_run in _ENDINGS or ascii_run.startswith("xn--") else ""
    prefixes = (label[:length] for length in range(min(len(label), _LONGEST_ENDING), 1, -1))
    return next((prefix for prefix in prefixes if prefix in _ENDINGS), "")


@lru_cache(maxsize=4096)
def _check_words(official: Official, markdown: str) -> None:
    for what in foreign(official, markdown):
        raise NotOfficial(what)


def _digits(phone: str) -> str:
    return "".join(c for c in phone if c.isdigit())
