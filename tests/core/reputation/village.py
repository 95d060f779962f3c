"""A running house where people ask, answer and thank each other; all have been here for a month."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import msgspec

from core import people, reputation
from core.actions import Badge, Receipt, Restrict
from core.context import Unit
from core.events import Account, MessageDeleted, Place, Quote, ReactionChanged
from core.feature import Feature
from core.moments import to_micros
from core.platform import Delivery, DeliveryFailed, NotAllowed
from core.reputation import granting
from core.reputation.ledger import Row
from core.storage import Storage
from tests.fakes.loopback import CAPABILITIES, Loopback, Seen
from tests.house import FEATURES, GROUP, STAFF_ROOM, House, open_house

CONFIG = """
[staff]
admins = ["loop:bob"]
places = ["loop:staff"]
"""
POST = Place("loop", "forum", "7")
PEOPLE = ("ann", "ben", "cat", "dan", "eve", "fay", "gil", "bob")


def account(person: str) -> Account:
    return Account("loop", person)


class Village(Loopback):
    """The loopback where a rank can be shown beside a name, and moderators can ban."""

    def __init__(self) -> None:
        super().__init__(
            msgspec.structs.replace(
                CAPABILITIES, badges=True, sees_deletions=True, reactions=True, restricts=True
            )
        )
        self.badges: dict[tuple[str, str], str] = {}
        self.refuses: NotAllowed | None = None

    async def perform(self, delivery: Delivery) -> Receipt:
        if isinstance(delivery.action, Badge):
            if self.refuses is not None:
                raise DeliveryFailed(self.refuses)
            badge = delivery.action
            self.badges[badge.account.id, badge.place.id] = badge.name
            return Receipt(place=delivery.place)
        if isinstance(delivery.action, Restrict):
            return Receipt(place=delivery.place)
        return await super().perform(delivery)


class Villagers:
    """What people do, and what it has brought them."""

    def __init__(self, house: House, platform: Village, features: tuple[Feature, ...]) -> None:
        self.house, self.platform = house, platform
        self._jobs = {job.name: job for feature in features for job in feature.jobs}

    async def meet(self, *people: str, days: float = 30) -> None:
        """They write in private, and that was so long ago."""
        for person in people:
            await self.house.says(person, "/id")
        self.house.shift += timedelta(days=days)

    async def becomes(self, person: str, role: str) -> None:
        sql = "INSERT INTO roles VALUES (?, ?, 'loop:bob', 0)"
        await self.house.app.unit(lambda unit: unit.tx.execute(sql, f"loop:{person}", role))

    async def says(self, person: str, text: str, place: Place = GROUP, **more: Any) -> str:
        """The id of the message."""
        event = self.house.message(person, text, place, **{"name": person.title(), **more})
        await self.house.happens(event)
        return event.message

    async def answers(self, person: str, asker: str, place: Place = GROUP, **more: Any) -> Quote:
        """A question and its answer; the answer as one can quote it."""
        asked = await self.says(asker, "how do I do this?", place)
        question = Quote(asked, account(asker), asker.title(), "how do I do this?")
        said = await self.says(person, "like so", place, quoted=question, **more)
        return Quote(said, account(person), person.title(), "like so")

    async def thanks(self, giver: str, person: str) -> str:
        """For an answer to a question of the giver; the id of the message."""
        return await self.says(giver, "thanks", quoted=await self.answers(person, giver))

    async def opens_post(self, person: str) -> None:
        """In a forum, with a question."""
        await self.says(person, "how?", POST, opens_thread=True)

    async def reacts(
        self, person: str, answer: Quote, after: str = "", before: str = "", place: Place = GROUP
    ) -> None:
        number = next(self.house.count)
        await self.house.happens(
            ReactionChanged(
                id=f"e{number}", at=self.house.now(), place=place, message=answer.id,
                author=account(person), before=tuple(before.split()), after=tuple(after.split()),
            )
        )  # fmt: skip

    async def deletes(self, message: str) -> None:
        number = next(self.house.count)
        at = self.house.now()
        await self.house.happens(
            MessageDeleted(id=f"e{number}", at=at, place=GROUP, messages=(message,))
        )

    async def earns(self, person: str, number: int, points: int = 15) -> None:
        """From so many different people, as if it had been given long enough apart."""
        for _ in range(number):
            giver = Account("loop", f"g{next(self.house.count)}")
            await self.house.app.unit(lambda unit, g=giver: _earn(unit, g, person, points))  # type: ignore[misc]

    async def points(self, person: str, period: str = "all") -> int:
        """As kept; checked against the ledger at each look."""
        kept = await self.house.rows(
            "SELECT t.points FROM reputation_totals t JOIN accounts a ON a.member = t.member"
            " WHERE a.id = ? AND t.language = '' AND t.period LIKE ?",
            person,
            f"{period}%",
        )
        return int(kept[0][0]) if kept else 0

    async def rank(self, person: str) -> int:
        sql = "SELECT r.number FROM ranks r JOIN accounts a ON a.member = r.member WHERE a.id = ?"
        found = await self.house.rows(sql, person)
        return int(found[0][0]) if found else 0

    async def runs(self, name: str) -> None:
        """A job, with each payload that waits for it, or with none."""
        waiting = await self.house.rows("SELECT payload FROM jobs WHERE name = ?", name)
        job = self._jobs[name]

        async def one(unit: Unit, payload: str) -> None:
            await unit.tx.execute("DELETE FROM jobs WHERE name = ? AND payload = ?", name, payload)
            await job.run(unit, payload)

        for (payload,) in waiting or ([] if job.every is None else [("",)]):
            await self.house.app.unit(lambda unit, p=payload: one(unit, p))  # type: ignore[misc]
        await self.house.settle()

    def told(self, person: str) -> str:
        """The last that was said to them in private."""
        return self.platform.screens[f"loop:{person}"][-1].text

    def heard(self, person: str) -> str:
        """All that was said to them in private."""
        return "\n".join(seen.text for seen in self.platform.screens[f"loop:{person}"])

    def cards(self) -> list[Seen]:
        return self.platform.screens[STAFF_ROOM.key]


async def _earn(unit: Unit, giver: Account, person: str, points: int) -> None:
    receiver = account(person)
    member = await people.introduce(unit.tx, receiver, unit.now)
    now = to_micros(unit.now)
    row = Row(
        account=str(receiver), kind="accept", points=points, worth=points, state="full",
        by=str(giver), by_days=30, place=GROUP.chat, message=f"m{giver.id}", at=now, noted_at=now,
    )  # fmt: skip
    await granting._write(unit, row, member.member.id)


@asynccontextmanager
async def village(
    storage: Storage, config: str = CONFIG, more: tuple[Feature, ...] = ()
) -> AsyncIterator[Villagers]:
    platform = Village()
    features = (*FEATURES, *more, reputation.feature())
    async with open_house(
        storage, config, platform=platform, features=features, starter=False
    ) as house:
        villagers = Villagers(house, platform, features)
        await villagers.meet(*PEOPLE)
        yield villagers
