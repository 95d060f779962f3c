"""All routes that the fake knows; each module adds its own."""

from tests.fakes.discord import channels, guilds, interactions, marks, messages, ourselves

__all__ = ["channels", "guilds", "interactions", "marks", "messages", "ourselves"]
