"""Accounts that are linked have one total; parted ones have what each has earned, to the point."""

from core.context import Unit
from core.events import Account
from core.people import home_of, recognise
from core.reputation import board, granting, store


async def linked(unit: Unit, account: Account, other: Account) -> None:
    """One total from now on, and one person to the caps for ever. The member that the account was
    has none any more."""
    await store.join_kin(unit.tx, (account, other))
    home = await home_of(unit.tx, account)
    if home is not None:
        await board.remove(unit.tx, home)
        await unit.tx.execute("DELETE FROM ranks WHERE member = ?", home)
    await _count_anew(unit, other)


async def parted(unit: Unit, account: Account) -> None:
    """Each has what its own accounts have earned; the other member is whoever it was linked to."""
    await _count_anew(unit, account)
    for name in await store.kin(unit.tx, account):
        if name != str(account):
            await _count_anew(unit, Account.parse(name))


async def _count_anew(unit: Unit, account: Account) -> None:
    person = await recognise(unit.tx, account)
    if person is not None:
        await board.rebuild(unit.tx, person.member.id, unit.now)
        await granting.look_again(unit, person.member.id)
