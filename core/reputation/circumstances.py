"""All that has to be known to weigh one gift, asked for at once."""

from collections.abc import Collection

import msgspec

from core import people, standing
from core.context import Unit
from core.events import Account
from core.moments import to_micros
from core.people import Look
from core.reputation import board, store
from core.reputation.board import Kept
from core.reputation.ledger import Kind
from core.reputation.rules import Past
from core.standing import Standing


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """`look` and `kept` are the receiver's; `gives` and `earns` tell how both stand. `givers` and
    `receivers` are all accounts of both persons, also those that are linked no more."""

    look: Look
    kept: Kept
    gives: Standing
    earns: Standing
    past: Past
    givers: Collection[str]
    receivers: Collection[str]


async def of(
    unit: Unit, kind: Kind, giver: Account, receiver: Account, message: str
) -> Circumstances:
    """Everybody waits for this: four questions, and one way to the database."""
    one, other = str(giver), str(receiver)
    look, both, past, kept = await unit.tx.fetch_each(
        people.looking(receiver),
        standing.asking(unit.now, giver, receiver),
        store.asking_past(one, other, message, to_micros(unit.now)),
        board.keeping(receiver),
    )
    gives, earns = standing.told(both, giver, receiver)
    found = store.past(past, one, other, message)
    return Circumstances(
        look=people.looked(look),
        kept=board.kept(kept),
        gives=await _as_person(unit, gives, found.givers),
        earns=await _as_person(unit, earns, found.receivers),
        past=await _with_answerers(unit, kind, found),
        givers=found.givers,
        receivers=found.receivers,
    )


async def _as_person(unit: Unit, one: Standing, accounts: Collection[str]) -> Standing:
    """Whoever misbehaved has done so with every account."""
    if len(accounts) < 2 or not one.clean:
        return one
    return msgspec.structs.replace(one, clean=await are_clean(unit, accounts))


async def are_clean(unit: Unit, accounts: Collection[str]) -> bool:
    """All accounts of one person, also those that are linked no more."""
    found = await standing.of(unit.tx, unit.now, *map(Account.parse, accounts))
    return all(one.clean for one in found)


async def _with_answerers(unit: Unit, kind: Kind, found: store.Found) -> Past:
    """Of acceptances only: for them it matters who else has answered."""
    if kind != "accept":
        return found.past
    answerers = await store.answerers(unit.tx, found.givers)
    return msgspec.structs.replace(found.past, answerers=answerers)
