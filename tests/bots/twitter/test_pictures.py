"""Pictures in private messages, both ways."""

import pytest

from bots.twitter.adapter import X
from bots.twitter.incoming import TIMELINE
from core.actions import Send
from core.events import Attachment, Place
from core.platform import Content, Delivery, DeliveryFailed, Gone, Refused, RetryAt, Uncertain
from tests.bots.hearing import Core
from tests.bots.twitter.conftest import Make, Run
from tests.fakes import faults
from tests.fakes.x import FakeX, User

PICTURE = b"\x89PNG\r\n" + bytes(range(256)) * 20
MOST = 1_000_000


def sends(place: Place, *names: str, doubtful: bool = False) -> Delivery:
    files = tuple(Attachment("ref", "photo", name, platform="telegram") for name in names)
    contents = tuple(Content(name, PICTURE) for name in names)
    send = Send(place=place, body=(), files=files)
    return Delivery(row=1, action=send, place=place, contents=contents, uncertain_before=doubtful)


def private(person: User) -> Place:
    return Place("x", str(person.id), private=True)


@pytest.fixture
def bob(fake: FakeX) -> User:
    """He wrote to us."""
    bob = fake.user("Bob")
    fake.writes(bob, "hi")
    return bob


async def told(fake: FakeX, ann: User, core: Core, run: Run, ending: str = "png") -> Attachment:
    """A picture that Ann sent, as the core hears of it."""
    async with run():
        fake.writes(ann, "look", picture=PICTURE)
        (event,) = await core.heard()
    (file,) = event.attachments
    return file


async def test_a_picture_of_an_askers_is_told_by_reference_and_read_when_asked_for(
    fake: FakeX, ann: User, x: X, core: Core, run: Run
) -> None:
    file = await told(fake, ann, core, run)
    assert (file.kind, file.name) == ("photo", "pic.png")
    assert not fake.calls_of("picture")
    assert await x.fetch(file, MOST) == PICTURE


async def test_one_that_is_too_large_or_gone_is_lost(
    fake: FakeX, ann: User, x: X, core: Core, run: Run
) -> None:
    file = await told(fake, ann, core, run)
    for most in (len(PICTURE) - 1, MOST):
        with pytest.raises(DeliveryFailed) as failed:
            await x.fetch(file, most)
        assert failed.value.outcome == Gone("file")
        fake.world.pictures.clear()


@pytest.mark.parametrize(
    "address",
    [
        *("3_123", "", "http://ton.twitter.com/1.1/ton/data/dm/1/2/a.png"),
        *("https://evil.example/a.png", "https://ton.twitter.com.evil.example/a.png"),
        "https://ton.twitter.com@evil.example/a.png",
    ],
)
async def test_nothing_is_signed_for_any_other_address(fake: FakeX, x: X, address: str) -> None:
    with pytest.raises(DeliveryFailed):
        await x.fetch(Attachment(address, "photo"), MOST)
    assert fake.calls == []


async def test_the_bill_counts_pictures_that_came_along(
    fake: FakeX, ann: User, x: X, core: Core, run: Run
) -> None:
    await told(fake, ann, core, run)
    assert (await x._spending.bill()).micros == fake.bill


async def test_staffs_picture_goes_into_the_private_talk(fake: FakeX, x: X, bob: User) -> None:
    receipt = await x.perform(sends(private(bob), "how.png"))
    (shown,) = fake.world.private(str(bob.id))
    assert [one.data for one in shown.pictures] == [PICTURE]
    assert (shown.text, receipt.ids) == ("", (shown.id,))
    assert (await x._spending.bill()).micros == fake.bill


@pytest.mark.parametrize("name", ["manual.pdf", "film.mp4", "page.svg", "picture"])
async def test_what_x_takes_in_no_message_is_refused_before_it_is_brought(
    fake: FakeX, x: X, bob: User, name: str
) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        await x.perform(sends(private(bob), name))
    assert isinstance(failed.value.outcome, Refused)
    assert fake.calls == []


async def test_nothing_is_ever_attached_in_public(fake: FakeX, x: X) -> None:
    with pytest.raises(DeliveryFailed):
        await x.perform(sends(TIMELINE, "how.png"))
    assert fake.calls == []


async def test_an_upload_in_doubt_is_made_again_and_a_message_in_doubt_is_not(
    fake: FakeX, x: X, bob: User
) -> None:
    for name, kind in (("upload", RetryAt), ("write", Uncertain)):
        fake.inject(faults.reset(effect=True), name)
        with pytest.raises(DeliveryFailed) as failed:
            await x.perform(sends(private(bob), "how.png"))
        assert isinstance(failed.value.outcome, kind)
    with pytest.raises(DeliveryFailed) as failed:
        await x.perform(sends(private(bob), "how.png", doubtful=True))
    assert isinstance(failed.value.outcome, Refused)
    assert len(fake.world.private(str(bob.id))) == 1


async def test_a_rehearsal_brings_nothing(fake: FakeX, make: Make, bob: User) -> None:
    receipt = await make(dry_run=True).perform(sends(private(bob), "how.png"))
    assert len(receipt.ids) == 1
    assert fake.calls == []
