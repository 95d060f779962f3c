"""Who is who: linked accounts have one total, parted ones what each has earned, to the point."""

from collections.abc import Iterable

from core.context import Unit
from core.events import Account
from core.people import Member, home_of, recognise
from core.reputation import board, granting, ledger, ranking, store, wording


async def linked(unit: Unit, account: Account, other: Account) -> None:
    """One total from now on, and one person to the caps for ever: what they gave each other until
    now was for oneself. The member that the account was has none any more."""
    await store.join_kin(unit.tx, (account, other))
    await _void_own(unit, other)
    (member,) = await _members(unit, (other,))
    home = await home_of(unit.tx, account)
    if home is not None:
        await board.remove(unit.tx, home)
        await ranking.join(unit, Member(id=home), member)
    await _count_anew(unit, member)


async def _void_own(unit: Unit, account: Account) -> None:
    """Told once, however many there are."""
    points = 0
    for entry in await store.between(unit.tx, await store.kin(unit.tx, account)):
        before = ledger.entries(await store.of_entry(unit.tx, entry))[entry].points
        if await granting.step(unit, entry, "void", why="oneself"):
            points += before
    if points:
        await unit.write_to(account, wording.own(points))


async def parted(unit: Unit, account: Account) -> None:
    """Each has what its own accounts have earned; the other member is whoever it was linked to.
    Who was on no board with the others is on none alone."""
    (alone,) = await _members(unit, (account,))
    kin = map(Account.parse, await store.kin(unit.tx, account))
    others = [one for one in await _members(unit, kin) if one.id != alone.id]
    if any([(await ranking.standing(unit, one)).hidden for one in others]):
        await ranking.set_hidden(unit, alone, True)
    for member in (alone, *others):
        await _count_anew(unit, member)


async def returned(unit: Unit, account: Account) -> None:
    """What stayed in the ledger counts again."""
    for member in await _members(unit, (account,)):
        await _count_anew(unit, member)


async def _members(unit: Unit, accounts: Iterable[Account]) -> list[Member]:
    """Each once; some may be forgotten."""
    found = [await recognise(unit.tx, account) for account in accounts]
    return list({one.member.id: one.member for one in found if one is not None}.values())


async def _count_anew(unit: Unit, member: Member) -> None:
    await board.rebuild(unit.tx, member.id, unit.now)
    await granting.look_again(unit, member.id)
