"""How links are written and disguised: the tables and patterns of `written`.

No pattern has a repeat without a bound or two repeats that share letters: the search is linear.
"""

import re
from collections.abc import Collection

from moderation import hints

# A dot to the eye. They count only between what could be a host.
DOTS = dict.fromkeys("。．｡․‧•∙⋅·・●⚫🔴🔵⚪◦٠。﹒⸱ꞏ۔।", ".")
# All but what `written.plain` only writes in lower case, of the living scripts.
UNUSUAL = re.compile(
    "[^\x00-\x7f\u00a1-\u00a5\u00a7\u00ab\u00ac\u00b1\u00b6\u00bb\u00bf-\u00ff\u0100-\u012f\u0131\u0134-\u013e"
    "\u0141-\u0148\u014a-\u017e\u0391-\u03a1\u03a4-\u03c9\u0400-\u0481\u048a-\u052f\u05d0-\u05ea"
    "\u0621-\u064a\u0e01-\u0e30\u2010\u2012-\u2016\u2018-\u2021\u3001\u3003\u3005-\u3011\u3014-\u301f"
    "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
)
SLASHES = dict.fromkeys("⁄∕／╱⧸", "/")
COLONS = dict.fromkeys("：∶꞉ː˸", ":")
SIGNS = DOTS | SLASHES | COLONS | {"＠": "@", "﹫": "@", "［": "[", "］": "]", "（": "(", "）": ")"}

SCHEME = re.compile(
    r"(?<![a-z0-9])(?:(?:h[tx]{2}ps?|[a-z][a-z0-9+.-]{1,15})\s?:\s?(?:[/\\]\s?){1,3}"
    r"|(?:javascript|data|vbscript|tg|ton|bitcoin|ethereum|magnet|intent|file|mailto|tel|sms"
    r"|https?):(?=\S))"
)
REST = re.compile(r"[^\s<>\"'`]{1,2048}")
BLANKS = re.compile(r"\s")
# Without it there is no URL.
AFTER_SCHEME = re.compile(r":(?<=[a-z0-9+.\s-]:)(?:\s?[/\\]|(?=[^\s\d]))")
DOTTED = re.compile(
    r"(?<![\w.@-])[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,12}(?![\w-])(?::\d{2,5})?"
    r"(?:/[^\s<>\"'`]{0,2048})?"
)
AFTER_DOT = re.compile(r"\.(?:[^\W\d_]|\d{1,3}\.\d)")  # without it there is no host

# The endings of most addresses.
_USUAL = (
    "com|net|org|info|io|xyz|top|app|site|online|live|pro|vip|club|shop|store|finance|exchange|ru"
    "|cn|co|cc|me|us|uk|tk|ml|ga|cf|gq|pw|icu|cyou|cfd|sbs|click|link|fun|world|dev|network"
    "|support|help|gg|ly|su|website|space|tech|digital|trade|cloud|biz|eu|de|in|to|so|ai|page"
    "|work|life|today|host"
)
USUAL_ENDINGS, SURE_ENDINGS = frozenset(_USUAL.split("|")), frozenset(hints.SURE_ENDINGS)
LONGEST_SURE = max(map(len, SURE_ENDINGS))
_OPEN, _CLOSE = r"[\[({<*_\"'|]{1,2}\s?", r"\s?[\])}>*_\"'|]{1,2}\s?"
# What stands instead of a plain dot before an ending; what it stands behind is looked at after, and
# which ending is one there (`ENDINGS_BEHIND`).
BROKEN = re.compile(
    # What all forms begin with, and most signs do not.
    r"(?=[\s\[({<*_\"'|/~`.,;:→⊙+&%\\·点點닷점ドどт-])"
    rf"(?:(?P<bracketed>{_OPEN}(?:[.,]|{hints.DOT_WORDS}){_CLOSE})"
    rf"|(?P<spelt>[\s_/*-]{{1,2}}(?:{hints.DOT_WORDS})[\s_/*-]{{1,2}})"
    r"|(?P<glued>点|點|닷|점|ドット|どっと|точка)"
    r"|(?P<marked>[*_~`|]{1,2}\.[*_~`|]{0,2})"
    r"|(?P<spaced>\s{1,2}\.\s{0,2})|(?P<after>\.\s{1,2})|(?P<comma>,)"
    r"|(?P<sign>\s,\s|[;:*→⊙]|\+\.?\+?|&#46;|%2e|\\u002e)"
    r"|(?P<enclosed>[.·-]\s?[\[({]\s?)|(?P<path>\s)(?=\w{2,4}/\w)"
    r"|(?P<escaped>\\\.)|(?P<twice>\.\.{1,3})|(?P<inside>[\[({]\s?\.))"
    r"(?P<ending>[a-z]{2,10}|c o m|n e t|o r g)(?:(?<=[a-z])\s?[\])}](?!\w))?(?![\w-])"
)
# What is at most between the beginning of a word or sign for a dot and two letters of an ending.
ENDING_AHEAD = re.compile(r".{1,12}?[a-z] ?[a-z]", re.DOTALL)
_SENTENCE_LIKE = ("after", "comma", "path", "twice")


def endings_behind(form: str) -> Collection[str]:
    """The endings that count behind one of the groups of `BROKEN`."""
    if form == "sign":
        return hints.SUREST_ENDINGS
    return SURE_ENDINGS if form in _SENTENCE_LIKE else USUAL_ENDINGS


LABELS_BACKWARDS = re.compile(r"[\w-]{1,63}+(?:\.[\w-]{1,63}+){0,3}")
# Behind its first letter: a pattern that begins with a sign is found fast.
SPACED_DOT = re.compile(r"[\w.] {1,2}\. {1,2}[\w.](?!\w)")
SPACED = re.compile(r" (?<=(?<!\w)[\w.] ) ?[\w.](?!\w)(?: {1,2}[\w.](?!\w)){4,}")
INVITE = re.compile(
    r"(?<!\w)(?:t|telegram|telega|teleg|wa|discord|dsc)\s?(?:[.,·]|[(\[]?(?:\.|dot|точка)[)\]]?)?"
    r"\s?(?:me|gg|dog)\s?[/\\]\s?(?=\w)"
    r"[\w/+-]{2,64}|(?<!\w)(?:joinchat|discord\s?gg|invite)\s?[/\\]\s?[\w-]{2,64}"
)

# Names of files that end like a country's domain, while nothing else says that they are links.
FILES = frozenset({"py", "rs", "pl", "sh", "md", "zip", "mov", "ps", "cc", "mm", "so"})
NO_LINKS = frozenset({"asp.net", "vb.net", "ado.net", "socket.io"})
# "Done.It works": a forgotten space before an ordinary word.
SENTENCES = frozenset({
    "It", "In", "Is", "Me", "My", "So", "To", "No", "At", "Be", "As", "Do", "Us", "Am", "By", "How",
    "Now", "Here", "You", "Please", "Help", "Can", "We", "He", "Hi", "Are", "Pay", "Not", "But",
    "And", "The", "For", "Or", "If", "On", "An", "Go",
})  # fmt: skip
QUERY = re.compile(r"(?:https?(?:://|%3a%2f%2f)|//)[^\s&<>\"']{4,}")
