"""A house with a team: bob is admin, mia and max moderate, hal and hem help."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core import roles
from core.context import Unit
from core.events import Account, Quote
from core.platform import Role
from core.storage import Storage
from tests.fakes.loopback import Seen
from tests.house import GROUP, STAFF_ROOM, House, open_house

CONFIG = """
[staff]
admins = ["loop:bob"]
places = ["loop:staff"]
[places]
auto_answers = true
"""
ROLES: dict[str, Role] = {
    "mia": "moderator",
    "max": "moderator",
    "hal": "helper",
    "hem": "helper",
}


@asynccontextmanager
async def team_house(storage: Storage, more: str = "") -> AsyncIterator[House]:
    """With the entries of `tests.knowledge`; everybody of the team has written in private."""
    async with open_house(storage, CONFIG + more, small=True) as house:
        await house.app.unit(_grant)
        for person in ("bob", *ROLES):
            await house.says(person, "/id")
        yield house


async def _grant(unit: Unit) -> None:
    for person, role in ROLES.items():
        account = Account("loop", person)
        await roles.offer(unit.tx, account, role, Account("loop", "bob"), unit.now)
        await roles.accept(unit.tx, account, unit.now)


def to(seen: Seen) -> Quote:
    """As a reply to a message of ours."""
    return Quote(seen.id, Account("loop", "us"), text=seen.text, ours=True)


def to_person(person: str, text: str, message: str = "u9") -> Quote:
    return Quote(message, Account("loop", person), text=text)


async def asks(house: House, person: str, text: str) -> Seen:
    """Addressed to us in the group, and answered."""
    (answer,) = await house.says(person, text, GROUP, addressed=True)
    return answer


async def points(house: House, helper: str, slug: str, asker: str, text: str) -> list[Seen]:
    return await house.says(helper, f"/faq {slug}", GROUP, quoted=to_person(asker, text))


def staff_screen(house: House) -> list[Seen]:
    return house.platform.screens[STAFF_ROOM.key]
