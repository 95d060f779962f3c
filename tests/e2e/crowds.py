"""People who ask a question each on a platform, for counting what became of it."""

from collections import Counter
from typing import Protocol

from tests.e2e.running import Installation
from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord, Message
from tests.fakes.telegram import FakeTelegram

QUESTION = "How do I reset my 2FA?"
SLOW_ANSWER = faults.slow(0.05)  # seconds between the effect and the answer: where doubt is born


class Crowd(Protocol):
    """Numbered from 0. Answers are counted on the screens; what is acknowledged, the database
    says."""

    size: int

    async def met(self) -> None:
        """The program is there: from now on it has to hear whatever is asked."""

    def ask(self, number: int) -> None: ...

    def is_heard(self, home: Installation) -> bool:
        """Whether the program has acknowledged all that was asked."""

    def acknowledged(self, home: Installation) -> int: ...

    def answers(self) -> list[int]:
        """How many each of them got."""

    def chat(self, number: int) -> str:
        """Where they asked, as the outbox names it."""


class TelegramCrowd:
    """Each in private."""

    def __init__(self, fake: FakeTelegram, size: int) -> None:
        self.fake, self.size = fake, size
        self._people = [fake.user(f"Person {number}") for number in range(size)]
        fake.inject(SLOW_ANSWER, "sendMessage", times=size * 2)

    async def met(self) -> None:
        await self.fake.called("getUpdates")

    def ask(self, number: int) -> None:
        person = self._people[number]
        self.fake.says(person, person, QUESTION)

    def is_heard(self, home: Installation) -> bool:
        return not self.fake.updates.pending

    def acknowledged(self, home: Installation) -> int:
        return int(home.rows("SELECT COUNT(*) FROM seen")[0][0])

    def answers(self) -> list[int]:
        return [len(self.fake.ours(person)) for person in self._people]

    def chat(self, number: int) -> str:
        return f"telegram:{self._people[number].id}"


class DiscordCrowd:
    """Each by a mention, spread over the channels of one server."""

    def __init__(self, fake: FakeDiscord, size: int, *, channels: int) -> None:
        self.fake, self.size = fake, size
        self._people = [fake.user(f"Person {number}") for number in range(size)]
        guild = fake.guild("Exchange", self._people)
        self._channels = [fake.channel(guild, f"support-{number}") for number in range(channels)]
        self._asked: list[Message] = []
        fake.inject(SLOW_ANSWER, "create_message", times=size * 2)

    async def met(self) -> None:
        await self.fake.ready()

    def ask(self, number: int) -> None:
        words = f"{self.fake.mention} {QUESTION}"
        said = self.fake.says(self._people[number], self._channel(number), words)
        self._asked.append(said)

    def is_heard(self, home: Installation) -> bool:
        return self.acknowledged(home) == len(self._asked)

    def acknowledged(self, home: Installation) -> int:
        seen = {row[0] for row in home.rows("SELECT event FROM seen WHERE platform = 'discord'")}
        return sum(str(asked.id) in seen for asked in self._asked)

    def answers(self) -> list[int]:
        given = Counter(
            answer.reply_to for channel in self._channels for answer in self.fake.ours(channel)
        )
        return [given[asked.id] for asked in self._asked]

    def chat(self, number: int) -> str:
        return f"discord:{self._channel(number).id}"

    def _channel(self, number: int) -> Channel:
        return self._channels[number % len(self._channels)]
