"""Where an address leads, as browsers read it. Nothing is ever fetched."""

import re
from urllib.parse import unquote

import msgspec

from moderation import signs

LONGEST_URL = 2_048
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)
_PATH = re.compile(r"[?#]")


class Target(msgspec.Struct, frozen=True):
    """What a URL leads to, as far as it can be said without going there."""

    host: str
    userinfo: bool = False
    odd: bool = False
    inner: tuple[str, ...] = ()


def parsed(url: str) -> Target:
    """Total, and as browsers read it: backslashes are slashes, any number of them, %-signs in the
    host are decoded, and what stands before the last @ of the authority is no host."""
    scheme, rest = _scheme(url[:LONGEST_URL].strip())
    rest = rest.replace("\\", "/").lstrip("/")
    authority, _slash, path = _PATH.sub("/", rest, count=1).partition("/")
    before, at, name = authority.rpartition("@")
    name = unquote(name).lower()
    if not name.startswith("["):
        name = name.partition(":")[0]
    is_web = scheme in ("", "http", "https", "hxxp", "hxxps", "httpx", "ws", "wss", "htp", "htps")
    path = path.lower()
    carries_on = "//" in path or "%2f%2f" in path
    inner = tuple(found[0] for found in signs.QUERY.finditer(path)) if carries_on else ()
    return Target(name.strip("."), bool(at and before and is_web), not is_web, inner)


def _scheme(url: str) -> tuple[str, str]:
    head, colon, rest = url.partition(":")
    if colon and _SCHEME.fullmatch(head) and not rest[:2].isdigit():
        return head.lower(), rest
    return "", url
