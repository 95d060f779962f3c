"""Points are given, taken back, held and released: a row of the ledger and the totals, at once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from core import people, schedule
from core.context import Unit
from core.events import Account
from core.i18n import Message
from core.moments import to_micros
from core.reputation import board, circumstances, ledger, rules, store, wording
from core.reputation.board import Kept
from core.reputation.circumstances import Circumstances
from core.reputation.ledger import Kind, Row, Step
from core.reputation.rules import DAY, Decision, Gift

RANKING = "reputation-rank"  # the job that looks at a member's rank
Given = Literal["accept", "thanks", "vote"]

TOLD_A_DAY = 5  # that somebody took back; a reaction may come and go a hundred times

NOTHING_FOR_STAFF = Decision(points=0, state="void", why="staff")
NO_REASON_GIVEN = Decision(points=0, state="void")  # how somebody stands, others do not hear
SWITCHED_OFF = Decision(points=0, state="void", why="off")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What was helpful: a message of the receiver's, where, in which language; `source` is the
    message that said so, or `reaction`, or empty for a press."""

    message: str
    place: str = ""
    source: str = ""
    language: str = ""


REACTION = "reaction"


# -- members to each other -------------------------------------------------------------------------


async def give(
    unit: Unit, kind: Given, giver: Account, receiver: Account, about: About
) -> Decision:
    """Weigh a gift by the rules, and write down what it is worth."""
    if not unit.config.reputation.enabled:
        return SWITCHED_OFF
    seen = await circumstances.of(unit, kind, giver, receiver, about.message)
    person = await people.introduce(unit.tx, receiver, unit.now, seen=seen.look)
    if not seen.earns.clean:
        return NO_REASON_GIVEN
    if await _is_idle(unit, receiver, person, seen.receivers):
        return NOTHING_FOR_STAFF
    gift = _gift(seen, kind, giver, receiver, message=about.message, now=unit.now)
    settings = unit.config.reputation
    decision = rules.decide(gift, seen.past, settings.points, settings.caps)
    if decision.state == "void":
        return decision
    if decision.replaces:
        await step(unit, decision.replaces, "undo", why="replaced", by=str(giver))
    row = Row(
        account=str(receiver), kind=kind, points=decision.points, worth=decision.points,
        state=decision.state, why=decision.why, by=str(giver), by_days=int(gift.giver_days),
        place=about.place, message=about.message, source=about.source, language=about.language,
        at=gift.at, noted_at=gift.at,
    )  # fmt: skip
    # What was replaced has changed the totals.
    await _write(unit, row, person.member.id, None if decision.replaces else seen.kept)
    return decision


def _gift(
    seen: Circumstances,
    kind: Given,
    giver: Account,
    receiver: Account,
    *,
    message: str,
    now: datetime,
) -> Gift:
    age = now - seen.gives.since if seen.gives.since else timedelta()
    return Gift(
        kind=kind,
        giver=str(giver),
        receiver=str(giver if str(receiver) in seen.givers else receiver),
        message=message,
        at=to_micros(now),
        giver_days=age / timedelta(days=1),
        giver_clean=seen.gives.clean,
    )


async def _is_idle(
    unit: Unit, account: Account, person: people.Person, kin: Collection[str]
) -> bool:
    """Staff earns nothing, with any of their accounts, unless the config says so."""
    if unit.config.reputation.staff_earns:
        return False
    if people.outranks(person.role(account, unit.config.admins), "moderator"):
        return True
    return len(kin) > 1 and await is_staff(unit, person.member)


async def is_staff(unit: Unit, member: people.Member) -> bool:
    """A moderator or admin."""
    found = await unit.tx.fetch(
        "SELECT a.platform, a.id, r.role FROM accounts a LEFT JOIN roles r"
        " ON r.account = a.platform || ':' || a.id WHERE a.member = ?",
        member.id,
    )
    return any(
        row[2] == "moderator" or Account(row[0], row[1]) in unit.config.admins for row in found
    )


