"""A Bot API server on loopback: the limits of the real one, its faults, and everyone's screen.

    async with FakeTelegram() as fake:
        ann = fake.user("Ann")
        fake.says(ann, ann, "/start")
        answer, = await fake.heard(ann)
        fake.presses(ann, answer.id, "Yes")

Point python-telegram-bot at `fake.base_url` with `fake.token`.
"""

from tests.fakes.telegram.people import FakeTelegram
from tests.fakes.telegram.screen import Shown
from tests.fakes.telegram.world import Chat, Message, User

__all__ = ["Chat", "FakeTelegram", "Message", "Shown", "User"]
