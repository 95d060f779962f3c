"""A person is forgotten when they say so, without being pardoned by it."""

from core.context import Context
from core.events import Account, Event
from core.facts import PersonReturned
from core.feature import FactListener, Feature, Listener, Snapshot, View
from core.forgetting.commands import COMMANDS
from core.forgetting.erasing import restore
from core.forgetting.person import Hashes
from core.forgetting.rounds import Rounds
from core.storage import Transaction


def feature() -> Feature:
    """With rounds of its own: one for each running program."""
    rounds = Rounds()
    return Feature(
        name="forgetting",
        commands=COMMANDS,
        listeners=(Listener("returning", -1, _returns, _restore),),
        fact_listeners=(FactListener("pieces", rounds.hear),),
        jobs=rounds.jobs,
        snapshots=(Snapshot("forgotten", _forgotten, frozenset),),
        companions=(rounds.scrub,),
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
