"""Interactions: answered within three seconds, then by a token for fifteen minutes.

Source: discord.com/developers/docs/interactions/receiving-and-responding.
"""

from __future__ import annotations

from tests.fakes.discord import rules
from tests.fakes.discord.calling import Asked, route
from tests.fakes.discord.messages import change, content_of, is_ephemeral, remove
from tests.fakes.discord.objects import Interaction, Message
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
        case 5:  # a message that says "is thinking…"
            thinking = {"flags": (data.get("flags") or 0) | rules.LOADING}
            interaction.original = _post(world, interaction, thinking)
            return interaction.original
        case 4:
            rules.check_message(data)
            rules.check_not_empty(data)
            interaction.original = _post(world, interaction, data)
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
    about: Json = {"id": str(interaction.id), "type": interaction.kind}
    resource: Json = {"type": kind}
    if message is not None:
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": interaction.is_loading,
            "response_message_ephemeral": is_ephemeral(message.body),
        }
    if message is not None and kind in (MESSAGE, UPDATE):
        resource["message"] = message.body
    return {"interaction": about, "resource": resource}


def _post(world: World, interaction: Interaction, data: Json) -> Message:
    content = content_of(data) | {
        "webhook_id": str(world.bot.id),
        "application_id": str(world.bot.id),
        "type": 20 if interaction.kind == COMMAND else 0,
    }
    only_for = interaction.user if is_ephemeral(data) else None
    return world.post(interaction.channel, world.bot, content, asked=data, only_for=only_for)


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
    return _post(world, interaction, asked.body).body


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
    remove(world, _named(interaction, asked))
    return None


def _fill(world: World, interaction: Interaction, body: Json) -> Message:
    """As visible as it was deferred, whatever `body` says."""
    if interaction.channel.is_archived:
        # discord/discord-api-docs#3197: it hangs for half a minute, then fails
        raise ApiError(500, 0, "500: Internal Server Error")
    message = interaction.original
    assert message is not None
    kept = message.body["flags"] & ~rules.LOADING
    flags = kept | (body.get("flags") or 0) & ~(rules.EPHEMERAL | rules.LOADING)
    change(world, message, body | {"flags": flags})
    message.body["edited_timestamp"] = None  # nobody sees it as edited
    return message


def _named(interaction: Interaction, asked: Asked) -> Message:
    """`@original` may also be the message whose button was pressed."""
    if asked.ids["message"] == "@original":
        message = interaction.original
    else:
        message = interaction.channel.messages.get(asked.number("message"))
        if message is not None and "webhook_id" not in message.body:
            message = None
    if message is None or message.is_deleted:
        raise rules.unknown("Message")
    return message
