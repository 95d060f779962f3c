"""What people do on Discord, and what they see there: the side of the fake that tests use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from tests.fakes.discord import interacting, marks, messages
from tests.fakes.discord.interacting import Value
from tests.fakes.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, SUBMIT
from tests.fakes.discord.mentions import is_quiet, message_in
from tests.fakes.discord.objects import Channel, Guild, Interaction, Message, User, stamp
from tests.fakes.discord.places import Places
from tests.fakes.discord.rules import Json
from tests.fakes.discord.screen import Shown, screen


class FakeDiscord(Places):
    @property
    def mention(self) -> str:
        return self.bot.mention

    # --- what people do

    def says(
        self,
        user: User,
        where: Channel | User,
        text: str = "",
        *,
        reply_to: Message | Shown | None = None,
        **content: object,
    ) -> Message:
        """`content` are further fields of the message as Discord hands them on. AssertionError
        where the server holds them back."""
        channel = self._channel(where)
        assert not self.world.is_held_back(user, channel), "newcomers may not write there"
        body: Json = {"content": text, **content}
        if reply_to is not None:
            body |= messages.answered(channel, {"message_reference": {"message_id": reply_to.id}})
        if channel.is_archived:
            self.unarchives(channel)
        return self.world.post(channel, user, body)

    def edits(self, message: Message, text: str) -> None:
        changed = {"content": text, "edited_timestamp": stamp(self.world.clock())}
        message.body = message.body | changed
        self.world.changed()
        self.world.tell("MESSAGE_UPDATE", message)

    def deletes(self, message: Message | Shown) -> None:
        messages.remove(self.world, self._message(message))

    def reacts(self, user: User, message: Message | Shown, emoji: str) -> None:
        marks.react(self.world, self._message(message), user, emoji)

    def unreacts(self, user: User, message: Message | Shown, emoji: str) -> None:
        marks.unreact(self.world, self._message(message), user, emoji)

    # --- interactions

    def slash(
        self, user: User, where: Channel | User, command: str, **values: Value
    ) -> Interaction:
        """Runs a command from the menu; AssertionError where the menu would not let them."""
        channel = self._channel(where)
        data = interacting.called(self.world, user, channel, command, values)
        return interacting.begin(self.world, COMMAND, user, channel, data)

    def types(
        self, user: User, where: Channel | User, command: str, option: str, text: str
    ) -> Interaction:
        """Types into an option that completes itself."""
        channel = self._channel(where)
        given = {option: text}
        data = interacting.called(self.world, user, channel, command, given, typing=option)
        return interacting.begin(self.world, AUTOCOMPLETE, user, channel, data)

    def picks(self, user: User, message: Message | Shown, command: str) -> Interaction:
        """A command from the context menu of a message."""
        found = self._message(message)
        data = interacting.about_message(self.world, found.channel, command, found)
        return interacting.begin(self.world, COMMAND, user, found.channel, data)

    def presses(self, user: User, message: Message | Shown, button: str) -> Interaction:
        """`button` is a label, or the custom id behind it."""
        found = self._message(message)
        assert found.only_for in (None, user), f"{user.name} does not see it"
        pressed = found.button(button)
        data = {"component_type": 2, "custom_id": pressed["custom_id"], "id": pressed.get("id", 1)}
        return interacting.begin(self.world, COMPONENT, user, found.channel, data, source=found)

    def submits(self, interaction: Interaction, **values: str) -> Interaction:
        """Fills in the modal that answered `interaction`, by its fields' custom ids."""
        assert interaction.modal is not None, "no form was shown"
        return interacting.begin(
            self.world,
            SUBMIT,
            interaction.user,
            interaction.channel,
            interacting.filled(interaction.modal, values),
            source=interaction.source,
        )

    def repeats(self, interaction: Interaction) -> None:
        """The gateway hands it over once more."""
        self.world.emit("INTERACTION_CREATE", interacting.payload(self.world, interaction))

    # --- what people see

    def screen(self, where: Channel | User) -> list[Shown]:
        return screen(self._channel(where), self.bot)

    def ours(self, where: Channel | User) -> list[Shown]:
        """The bot's words on a screen, those for one reader too; system messages left out."""
        return [each for each in self.screen(where) if each.is_ours and (each.text or each.embeds)]

    async def heard(
        self, where: Channel | User, count: int = 1, within: float = 10.0
    ) -> list[Shown]:
        """The bot's messages there, as soon as there are `count`; TimeoutError after `within`."""
        await self.until(lambda: len(self.ours(where)) >= count, within)
        return self.ours(where)

    async def answered(self, interaction: Interaction, within: float = 10.0) -> Interaction:
        """As soon as it is acknowledged."""
        await self.until(lambda: interaction.response is not None, within)
        return interaction

    async def ready(self, within: float = 10.0) -> None:
        """The bot is connected to the gateway."""
        await self.until(lambda: bool(self.gateway.connected), within)

    async def until(self, is_so: Callable[[], bool], within: float = 10.0) -> None:
        async with asyncio.timeout(within):
            while not is_so():
                await self.world.wait_for_change()

    def calls_of(self, name: str) -> list[Json]:
        """The bodies of the calls of a route (its function's name)."""
        return [
            call.body for call in self.calls if call.name == name if isinstance(call.body, dict)
        ]

    def loud(self) -> list[Json]:
        """All messages sent or edited that could have called somebody, whatever they say."""
        return [body for body in map(message_in, self.calls) if body and not is_quiet(body)]

    async def called(self, name: str, count: int = 1, within: float = 10.0) -> list[Json]:
        await self.until(lambda: len(self.calls_of(name)) >= count, within)
        return self.calls_of(name)

    def menu(self, guild: Guild | None = None) -> Mapping[str, Json]:
        """The registered commands by name: a server's, or everybody's."""
        commands = self.world.commands.get(guild.id if guild else None, [])
        return {each["name"]: each for each in commands}

    # --- within

    def _channel(self, where: Channel | User) -> Channel:
        return where if isinstance(where, Channel) else self.world.dm(where)

    def _message(self, which: Message | Shown) -> Message:
        if isinstance(which, Message):
            return which
        for channel in self.world.channels.values():
            if which.id in channel.messages:
                return channel.messages[which.id]
        raise AssertionError(f"message {which.id} is not there")
