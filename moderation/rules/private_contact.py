"""Does somebody draw a member away to where nobody watches, or play the support?

"Write me in private", in six languages, with a handle, a messenger or a form to go to; offers to
recover, validate or fix a wallet; requests for a seed phrase; a contact given within 30 seconds of
somebody's question. Nobody of us writes first.
"""

import re
from collections.abc import Iterator

from core.redact import Kind
from moderation import roles, windows
from moderation.finding import Finding, RuleId
from moderation.hosts import belongs, host
from moderation.phrases import Phrases
from moderation.subject import Context, Message, Part, Subject
from moderation.targets import parsed

ID: RuleId = "private_contact"
NEEDS = ("messages", "replies", "see_messages", "delete_messages")

CONTACT, OFFER, HINT = "contact", "offer", "hint"
ASKS_SECRET, QUICK = "asks-for-a-secret", "quick-answer"
QUICK_SECONDS = 30

_ASKS = Phrases.of("asks")
_OFFERS = Phrases.of("offers")
_CLAIMS = Phrases.of("claims")
_REFERS = Phrases.of("refers")
# A verb and right behind it where to.
_POINTS = re.compile(
    r"(?:dm|pm|message|text|write|contact|inbox|add|reach|联系|聯繫|私信|加|(?:на)?пиши(?:те)?"
    r"|escrib[ae]|contacta|문의|연락)[\s:：]{0,2}(?:to |out to |a |al |him |her |us ){0,2}"
    r"(?:on |at |via |through |en |в |на )?(?:whatsapp |telegram |tg )?"
    r"(?:@|\+\d|https?:|t\.me|wa\.me)"
)
# Of the first, what nobody says who only looks for help.
_DRAWS = Phrases.of("draws")
_SECRETS = Phrases.of("secrets")
_REQUESTS = re.compile(
    r"(?<!\bi )(?:send|share|give|provide|enter|submit|import|type|paste|input|tell|show|confirm"
    r"|verify)(?: me| us)?(?: in)?(?: your| the)\b|env[íi]a|comparte|introduce|ingresa|escribe tu"
    r"|dame|пришлите|отправьте|введите|скиньте|сообщите|укажите|发给|發給|输入|輸入|提供|告诉|送って|入力して(?!も)"
    r"|教えて|(?:보내|알려)\s?(?:주|줘|시|세)|입력(?:하시|하세|하셔|해\s?주)"
)
_LOGIN = re.compile(
    r"(?:send|give|tell|share|forward|dm)\s(?:me|us)\syour\b.{0,30}(?:password|login|code|otp|pin)\b"
    r"|(?:envíame|mándame|dame|dime)\stu\b.{0,20}(?:contraseña|código|clave)"
    r"|(?:пришлите|скиньте|отправьте|сообщите)\s(?:мне\s|нам\s)?(?:ваш|свой|код|пароль)"
    r".{0,20}(?:парол|код|смс|sms)|(?:密码|密碼|验证码|驗證碼).{0,6}(?:发给我|發給我|告诉我|告訴我)"
    r"|(?:パスワード|認証コード|確認コード)を(?:私に|dmで|こちらに)?(?:送って|教えて)ください"
    r"|(?:비밀번호|인증번호|인증 코드)\S{0,2}\s?(?:보내|알려)\s?(?:주|줘)"
)
_LOGIN_WORDS = (
    "password", "login", "code", "otp", "pin", "contraseña", "código", "clave", "парол", "код",
    "смс", "sms", "密码", "密碼", "验证码", "驗證碼", "パスワード", "コード", "비밀번호", "인증",
)  # fmt: skip
_WARNS = re.compile(
    r"never|don'?t|do not|nobody|no one|scam|beware|careful|nunca|no (?:compart|env|des|ingres)"
    r"|estafa|никогда|не (?:пере|от|в|со|ск|да)|мошен|不要|千万|切勿|勿|骗|騙"
    r"|しないで|ないように|詐欺|절대|마세요|사기"
    r"|should i|why|how|asks?|asked|wants|trick|is it safe|可以吗|吗[?？]|か[?？]"
)
_HANDLE = re.compile(r"@(?<![\w@./]@)([a-z][\w.]{2,63})", re.ASCII)
_ADDRESS = re.compile(r"(?:\s*@[a-z][\w.]{2,63}[\s,:]{0,3})+", re.ASCII)
_PIECES = re.compile(r"[\W\d_]+")
_OFFICES = frozenset(roles.CLAIMS) - {"bot"} | {
    "recover", "unlock", "unlocker", "fix", "fixer", "wallet", "hacker", "invest", "investor",
    "trader", "trades", "signals", "profit", "vyvod", "vivod", "obmen", "garant", "tech", "kefu",
}  # fmt: skip
_MESSENGERS = frozenset({
    "whatsapp", "whats", "telegram", "signal", "wechat", "line", "kakao", "qq", "skype", "discord",
    "vx", "тг", "телеграм", "телеграмм", "ватсап", "вацап", "вотсап",
})  # fmt: skip
_MESSENGER_NAMES = (
    "whats", "telegram", "signal", "wechat", "line", "kakao", "qq", "skype", "discord", "vx",
    "微信", "薇信", "v信", "wx", "v:", "テレグラム", "라인", "위챗", "飞机", "電報", "电报",
    "ватсап", "вацап", "телеграм", "тг", "вотсап", "ライン", "카톡", "카카오", "텔레",
)  # fmt: skip
_MESSENGER = re.compile(
    r"(?:(?<![a-z])(?:whats ?app|telegram|signal|wechat|line|kakao|qq|skype|discord|vx|wx|v(?=:))"
    r"|テレグラム|라인|위챗|微信|薇信|v信|飞机|電報|电报|ватсап|вацап|телеграм{1,16}|тг|вотсап|ライン|카톡"
    r"|카카오|텔레그램|텔레)"
    r"(?: ?(?:id|number|no|id는|号|號|номер|numero|número|아이디|문의|추가|追加|添加))?"
    r"[ぁ-ん]{0,8}\s?"
    r"(?:[:：=>-]{1,3}\s?(?:id\s)?|(?:id|아이디|号|號|信)[\s:：]{1,3}"
    r"|(?<=[\s信q])(?=[a-z]{1,3}\d{4}|\d{6}))"
    r"[@+]?[a-z0-9+][\w.+-]{3,39}"
)
_FORMS = (
    "forms.gle", "docs.google.com", "typeform.com", "jotform.com", "tally.so", "forms.office.com",
    "wa.me", "t.me", "telegram.me", "line.me", "m.me", "discord.gg", "forms.yandex.ru", "wj.qq.com",
    "surveymonkey.com", "airtable.com", "api.whatsapp.com", "open.kakao.com", "signal.me",
)  # fmt: skip
_FORM_WORD = re.compile(
    r"/(?:forms?|ticket|support|help|live-?chat|contact|validate|verify|sync)\b"
)


