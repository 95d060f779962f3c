"""Who stands at the door, as the database shows them at this moment."""

from core import people, roles
from core.announcements.draft import MACHINE
from core.announcements.keys import Key
from core.context import Unit
from core.events import Account
from core.moments import from_micros

_THE_MACHINE = Key(
    account=MACHINE, accounts=frozenset((MACHINE,)), role="admin", settled_at=from_micros(0)
)


async def key_of(unit: Unit, name: str) -> Key:
    """Of an account or MACHINE; one that nobody knows any more holds no role."""
    if name == MACHINE:
        return _THE_MACHINE
    try:
        account = Account.parse(name)
    except ValueError:  # the hash of somebody who was forgotten
        return _nobody(unit, name)
    person = await people.recognise(unit.tx, account)
    if person is None:
        return _nobody(unit, name)
    return Key(
        account=name,
        accounts=await people.ever_linked(unit.tx, account, person.member),
        role=person.role(account, unit.config.admins),
        settled_at=await roles.settled_at(unit.tx, account, person.member),
        granted_by=await roles.granted_by(unit.tx, account),
    )


def _nobody(unit: Unit, name: str) -> Key:
    return Key(account=name, accounts=frozenset((name,)), role="anyone", settled_at=unit.now)
