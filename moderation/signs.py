"""How links are written and disguised: the tables and patterns of `written`.

No pattern has a repeat without a bound or two repeats that share letters: the search is linear.
"""

import re

# A dot to the eye. They count only between what could be a host.
DOTS = dict.fromkeys("。．｡․‧•∙⋅·・●⚫🔴🔵⚪◦٠。﹒", ".")
SLASHES = dict.fromkeys("⁄∕／╱⧸", "/")
COLONS = dict.fromkeys("：∶꞉ː˸", ":")
SIGNS = DOTS | SLASHES | COLONS | {"＠": "@", "﹫": "@", "［": "[", "］": "]", "（": "(", "）": ")"}

URL = re.compile(
    r"(?<![a-z0-9])(?:(?:h[tx]{2}ps?|ftp|wss?|[a-z][a-z0-9+.-]{1,15})\s?:\s?(?:[/\\]\s?){1,3}"
    r"|(?:javascript|data|vbscript|tg|ton|bitcoin|ethereum|magnet|intent|file|mailto|tel|sms):"
    r"(?=[^\s]))[^\s<>\"'`]{1,2048}"
)
DOTTED = re.compile(
    r"(?<![\w.@-])[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,12}(?![\w-])(?::\d{2,5})?(?:/[^\s<>\"'`]{0,2048})?"
)
AFTER_A_DOT = re.compile(r"\.(?=\w)")

# The endings of nearly all addresses in scams, and of most others.
USUAL = (
    "com|net|org|info|io|xyz|top|app|site|online|live|pro|vip|club|shop|store|finance|exchange|ru"
    "|cn|co|cc|me|us|uk|tk|ml|ga|cf|gq|pw|icu|cyou|cfd|sbs|click|link|fun|world|dev|network"
    "|support|help|gg|ly|su|website|space|tech|digital|trade|cloud|biz|eu|de|in|to|so|ai|page|work|life|today|host"
)
SURE = "com|net|org|info|io|xyz|top|ru|cn|cc|icu|cfd|sbs|vip"
SURE_ENDINGS = frozenset(SURE.split("|"))
LONGEST_SURE = max(map(len, SURE_ENDINGS))
WORD = r"(?<!\w)[\w-]{2,63}"
DOT_WORDS = r"dot|d0t|punto|ponto|point|точка|тчк|点|點|닷|점|ドット|どっと|中点"
BROKEN = re.compile(
    rf"(?P<left>{WORD}(?:\.[\w-]{{1,63}}){{0,3}})(?:"
    rf"\s?[\[({{<*_\"'|]{{1,2}}\s?(?:[.,]|{DOT_WORDS})\s?[\])}}>*_\"'|]{{1,2}}\s?(?P<a>{USUAL})"
    rf"|[\s_-]{{1,2}}(?:{DOT_WORDS})[\s_-]{{1,2}}(?P<b>{USUAL})"
    rf"|(?:点|點|닷|점|ドット|どっと)(?P<k>{USUAL})"
    rf"|\s{{1,2}}\.\s{{0,2}}(?P<c>{USUAL})|\.\s{{1,2}}(?P<d>{SURE})|\.?,(?P<e>{SURE})"
    rf"|\s{{0,2}}[.·-]\s{{0,2}}[\[({{]\s?(?P<f>{USUAL})\s?[\])}}]|\s(?P<g>{SURE})(?=/\w)"
    rf"|\\\.(?P<h>{USUAL})|\.\.{{1,3}}(?P<i>{SURE})|[\[({{]\s?\.(?P<j>{USUAL})\s?[\])}}])(?![\w-])"
)
# Without one of these there is nothing to look for.
HINTS = (
    *DOT_WORDS.split("|"), ". ", " .", ".\n", "\n.", "[.", "(.", "{.", "<.", "*.", "_.", "'.", '".',
    "|.", ",com", ",net", ",org", ",io", ",xyz", ",ru", "[,", "(,", " com/", " net/", " org/",
    " io/", " xyz/", "\\.", "..", "-(", ".(", ".[", ".{", "·",
)  # fmt: skip
SPACED = re.compile(r"(?<!\w)[\w.](?: {1,2}[\w.]){5,}(?! ?\w)")
INVITE = re.compile(
    r"(?<!\w)(?:t|telegram|telega|teleg|wa|discord|dsc)\s?[.,·]?\s?(?:me|gg|dog)\s?[/\\]\s?(?=\w)"
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
