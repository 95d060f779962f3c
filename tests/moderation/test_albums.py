"""The pictures of an album come one by one and are one message: judged, and removed, together."""

import pytest

from core.events import Attachment
from core.storage import Storage
from tests.house import GROUP, House
from tests.moderation.test_feature import phrase, press, street


async def album(house: House, number: int, caption: str = "", *, at: int = 0) -> list[str]:
    """The ids of its messages; the caption stands under one of them."""
    said = []
    for n in range(number):
        picture = Attachment(kind="photo", ref=f"p{n}", name="")
        event = house.message(
            "ann", caption if n == at else "", GROUP, name="Ann",
            album="a1", attachments=(picture,),
        )  # fmt: skip
        await house.happens(event)
        said.append(event.message)
    return said


async def test_an_album_of_ten_pictures_is_no_flood(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await album(house, 10, "here is what my screen shows")
        assert platform.removed() == []
        assert platform.restricted() == []


@pytest.mark.parametrize("at", [0, 2, 4])
async def test_with_its_caption_the_whole_album_goes(storage: Storage, at: int) -> None:
    async with street(storage) as (house, platform):
        said = await album(house, 5, "stuck? dm me on @fix_wallets", at=at)
        assert set(platform.removed()) == set(said)
        assert platform.restricted() == [("ann", "mute")]
        assert len(platform.cards()) == 1
        await press(house, platform, "Wrong")
        assert platform.restricted()[-1] == ("ann", "lift")


async def test_a_secret_under_one_picture_takes_no_other_with_it(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        said = await album(house, 3, f"my phrase is {phrase()}")
        assert platform.removed() == [said[0]]
        assert len([card for card in platform.cards() if "a secret in public" in card.text]) == 1
