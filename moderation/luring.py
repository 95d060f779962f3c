"""What words do: ask readers over, promise help, play the staff, warn, plead, thank."""

import re

from moderation import windows
from moderation.phrases import Phrases
from moderation.subject import Part

_ASKS = Phrases.of("asks")
_OFFERS = Phrases.of("offers")
_REMEDIES, _POSES, _PRIVATE, _REACHES, _SENT, _HELPS, _CORNER = map(
    Phrases.of, ("remedies", "poses", "private", "reaches", "sent", "helps", "corner")
)
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
_WARNED = (
    r"never|don'?t|do not|nobody|no one|scam|beware|careful|nunca|estafa"
    r"|(?<!\w)no (?:compart|env|des|ingres)|никогда|(?<!\w)не (?:пере|от|в|со|ск|да)|мошен|развод"
    r"|不要|千万|切勿|勿|骗|騙|不会|小心"
    r"|しないで|ないように|詐欺|ありません|절대|마세요|사기|않습|조심"
)
_WARNS = re.compile(
    rf"{_WARNED}|should i|why|how|asks?|asked|wants|trick|is it safe|可以吗|吗[?？]|か[?？]"
)
_ASKED_OR_WARNED = re.compile(
    rf"{_WARNED}|[?？]\W*\w{{0,12}}\W*\Z|claiming|pretend|some(?:one|body)|alguien|кто-то"
    r"|какой-то|有人|名乗る|라는 사람"
    r"|(?<!\w)(?:who|where|how (?:do|can|to contact)|does any|any(?:one|body))\b"
    r"|(?<!\w)(?:can|could|may) i\b"
    r"|(?<!\w)(?:quién|dónde|cómo|кто|где|как)\b"
    r"|谁|誰|怎么|怎麼|哪里|哪個|请问|請問|どこ|どう|어디|어떻게|누구"
)
_PLEADS = re.compile(
    r"help me|need help|needs? some help|please|pls|plz|ayúdame|ayudame|ayuda por favor|necesito"
    r"|помогите|пожалуйста|帮帮|求助|请帮|助けて|教えてください|도와주세요|부탁"
)
_THANKED = re.compile(
    r"\bth(?:anks|ank you|x)\b|gracias|спасибо|谢谢|謝謝|多谢|ありがとう|감사|고마워"
)


def asks(part: Part) -> bool:
    """To be written to, or to write to an address right behind."""
    return _says(_ASKS, part) or _points(part.spoken) is not None


def offers(part: Part) -> bool:
    return _says(_OFFERS, part)


def helps(part: Part) -> bool:
    return _says(_HELPS, part)


def reaches(part: Part) -> bool:
    """It sends readers somewhere."""
    return _says(_REACHES, part)


def is_private(part: Part) -> bool:
    return _says(_PRIVATE, part)


def draws(part: Part) -> bool:
    """Whether a text asks readers to come over in private."""
    return _DRAWS.first(part.spoken, part.anchors) is not None


def invites(part: Part) -> bool:
    """Somewhere private, by somebody who plays the staff or promises help."""
    if _ASKED_OR_WARNED.search(part.spoken):
        return False
    if _says(_SENT, part):
        return True
    if _PLEADS.search(part.spoken) or thanks(part):
        return False
    if _says(_PRIVATE, part) and plays(part):
        return True
    return (draws(part) or _says(_CORNER, part)) and _says(_HELPS, part)


def calls_somebody(part: Part) -> bool:
    """ "@anna, that fixed it": a name in front is whom the words are for."""
    return part.spoken.lstrip().startswith("@") and not _POINTS.search(part.spoken, 1)


def plays(part: Part) -> bool:
    """The staff, or a helper in need."""
    return _says(_REMEDIES, part) or _says(_POSES, part)


def thanks(part: Part) -> bool:
    return _THANKED.search(part.spoken) is not None


def asks_for_a_secret(part: Part) -> bool:
    if not _SECRETS.first(part.spoken, part.anchors):
        return False
    return bool(_REQUESTS.search(part.spoken)) and not _WARNS.search(part.spoken)


def _points(plain: str) -> re.Match[str] | None:
    spans = windows.around(plain, ("@", "http", "+", "t.me", "wa.me"), before=60, after=6)
    return next(windows.matches(_POINTS, plain, spans), None)


def _says(phrases: Phrases, part: Part) -> bool:
    return phrases.first(part.spoken, part.anchors) is not None