def find(subject: Subject, context: Context) -> Iterator[Finding]:
    if not isinstance(subject, Message):
        return
    for part in subject.parts:
        if judged := _judge(part, subject, context):
            yield Finding(ID, *judged, 0, len(part.text), part.label)


def _judge(part: Part, message: Message, context: Context) -> tuple[str, float] | None:
    plain = part.spoken
    if _asks_for_a_secret(part):
        return ASKS_SECRET, 0.85
    asks = _ASKS.first(plain, part.anchors) or _points(plain)
    offers = _OFFERS.first(plain, part.anchors) or _CLAIMS.first(plain, part.anchors)
    refers = _REFERS.first(plain, part.anchors)
    seconds = message.recent.asked_seconds
    is_quick = seconds is not None and seconds <= QUICK_SECONDS
    if not (asks or offers or refers or is_quick):
        return (HINT, 0.4) if _names_a_stranger(part, context) else None
    drawn = _DRAWS.first(plain, part.anchors)
    if _has_contact(part, message, context):
        if not (offers or drawn) and ("?" in plain or (not asks and _warns(part))):
            return HINT, 0.4  # "Should I reach out to @ann?", "This guy @bob is a scammer"
        return (CONTACT, 0.9) if asks or offers or refers else (QUICK, 0.8)
    if offers and drawn:
        return OFFER, 0.8
    hint = drawn or _CLAIMS.first(plain, part.anchors)
    if not hint or "?" in plain[hint.end() :] or _warns(part):
        return None  # "Can somebody of the team message me?"
    return HINT, 0.3


