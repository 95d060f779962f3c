"""Interactions as people start them, in the form in which the gateway hands them on.

Source: discord.com/developers/docs/interactions/receiving-and-responding#interaction-object.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from tests.fakes.discord import rules
from tests.fakes.discord.objects import Channel, Interaction, Message, User, snowflake
from tests.fakes.discord.rules import Json
from tests.fakes.discord.world import World

Value = str | int | bool | float


def begin(
    world: World,
    kind: int,
    user: User,
    channel: Channel,
    data: Json,
    *,
    source: Message | None = None,
) -> Interaction:
    token = secrets.token_urlsafe(48)
    made = Interaction(
        snowflake(world.clock()), token, kind, user, channel, data, world.clock(), source=source
    )
    world.interactions[token] = made
    world.emit("INTERACTION_CREATE", payload(world, made))
    return made


def payload(world: World, interaction: Interaction) -> Json:
    channel, user = interaction.channel, interaction.user
    body: Json = {
        "id": str(interaction.id),
        "application_id": str(world.bot.id),
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel": channel.as_json(),
        "channel_id": str(channel.id),
        "locale": user.language,
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "app_permissions": str(world.permissions(world.bot, channel)),
    }
    if interaction.source is not None:
        body["message"] = interaction.source.body
    return body | (_in_private(user) if channel.guild is None else _in_guild(world, interaction))


def _in_private(user: User) -> Json:
    return {"user": user.as_json(), "context": 1, "authorizing_integration_owners": {"0": "0"}}


def _in_guild(world: World, interaction: Interaction) -> Json:
    guild, user = interaction.channel.guild, interaction.user
    assert guild is not None
    permissions = str(world.permissions(user, interaction.channel))
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": guild.members[user.id].as_json() | {"permissions": permissions},
        "context": 0,
        "authorizing_integration_owners": {"0": str(guild.id)},
    }


def registered(world: World, channel: Channel, name: str, kind: int) -> Json:
    """The command as this channel's menu has it: the server's own before everybody's."""
    guild = channel.guild.id if channel.guild else None
    for each in (*world.commands.get(guild, ()), *world.commands[None]):
        if each["name"] == name and each["type"] == kind:
            return dict(each)
    raise AssertionError(f"there is no command {name!r} in the menu")


def may_use(world: World, user: User, channel: Channel, command: Json) -> bool:
    """Whether the menu shows it (interactions/application-commands#permissions)."""
    contexts = command.get("contexts")
    if contexts is not None and (1 if channel.guild is None else 0) not in contexts:
        return False
    wanted = command.get("default_member_permissions")
    if channel.guild is None or wanted is None:
        return channel.guild is not None or bool(command.get("dm_permission", True))
    # "0" is for administrators only.
    needed = int(wanted) or rules.bits(["administrator"])
    return world.permissions(user, channel) & needed == needed


def called(
    world: World,
    user: User,
    channel: Channel,
    name: str,
    values: Mapping[str, Value],
    *,
    typing: str | None = None,
) -> Json:
    """The data of a slash command; `typing` is the option in which the cursor stands."""
    command = registered(world, channel, name, 1)
    assert may_use(world, user, channel, command), f"{user.name} does not see {name!r}"
    known = {option["name"]: option for option in command.get("options") or ()}
    if typing is None:
        _check_given(known, values)
    options: list[Json] = [
        {"name": option, "type": known[option]["type"], "value": value}
        | ({"focused": True} if option == typing else {})
        for option, value in values.items()
    ]
    return {"id": command["id"], "name": name, "type": 1, "options": options}


def _check_given(known: Mapping[str, Json], values: Mapping[str, Value]) -> None:
    missing = {name for name, each in known.items() if each.get("required")} - values.keys()
    assert not missing, f"Discord does not let it go without {missing}"
    for name, value in values.items():
        choices = [choice["value"] for choice in known[name].get("choices") or ()]
        assert not choices or value in choices, f"{value!r} is none of {choices}"


def about_message(world: World, channel: Channel, name: str, message: Message) -> Json:
    """A message context menu: the message comes along with its words, whatever the intents."""
    command = registered(world, channel, name, 3)
    target = str(message.id)
    data: Json = {"id": command["id"], "name": name, "type": 3, "target_id": target}
    return data | {"resolved": {"messages": {target: message.body}}}


def filled(modal: Json, values: Mapping[str, str]) -> Json:
    """A modal's submission: its rows with what was typed under each custom id."""
    return {
        "custom_id": modal["custom_id"],
        "components": [_filled_row(row, values) for row in modal["components"]],
    }


def _filled_row(row: Json, values: Mapping[str, str]) -> Json:
    if row["type"] not in (1, 18):
        return {"type": row["type"], "id": row.get("id", 1)}
    fields = [_field(each, values) for each in rules.inputs(row)]
    if row["type"] == 18:
        return {"type": 18, "id": row.get("id", 1), "component": fields[0]}
    return {"type": 1, "id": row.get("id", 1), "components": fields}


def _field(field: Json, values: Mapping[str, str]) -> Json:
    name = field["custom_id"]
    value = values.get(name, field.get("value") or "")
    if field["type"] == 4:
        least, most = field.get("min_length") or 0, field.get("max_length") or 4000
        assert value or not field.get("required", True), f"{name!r} must be filled in"
        assert least <= len(value) <= most or not value, f"{name!r} takes {least} to {most}"
        return {"type": 4, "id": field.get("id", 2), "custom_id": name, "value": value}
    return {"type": field["type"], "id": field.get("id", 2), "custom_id": name, "values": [value]}
