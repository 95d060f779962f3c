"""A group that gets a new id stays the same group: who is known there, and who is ours."""

from datetime import timedelta

import msgspec

from core.events import Account, PlaceMoved
from core.storage import Storage
from tests.house import GROUP, STAFF_ROOM, House
from tests.moderation.test_feature import CONFIG, press, say, street
from tests.moderation.test_raids import FEW, raid
from tests.moderation.test_renames import job

LARGER = msgspec.structs.replace(GROUP, id="larger")


async def moves(house: House) -> None:
    await house.happens(PlaceMoved(id="moved", at=house.now(), before=GROUP, place=LARGER))
    await house.app.snapshots.load_all()


async def test_who_was_known_in_a_group_is_known_under_its_new_id(storage: Storage) -> None:
    async with street(storage) as (house, _platform):
        for number in range(5):
            await say(house, "ann", f"an ordinary message, number {number}")
        await job(house, "moderation-standing")
    async with street(storage) as (house, platform):
        house.shift += timedelta(days=15)
        event = house.message("ann", "an ordinary message there", LARGER, name="Ann")
        await house.happens(event)  # before we hear of the move
        await job(house, "moderation-standing")
        await moves(house)
        await house.happens(house.message("ann", "see some-site.org", LARGER, name="Ann"))
        assert platform.removed() == []


async def test_a_case_of_before_is_undone_where_the_group_is_now(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        await say(house, "mal", "dm me on @fix_wallets")
        await moves(house)
        deleted = platform.removed()
        await press(house, platform, "Ban")
        assert platform.removed() == deleted  # its number may be another message's there
        await press(house, platform, "Wrong")
        done = [d.place.id for d in platform.performed if type(d.action).__name__ == "Restrict"]
        assert done == ["group", "larger", "larger"]
        assert "fix" in platform.screens[LARGER.key][-1].text


async def test_a_raid_of_before_deletes_no_message_by_its_old_number(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage, FEW) as (house, platform):
        await raid(house)
        await say(house, "r1", "hello everybody, my friends")
        await moves(house)
        await press(house, platform, "Delete all")
        assert platform.removed() == []
        bans = [d for d in platform.performed if getattr(d.action, "what", "") == "ban"]
        assert [(d.place.id, d.action.account) for d in bans] == [  # type: ignore[union-attr]
            ("larger", Account("loop", "r1"))
        ]


async def test_a_staff_place_that_moved_stays_one(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, CONFIG) as (house, platform):
        room = msgspec.structs.replace(STAFF_ROOM, id="larger-staff")
        await house.happens(PlaceMoved(id="m2", at=house.now(), before=STAFF_ROOM, place=room))
        await house.happens(house.message("eve", "see evil-site.org", room, name="Eve"))
        assert platform.removed() == []
