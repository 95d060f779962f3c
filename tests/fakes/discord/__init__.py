"""Discord on loopback, REST and gateway: its limits, its faults, and everyone's screen.

    async with FakeDiscord() as fake:
        ann = fake.user("Ann")
        support = fake.channel(fake.guild("Exchange", [ann]), "support")
        fake.says(ann, support, f"{fake.mention} how do I reset my 2FA?")
        answer, = await fake.heard(support)
        fake.presses(ann, answer, "Yes")

Point discord.py at `fake.api_base_url` and `fake.gateway_url` with `fake.token`.
"""

from tests.fakes.discord.objects import Channel, Guild, Interaction, Message, Role, User
from tests.fakes.discord.people import FakeDiscord
from tests.fakes.discord.screen import Shown

__all__ = [
    "Channel",
    "FakeDiscord",
    "Guild",
    "Interaction",
    "Message",
    "Role",
    "Shown",
    "User",
]
