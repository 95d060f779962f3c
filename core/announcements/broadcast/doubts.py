"""Places of which nobody knows whether the message arrived: one card, and people decide."""

from core import staffroom
from core.actions import Button, Buttons
from core.announcements.broadcast import cards, deliveries
from core.announcements.broadcast.deliveries import Delivery
from core.announcements.broadcast.runs import Run
from core.context import Unit
from core.events import Place
from core.i18n import Reader, _, _n, compose
from core.text import Body, Words

SHOWN = 30  # places on a card; the report has all


async def draw(unit: Unit, place: Place, key: str, run: Run) -> None:
    """Nothing where there is no doubt, and never was."""
    doubted = await deliveries.in_state(unit.tx, run.id, "uncertain")
    language = staffroom.language_of(unit, place)
    if doubted:
        await cards.put(unit, place, key, _face(run, doubted, language), _buttons(run, language))
    elif await deliveries.was_put(unit.tx, key):
        settled = _(
            "Announcement %(number)s: no place is uncertain any more.", number=run.announcement
        )
        await cards.put(unit, place, key, compose(settled, language), ())


def _face(run: Run, doubted: list[Delivery], language: str) -> Body:
    head = _n(
        "Announcement %(number)s: the connection broke at %(count)s place, so nobody knows whether"
        " it arrived. Please look there:",
        "Announcement %(number)s: the connection broke at %(count)s places, so nobody knows whether"
        " it arrived. Please look there:",
        len(doubted),
        number=run.announcement,
    )
    lines = "".join(f"\n`{one.place}`" for one in doubted[:SHOWN])
    more = "\n…" if len(doubted) > SHOWN else ""
    return (*compose(head, language), Words(lines + more))


def _buttons(run: Run, language: str) -> Buttons:
    reader = Reader(language)
    again = Button(reader.gettext(_("Send again")), f"/run again {run.id}")
    arrived = Button(reader.gettext(_("They arrived")), f"/run arrived {run.id}")
    return ((again, arrived),)