def _names_a_stranger(part: Part, context: Context) -> bool:
    """A messenger's number, or a handle that plays an office and is not ours."""
    may_name = not (part.spoken.isascii() and part.anchors.isdisjoint(_MESSENGERS))
    if may_name and _names_a_messenger(part.spoken):
        return True
    return any(_is_an_office(name) and name not in context.handles for name in _handles(part))


def draws(part: Part) -> bool:
    """Whether a text asks readers to come over in private."""
    return _DRAWS.first(part.spoken, part.anchors) is not None


def names_a_contact(part: Part) -> bool:
    return any(_handles(part)) or _names_a_messenger(part.spoken)


def _handles(part: Part) -> Iterator[str]:
    """Those that the text tells of; the ones that it begins with are whom it speaks to."""
    addressed = _ADDRESS.match(part.spoken)
    for found in _HANDLE.finditer(part.spoken, addressed.end() if addressed else 0):
        yield found[1].rstrip(".")


def _is_an_office(handle: str) -> bool:
    """`pay_support_24`; `support` alone is how people call for help."""
    pieces = [piece for piece in _PIECES.split(handle) if piece]
    return len(pieces) > 1 and not _OFFICES.isdisjoint(pieces)


def _names_a_messenger(plain: str) -> bool:
    spans = windows.around(plain, _MESSENGER_NAMES, before=0, after=100)
    return next(windows.matches(_MESSENGER, plain, spans), None) is not None


def _points(plain: str) -> re.Match[str] | None:
    spans = windows.around(plain, ("@", "http", "+", "t.me", "wa.me"), before=60, after=6)
    return next(windows.matches(_POINTS, plain, spans), None)


def _asks_for_a_secret(part: Part) -> bool:
    plain = part.spoken
    asked = _SECRETS.first(plain, part.anchors) and _REQUESTS.search(plain)
    return bool(asked or _asks_for_a_login(plain)) and not _warns(part)


def _asks_for_a_login(plain: str) -> bool:
    spans = windows.around(plain, _LOGIN_WORDS, before=60, after=24)
    return next(windows.matches(_LOGIN, plain, spans), None) is not None


def _warns(part: Part) -> bool:
    """Whether it tells of a scam, or asks about one, rather than being one."""
    return _WARNS.search(part.spoken) is not None


def _has_contact(part: Part, message: Message, context: Context) -> bool:
    """A way out of the community that is not on the lists."""
    if any(name not in context.handles for name in _handles(part)):
        return True
    if _names_a_messenger(part.spoken):
        return True
    if any(one.kind in (Kind.PHONE, Kind.EMAIL) for one in part.private):
        return not any(domain in part.spoken for domain in context.allowed)
    hosts = (*((link.host, link.url) for link in part.links),
             *((parsed(link.target).host, link.target) for link in message.links))  # fmt: skip
    return any(_is_form(name, url, context) for name, url in hosts)


def _is_form(name: str, url: str, context: Context) -> bool:
    readable = host(name).name
    if belongs(readable, context.allowed):
        return False
    return belongs(readable, _FORMS) or _FORM_WORD.search(url) is not None
