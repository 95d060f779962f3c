"""What words do: ask readers over, promise help, play the staff, warn, plead, thank."""

import re

from ahocorasick_rs import BytesAhoCorasick, Implementation

from moderation import hints, windows
from moderation.subject import Part

# A verb and right behind it where to.
_POINTS = re.compile(
    r"(?:dm|pm|message|text|write|contact|inbox|add|reach|联系|聯繫|私信|加|(?:на)?пиши(?:те)?"
    r"|escrib[ae]|contacta|문의|연락)[\s:：]{0,2}(?:to |out to |a |al |him |her |us ){0,2}"
    r"(?:on |at |via |through |en |в |на )?(?:whatsapp |telegram |tg )?"
    r"(?:@|\+\d|https?:|t\.me|wa\.me)"
)
_REQUESTS = re.compile(
    r"(?<!\bi )(?:send|share|give|provide|enter|submit|import|type|paste|input|tell|show|confirm"
    r"|verify)(?: me| us)?(?: in)?(?: your| the)\b|env[íi]a|comparte|introduce|ingresa|escribe tu"
    r"|dame|пришлите|отправьте|введите|скиньте|сообщите|укажите|发给|發給|交给|交給|发到|填到"
    r"|输入|輸入|提供|告诉|送って"
    r"|(?<=by )sending (?:your|the|us)\b|发我(?!们)|發我(?!們)"
    r"|入力して(?!も)|教えて|(?:보내|알려)\s?(?:주|줘|시|세)|입력(?:하시|하세|하셔|해\s?주)"
)
# What has to be handed over, as it is said; who asks whether it has is no thief.
_DEMANDS = re.compile(
    r"(?:送る|送信する|伝える|教える|提供する|提出する|共有する)(?:必要|ことで|と(?!ダメ|だめ|危))"
    r"|(?:보내|제출해|전달해|알려|공유해)\s?(?:주셔|주어|셔|주)?야|(?:보내|알려|제출해|전달해)\s?주시면"
    r"|(?:нужно|надо|необходимо|требуется|следует) (?:отправить|прислать|сообщить|скинуть|передать)"
    r"|(?:debes?|tienes? que|necesitas?|hay que) (?:enviar|compartir|mandar|facilitar)"
    r"|(?:需要|必须|請|请)(?:提交|上传|发送|截图|填写)"
)
_LOGIN = re.compile(
    r"(?:send|give|tell|share|forward|dm)\s(?:me|us)\syour\b.{0,30}(?:password|login|code|otp|pin)\b"
    r"|(?:envíame|mándame|pásame|dame|dime)\s(?:tu|el)\b.{0,20}(?:contraseña|código|clave)"
    r"|(?:пришлите|скиньте|отправьте|сообщите)\s(?:мне\s|нам\s)?(?:ваш|свой|код|пароль)"
    r".{0,20}(?:парол|код|смс|sms)|(?:密码|密碼|验证码|驗證碼).{0,6}(?:发给我|發給我|告诉我|告訴我)"
    r"|(?:パスワード|認証コード|確認コード)を(?:私に|dmで|こちらに)?(?:送って|教えて)ください"
    r"|(?:비밀번호|인증번호|인증 코드)\S{0,2}\s?(?:보내|알려)\s?(?:주|줘)"
)
_WARNINGS = BytesAhoCorasick([*map(str.encode, (
    "never", "dont", "don't", "do not", "nobody", "no one", "scam", "beware", "careful", "nunca",
    "estafa", "никогда", "мошен", "развод", "不要", "千万", "切勿", "勿", "骗", "騙", "不会",
    "小心", "还是", "還是", "しないで", "ないように", "詐欺",
    "ありません", "절대", "마세요", "사기", "않습", "조심", "안되", "안 되", "안돼", "안 돼",
    "should i", "why", "how", "ask", "wants", "trick", "is it safe", "可以吗",
    "吗?", "吗？", "か?", "か？",
))], implementation=Implementation.DFA)  # fmt: skip
_WARNS = re.compile(r"no (?<!\wno )(?:compart|env|des|ingres)|не (?<!\wне )(?:пере|от|в|со|ск|да)")
_IS_ASKED = re.compile(r"(?:[?？]|ますか|ですか|나요|까요)\W*\w{0,12}\W*\Z")
_LAST = 32  # letters that may stand behind a question


def asks(part: Part) -> bool:
    """To be written to, or to write to an address right behind."""
    return part.said["asks"] > 0 or _points(part)


def draws(part: Part) -> bool:
    """Whether a text asks readers to come over in private."""
    return part.said["draws"] > 0


def plays(part: Part) -> bool:
    """The staff, or a helper in need."""
    return part.said["remedies"] > 0 or part.said["poses"] > 0


def invites(part: Part) -> bool:
    """Somewhere private, by somebody who plays the staff or promises help."""
    said = part.said
    if said["doubts"] or is_a_question(part):
        return False
    if said["sent"]:
        return True
    if said["thanks"] or (said["pleads"] and not said["poses"]):
        return False
    if said["private"] and plays(part):
        return True
    if draws(part) and plays(part):
        return True
    return (draws(part) or said["corner"] > 0) and said["helps"] > 0


def is_a_question(part: Part) -> bool:
    """Whether it ends with one."""
    return _IS_ASKED.search(part.spoken[-_LAST:]) is not None


def points_out(part: Part) -> bool:
    """That something is a scam: a warning, a quote of those who were met."""
    return part.said["fraud"] > 0 and not part.said["denied"]


def asks_for_a_secret(part: Part) -> bool:
    """Of a wallet or of an account."""
    asked = (part.said["secrets"] and _requests(part)) or _asks_for_a_login(part)
    return bool(asked) and not _warns(part)


def _warns(part: Part) -> bool:
    found = _WARNINGS.find_matches_as_indexes(part.encoded)
    return bool(found) or _WARNS.search(part.spoken) is not None


def _requests(part: Part) -> bool:
    if _begins(_REQUESTS, part, hints.REQUESTS):
        return True
    return _begins(_DEMANDS, part, hints.DEMANDS) and not is_a_question(part)


def _begins(pattern: re.Pattern[str], part: Part, with_: frozenset[str]) -> bool:
    return any(pattern.match(part.spoken, place) for place in part.places.of(with_))


def _asks_for_a_login(part: Part) -> bool:
    asked = part.places.of(hints.HANDED_OVER)
    logins = windows.near(part.places.of(hints.LOGINS), asked, before=60, after=24)
    spans = windows.around(logins, before=60, after=24)
    return next(windows.matches(_LOGIN, part.spoken, spans), None) is not None


def _points(part: Part) -> bool:
    spans = windows.around(part.places.of(hints.ADDRESSES), before=60, after=6)
    return next(windows.matches(_POINTS, part.spoken, spans), None) is not None
