"""A person is forgotten when they say so, without being pardoned by it."""

import asyncio
from datetime import timedelta

import msgspec
import structlog

from core import outbox, schedule
from core.app import App
from core.context import Context, Unit
from core.events import Account, Event
from core.facts import Fact, PersonReturned, SecretPieced
from core.feature import FactListener, Feature, Job, Listener, Snapshot, View
from core.forgetting.commands import COMMANDS, JOB
from core.forgetting.erasing import erase, erase_pieces, restore
from core.forgetting.person import Hashes, Person, person
from core.forgetting.waiting import open_matters
from core.people import Member
from core.storage import Transaction
from core.storage.errors import StorageError

log = structlog.get_logger("forgetting")

LOOK_AGAIN_IN = timedelta(minutes=1)
# What was on its way in memory has reached the database by then, and goes in a second round.
SECOND_ROUND_IN = timedelta(seconds=20)
SECOND = "forget-again"
PASSED_ON_IN = timedelta(seconds=1)
PIECES = "forget-pieces"
_AFTER_A_FAULT_SECONDS = 2.0


def feature() -> Feature:
    """With a bell of its own: one for each running program."""
    erased = asyncio.Event()

    async def first_round(unit: Unit, payload: str) -> None:
        """Waits for what is open, however long that takes."""
        whom = await person(unit.tx, Member(id=int(payload)))
        if await open_matters(unit.tx, whom, unit.now):
            await schedule.put(unit, JOB, payload, unit.now + LOOK_AGAIN_IN, payload)
        elif whom.accounts:
            again = msgspec.json.encode(whom).decode()
            await schedule.put(unit, SECOND, payload, unit.now + SECOND_ROUND_IN, again)
            await erase(unit, whom)
            unit.after_commit.append(erased.set)

    async def second_round(unit: Unit, payload: str) -> None:
        await erase(unit, msgspec.json.decode(payload, type=Person))
        unit.after_commit.append(erased.set)

    async def forget_pieces(ctx: Context, fact: Fact) -> None:
        if isinstance(fact, SecretPieced):
            await erase_pieces(ctx, fact.since)
            ctx.after_commit.append(erased.set)
            await schedule.put(ctx, PIECES, ctx.event.id, ctx.now + PASSED_ON_IN)

    async def forget_passed_on(unit: Unit, _payload: str) -> None:
        """What was on its way to somebody has arrived by then, and been taken back."""
        await outbox.forget_bodies(unit.tx)
        unit.after_commit.append(erased.set)

    async def scrub(app: App) -> None:
        """Also at a start: the last program may have died between the two."""
        erased.set()
        while True:
            await erased.wait()
            erased.clear()
            try:
                await app.storage.scrub()
            except StorageError as error:
                log.warning("not scrubbed yet", error=str(error))
                await asyncio.sleep(_AFTER_A_FAULT_SECONDS)
                erased.set()

    return Feature(
        name="forgetting",
        commands=COMMANDS,
        listeners=(Listener("returning", -1, _returns, _restore),),
        fact_listeners=(FactListener("pieces", forget_pieces),),
        jobs=(
            Job(JOB, first_round),
            Job(SECOND, second_round),
            Job(PIECES, forget_passed_on),
        ),
        snapshots=(Snapshot("forgotten", _forgotten, frozenset),),
        companions=(scrub,),
    )


def _returns(event: Event, view: View) -> Account | None:
    """Somebody who was forgotten, and of whom something stayed."""
    hashes = view.snapshots["forgotten"]
    author: Account | None = getattr(event, "author", None)
    if not hashes or author is None:
        return None
    return author if Hashes(view.config).name(str(author)) in hashes else None


async def _restore(ctx: Context, account: Account) -> bool:
    if ctx.known is not None:
        await restore(ctx, account, ctx.known.id)
        await ctx.tell(PersonReturned(account))
    return False


async def _forgotten(tx: Transaction) -> list[str]:
    return [row[0] for row in await tx.fetch("SELECT who FROM forgotten")]


FEATURE = feature()
