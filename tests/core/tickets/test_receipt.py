"""What an asker is told at once, what stands on the card, and the fast lane."""

from datetime import UTC, datetime, timedelta

from core.outbox import Lane
from core.storage import Storage
from tests.core.tickets.desk import desk_house, in_room, of, opens, said
from tests.house import STAFF_ROOM, House


async def at(house: House, hour: int) -> None:
    """That hour of a Monday, UTC."""
    house.shift = datetime(2027, 1, 4, hour, tzinfo=UTC) - (house.now() - house.shift)


async def test_without_a_history_the_promise_is_told(storage: Storage) -> None:
    async with desk_house(storage) as house:
        await opens(house, "ann")
        assert "We reply within 4 hours." in said(of(house, "ann")[-1])


async def test_the_place_in_the_queue_is_told_to_who_has_others_before_them(
    sqlite_storage: Storage,
) -> None:
    async with desk_house(sqlite_storage) as house:
        for person in ("ann", "ben", "cat"):
            await opens(house, person, f"{person} has lost something")
        heard = [said(of(house, person)[-1]) for person in ("ann", "ben", "cat")]
        assert "Tickets before yours" not in heard[0]
        assert "Tickets before yours: 1." in heard[1]
        assert "Tickets before yours: 2." in heard[2]


async def test_with_a_history_the_usual_wait_is_told(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage) as house:
        await at(house, 12)
        for number in range(10):
            ticket = await opens(house, f"p{number}", f"question {number * 37}")
            house.shift += timedelta(minutes=4)
            await house.says("mia", f"/reply {ticket} Here you are.", STAFF_ROOM)
        await opens(house, "ann")
        heard = said(of(house, "ann")[-1])
        assert "had a reply within 5 minutes; nine of ten within 5 minutes" in heard


async def test_at_night_it_is_told_when_somebody_comes(storage: Storage) -> None:
    async with desk_house(storage) as house:
        await at(house, 3)
        await house.says("mia", "/duty mon-fri 09:00-17:00 UTC", STAFF_ROOM)
        await opens(house, "ann")
        assert "Nobody is on duty until 9:00" in said(of(house, "ann")[-1])


async def test_the_card_shows_what_is_promised(storage: Storage) -> None:
    async with desk_house(storage) as house:
        await at(house, 12)
        number = await opens(house, "ann")
        card = said((await in_room(house, number))[0])
        assert "First reply until Jan 4, 2027, 4:00" in card


async def test_words_of_theft_alert_staff_at_once_with_a_sound_on_the_fast_lane(
    storage: Storage,
) -> None:
    async with desk_house(storage) as house:
        number = await opens(house, "ann", "все мои деньги украли")
        (alert,) = [s for s in house.platform.screens[STAFF_ROOM.key] if "🚨" in s.text]
        assert (said(alert), alert.silent) == (f"🚨 Ticket #{number} is urgent.", False)
        lanes = await house.rows("SELECT lane FROM outbox WHERE action LIKE '%🚨%'")
        assert lanes == [(Lane.SAFETY,)]


async def test_a_later_word_of_theft_raises_the_ticket(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await opens(house, "ann")
        await house.says("ann", "now my coins are stolen too")
        assert any("🚨" in seen.text for seen in house.platform.screens[STAFF_ROOM.key])
        assert await house.rows("SELECT priority FROM tickets WHERE id = ?", number) == [
            ("urgent",)
        ]
