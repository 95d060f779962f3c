"""What `doctor` asks Telegram: token, sight, rights, webhook, menus. Nothing is written."""

import re
from collections.abc import AsyncIterator, Sequence
from typing import Any, get_args

import msgspec
from telegram import ChatMember
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bots.telegram import Right, Settings, house, rooms
from bots.telegram.client import GuideBot, kind_of
from bots.telegram.members import is_absent, is_admin, missing_rights
from bots.telegram.menus import differing, menus_of
from bots.telegram.outcomes import ASK_BOTFATHER
from bots.telegram.taking import ALLOWED_UPDATES
from bots.telegram.who import Me
from core.platform import CommandSpec, Finding, Needs

# Comes with being an administrator at all (bots/api#chatadministratorrights).
_COMES_ALONG = "can_manage_chat"
_HANDLE = re.compile(r"(?:@|(?:https?://)?t\.me/)([A-Za-z]\w{3,31})")
_VOICE = Finding(
    what="own voice",
    found="not heard: Telegram shows a bot nothing that it wrote, so a stolen token goes unnoticed",
)
_PRIVACY = "@BotFather, /setprivacy, Disable; then remove the bot from its groups and add it again"


_RAIDS = Finding(
    what="raids",
    found="who comes in one is muted one by one, or with raid_lock the whole group is: Telegram has"
    " no change that silences newcomers alone",
)


async def findings(
    bot: GuideBot, settings: Settings, commands: Sequence[CommandSpec], needs: Needs
) -> list[Finding]:
    """One line for each thing looked at; the first failure to reach Telegram ends it."""
    found: list[Finding] = []
    try:
        me = me_of(await bot.call("getMe"), settings)
        found.append(Finding(what="token", found=f"@{me.username}"))
        found.append(_sight(me, needs))
        found.append(_VOICE)
        found += [_RAIDS] if needs.raids else []
        found += [finding async for finding in _chats(bot, me, needs)]
        found += [finding async for finding in rooms.findings(bot, needs)]
        found += [finding async for finding in _addresses(bot, me, needs)]
        info = await bot.call("getWebhookInfo")
        found += [_webhook(info, settings), _updates(info)]
        found.append(await _menus(bot, commands))
    except InvalidToken:
        found.append(Finding(what="token", found="refused", level="error", remedy=ASK_BOTFATHER))
    except TelegramError as error:
        remedy = f"check the network and api_base_url ({settings.api_base_url})"
        found.append(Finding(what="connection", found=kind_of(error), level="error", remedy=remedy))
    return found


def me_of(answer: dict[str, Any], settings: Settings) -> Me:
    """Ourselves, from getMe."""
    return Me(
        id=answer["id"],
        username=answer["username"],
        reads_all=answer.get("can_read_all_group_messages", False),
        rights=settings.rights,
    )


def _sight(me: Me, needs: Needs) -> Finding:
    what = "privacy mode"
    if me.reads_all:
        return Finding(what=what, found="off: all messages of groups are seen")
    if not needs.auto_answers:
        return Finding(what=what, found="on: commands and replies are seen, which is all we need")
    found = "on: messages to nobody are not seen where the bot is not an administrator"
    return Finding(what=what, found=found, level="warning", remedy=_PRIVACY)


async def _chats(bot: GuideBot, me: Me, needs: Needs) -> AsyncIterator[Finding]:
    for chat in dict.fromkeys(place.partition("/")[0] for place in needs.places):
        what = f"chat {chat}"
        try:
            arguments = {"chat_id": chat.removeprefix("telegram:"), "user_id": me.id}
            answer = await bot.call("getChatMember", arguments)
        except (BadRequest, Forbidden):
            remedy = "add the bot to it, or correct the id (/place prints it)"
            yield Finding(what=what, found="not found", level="error", remedy=remedy)
            continue
        used = _used(me, needs, chat)
        auto_answers = any(place.partition("/")[0] == chat for place in needs.auto_answers)
        member = ChatMember.de_json(answer, None)
        found = _rights(what, member, used, auto_answers=auto_answers)
        yield msgspec.structs.replace(
            found, place=chat, lacks=_lacks(member, me), excess=_excess(member, used)
        )


def _lacks(member: ChatMember, me: Me) -> tuple[str, ...]:
    """Of all that we could have, whether this installation asks for it or not. Reactions are told
    to administrators only, whatever their rights (bots/api#update)."""
    if is_absent(member):
        return ()
    rights = missing_rights(member, msgspec.structs.replace(me, rights=get_args(Right)))
    return rights if is_admin(member) else (*rights, "administrator")


