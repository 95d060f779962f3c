"""A name like ours: what a moderator said of it holds, and until then it is not let speak."""

from core.events import Account, MemberJoined
from core.storage import Storage
from tests.house import GROUP, House
from tests.moderation.test_feature import CONFIG, press, street

HOLD = CONFIG.replace('moderation = "act"', 'moderation = "hold"')


async def speaks(house: House, text: str, name: str = "Acme Support") -> str:
    event = house.message("mal", text, GROUP, name=name)
    await house.happens(event)
    return event.message


async def test_who_was_cleared_is_not_muted_again_after_a_restart(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        await speaks(house, "good morning to you all")
        assert platform.restricted() == [("mal", "mute")]
        await press(house, platform, "Wrong")
        await speaks(house, "and good night")
    async with street(storage) as (house, platform):
        await speaks(house, "good morning once more")
        await house.happens(MemberJoined(
            id="j1", at=house.now(), place=GROUP, author=Account("loop", "mal"),
            name="Acme Support",
        ))  # fmt: skip
        assert platform.restricted() == []
        assert platform.removed() == []
        await speaks(house, "now under another name", name="Acme Suppоrt")
        assert platform.restricted() == [("mal", "mute")]


async def test_who_was_cleared_may_not_do_what_others_may_not(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await speaks(house, "good morning to you all")
        await press(house, platform, "Wrong")
        await house.app.snapshots.load_all()
        said = await speaks(house, "look at evil-site.org please")
        assert platform.removed()[-1] == said


async def test_where_nobody_is_muted_each_message_under_our_name_is_held_with_one_card(
    storage: Storage,
) -> None:
    async with street(storage, HOLD) as (house, platform):
        said = [await speaks(house, f"send me a note, number {n}") for n in range(3)]
        assert platform.removed() == said
        assert platform.restricted() == []
        assert len(platform.cards()) == 1
        await press(house, platform, "Wrong")
        assert platform.screens[GROUP.key][-1].text.count("send me a note") == 3
        await house.app.snapshots.load_all()
        await speaks(house, "and one more")
        assert platform.removed() == said


async def test_a_channel_whose_name_was_cleared_may_still_not_do_what_others_may_not(
    sqlite_storage: Storage,
) -> None:
    async def posts(house: House, text: str) -> str:
        event = house.message(None, text, GROUP, name="Acme Support", as_channel="-8")
        await house.happens(event)
        return event.message

    async with street(sqlite_storage) as (house, platform):
        await posts(house, "good morning to you all")
        assert "a name like one of ours" in platform.cards()[-1].text
        await press(house, platform, "Wrong")
        await house.app.snapshots.load_all()
        said = await posts(house, "look at evil-site.org please")
        assert platform.removed()[-1] == said
        assert "a link" in platform.cards()[-1].text


async def test_a_name_has_no_link_to_allow(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await speaks(house, "good morning to you all")
        assert "Allow this link" not in [b.label for b in platform.cards()[-1].buttons]
