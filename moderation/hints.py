"""Words and signs around which it is worth looking closely: all of them are found in one pass."""

from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from moderation import phrases
from moderation.windows import Places

# Without one of these there is no disguised link: words and signs for a dot, an ending before a
# path, the beginnings of invites. (A dot or comma that does not stand as in a sentence is another.)
DOT_WORDS = r"dot|d0t|d o t|punto|ponto|punkt|point|точка|тчк|点|點|닷|점|ドット|どっと|中点"
DOTS = (*DOT_WORDS.split("|"), "-(", "·", "→", "⊙", "&#46", "%2e", "\\u002e", "+.")
PATHS = (" com/", " net/", " org/", " io/", " xyz/")
INVITES = ("me/", "gg/", "dog/", "me /", "gg /", "joinchat", "invite", "me\\", "gg\\")

ADDRESSES = ("@", "http", "+", "t.me", "wa.me")
LOGINS = (
    "password", "login", "code", "otp", "pin", "contraseña", "código", "clave", "парол", "код",
    "смс", "密码", "密碼", "验证码", "驗證碼", "パスワード", "コード", "비밀번호", "인증",
)  # fmt: skip
REQUESTS = (
    "send", "share", "give", "provide", "enter", "submit", "import", "type", "paste", "input",
    "tell", "show", "confirm", "verify", "envía", "envia", "comparte", "introduce", "ingresa",
    "escribe tu", "dame", "пришлите", "отправьте", "введите", "скиньте", "сообщите", "укажите",
    "发给", "發給", "交给", "交給", "发我", "發我", "发到", "填到", "输入", "輸入", "提供", "告诉",
    "送って", "入力して", "教えて", "보내", "알려", "입력",
)  # fmt: skip
DEMANDS = (
    "送る", "送信する", "伝える", "教える", "提供する", "提出する", "共有する", "보내", "알려",
    "제출해", "전달해", "공유해", "нужно", "надо", "необходимо", "требуется", "следует", "debe",
    "tiene", "necesita", "hay que", "需要", "必须", "請", "请",
)  # fmt: skip
CONSOLES = (
    "terminal", "console", "consola", "powershell", "command prompt", "win+r", "win + r", "f12",
    "терминал", "консол", "командн", "终端", "終端", "控制台", "命令行", "命令提示符",
    "ターミナル", "コンソール", "コマンドプロンプト", "터미널", "콘솔", "명령 프롬프트",
)  # fmt: skip
EARNING = ("earn", "make", "made", "get", "profit", "gana", "заработ")

_HINTS = (*DOTS, *PATHS, *INVITES, *ADDRESSES, *LOGINS, *REQUESTS, *DEMANDS, *CONSOLES, *EARNING)


def places(text: str) -> Places:
    """Where each of the hints stands in a lower-case text, and each phrase without blanks."""
    found: dict[str, list[int]] = {}
    needles = _needles()
    for number, start, _end in _automaton().find_matches_as_indexes(text, overlapping=True):
        found.setdefault(needles[number], []).append(start)
    return found


@cache
def _needles() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_HINTS, *sorted(phrases.glued()))))


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(_needles(), implementation=Implementation.ContiguousNFA)
