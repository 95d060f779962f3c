"""Host names: what belongs together, whose they are, and which pretend to be somebody's."""

import re
from collections.abc import Container
from functools import cache, lru_cache
from ipaddress import ip_address

import msgspec
from publicsuffixlist import PublicSuffixList

from moderation.folding import fold, joined_pairs, words
from moderation.protected import Protected, claims, ordinary

_LONGEST = 253  # RFC 1035, section 2.3.4
_WALLETS = (".onion", ".ton")  # in no root zone, and opened by a tap in some clients
_NUMBER = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}")
_AT_HOME = re.compile(r"(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}")
_SPLIT = re.compile(r"[-_.]")
_SHORTEST_BRAND = 5  # shorter ones are words, or parts of many words
_SHORTEST_WITHIN = 6
# Beside a short brand these make the claim.
_LURES = re.compile(
    r"login|signin|sign-in|wallet|claim|airdrop|support|help|verif|secur|account|connect|restor"
    r"|recover|sync|app|official|bonus|reward|gift|promo|exchange|trade|invest|mining|pro|auth|kyc"
)
# Beside a word that many bear nothing else may stand.
_ONLY_LURES = re.compile(
    r"[-_]*(?:(?:log-?in|sign-?in|wallet|claims?|airdrops?|support|help(?:desk)?|verify|verification"
    r"|secure|security|accounts?|restore|recover|recovery|official|rewards?|giveaway|auth|kyc)"
    r"[-_]*)+"
)


class Host(msgspec.Struct, frozen=True):
    """`labels` in Unicode, without the public suffix; `site` is the registrable domain, empty
    where there is none (an address, a bare suffix, a made-up ending)."""

    name: str
    site: str
    labels: tuple[str, ...]


@cache
def _suffixes() -> PublicSuffixList:
    """The list that the package ships; nothing is fetched. tldextract says the same with six times
    the memory: it brings an HTTP client."""
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=4096)
def host(name: str) -> Host:
    """Total: whatever is no host has no `site`."""
    name = name.strip(".").lower()[:_LONGEST]
    if not name or is_address(name):
        return Host(name, "", ())
    plain = _readable(name)
    suffix = _suffixes().publicsuffix(plain)
    if plain.endswith(_WALLETS) and not suffix:
        return Host(plain, ".".join(plain.split(".")[-2:]), tuple(plain.split(".")[:-1]))
    site = _suffixes().privatesuffix(plain)
    if not site:
        return Host(plain, "", ())
    labels = plain.removesuffix(f".{suffix}").split(".")
    return Host(plain, site, tuple(filter(None, labels)))


def is_address(name: str) -> bool:
    """An IP address, also as one number or in hex: browsers take them all."""
    name = name.strip("[]")
    if _NUMBER.fullmatch(name):
        return True
    if ":" not in name:
        return False  # of those without, all were numbers
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_at_home(name: str) -> bool:
    """An address of the reader's own network or machine (RFC 1918), which leads nowhere else."""
    return _AT_HOME.fullmatch(name) is not None


def belongs(name: str, domains: Container[str]) -> bool:
    """Whether `name` is one of `domains` or below it; as fast among many as among few."""
    dot = "."
    while dot and name not in domains:
        _label, dot, name = name.partition(".")
    return bool(dot)


@lru_cache(maxsize=4096)
def pretends(one: Host, protected: Protected) -> float:
    """How surely a host that is nobody's we know is made to be taken for a protected brand's."""
    if not one.site:
        return 0.0
    is_luring = _LURES.search(one.name) is not None or not one.name.isascii()
    found = (_pretends(label, protected, is_luring) for label in one.labels)
    return max(*found, 0.9 if any(_wears(label, protected) for label in one.labels) else 0.0)


def _pretends(label: str, protected: Protected, is_luring: bool) -> float:
    skeleton = "".join(words(label))  # a brand may end with the first half of a pair
    pieces = (joined_pairs(skeleton), *map(fold, _SPLIT.split(label)))
    is_drawn = not label.isascii()
    best = 0.0
    for piece in dict.fromkeys(pieces):
        for hit in protected.hosts.near(piece):
            if hit.entry.half and not is_luring:
                continue
            if len(hit.entry.skeleton) < _SHORTEST_BRAND:
                best = max(best, _short(hit.distance, label, is_drawn))
            elif not hit.distance:
                best = 1.0
            elif is_drawn or piece not in ordinary():
                best = max(best, 0.9)
    if best < 1.0 and _contains(skeleton, label, protected, is_luring):
        return 1.0
    return best


def _short(distance: int, label: str, is_drawn: bool) -> float:
    return 0.9 if not distance and (is_drawn or _LURES.search(label)) else 0.0


def _contains(skeleton: str, label: str, protected: Protected, is_luring: bool) -> bool:
    return any(
        (is_luring or not entry.half)
        and (
            len(entry.skeleton) >= _SHORTEST_WITHIN or _is_edge(place, entry.skeleton, form, label)
        )
        for form in {skeleton, joined_pairs(skeleton)}
        for place, entry in protected.hosts.within(form)
    )


def _is_edge(place: int, brand: str, skeleton: str, label: str) -> bool:
    at_edge = place == 0 or place + len(brand) == len(skeleton)
    return at_edge and len(brand) >= 3 and _LURES.search(label) is not None


def _wears(label: str, protected: Protected) -> bool:
    """Whether a word that many bear, and one of our domains, too, stands there in disguise, or
    beside nothing but words that lure."""
    if not protected.common:
        return False
    for word in _SPLIT.split(label):
        if word != protected.common.get(fold(word), word):
            return True
    return any(
        _ONLY_LURES.fullmatch(label.replace(ours, "", 1))
        for folded, ours in protected.common.items()
        if ours in label and not claims().has(folded)
    )


def _readable(name: str) -> str:
    """Punycode as a reader sees it."""
    if "xn--" not in name:
        return name
    return ".".join(_decoded(label) for label in name.split("."))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError):
        return label
