"""Chats and members.

Source: core.telegram.org/bots/api, under the name of each method.
"""

from __future__ import annotations

from tests.fakes.telegram import rules
from tests.fakes.telegram.calling import Params, find_chat, find_user, method, need
from tests.fakes.telegram.rules import bad
from tests.fakes.telegram.world import Chat, Membership, User, World, permissions_of


@method
def getChat(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    everybody = {} if chat.user else {"permissions": permissions_of(chat.permissions)}
    return (
        chat.as_json()
        | everybody
        | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(
                (
                    "unlimited_gifts",
                    "limited_gifts",
                    "unique_gifts",
                    "premium_subscription",
                    "gifts_from_channels",
                ),
                False,
            ),
        }
    )


@method
def getChatMemberCount(world: World, p: Params) -> object:
    present = find_chat(world, p).members.values()
    return sum(each.status not in {"left", "kicked"} for each in present)


@method
def getChatMember(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    user = find_user(world, p)
    return chat.member(user).as_json(user)


@method
def getChatAdministrators(world: World, p: Params) -> object:
    """Other bots are left out."""
    chat = find_chat(world, p)
    people = [(world.users[id_], member) for id_, member in chat.members.items()]
    return [
        member.as_json(user)
        for user, member in people
        if member.status in {"creator", "administrator"} and (not user.is_bot or user is world.bot)
    ]


@method
def setChatPermissions(world: World, p: Params) -> object:
    """Of all who are no administrators."""
    chat = find_chat(world, p)
    need(world, chat, "can_restrict_members", "not enough rights to change chat permissions")
    permissions = p.object("permissions") or {}
    if permissions_of(permissions) == permissions_of(chat.permissions):
        raise bad("CHAT_NOT_MODIFIED")
    chat.permissions = permissions
    world.changed()
    return True


@method
def approveChatJoinRequest(world: World, p: Params) -> object:
    chat, user = _asked_in(world, p)
    chat.members[user.id] = Membership()
    world.changed()
    return True


@method
def declineChatJoinRequest(world: World, p: Params) -> object:
    _asked_in(world, p)
    world.changed()
    return True


def _asked_in(world: World, p: Params) -> tuple[Chat, User]:
    chat, user = find_chat(world, p), find_user(world, p)
    need(world, chat, "can_invite_users", "not enough rights")
    if user.id not in chat.requests:
        raise bad("HIDE_REQUESTER_MISSING")
    chat.requests.discard(user.id)
    return chat, user


def _restrict(world: World, p: Params) -> tuple[Chat, User, Membership]:
    chat = find_chat(world, p)
    if chat.type != "supergroup":
        raise bad("method is available only for supergroups")
    refusal = "not enough rights to restrict/unrestrict chat member"
    need(world, chat, "can_restrict_members", refusal)
    user = find_user(world, p)
    member = chat.member(user)
    if user is world.bot:
        raise bad("can't restrict self")
    if member.status in {"creator", "administrator"}:
        raise bad("user is an administrator of the chat")
    return chat, user, member


@method
def restrictChatMember(world: World, p: Params) -> object:
    _, _, member = _restrict(world, p)
    permissions = p.object("permissions") or {}
    member.permissions, member.until = permissions, p.number("until_date")
    member.status = "member" if permissions.get("can_send_messages") else "restricted"
    world.changed()
    return True


@method
def banChatMember(world: World, p: Params) -> object:
    _, _, member = _restrict(world, p)
    member.status, member.until = "kicked", p.number("until_date")
    world.changed()
    return True


@method
def unbanChatMember(world: World, p: Params) -> object:
    """Without only_if_banned a member is removed, and free to return."""
    _, _, member = _restrict(world, p)
    if member.status == "kicked" or not p.flag("only_if_banned"):
        member.status = "left"
    world.changed()
    return True


@method
def setChatMemberTag(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    need(world, chat, "can_manage_tags", "not enough rights to manage member tags")
    tag = p.text("tag")
    if rules.units(tag) > rules.MAX_MEMBER_TAG or any(ord(letter) > 0x1F000 for letter in tag):
        raise bad("RANK_INVALID")
    member = chat.member(find_user(world, p))
    if member.status not in {"member", "restricted"}:
        raise bad("USER_NOT_PARTICIPANT")
    member.tag = tag or None
    world.changed()
    return True
