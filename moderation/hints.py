"""Words and signs around which it is worth looking closely: all of them are found in one pass."""

from functools import cache
from itertools import product

from ahocorasick_rs import BytesAhoCorasick, Implementation

from core import bytewise
from moderation import phrases
from moderation.windows import Places

# The endings of nearly all addresses in scams.
SURE_ENDINGS = (
    "com", "net", "org", "info", "io", "xyz", "top", "ru", "cn", "cc", "icu", "cfd", "sbs", "vip",
)  # fmt: skip
# With a sign for a dot that stands in sentences, too.
SUREST_ENDINGS = ("com", "net", "org", "xyz")

# Without one of these there is no disguised link: words and signs for a dot, an ending before a
# path, the beginnings of invites, a point that does not stand as in a sentence.
DOT_WORDS = (
    r"dot|d0t|d o t|punto|ponto|punkt|point|nokta|chấm|titik|kropka|точка|тчк|крапка|نقطة|点|點|닷"
    r"|점|ドット|どっと|中点"
)
DOTS = frozenset((*DOT_WORDS.split("|"), "-(", "·", "→", "⊙", "&#46", "%2e", "\\u002e", "+."))
PATHS = frozenset((" com/", " net/", " org/", " io/", " xyz/"))
ODD_BEFORE = frozenset(f"{sign}{point}" for sign in " \n[({<*_~`'\"|\\.," for point in ".,")
_BLANKS = (*" \n\t\r", *map("".join, product(" \n\t\r", repeat=2)))
ODD_BEHIND = frozenset((
    *(f"{point}{sign}" for point in ".," for sign in "[({"),
    *(f",{ending[0]}" for ending in SURE_ENDINGS),
    *(f"{sign}{ending}" for sign in ";:*" for ending in SUREST_ENDINGS),
    *(f".{blanks}{ending}" for blanks in _BLANKS for ending in SURE_ENDINGS),
))  # fmt: skip
INVITES = frozenset(("me/", "gg/", "dog/", "me /", "gg /", "joinchat", "invite", "me\\", "gg\\"))

ADDRESSES = frozenset(("@", "http", "+", "t.me", "wa.me"))
LOGINS = frozenset((
    "password", "login", "code", "otp", "pin", "contraseña", "código", "clave", "парол", "код",
    "смс", "密码", "密碼", "验证码", "驗證碼", "パスワード", "コード", "비밀번호", "인증",
))  # fmt: skip
REQUESTS = frozenset((
    "send", "share", "give", "provide", "enter", "submit", "import", "type", "paste", "input",
    "tell", "show", "confirm", "verify", "envía", "envia", "comparte", "introduce", "ingresa",
    "escribe tu", "dame", "пришлите", "отправьте", "введите", "скиньте", "сообщите", "укажите",
    "发给", "發給", "交给", "交給", "发我", "發我", "发到", "填到", "输入", "輸入", "提供", "告诉",
    "送って", "入力して", "教えて", "보내", "알려", "입력",
))  # fmt: skip
# Of a login; "send me your …".
HANDED_OVER = frozenset((
    " me", " us", "\nme", "\nus", "envíame", "mándame", "pásame", "dame", "dime", "пришлите",
    "скиньте", "отправьте", "сообщите", "发给我", "發給我", "告诉我", "告訴我", "送って", "教えて",
    "보내", "알려",
))  # fmt: skip
DEMANDS = frozenset((
    "送る", "送信する", "伝える", "教える", "提供する", "提出する", "共有する", "보내", "알려",
    "제출해", "전달해", "공유해", "нужно", "надо", "необходимо", "требуется", "следует", "debe",
    "tiene", "necesita", "hay que", "需要", "必须", "請", "请",
))  # fmt: skip
CONSOLES = frozenset((
    "terminal", "console", "consola", "powershell", "command prompt", "win+r", "win + r", "f12",
    "терминал", "консол", "командн", "终端", "終端", "控制台", "命令行", "命令提示符",
    "ターミナル", "コンソール", "コマンドプロンプト", "터미널", "콘솔", "명령 프롬프트",
))  # fmt: skip
EARNING = frozenset(("earn", "make", "made", "get", "profit", "gana", "заработ"))

_HINTS = DOTS.union(
    PATHS, ODD_BEFORE, ODD_BEHIND, INVITES, ADDRESSES, LOGINS, REQUESTS, HANDED_OVER, DEMANDS,
    CONSOLES, EARNING,
)  # fmt: skip


def places(encoded: bytes) -> Places:
    """Where each of the hints stands in a lower-case text in UTF-8, and each phrase without
    blanks."""
    found = _automaton().find_matches_as_indexes(encoded, overlapping=True)
    places = bytewise.places_of([start for _number, start, _end in found], encoded)
    needles = _needles()
    of_hint: dict[str, list[int]] = {}
    for (number, _start, _end), place in zip(found, places, strict=True):
        of_hint.setdefault(needles[number], []).append(place)
    return Places(of_hint)


@cache
def _needles() -> tuple[str, ...]:
    return tuple(_HINTS | phrases.glued())


@cache
def _automaton() -> BytesAhoCorasick:
    needles = [needle.encode() for needle in _needles()]
    return BytesAhoCorasick(needles, implementation=Implementation.ContiguousNFA)
