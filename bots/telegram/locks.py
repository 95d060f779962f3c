"""A chat in which nobody may write, and as it was before: one permission change each."""

from typing import Any

import msgspec

from bots.telegram.client import GuideBot
from bots.telegram.outgoing import silent_permissions
from core.platform import Notes


async def lock(bot: GuideBot, notes: Notes, chat: int) -> bool:
    """False when it was so already. How it was is noted first: a crash must not make it so for
    ever. Raises TelegramError."""
    if not await notes.get(_note(chat)):
        told = await bot.call("getChat", {"chat_id": chat})
        before: dict[str, Any] = told.get("permissions") or {}
        await notes.put(_note(chat), msgspec.json.encode(before).decode())
    return bool(await bot.call("setChatPermissions", {"chat_id": chat, **silent_permissions()}))


async def unlock(bot: GuideBot, notes: Notes, chat: int) -> bool:
    """False where we have locked nothing. Raises TelegramError."""
    if not (kept := await notes.get(_note(chat))):
        return False
    before = {"permissions": msgspec.json.decode(kept), "use_independent_chat_permissions": True}
    await bot.call("setChatPermissions", {"chat_id": chat, **before})
    await notes.put(_note(chat), "")
    return True


def _note(chat: int) -> str:
    return f"before-lock.{chat}"
