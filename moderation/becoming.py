"""What becomes of what was ordered: what the platform refused is not said to be done."""

from collections.abc import Iterator

from core.actions import Receipt
from core.context import Unit
from core.i18n import Message, _
from core.platform import Gone, Outcome
from moderation import cards, staffroom, store, telling, waves
from moderation.acting import BOUND, GONE
from moderation.store import Case


async def on_delivered(unit: Unit, key: str, _receipt: Receipt) -> None:
    if key.startswith(GONE):
        for number in _numbers(key):
            await store.note_gone(unit.tx, number, unit.now)


async def on_failed(unit: Unit, key: str, outcome: Outcome, names: cards.Names) -> None:
    """What was not done is not said to be done, on the card neither."""
    if key.startswith(telling.TOLD):
        await telling.not_heard(unit, key)
    if isinstance(outcome, Gone):
        return  # it, or whom it was about, is not there any more
    undone: list[Case | None] = []
    if key.startswith(GONE):
        undone = [await _stays(unit, number) for number in _numbers(key)]
    if key.startswith(BOUND):
        undone = [await _unbound(unit, int(key.removeprefix(BOUND)))]
    for case in filter(None, undone):
        await _correct(unit, case, names)


async def _correct(unit: Unit, case: Case, names: cards.Names) -> None:
    """The card that speaks for it."""
    first = case if case.first is None else await store.case(unit.tx, case.first)
    if first is None:
        return
    if first.state == "right":
        rest = _("The platform refused a part of it: please do the rest by hand.")
        await cards.close(unit, first, rest, cards.undo_of(first))
    elif first.wave:
        await waves.redraw_soon(unit, first)
    else:
        await cards.redraw(unit, first, names)


def _numbers(key: str) -> Iterator[int]:
    """Of the cases whose messages went together."""
    return map(int, key.removeprefix(GONE).split(","))


async def _stays(unit: Unit, number: int) -> Case | None:
    """The case, where staff has to know it."""
    case = await store.case(unit.tx, number)
    if case is None or case.stays or case.state == "wrong":
        return None
    case = await store.note_stays(unit.tx, case)
    if case.place.private:
        return None  # its author has it before them, and was told so
    if case.action not in ("mute", "ban"):
        case = await store.change_action(unit.tx, case, "report")
    await telling.take_back(unit, case)
    is_urgent = case.rule in ("secret", "personal")
    if is_urgent:
        await telling.in_private(unit, case)
    told = _(
        "Case %(number)s in %(place)s: the message could not be removed. Please remove it by hand.",
        number=str(case.id),
        place=f"`{case.place.key}`",
    )
    await _tell_staff(unit, case, told, "stays", each=is_urgent)
    return case


async def _unbound(unit: Unit, number: int) -> Case | None:
    case = await store.case(unit.tx, number)
    if case is None or case.action not in ("mute", "ban") or case.state == "wrong":
        return None
    is_gone = case.message is not None and not case.stays
    case = await store.change_action(unit.tx, case, "delete" if is_gone else "report")
    told = _(
        "Case %(number)s in %(place)s: the author could not be restricted. Please do it by hand.",
        number=str(case.id),
        place=f"`{case.place.key}`",
    )
    await _tell_staff(unit, case, told, "unbound", each=case.state == "right" and not case.wave)
    return case


async def _tell_staff(unit: Unit, case: Case, told: Message, what: str, *, each: bool) -> None:
    """Of `each` case, as of those that a person decided: they were told that it is done. Else once
    an hour for each chat: a missing right fails for all that comes."""
    which = str(case.id) if each else f"{case.place.chat}:{unit.now:%Y%m%d%H}"
    await staffroom.alarm(unit, lambda _language: [told], once=f"moderation-{what}:{which}")
