"""Cards about a run where staff sits: put once, edited from then on."""

from core.actions import Buttons, Edit, Send
from core.announcements.draft import Notice
from core.context import Unit
from core.events import Place
from core.outbox import Lane, NoSuchMessage
from core.text import Body


def places(unit: Unit, notice: Notice) -> list[Place]:
    """Where it was written; what came from the command line is shown in every staff place."""
    keys = (notice.place,) if notice.place else unit.config.staff.places
    staff = unit.config.staff_places
    return [Place.at(key, private=key.partition("/")[0] not in staff) for key in keys]


async def put(unit: Unit, place: Place, key: str, body: Body, buttons: Buttons) -> None:
    """New, or instead of what stands there."""
    try:
        edit = Edit(target=key, body=body, buttons=buttons)
        await unit.put(edit, lane=Lane.TICKETS, on_uncertain="again")
    except NoSuchMessage:
        send = Send(place=place, body=body, buttons=buttons, silent=True)
        # A second card does less harm than none, which nobody could edit either.
        await unit.put(send, lane=Lane.TICKETS, key=key, on_uncertain="again")
