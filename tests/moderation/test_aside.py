"""After a removal its author is taken aside: into a ticket, or to the door of one."""

from core.i18n import translate
from core.storage import Storage
from core.tickets import aside
from tests.core.tickets.desk import said
from tests.house import GROUP, House
from tests.moderation.test_feature import CONFIG, Street, phrase, say, street

ROOMS = CONFIG.replace('places = ["loop:staff"]', 'places = ["loop:mods"]') + (
    '[[tickets.rooms]]\nplace = "loop:staff"\n'
)
CARD = "4111 1111 1111 1111"  # everybody's example of one


async def tickets(house: House) -> list[tuple[str, str]]:
    return await house.rows("SELECT category, priority FROM tickets ORDER BY id")


def everything(platform: Street) -> str:
    return "\n".join(seen.text for screen in platform.screens.values() for seen in screen)


async def test_a_secret_in_public_is_an_urgent_ticket_without_it(storage: Storage) -> None:
    async with street(storage, ROOMS) as (house, platform):
        await house.says("ann", "/id")
        secret = phrase()
        await say(house, "ann", f"help me, my phrase is {secret}")
        assert await tickets(house) == [("security", "urgent")]
        room = [text for key, screen in platform.screens.items() if key.startswith("loop:staff")
                for text in map(said, screen)]  # fmt: skip
        assert any("never ask for it" in text for text in room)
        assert "Ticket #1" in platform.screens["loop:ann"][-1].text
        assert secret not in everything(platform)
        assert all(secret not in str(row) for row in await house.rows("SELECT text FROM texts"))


async def test_who_shows_a_secret_reads_of_it_in_their_own_language(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage, ROOMS) as (house, platform):
        await house.says("ann", f"我的助记词是 {phrase()}", locale="zh")
        told = [said(seen) for seen in platform.screens["loop:ann"]]
        assert any("机密内容" in text for text in told)
        assert not any("secret" in text for text in told)
        ((line,),) = await house.rows(
            "SELECT t.text FROM ticket_lines l JOIN texts t ON t.id = l.text"
        )
        assert line == translate(aside.GONE, "zh")


async def test_two_secrets_are_one_ticket(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, ROOMS) as (house, platform):
        for seed in (1, 2):
            await say(house, "ann", f"my phrase is {phrase(seed)}")
        assert len(await tickets(house)) == 1
        assert len(platform.removed()) == 2


async def test_who_cannot_be_written_to_is_led_from_the_group(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, ROOMS) as (house, platform):
        await say(house, "ann", f"my phrase is {phrase()}")
        ways = [b for seen in platform.screens[GROUP.key] for b in seen.buttons if b.private]
        assert [b.label for b in ways] == ["What to do now", "Go on in private"]
        assert all(b.command.startswith("/start ") for b in ways)


async def test_personal_data_goes_on_in_private_with_its_safe_part(storage: Storage) -> None:
    async with street(storage, ROOMS) as (house, platform):
        await house.says("ann", "/id")
        await say(house, "ann", f"withdrawal stuck for days, card {CARD}")
        assert await tickets(house) == []
        offer = platform.screens["loop:ann"][-1]
        (asked,) = await house.presses("ann", offer, "Open a ticket")
        await house.presses("ann", asked, "Deposit")
        assert await tickets(house) == [("payments", "normal")]
        assert "withdrawal stuck for days" in everything(platform)
        assert CARD not in everything(platform)


async def test_a_blocked_member_gets_no_ticket_and_the_secret_goes_all_the_same(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage, ROOMS) as (house, platform):
        await house.says("ann", "/id")
        ((member,),) = await house.rows(
            "SELECT member FROM accounts WHERE platform = 'loop' AND id = 'ann'"
        )
        sql = (
            "INSERT INTO ticket_blocks (member, until, reason, blocked_by, at)"
            " VALUES (?, NULL, 'spam', 'loop:bob', 0)"
        )
        await house.app.unit(lambda unit: unit.tx.execute(sql, member))
        await say(house, "ann", f"my phrase is {phrase()}")
        assert await tickets(house) == []
        assert len(platform.removed()) == 1


async def test_without_a_room_for_tickets_the_removal_is_all(sqlite_storage: Storage) -> None:
    config = CONFIG.replace('places = ["loop:staff"]\n', "")
    async with street(sqlite_storage, config) as (house, platform):
        await say(house, "ann", f"my phrase is {phrase()}")
        assert await tickets(house) == []
        assert len(platform.removed()) == 1
