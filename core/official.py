"""What is ours: domains, handles, addresses. The voice gate lets no other into a text of ours."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

import msgspec
import regex

from core import redact, text
from core.config import Config
from core.text import Body, Words

_URL = regex.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"'）】」]+|\bmailto:[^\s<>\"']+")
_HOST = regex.compile(
    r"(?i)(?<![\w@./-])(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,24}(?![\w-])(?:/[^\s<>]*)?"
)
_HANDLE = regex.compile(r"(?<![\w@./])@[A-Za-z0-9_.]{2,64}")
_WALLET = regex.compile(
    r"\b(?:0x[0-9a-fA-F]{40}|bc1[02-9ac-hj-np-z]{11,71}|T[1-9A-HJ-NP-Za-km-z]{33}"
    r"|[13][1-9A-HJ-NP-Za-km-z]{25,34})\b"
)
# Words of a sentence that look like a host ("e.g. this.That") are hosts only with a known ending;
# everything a platform would turn into a link has one of these or stands behind "://".
_ENDING = regex.compile(
    "(?:com|net|org|io|app|co|me|gg|xyz|info|biz|dev|ai|exchange|finance|pro|vip|top|site|online"
    "|link|live|club|shop|store|tech|cc|tv|us|uk|de|ru|cn|jp|kr|es|eu|in|br|mx|ar|fr|it|nl|ly|to"
    "|sh|so|gl|support|help|trade|wallet|money|finance|network|world|today|click|icu|cash|win)"
)


class NotOfficial(Exception):
    """A text of ours would carry something that is not on the official list: `what`."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not on the official list: {what}")
        self.what = what


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

    def check(self, body: Body, links: Iterable[str] = ()) -> None:
        """Raises NotOfficial for the first foreign link, host, @handle, e-mail, wallet or phone.

        Only `Words` are ours; `Quoted` goes out with its links broken, `Mention` is made from the
        event. `links` are the addresses of buttons.
        """
        for link in links:
            if not self.owns(link):
                raise NotOfficial(link)
        for part in body:
            if isinstance(part, Words):
                _check_words(self, part.markdown)


def foreign(official: Official, markdown: str) -> Iterator[str]:
    """Everything in a text of ours that is not on the list, in order of kind."""
    rich = text.parse(markdown)
    yield from (link for link in text.links_of(rich) if not official.owns(link))
    for found in _URL.finditer(rich.text):
        if not official.owns(found[0].rstrip(".,;:!?)。、，")):
            yield found[0]
    bare = _URL.sub(" ", rich.text)
    for finding in redact.find(bare):
        words = bare[finding.start : finding.end]
        if finding.kind == redact.Kind.EMAIL and words.lower() not in official.emails:
            yield words
        if finding.kind == redact.Kind.PHONE and _digits(words) not in official.phones:
            yield words
    for found in _HOST.finditer(bare):
        host = found[0].partition("/")[0].lower()
        if _ENDING.fullmatch(host.rpartition(".")[2]) and not official.owns(f"https://{host}"):
            yield found[0]
    for found in _HANDLE.finditer(bare):
        if found[0][1:].rstrip(".").lower() not in official.handles:
            yield found[0]
    yield from (found[0] for found in _WALLET.finditer(bare))


@lru_cache(maxsize=4096)
def _check_words(official: Official, markdown: str) -> None:
    for what in foreign(official, markdown):
        raise NotOfficial(what)


def _digits(phone: str) -> str:
    return "".join(c for c in phone if c.isdigit())
