"""News of a known issue to more than twenty askers on two platforms: an announcement for them."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from core import people
from core.context import Unit
from core.events import Account, Place
from core.tickets import issue_store, opening, spots
from core.tickets.news import FEW
from core.tickets.opening import Wanted
from core.tickets.spots import Spot
from tests.e2e.discord_desk import said
from tests.e2e.fair import Fair, House
from tests.e2e.test_maintenance import fair, hears, tells
from tests.fakes.discord import User as DiscordUser
from tests.fakes.telegram.world import User

__all__ = ["fair"]  # a fixture
NEWS = "Orders are shown again."


async def ask(unit: Unit, *, accounts: Sequence[Account]) -> None:
    """Each has a ticket about known issue 1, and reads in private."""
    issue = await issue_store.add(unit, "Orders vanish", None)
    for account in accounts:
        place = Place(account.platform, account.id, private=True)
        person = await people.introduce(unit.tx, account, unit.now, place)
        wanted = Wanted(
            member=person.member.id, asker=account, language="en", category="trading", text="gone"
        )
        ticket, _is_new = await opening.open_ticket(unit, wanted)
        await spots.put(unit.tx, Spot(ticket=ticket.id, side="asker", place=place))
        await issue_store.link(unit.tx, ticket.id, issue)


def heard_on_telegram(house: House, asker: User) -> int:
    return sum(NEWS in said(shown.text) for shown in house.fair.telegram.ours(asker))


def heard_on_discord(house: House, asker: DiscordUser) -> int:
    return sum(NEWS in said(shown.text) for shown in house.fair.discord.ours(asker))


async def test_twenty_one_askers_hear_once_what_two_people_stand_for_and_may_answer(
    fair: Fair,
) -> None:
    room = f'[[tickets.rooms]]\nplace = "telegram:{fair.room.id}"\n'
    askers = [fair.telegram.user(f"Asker {number}") for number in range(FEW)]
    dana = fair.discord.user("Dana")
    fair.discord.joins(dana, fair.guild)
    accounts = [Account("telegram", str(asker.id)) for asker in askers]
    for asker in askers:
        asker.has_started = True
    async with fair.open(room) as house:
        await house.staff()
        fair.clock.shift += timedelta(days=7)
        everybody = [*accounts, Account("discord", str(dana.id))]
        await house.bot.app.unit(partial(ask, accounts=everybody))

        await tells(house, "mia", f"/issue update 1 {NEWS}")
        amy, discord = fair.amy, fair.discord
        await house.until(lambda: any("second key" in one.text for one in discord.ours(amy)))
        card = next(one for one in discord.ours(amy) if "second key" in one.text)
        assert "21 askers of known issue 1" in said(card.text)
        discord.presses(amy, card, "Approve")
        await hears(house, "bob", "Anybody of staff can stop it.")
        assert not any(heard_on_telegram(house, asker) for asker in askers)

        await house.passes(timedelta(minutes=5, seconds=1))
        await house.until(lambda: all(heard_on_telegram(house, asker) for asker in askers))
        await house.until(lambda: heard_on_discord(house, dana) == 1)
        await hears(house, "mia", "Sent: 21 of 21")
        assert [heard_on_telegram(house, asker) for asker in askers] == [1] * FEW

        telegram, asker = fair.telegram, askers[7]
        shown = next(s for s in telegram.ours(asker) if NEWS in said(s.text))
        telegram.says(asker, asker, "mine are not", reply_to=shown.id)
        await house.until(
            lambda: any("👤 mine are not" in said(s.text) for s in telegram.ours(fair.room))
        )