# -- from the house --------------------------------------------------------------------------------


async def award(unit: Unit, kind: Kind, account: Account, about: About, *, why: str = "") -> bool:
    """Points for a contribution, or a penalty (`wrong`, `spam`); False where nothing changes.

    The same again is no error: each message counts once for a person and kind, unless it was taken
    back.
    """
    is_known = await store.has(unit.tx, account, kind, about.message)
    if is_known or not unit.config.reputation.enabled:
        return False
    person = await people.introduce(unit.tx, account, unit.now)
    points: int = getattr(unit.config.reputation.points, kind)
    is_penalty = kind in ("wrong", "spam")
    if not is_penalty and not await _may_earn(unit, account, person):
        return False
    at = to_micros(unit.now)
    signed = -points if is_penalty else points
    row = Row(
        account=str(account), kind=kind, points=signed, worth=signed, state="full", why=why,
        place=about.place, message=about.message, language=about.language, at=at, noted_at=at,
    )  # fmt: skip
    await _write(unit, row, person.member.id)
    if is_penalty:
        await _tell(unit, row)
    return True


async def undo_award(
    unit: Unit, kind: Kind, account: Account, message: str, *, by: Account
) -> bool:
    """By a moderator's word; False where nothing was awarded for this message, or no more."""
    entries = await store.awarded(unit.tx, account, kind, message)
    undone = [await step(unit, entry, "undo", why="void", by=str(by)) for entry in entries]
    return any(undone)


async def _may_earn(unit: Unit, account: Account, person: people.Person) -> bool:
    kin = await store.kin(unit.tx, account)
    is_clean = await circumstances.are_clean(unit, kin)
    return is_clean and not await _is_idle(unit, account, person, kin)


# -- afterwards ------------------------------------------------------------------------------------


async def step(unit: Unit, entry: int, what: Step, *, why: str, by: str = "") -> bool:
    """Take back, hold, release or void an entry; False where that changes nothing."""
    rows = await store.of_entry(unit.tx, entry)
    found = ledger.entries(rows).get(entry)
    row = found and ledger.follow(found, what, why=why, by=by, now=to_micros(unit.now))
    if not row:
        return False
    row = msgspec.structs.replace(row, language=rows[0].language)
    person = await people.recognise(unit.tx, Account.parse(row.account))
    await _write(unit, row, person.member.id if person else None)
    if row.points < 0 and await _is_news(unit, row):
        await _tell(unit, row)
    return True


async def _is_news(unit: Unit, row: Row) -> bool:
    """What somebody takes back is told a few times a day; /rep history has the rest. Of some
    whoever takes the step tells more."""
    if row.why != "undone":
        return row.why not in ("replaced", "collusion", "oneself")
    return await store.taken_back_since(unit.tx, row.account, row.noted_at - DAY) <= TOLD_A_DAY


async def _write(unit: Unit, row: Row, member: int | None, kept: Kept | None = None) -> None:
    """`member` is None for a person who is forgotten: there is the ledger, and no total. `kept`:
    the totals as they stand, where they were asked for already."""
    await store.add(unit.tx, row)
    if member is None:
        return
    if row.points or row.step != "earn":
        change = board.changes(row.points, row.language, row.at, unit.now)
        if kept is None:
            sql, params = board.keeping(Account.parse(row.account))
            kept = board.kept(await unit.tx.fetch(sql, *params))
        await board.apply(unit.tx, member, change, unit.now, kept)
    await look_again(unit, member)


async def look_again(unit: Unit, member: int) -> None:
    """At the rank, in a unit of its own."""
    await schedule.put(unit, RANKING, str(member), unit.now, str(member))


async def _tell(unit: Unit, row: Row) -> None:
    """In private, where we may: what was taken, and why."""
    message: Message = wording.taken(row)
    await unit.write_to(Account.parse(row.account), message)
