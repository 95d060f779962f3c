"""Accounts at messengers, as people give them to each other."""

import re
from collections.abc import Set

from moderation import windows

_NAMES = frozenset({
    "whatsapp", "whats", "telegram", "signal", "wechat", "line", "kakao", "qq", "skype", "discord",
    "vx", "微信", "薇信", "v信", "飞机", "電報", "电报", "加v", "加薇", "ватсап", "вацап", "вотсап",
    "телеграм", "телеграмм", "тг", "ライン", "라인", "카톡", "テレグラム", "위챗", "카카오",
    "텔레", "wx", "v",
})  # fmt: skip
_WITH_ID = re.compile(
    r"(?:(?<![a-z])(?:whats ?app|telegram|signal|wechat|line|kakao|qq|skype|discord|vx|wx|v(?=:))"
    r"|テレグラム|라인|위챗|微信|薇信|v信|飞机|電報|电报|ватсап|вацап|телеграм{1,16}|тг|вотсап|ライン|카톡|카카오|텔레그램|텔레)"
    r"(?: ?(?:id|number|no|id는|号|號|номер|numero|número|아이디|문의|추가|追加|添加))?"
    r"(?:\s?[:：=>-]{1,3}\s?(?:id\s)?|\s?id\s)[@+]?[\w.+-]{4,40}"
)
_ID_BEHIND = re.compile(
    r"(?:加v|加薇|加微信?|微信|飞机|qq|line|카톡|카카오톡?|라인|вотсап|ватсап|whatsapp|telegram)"
    r"[\s:：]{0,2}(?:id|아이디|号|號)?[\s:：]{0,2}(?=[a-z_]{0,16}\d)[a-z0-9_-]{5,24}(?![\w.])"
    r"|(?:line|ライン)[^\n:：]{0,12}[:：]\s?[a-z][a-z0-9_.-]{4,24}"
)
# Without it, so near behind a messenger's name, neither is there.
_ID_AHEAD = re.compile(r"[:：=>-]|id\s|[a-z0-9_-]{5}")
_NEAR = 48


def named(spoken: str, words: Set[str]) -> bool:
    """Whether a lower-case text names one with an id behind it; `words` are those of `phrases`."""
    found = words & _NAMES
    if not found:
        return False
    seen = ["v:" if name == "v" else name for name in found]  # as both forms ask for it
    places = [
        place
        for place in windows.places(spoken, seen)
        if _ID_AHEAD.search(spoken, place, place + _NEAR)
    ]
    return any(
        next(windows.beginnings(form, spoken, places, before=2), None)
        for form in (_WITH_ID, _ID_BEHIND)
    )
