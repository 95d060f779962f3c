"""Random deeds on a ledger: given, taken back, held, released, voided, linked, parted."""

from datetime import timedelta
from random import Random
from typing import ClassVar

from core import people, reputation
from core.app import App
from core.config import Config
from core.context import Unit
from core.events import Account
from core.reputation import granting, kinship
from core.reputation.granting import About
from core.reputation.ledger import Step
from core.storage import Storage, Transaction

KINDS = ("accept", "thanks", "vote")
STEPS: tuple[Step, ...] = ("undo", "hold", "release", "void")
LANGUAGES = ("", "en", "zh")


def an_app(storage: Storage) -> App:
    return App(Config(), storage, (reputation.feature(),))


class Deeds:
    """Five people with two accounts each; everything in the transaction that is given."""

    WEIGHTS: ClassVar[dict[str, int]] = {"give": 6, "award": 1, "step": 6, "link": 1, "part": 1}

    def __init__(self, app: App, random: Random, name: str = "p") -> None:
        self._app = app
        self._random = random
        self._accounts = [Account("loop", f"{name}{n}") for n in range(10)]
        self._now = self._app.clock()
        self._count = 0

    def unit(self, tx: Transaction) -> Unit:
        return Unit(self._app, tx, self._now)

    async def begin(self, unit: Unit) -> None:
        """They have been here for a month."""
        for account in self._accounts:
            await people.introduce(unit.tx, account, unit.now - timedelta(days=40))

    async def do(self, unit: Unit) -> str:
        """One deed, and which it was; days pass between some of them."""
        names, weights = zip(*self.WEIGHTS.items(), strict=True)
        (deed,) = self._random.choices(names, weights)
        self._now += timedelta(hours=self._random.choice((0, 1, 30, 200)))
        unit.now = self._now
        await getattr(self, f"_{deed}")(unit)
        return str(deed)

    async def _give(self, unit: Unit) -> None:
        giver, receiver = self._random.choices(self._accounts, k=2)
        kind = self._random.choice(KINDS)
        await granting.give(unit, kind, giver, receiver, self._about())  # type: ignore[arg-type]

    async def _award(self, unit: Unit) -> None:
        kind = self._random.choice(("merged", "translated", "wrong", "spam"))
        account = self._random.choice(self._accounts)
        await granting.award(unit, kind, account, self._about())  # type: ignore[arg-type]

    async def _step(self, unit: Unit) -> None:
        """Of any entry of theirs, whatever became of it before."""
        names = [str(account) for account in self._accounts]
        marks = ", ".join("?" * len(names))
        rows = await unit.tx.fetch(
            f"SELECT id FROM reputation_ledger WHERE step = 'earn' AND account IN ({marks})"  # noqa: S608
            " ORDER BY id",
            *names,
        )
        if rows:
            entry = int(self._random.choice(rows)[0])
            await granting.step(unit, entry, self._random.choice(STEPS), why="undone")

    async def _link(self, unit: Unit) -> None:
        account, other = self._random.sample(self._accounts, 2)
        person = await people.recognise(unit.tx, other)
        assert person is not None
        if await people.link(unit.tx, account, person.member, unit.now):
            await kinship.linked(unit, account, other)

    async def _part(self, unit: Unit) -> None:
        account = self._random.choice(self._accounts)
        if await people.unlink(unit.tx, account):
            await kinship.parted(unit, account)

    def _about(self) -> About:
        self._count += self._random.randrange(2)
        return About(
            message=f"m{self._accounts[0]}{self._count}",
            place="loop:group",
            language=self._random.choice(LANGUAGES),
        )
