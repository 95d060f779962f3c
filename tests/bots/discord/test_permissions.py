"""What we may do somewhere, as the platform itself would reckon it."""

from typing import Any

import pytest

from bots.discord import permissions
from bots.discord.permissions import RIGHTS

VIEW, SEND, READ = (RIGHTS[n] for n in ("view_channel", "send_messages", "read_message_history"))
GUILD: dict[str, Any] = {
    "id": "1",
    "roles": [
        {"id": "1", "permissions": str(VIEW | SEND)},
        {"id": "2", "permissions": str(READ)},
        {"id": "3", "permissions": str(permissions.ADMINISTRATOR)},
    ],
}


def member(*roles: str) -> dict[str, Any]:
    return {"user": {"id": "9"}, "roles": list(roles)}


def overwrite(id_: str, *, allow: int = 0, deny: int = 0) -> dict[str, str]:
    return {"id": id_, "allow": str(allow), "deny": str(deny)}


@pytest.mark.parametrize(
    ("roles", "overwrites", "may"),
    [
        ((), [], VIEW | SEND),
        (("2",), [], VIEW | SEND | READ),
        (("2",), [overwrite("1", deny=VIEW)], SEND | READ),
        (("2",), [overwrite("1", deny=VIEW), overwrite("2", allow=VIEW)], VIEW | SEND | READ),
        (("2",), [overwrite("2", allow=VIEW), overwrite("9", deny=VIEW)], SEND | READ),
        (("2",), [overwrite("7", deny=VIEW)], VIEW | SEND | READ),
    ],
)
def test_overwrites_count_from_everyone_over_roles_to_ourselves(
    roles: tuple[str, ...], overwrites: list[dict[str, str]], may: int
) -> None:
    channel = {"permission_overwrites": overwrites}
    assert permissions.in_channel(GUILD, member(*roles), channel) == may


def test_an_administrator_may_all_whatever_a_channel_says() -> None:
    channel = {"permission_overwrites": [overwrite("9", deny=VIEW)]}
    assert permissions.may_read(GUILD, member("3"), channel)


def test_what_is_missing_and_what_is_too_much_is_named() -> None:
    assert permissions.missing(VIEW | READ, ("view_channel", "send_messages")) == ["send_messages"]
    assert permissions.excess(VIEW | RIGHTS["ban_members"]) == []
    assert permissions.excess(VIEW | 1 << 5 | 1 << 29) == ["manage_webhooks"]
    assert permissions.excess(VIEW | 1 << 5, unused=["manage_guild"]) == ["manage_guild"]
    assert permissions.excess(permissions.ADMINISTRATOR) == ["administrator"]
