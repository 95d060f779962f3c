"""The card of a raid, in each room of the staff: what happens, and the one tap."""

from core import staffroom
from core.actions import Button, Buttons
from core.context import Unit, words
from core.events import Place
from core.i18n import Field, Message, _, translate
from core.text import Body
from moderation.raid_store import Written


async def show(unit: Unit, raid: Written, number: int, *, acts: bool) -> None:
    """`number` people came."""
    for place in await staffroom.rooms(unit):
        body = _body(unit, raid, number, place, acts=acts)
        buttons = _buttons(unit, raid, place)
        await staffroom.show(unit, place, _key(raid), body, buttons, silent=False)


async def tell_anew(unit: Unit, raid: Written, number: int) -> None:
    """What is done about it has changed."""
    for place in await staffroom.rooms(unit):
        body, buttons = _body(unit, raid, number, place, acts=True), _buttons(unit, raid, place)
        await staffroom.rewrite(unit, place, _key(raid), body, buttons)


async def close(unit: Unit, raid: Written, outcome: Message, *, undo: bool) -> None:
    """With the way back where there is one."""
    for place in await staffroom.rooms(unit):
        body = words(outcome, staffroom.language_of(unit, place))
        buttons = _buttons(unit, raid, place)[1:] if undo else ()
        await staffroom.rewrite(unit, place, _key(raid), body, buttons)


def _body(unit: Unit, raid: Written, number: int, place: Place, *, acts: bool) -> Body:
    language = staffroom.language_of(unit, place)
    reader = staffroom.reader_at(unit, place)
    silent = "members"
    if raid.locked:
        silent = unit.capabilities(raid.place.platform).locks
    summary = _SUMMARIES[silent if acts else "nobody"]
    fields: dict[str, Field] = {"place": f"`{raid.place.key}`", "number": str(number)}
    return words(Message(summary.text, fields | {"time": reader.datetime(raid.until)}), language)


# By who is silent meanwhile.
_SUMMARIES = {
    "members": _(
        "It looks like a raid in %(place)s: %(number)s people came within a minute. They, and all"
        " who come now, can read but not write until %(time)s; then it ends by itself."
    ),
    "newcomers": _(
        "It looks like a raid in %(place)s: %(number)s people came within a minute. Whoever is new"
        " there can read but not write until %(time)s; then it ends by itself."
    ),
    "everybody": _(
        "It looks like a raid in %(place)s: %(number)s people came within a minute. Nobody"
        " without rights of their own can write there until %(time)s; then it ends by itself."
    ),
    "nobody": _(
        "It looks like a raid in %(place)s: %(number)s people came within a minute. I only"
        " watch here and do nothing."
    ),
}


def _buttons(unit: Unit, raid: Written, place: Place) -> Buttons:
    language = staffroom.language_of(unit, place)
    return (
        (Button(translate(_("Delete all of it and ban"), language), f"/raid sweep {raid.id}"),),
        (Button(translate(_("Wrong: undo"), language), f"/raid lift {raid.id}"),),
    )


def _key(raid: Written) -> str:
    return f"raid:{raid.id}"
