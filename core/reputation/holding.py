"""Suspicious points are held, not lost: with the evidence to moderators, who release or void."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import structlog

from core import numbers, people, staffroom
from core.actions import Button, Buttons
from core.app import App
from core.context import Context, Unit, words
from core.events import Account
from core.feature import UserError
from core.i18n import Message, _, _n, translate
from core.moments import to_micros
from core.reputation import cases, collusion, granting, judges, ledger, ranks, store, wording
from core.reputation.collusion import Suspicion
from core.reputation.ledger import GIVEN, Entry
from core.snapshots import apart
from core.storage import Transaction
from core.storage.errors import StorageError
from core.text import Body, Quoted, Words

log = structlog.get_logger("reputation")

FIRST_LOOK_SECONDS = 600.0  # a start has other things to do
LOOK_EVERY_SECONDS = 3600.0
MOST_PAIRS = 6  # of the evidence on a card


async def search(app: App) -> None:
    """Look through the last 90 days, in a process of its own, until cancelled."""
    await asyncio.sleep(FIRST_LOOK_SECONDS)
    while True:
        try:
            await look(app)
        except StorageError as error:
            log.warning("no search for collusion", error=str(error))
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def look(app: App) -> None:
    settings, now = app.config.reputation, to_micros(app.clock())
    if not settings.enabled:
        return
    given = await app.storage.read(lambda tx: load(tx, now))
    found = await apart(collusion.suspicions, given, now, settings.collusion)
    for suspicion in found:
        await app.unit(lambda unit, one=suspicion: hold(unit, one))  # type: ignore[misc]


async def load(tx: Transaction, now: int) -> list[Entry]:
    """What members gave each other, by persons."""
    persons = await store.persons(tx)
    rows = await store.everything(tx, GIVEN, now - ranks.WINDOW)
    return [
        msgspec.structs.replace(
            one, account=persons.get(one.account, one.account), by=persons.get(one.by, one.by)
        )
        for one in ledger.entries(rows).values()
    ]


async def hold(unit: Unit, suspicion: Suspicion) -> None:
    """What counts of it until now; nothing new is no new card."""
    held = [
        entry
        for entry in suspicion.entries
        if await granting.step(unit, entry, "hold", why="collusion")
    ]
    if not held:
        return
    entries = await _entries(unit, held)
    for account, points in _by_account(entries).items():
        await unit.write_to(account, wording.held(points))
    case = await cases.of(unit.tx, suspicion.entries)
    if case is not None:
        await cases.add(unit.tx, case, held)
        return
    number = await cases.open_(unit.tx, suspicion.signs, held, unit.now)
    for place in await staffroom.rooms(unit):
        language = staffroom.language_of(unit, place)
        body = _card(number, suspicion, entries, language)
        await staffroom.show(unit, place, _key(number), body, _buttons(number, language))


async def _entries(unit: Unit, ids: Iterable[int]) -> list[Entry]:
    return [ledger.entries(await store.of_entry(unit.tx, id_))[id_] for id_ in ids]


def _by_account(entries: Iterable[Entry]) -> dict[Account, int]:
    found: Counter[str] = Counter()
    for entry in entries:
        found[entry.account] += entry.worth
    return {Account.parse(account): points for account, points in found.items()}


# -- the card --------------------------------------------------------------------------------------


def _card(number: int, suspicion: Suspicion, entries: Sequence[Entry], language: str) -> Body:
    points = sum(entry.worth for entry in entries)
    said = _(
        "Held, number %(number)s: %(points)s among %(people)s. Of what they got, %(received)s came"
        " from each other.",
        number=str(number),
        points=wording.points(points),
        people=_n("%(count)s person", "%(count)s people", len(suspicion.people)),
        received=f"{suspicion.received:.0%}",
    )
    signs = [translate(wording.SIGNS[sign], language) for sign in suspicion.signs]
    reasons = "".join(f"\n- {sign}" for sign in signs)
    return (*words(said, language), Words(f"{reasons}\n\n"), Quoted(_pairs(entries)))


def _pairs(entries: Iterable[Entry]) -> str:
    """Who gave whom how often, the most first."""
    found = Counter((entry.by, entry.account) for entry in entries)
    return "\n".join(
        f"{giver} → {receiver}: {times}×"
        for (giver, receiver), times in found.most_common(MOST_PAIRS)
    )


def _buttons(number: int, language: str) -> Buttons:
    release = translate(_("Release the points"), language)  # [Release] is a ticket's, too
    void = Button(translate(_("Void"), language), f"/held void {number}")
    return ((Button(release, f"/held release {number}"), void),)


def _key(number: int) -> str:
    return f"reputation-held:{number}"


# -- the decision ----------------------------------------------------------------------------------


async def decide(ctx: Context, arguments: Mapping[str, str]) -> None:
    """`/held release|void NUMBER`: the buttons of the card. Nobody decides on their own."""
    number, what = numbers.typed(arguments["number"]), arguments["what"]
    if await judges.is_party(ctx, await cases.people(ctx.tx, number)):
        raise UserError(_("You are one of these people: somebody else of the team decides."))
    if not await cases.decide(ctx.tx, number, what, ctx.account, ctx.now):
        raise UserError(_("This is decided already, or there is no such number."))
    releases = what == "release"
    await _carry_out(ctx, number, releases=releases)
    await people.note(ctx.tx, ctx.account, f"points {what}", str(number), ctx.now)
    for place in await staffroom.rooms(ctx):
        body = words(_outcome(ctx, number, releases), staffroom.language_of(ctx, place))
        await staffroom.rewrite(ctx, place, _key(number), body)


async def _carry_out(ctx: Context, number: int, *, releases: bool) -> None:
    changed = [
        entry
        for entry in await cases.entries(ctx.tx, number)
        if await _step(ctx, entry, releases=releases)
    ]
    for account, points in _by_account(await _entries(ctx, changed)).items():
        await ctx.write_to(account, wording.decided(points, released=releases))


async def _step(ctx: Context, entry: int, *, releases: bool) -> bool:
    by = str(ctx.account)
    if releases:
        return await granting.step(ctx, entry, "release", why="released", by=by)
    return await granting.step(ctx, entry, "void", why="void", by=by)


def _outcome(ctx: Context, number: int, releases: bool) -> Message:
    told = {"number": str(number), "who": f"`{ctx.account}`"}
    if releases:
        return _("Number %(number)s: released. Decided by %(who)s.", **told)
    return _("Number %(number)s: void. Decided by %(who)s.", **told)
