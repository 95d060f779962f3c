"""Does somebody draw a member away to where nobody watches, or play the support?

"Write me in private", in six languages, with a handle, a messenger or a form to go to; offers to
recover, validate or fix a wallet; requests for a seed phrase; a contact given within 30 seconds of
somebody's question. Nobody of us writes first.
"""

import re
from collections.abc import Iterator

from core.redact import Kind
from moderation import windows
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
    r"(?:send|share|give|provide|enter|submit|import|type|paste|input|tell|show|confirm|verify)"
    r"(?: me| us)?(?: in)?(?: your| the)\b|env[íi]a|comparte|introduce|ingresa|escribe tu|dame"
    r"|пришлите|отправьте|введите|скиньте|сообщите|укажите|发给|發給|输入|輸入|提供|告诉|送って|入力して"
    r"|教えて|보내|입력|알려"
)
_WARNS = re.compile(
    r"never|don'?t|do not|nobody|no one|scam|beware|careful|nunca|no (?:compart|env|des|ingres)"
    r"|estafa|никогда|не (?:пере|от|в|со|ск|да)|мошен|不要|千万|切勿|勿|骗|騙"
    r"|しないで|ないように|詐欺|절대|마세요|사기"
    r"|should i|why|how|asks?|asked|wants|trick|is it safe|可以吗|吗[?？]|か[?？]"
)
_HANDLE = re.compile(r"@(?<![\w@./]@)([a-z][\w.]{2,63})", re.ASCII)
_MESSENGERS = frozenset({
    "whatsapp", "whats", "telegram", "signal", "wechat", "line", "kakao", "qq", "skype", "discord",
    "vx", "тг", "телеграм", "телеграмм", "ватсап", "вацап", "вотсап",
})  # fmt: skip
_MESSENGER_NAMES = (
    "whats", "telegram", "signal", "wechat", "line", "kakao", "qq", "skype", "discord", "vx",
    "微信", "薇信", "v信", "飞机", "電報", "电报", "ватсап", "вацап", "телеграм", "тг", "вотсап",
    "ライン", "카톡", "카카오", "텔레",
)  # fmt: skip
_MESSENGER = re.compile(
    r"(?:(?<![a-z])(?:whats ?app|telegram|signal|wechat|line|kakao|qq|skype|discord|vx)"
    r"|微信|薇信|v信|飞机|電報|电报|ватсап|вацап|телеграм{1,16}|тг|вотсап|ライン|카톡|카카오|텔레그램|텔레)"
    r"(?: ?(?:id|number|no|id는|号|號|номер|numero|número|아이디|문의|추가|追加|添加))?"
    r"(?:\s?[:：=>-]{1,3}\s?(?:id\s)?|\s?id\s)[@+]?[\w.+-]{4,40}"
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
    offers = _OFFERS.first(plain, part.anchors)
    seconds = message.recent.asked_seconds
    is_quick = seconds is not None and seconds <= QUICK_SECONDS
    if not (asks or offers or is_quick):
        named = not part.anchors.isdisjoint(_MESSENGERS) and _names_a_messenger(plain)
        return (HINT, 0.4) if named else None
    is_drawn = draws(part)
    if _has_contact(part, message, context):
        if "?" in plain and not (offers or is_drawn):
            return HINT, 0.4  # "Should I reach out to @ann?"
        return (CONTACT, 0.9) if asks or offers else (QUICK, 0.8)
    if offers and is_drawn:
        return OFFER, 0.8
    return (HINT, 0.3) if is_drawn else None


def draws(part: Part) -> bool:
    """Whether a text asks readers to come over in private."""
    return _DRAWS.first(part.spoken, part.anchors) is not None


def names_a_contact(part: Part) -> bool:
    return bool(_HANDLE.search(part.spoken)) or _names_a_messenger(part.spoken)


def _names_a_messenger(plain: str) -> bool:
    spans = windows.around(plain, _MESSENGER_NAMES, before=0, after=100)
    return next(windows.matches(_MESSENGER, plain, spans), None) is not None


def _points(plain: str) -> re.Match[str] | None:
    spans = windows.around(plain, ("@", "http", "+", "t.me", "wa.me"), before=60, after=6)
    return next(windows.matches(_POINTS, plain, spans), None)


def _asks_for_a_secret(part: Part) -> bool:
    if not _SECRETS.first(part.spoken, part.anchors):
        return False
    return bool(_REQUESTS.search(part.spoken)) and not _WARNS.search(part.spoken)


def _has_contact(part: Part, message: Message, context: Context) -> bool:
    """A way out of the community that is not on the lists."""
    if any(found[1].rstrip(".") not in context.handles for found in _HANDLE.finditer(part.spoken)):
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
