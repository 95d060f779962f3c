"""Members, accounts and roles in the database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import people, roles
from core.events import Account, Place
from core.people import Person
from core.platform import Role
from core.storage import Storage, Transaction

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ANN, BOB = Account("loop", "ann"), Account("loop", "bob")
DAY = timedelta(hours=24)


async def role(storage: Storage, account: Account, *admins: Account) -> Role:
    async def unit(tx: Transaction) -> Role:
        person = await people.introduce(tx, account, NOW)
        return person.role(account, frozenset(admins))

    return await storage.run(unit)


async def test_an_account_is_introduced_once(storage: Storage) -> None:
    async def meet(tx: Transaction) -> Person:
        return await people.introduce(tx, ANN, NOW)

    first, second = await storage.run(meet), await storage.run(meet)
    assert first == second
    assert first.member.language is None


async def test_what_a_person_chose_is_remembered(storage: Storage) -> None:
    async def choose(tx: Transaction) -> Person | None:
        person = await people.introduce(tx, ANN, NOW)
        await people.set_language(tx, person.member, "ko")
        await people.set_quiet(tx, person.member, True)
        await people.remember_private_place(tx, ANN, Place("loop", "dm7", private=True))
        return await people.recognise(tx, ANN)

    person = await storage.run(choose)
    assert person is not None
    assert (person.member.language, person.member.quiet) == ("ko", True)
    assert person.private_place == "dm7"


async def test_a_role_is_held_once_it_was_offered_and_accepted_in_time(storage: Storage) -> None:
    await storage.run(lambda tx: roles.offer(tx, ANN, "moderator", BOB, NOW))
    assert await role(storage, ANN) == "anyone"
    late = NOW + DAY + timedelta(seconds=1)
    assert await storage.run(lambda tx: roles.accept(tx, ANN, late - DAY)) is None
    assert await storage.run(lambda tx: roles.accept(tx, ANN, NOW)) == "moderator"
    assert await role(storage, ANN) == "moderator"
    assert await storage.run(lambda tx: roles.accept(tx, ANN, NOW)) is None


async def test_an_offer_stands_beside_the_role_that_is_held(storage: Storage) -> None:
    async def offer(role: Role) -> None:
        await storage.run(lambda tx: roles.offer(tx, ANN, role, BOB, NOW))

    await offer("helper")
    await storage.run(lambda tx: roles.accept(tx, ANN, NOW))
    await offer("moderator")
    assert await role(storage, ANN) == "helper"
    assert await storage.read(roles.staff) == [
        (ANN, "helper", "held"),
        (ANN, "moderator", "offered"),
    ]
    assert await storage.run(lambda tx: roles.accept(tx, ANN, NOW)) == "moderator"
    assert await role(storage, ANN) == "moderator"


async def test_a_role_belongs_to_the_account_that_accepted_it(storage: Storage) -> None:
    await storage.run(lambda tx: roles.offer(tx, ANN, "helper", BOB, NOW))
    assert await storage.run(lambda tx: roles.accept(tx, BOB, NOW)) is None
    other = Account("web", "ann")
    await storage.run(lambda tx: roles.accept(tx, ANN, NOW))
    assert await role(storage, other) == "anyone"


async def test_a_role_that_was_taken_is_gone(storage: Storage) -> None:
    await storage.run(lambda tx: roles.offer(tx, ANN, "helper", BOB, NOW))
    await storage.run(lambda tx: roles.accept(tx, ANN, NOW))
    await storage.run(lambda tx: roles.offer(tx, ANN, "moderator", BOB, NOW))
    assert await storage.run(lambda tx: roles.dismiss(tx, ANN))
    assert await storage.run(lambda tx: roles.accept(tx, ANN, NOW)) is None
    assert not await storage.run(lambda tx: roles.dismiss(tx, ANN))
    assert await role(storage, ANN) == "anyone"


async def test_a_suspended_account_is_anyone_an_admin_too_until_the_config_lifts_it(
    storage: Storage,
) -> None:
    assert await role(storage, BOB, BOB) == "admin"
    await storage.run(lambda tx: roles.suspend(tx, BOB, ANN, NOW))
    assert await role(storage, BOB, BOB) == "anyone"
    lifted = frozenset({BOB})
    await storage.run(lambda tx: roles.load_admins(tx, frozenset({BOB}), lifted, NOW))
    assert await role(storage, BOB, BOB) == "admin"


async def test_an_admin_counts_from_the_load_that_first_named_them(storage: Storage) -> None:
    async def since(tx: Transaction) -> list[tuple[str, int]]:
        rows = await tx.fetch("SELECT account, since FROM admins ORDER BY account")
        return [(row[0], row[1]) for row in rows]

    none: frozenset[Account] = frozenset()
    await storage.run(lambda tx: roles.load_admins(tx, frozenset({ANN}), none, NOW))
    await role(storage, ANN)
    later = NOW + timedelta(days=3)
    both = frozenset({ANN, BOB})
    await storage.run(lambda tx: roles.load_admins(tx, both, none, later))
    found = await storage.read(since)
    assert found[0] == ("loop:ann", 0)
    assert found[1][1] > 0
    await storage.run(lambda tx: roles.load_admins(tx, frozenset({BOB}), none, later))
    assert await storage.read(since) == found[1:]


@pytest.mark.parametrize("unknown", ["owner", "ADMIN", "", "admin"])
async def test_no_row_can_make_an_admin(storage: Storage, unknown: str) -> None:
    await storage.run(
        lambda tx: tx.execute(
            "INSERT INTO roles (account, role, granted_by, granted_at)"
            " VALUES ('loop:ann', ?, 'x', 0)",
            unknown,
        )
    )
    assert await role(storage, ANN) == "anyone"


@given(st.sampled_from(people.ROLES), st.sampled_from(people.ROLES))
def test_roles_stand_in_a_line(one: Role, other: Role) -> None:
    assert people.outranks(one, other) or people.outranks(other, one)
    assert people.outranks(one, one)
