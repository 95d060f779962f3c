"""What `doctor` asks of a group in which tickets are worked on: topics, and who reads there."""

from collections.abc import AsyncIterator
from typing import Any

from telegram.error import BadRequest, Forbidden

from bots.telegram.client import GuideBot
from core.platform import Finding, Needs

_US = 1  # the bot is one of the members


async def findings(bot: GuideBot, needs: Needs) -> AsyncIterator[Finding]:
    for room in dict.fromkeys(needs.rooms):
        chat = room.removeprefix("telegram:")
        try:
            info = await bot.call("getChat", {"chat_id": chat})
            strangers = await _strangers(bot, chat, needs)
        except (BadRequest, Forbidden):
            continue  # said already where its rights were looked at
        yield _topics(f"tickets in {room}", info)
        yield _privacy(f"readers of {room}", info, strangers)


def _topics(what: str, info: dict[str, Any]) -> Finding:
    if info.get("is_forum"):
        return Finding(what=what, found="each has a topic")
    remedy = "switch Topics on in the group's settings"
    found = "no topics: all of them go to the main chat"
    return Finding(what=what, found=found, level="warning", remedy=remedy)


def _privacy(what: str, info: dict[str, Any], strangers: int) -> Finding:
    if info.get("username"):
        remedy = "make the group private: what askers write is shown there"
        return Finding(what=what, found="everybody, it is public", level="error", remedy=remedy)
    if strangers > 0:
        found = f"{strangers} of its members are not staff"
        remedy = "remove them, or make them moderators with /staff add"
        return Finding(what=what, found=found, level="error", remedy=remedy)
    return Finding(what=what, found="staff only")


async def _strangers(bot: GuideBot, chat: str, needs: Needs) -> int:
    """Telegram tells no list of members, only how many there are and whether one is among them."""
    count = int(await bot.call("getChatMemberCount", {"chat_id": chat}))
    staff = [await _is_in(bot, chat, account) for account in needs.team]
    return count - _US - sum(staff)


async def _is_in(bot: GuideBot, chat: str, account: str) -> bool:
    try:
        arguments = {"chat_id": chat, "user_id": int(account.removeprefix("telegram:"))}
        answer = await bot.call("getChatMember", arguments)
    except (BadRequest, ValueError):
        return False  # never there
    return answer["status"] not in {"left", "kicked"} and answer.get("is_member", True)
