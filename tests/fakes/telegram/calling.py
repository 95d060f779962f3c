"""How a method of the Bot API is called: its parameters, its name, what it looks up."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.fakes.telegram.rules import ApiError, Json, bad
from tests.fakes.telegram.world import Chat, Message, User, World


@dataclass(frozen=True)
class Upload:
    """A file that came with a call (core.telegram.org/bots/api#inputfile)."""

    name: str
    data: bytes


class Params:
    """Parameters of one call: values as typed JSON, or strings as a form carries them."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = dict(values)

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int = 0) -> int:
        value = self.values.get(name)
        return default if value is None else int(str(value))

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() == "true"

    def parsed(self, name: str) -> object:
        value = self.values.get(name)
        return json.loads(value) if isinstance(value, str) and value else value

    def object(self, name: str) -> Json | None:
        value = self.parsed(name)
        return dict(value) if isinstance(value, dict) else None

    def list(self, name: str) -> list[Json] | None:
        value = self.parsed(name)
        return list(value) if isinstance(value, list) else None


Method = Callable[[World, Params], object]
METHODS: dict[str, Method] = {}


def method(call: Method) -> Method:
    METHODS[call.__name__] = call
    return call


def find_chat(world: World, p: Params) -> Chat:
    wanted = p.text("chat_id")
    chat = world.named_chat(wanted) if wanted.startswith("@") else world.chats.get(int(wanted))
    if chat is None:
        raise bad("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    return chat


def need(world: World, chat: Chat, right: str, refusal: str) -> None:
    membership = world.in_chat(chat)
    if membership.status != "administrator" or right not in membership.rights:
        raise bad(refusal)


def find_message(chat: Chat, id_: int, refusal: str) -> Message:
    message = chat.messages.get(id_)
    if message is None or message.is_deleted:
        raise bad(refusal)
    return message


def find_user(world: World, p: Params) -> User:
    user = world.users.get(p.number("user_id"))
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    return user