def _used(me: Me, needs: Needs, chat: str) -> Me:
    """Where tickets are worked on, topics are opened."""
    if chat not in needs.rooms or "can_manage_topics" in me.rights:
        return me
    return msgspec.structs.replace(me, rights=(*me.rights, "can_manage_topics"))


def _rights(what: str, member: ChatMember, me: Me, *, auto_answers: bool) -> Finding:
    if is_absent(member):
        return Finding(what=what, found=member.status, level="error", remedy="add the bot to it")
    missing = set(missing_rights(member, me))
    if not auto_answers:
        missing.discard("see_messages")
    if missing:
        names = ", ".join(sorted(missing))
        remedy = "make the bot an administrator with these rights" if names else ""
        return Finding(what=what, found=f"lacks {names}", level="error", remedy=remedy)
    if excess := _excess(member, me):
        names = ", ".join(excess)
        remedy = "take these rights away: nothing here uses them"
        return Finding(what=what, found=f"has also {names}", level="warning", remedy=remedy)
    return Finding(what=what, found=member.status)


def _excess(member: ChatMember, me: Me) -> tuple[str, ...]:
    """By Telegram's names without `can_`."""
    if member.status != ChatMember.ADMINISTRATOR:
        return ()
    held = {name for name, held in member.to_dict().items() if held is True}
    used = {_COMES_ALONG, "can_be_edited", "is_anonymous", *me.rights}
    return house.named(sorted(held - used))


async def _addresses(bot: GuideBot, me: Me, needs: Needs) -> AsyncIterator[Finding]:
    """Where our @handles and t.me addresses lead. Private invites cannot be asked about, nor can
    people's handles: of what is not found nothing is said."""
    places = {place.partition("/")[0].removeprefix("telegram:") for place in needs.places}
    for address in needs.addresses:
        handle = _HANDLE.fullmatch(address)
        if handle is None:
            continue
        try:
            chat = await bot.call("getChat", {"chat_id": f"@{handle[1]}"})
        except (BadRequest, Forbidden):
            if handle[1].lower() == me.username.lower():
                yield Finding(what=address, found="ours", address=address, leads="ours")
            continue
        is_ours = str(chat["id"]) in places or await _is_inside(bot, me, chat["id"])
        yield _leads(address, str(chat["id"]), is_ours=is_ours)


async def _is_inside(bot: GuideBot, me: Me, chat: int) -> bool:
    try:
        answer = await bot.call("getChatMember", {"chat_id": chat, "user_id": me.id})
    except (BadRequest, Forbidden):
        return False
    return not is_absent(ChatMember.de_json(answer, None))


def _leads(address: str, chat: str, *, is_ours: bool) -> Finding:
    if is_ours:
        return Finding(what=address, found=f"leads to {chat}", address=address, leads="ours")
    return Finding(
        what=address,
        found=f"leads to {chat}, where we are not",
        level="warning",
        remedy="add the bot there, or correct [official]",
        address=address,
        leads="elsewhere",
    )


def _webhook(info: dict[str, Any], settings: Settings) -> Finding:
    url, what = info.get("url", ""), "webhook"
    if url == settings.webhook_url:
        if info.get("last_error_message"):
            found = f"{info['last_error_message']}, {info['pending_update_count']} updates wait"
            remedy = "the address must reach this program's web server"
            return Finding(what=what, found=found, level="warning", remedy=remedy)
        return Finding(what=what, found="set" if url else "none: we poll")
    if not url:
        return Finding(what=what, found="not set yet", level="warning", remedy="start the bot")
    remedy = "starting the bot replaces it; stop whoever uses this token there"
    return Finding(what=what, found="another address is set", level="warning", remedy=remedy)


def _updates(info: dict[str, Any]) -> Finding:
    """Joins and reactions come only when asked for; what was asked for last is kept."""
    what = "updates"
    if not (absent := sorted(set(ALLOWED_UPDATES) - set(info.get("allowed_updates", ())))):
        return Finding(what=what, found="all that we need are asked for")
    remedy = "start the bot: it asks for them"
    found = f"not asked for: {', '.join(absent)}"
    return Finding(what=what, found=found, level="warning", remedy=remedy)


async def _menus(bot: GuideBot, commands: Sequence[CommandSpec]) -> Finding:
    outdated = len(await differing(bot, menus_of(commands)))
    if not outdated:
        return Finding(what="menus", found="up to date")
    remedy = "start the bot: it sets them"
    found = f"{outdated} of them differ"
    return Finding(what="menus", found=found, level="warning", remedy=remedy)
