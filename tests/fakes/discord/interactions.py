"""Interactions: answered within three seconds, then by a token for fifteen minutes.

Source: discord.com/developers/docs/interactions/receiving-and-responding.
"""

from __future__ import annotations

from tests.fakes.discord import rules
from tests.fakes.discord.calling import Asked, route
from tests.fakes.discord.messages import change, content_of, is_ephemeral, remove
from tests.fakes.discord.objects import Interaction, Message, snowflake
from tests.fakes.discord.rules import ApiError, Json
from tests.fakes.discord.world import World

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
ALLOWED = {  # kinds of interaction → kinds of callback
    COMMAND: {MESSAGE, DEFER, MODAL},
    COMPONENT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    SUBMIT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE},
}


@route("POST", "/interactions/{interaction}/{token}/callback")
def create_interaction_response(world: World, asked: Asked) -> object:
    interaction = world.interactions.get(asked.ids["token"])
    late = None if interaction is None else world.clock() - interaction.began_at
    if interaction is None or late is None or str(interaction.id) != asked.ids["interaction"]:
        raise rules.unknown("Interaction")
    if interaction.is_lost or late > rules.ACKNOWLEDGE_SECONDS:
        raise rules.unknown("Interaction")
    if interaction.response is not None:
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    kind = asked.body["type"]
    if kind not in ALLOWED[interaction.kind]:
        raise rules.invalid("type", f"Response type {kind} is not valid for this interaction")
    message = _respond(world, interaction, kind, asked.body.get("data") or {})
    interaction.response, interaction.acknowledged_after = kind, late
    world.changed()
    if asked.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    return _answer(interaction, kind, message)


def _respond(world: World, interaction: Interaction, kind: int, data: Json) -> Message | None:
    match kind:
        case 8:
            rules.check_choices(data["choices"])
            interaction.choices = data["choices"]
        case 9:
            rules.check_modal(data)
            interaction.modal = data
        case 5:
            interaction.is_loading, interaction.is_ephemeral = True, is_ephemeral(data)
        case 4:
            rules.check_message(data)
            rules.check_not_empty(data)
            interaction.is_ephemeral = is_ephemeral(data)
            interaction.original = _post(world, interaction, data, interaction.is_ephemeral)
            return interaction.original
        case 7 | 6:
            if interaction.source is None:
                raise rules.invalid("type", "There is no message to update")
            if kind == 7:
                change(world, interaction.source, data)
            interaction.original = interaction.source
            return interaction.source
    return None


def _answer(interaction: Interaction, kind: int, message: Message | None) -> Json:
    about: Json = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "response_message_loading": interaction.is_loading,
        "response_message_ephemeral": interaction.is_ephemeral,
    }
    resource: Json = {"type": kind}
    if message is not None and kind in (MESSAGE, UPDATE):
        about["response_message_id"] = str(message.id)
        resource["message"] = message.body
    if kind == DEFER:  # the message that says "is thinking…"
        made = snowflake()
        about["response_message_id"] = str(made)
    return {"interaction": about, "resource": resource}


def _post(world: World, interaction: Interaction, data: Json, ephemeral: bool) -> Message:
    flags = (data.get("flags") or 0) & ~(rules.EPHEMERAL | rules.LOADING) | (
        rules.EPHEMERAL if ephemeral else 0
    )
    content = content_of(data) | {
        "flags": flags | (rules.EPHEMERAL if ephemeral else 0),
        "webhook_id": str(world.bot.id),
        "application_id": str(world.bot.id),
        "type": 20 if interaction.kind == COMMAND else 0,
    }
    return world.post(
        interaction.channel,
        world.bot,
        content,
        asked=data,
        only_for=interaction.user if ephemeral else None,
    )


# --- by the token


def _live(world: World, asked: Asked) -> Interaction:
    interaction = world.interactions.get(asked.ids["token"])
    if interaction is None or interaction.response is None:
        raise rules.unknown("Webhook")
    if world.clock() - interaction.began_at > rules.TOKEN_SECONDS or interaction.is_expired:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return interaction


@route("POST", "/webhooks/{application}/{token}")
def create_followup(world: World, asked: Asked) -> object:
    """The first one after a deferral fills the message that was thinking, and is as visible."""
    interaction = _live(world, asked)
    rules.check_message(asked.body)
    rules.check_not_empty(asked.body)
    if interaction.is_loading:
        return _fill(world, interaction, asked.body).body
    return _post(world, interaction, asked.body, is_ephemeral(asked.body)).body


@route("PATCH", "/webhooks/{application}/{token}/messages/{message}")
def edit_followup(world: World, asked: Asked) -> object:
    interaction = _live(world, asked)
    if interaction.is_loading and asked.ids["message"] == "@original":
        rules.check_message(asked.body)
        rules.check_not_empty(asked.body)
        return _fill(world, interaction, asked.body).body
    return change(world, _named(interaction, asked), asked.body)


@route("GET", "/webhooks/{application}/{token}/messages/{message}")
def get_followup(world: World, asked: Asked) -> object:
    return _named(_live(world, asked), asked).body


@route("DELETE", "/webhooks/{application}/{token}/messages/{message}")
def delete_followup(world: World, asked: Asked) -> object:
    interaction = _live(world, asked)
    if interaction.is_loading and asked.ids["message"] == "@original":
        interaction.is_loading = False  # nobody is thinking any more
        world.changed()
        return None
    remove(world, _named(interaction, asked))
    return None


def _fill(world: World, interaction: Interaction, body: Json) -> Message:
    if interaction.channel.is_archived:
        # discord/discord-api-docs#3197: it hangs for half a minute, then fails
        raise ApiError(500, 0, "500: Internal Server Error")
    message = _post(world, interaction, body, interaction.is_ephemeral)
    interaction.original, interaction.is_loading = message, False
    return message


def _named(interaction: Interaction, asked: Asked) -> Message:
    if asked.ids["message"] == "@original":
        message = interaction.original
    else:
        message = interaction.channel.messages.get(asked.number("message"))
    if message is None or message.is_deleted or "webhook_id" not in message.body:
        raise rules.unknown("Message")
    return message
