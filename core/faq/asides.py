"""What a message to a group holds that is not said to everybody: names, quotations, code."""

import re
from collections.abc import Callable

from core.faq.asking import asks_outright
from core.faq.features import normalise
from core.faq.folding import folded
from core.faq.smalltalk import COURTESY, PARTICLES

_MENTION = re.compile(r"(?<!\w)@(\w+)")
_CALLED = re.compile(
    r"^\W*(?:(?:hey|hi|hello|yo|привет|эй|hola|oye)\s+)?([^\W\d_]+)\s*,", re.IGNORECASE
)
_CALLED_IN_EAST_ASIA = re.compile(
    r"^\s*(?:[老小阿][\u4e00-\u9fff][，,：]"
    r"|(?!皆|みな|運営|サポ|管理)[^\s、。,]{1,8}(?:さん|くん|君|ちゃん|先輩)[、, ]"
    r"|[가-힣]{1,5} ?씨[, ])"
)
_OTHERS = "urgent today yesterday now again срочно сегодня вчера urgente hoy ayer here everyone"
_NO_NAMES = COURTESY | PARTICLES | frozenset(folded(_OTHERS).split())

_MARKED = re.compile('[>＞"“„«「『`;{}=(]')
"""Most texts have none of it."""

_QUOTED_LINES = re.compile(r"^\s*[>＞].*$", re.MULTILINE)
_QUOTATION = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』]{6,})[\"”“»」』]")
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_CODE = re.compile(
    r"^\s*(?:import|from|def|class|const|let|var|return|await)\s.*[=(:;].*$"
    r"|^.*(?:\w\.\w+\(|\w\(\w*[\"'(]|[{};]\s*$|=>|[=!]=|\w=[\"'\w]).*$",
    re.MULTILINE,
)


def is_to_somebody(text: str, is_known: Callable[[str], bool]) -> bool:
    """Spoken to a person who is named: "@tom …", "Tom, did you …". The team is nobody, nor is a
    word that the knowledge base has."""
    if "@" in text and any(map(_is_name, _MENTION.findall(text))):
        return True
    if "," in text and (called := _CALLED.match(text)) and called.group(1).istitle():
        return _is_name(called.group(1)) and not is_known(called.group(1))
    return not text.isascii() and _CALLED_IN_EAST_ASIA.match(text) is not None


def _is_name(word: str) -> bool:
    return folded(word.lower()) not in _NO_NAMES


def own_words(text: str) -> str:
    """Without quoted lines, others' questions in quotation marks, and code."""
    if not _MARKED.search(text):
        return text
    own = _QUOTED_LINES.sub("", _FENCED.sub(" ", text))
    own = _QUOTATION.sub(lambda found: " " if _asks(found[1]) else found[0], own)
    return _CODE.sub(lambda found: found[0] if _asks(found[0]) else " ", own)


def _asks(text: str) -> bool:
    return asks_outright(normalise(text))
