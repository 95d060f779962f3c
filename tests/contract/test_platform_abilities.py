"""What every platform promises about its capabilities: each flag is true to its word, both ways.

True: it happens, as readers can see. False: an honest refusal, and nothing has changed.
"""

from collections.abc import Awaitable, Callable

import msgspec
import pytest

from core.actions import (
    Action,
    Admit,
    Badge,
    Button,
    CloseThread,
    Delete,
    DropThread,
    Edit,
    Hide,
    Lock,
    LookUp,
    OpenThread,
    Pin,
    React,
    Receipt,
    RenameThread,
    Restrict,
    Send,
)
from core.events import Account, Attachment, Event, MessageDeleted, MessageUnread
from core.platform import Capabilities, DeliveryFailed, Gone, NotAllowed, Refused
from core.text import Words
from tests.contract.platforms.driver import Driver, Seen

HELLO = (Words("Hello"),)
FLAGS = [name for name, kind in Capabilities.__annotations__.items() if kind is bool]

Proof = Callable[[Driver], Awaitable[None]]
PROOFS: dict[str, Proof] = {}


def proof(prove: Proof) -> Proof:
    """Of the flag of that name; raises whatever the platform raises."""
    PROOFS[prove.__name__] = prove
    return prove


@pytest.mark.parametrize("flag", FLAGS)
async def test_each_capability_is_true_to_its_word(driver: Driver, flag: str) -> None:
    if getattr(driver.platform.capabilities, flag):
        await PROOFS[flag](driver)
        return
    with pytest.raises((DeliveryFailed, Missing)) as failed:
        await PROOFS[flag](driver)
    if isinstance(failed.value, DeliveryFailed):
        assert isinstance(failed.value.outcome, NotAllowed | Refused | Gone)
        assert failed.value.done == ()


class Missing(Exception):
    """The platform did the rest, and left out what it cannot do."""


def need(shows: bool) -> None:
    if not shows:
        raise Missing


async def test_what_is_not_offered_is_refused_and_changes_nothing(driver: Driver) -> None:
    ours = await said(driver)
    before = await driver.state()
    for flag, actions in actions_of(driver).items():
        for action in actions if not getattr(driver.platform.capabilities, flag) else ():
            with pytest.raises(DeliveryFailed) as failed:
                await driver.perform(action, driver.crowd, ours.ids)
            assert isinstance(failed.value.outcome, NotAllowed | Refused)
            assert await driver.state() == before


def actions_of(driver: Driver) -> dict[str, list[Action]]:
    place, account = driver.crowd, driver.member
    return {
        "edits": [Edit(target="", body=HELLO)],
        "deletes": [Delete(target="")],
        "reactions": [React(target="", emoji="👍"), React(target="", emoji=None)],
        "pins": [Pin(target=""), Pin(target="", pinned=False)],
        "restricts": [
            Restrict(place=place, account=account, what=what)
            for what in ("mute", "kick", "ban", "lift")
        ],
        "badges": [Badge(place=place, account=account, name=name) for name in ("Sage", "")],
        "hides": [Hide(target=""), Hide(target="", hidden=False)],
        "looks_up": [LookUp(place=place, account=account)],
        "locks": [Lock(place=place, locked=locked) for locked in (True, False)],
        "admits": [Admit(place=place, account=account, admitted=each) for each in (True, False)],
        "drops_threads": [DropThread(place=place)],
        "private_threads": [OpenThread(place=place, title="Ticket 1", private=True)],
        "renames": [RenameThread(place=place, title="Ticket 1")],
        "threads": [OpenThread(place=place, title="Ticket 1"), CloseThread(place=place)],
    }


async def said(driver: Driver, **more: object) -> Receipt:
    return await driver.perform(Send(place=driver.crowd, body=HELLO, **more), driver.crowd)  # type: ignore[arg-type]


async def only(driver: Driver, receipt: Receipt) -> Seen:
    (seen,) = await driver.seen(receipt)
    return seen


# --- actions


@proof
async def edits(driver: Driver) -> None:
    ours = await said(driver, buttons=((Button("Yes", "/yes"),),))
    edit = Edit(target="", body=(Words("New"),), buttons=((Button("No", "/no"),),))
    receipt = await driver.perform(edit, driver.crowd, ours.ids)
    seen = await only(driver, receipt)
    assert (receipt.ids, seen.text, seen.buttons) == (ours.ids, "New", ("No",))
    assert len(await driver.screen(driver.crowd)) == 1


@proof
async def deletes(driver: Driver) -> None:
    ours = await said(driver)
    first = await driver.perform(Delete(target=""), driver.crowd, ours.ids)
    assert not first.nothing_to_do
    assert await driver.screen(driver.crowd) == []
    again = await driver.perform(Delete(target=""), driver.crowd, ours.ids)
    assert again.nothing_to_do


@proof
async def reactions(driver: Driver) -> None:
    ours = await said(driver)
    for emoji, shown in (("👍", ("👍",)), (None, ())):
        await driver.perform(React(target="", emoji=emoji), driver.crowd, ours.ids)
        assert (await only(driver, ours)).reactions == shown


@proof
async def pins(driver: Driver) -> None:
    ours = await said(driver)
    for pinned in (True, True, False, False):
        await driver.perform(Pin(target="", pinned=pinned), driver.crowd, ours.ids)
        assert (await only(driver, ours)).pinned == pinned


@proof
async def restricts(driver: Driver) -> None:
    for what, standing in (
        ("mute", "muted"),
        ("lift", "free"),
        ("kick", "kicked"),
        ("ban", "banned"),
        ("ban", "banned"),
    ):
        restrict = Restrict(place=driver.crowd, account=driver.member, what=what)
        await driver.perform(restrict, driver.crowd)
        assert await driver.standing() == standing
    await driver.perform(
        Restrict(place=driver.crowd, account=driver.member, what="lift"), driver.crowd
    )
    assert await driver.standing() != "banned"


@proof
async def badges(driver: Driver) -> None:
    for name in ("Sage", "Sage", ""):
        await driver.perform(
            Badge(place=driver.crowd, account=driver.member, name=name), driver.crowd
        )
        assert await driver.badge() == name


@proof
async def looks_up(driver: Driver) -> None:
    look = LookUp(place=driver.crowd, account=driver.member)
    receipt = await driver.perform(look, driver.crowd)
    assert receipt.presented is not None
    assert (receipt.ids, receipt.presented.name) == ((driver.member.id,), driver.name())
    nobody = Account(driver.member.platform, "7")
    with pytest.raises(DeliveryFailed) as failed:
        await driver.perform(LookUp(place=driver.crowd, account=nobody), driver.crowd)
    assert failed.value.outcome == Gone("person")


@proof
async def locks(driver: Driver) -> None:
    """As it was before, after one and after another of the same."""
    for locked in (True, True, False, False):
        await driver.perform(Lock(place=driver.crowd, locked=locked), driver.crowd)
        assert await driver.locked() == locked


@proof
async def admits(driver: Driver) -> None:
    for admitted, standing in ((False, "kicked"), (True, "free")):
        if driver.platform.capabilities.admits:
            await driver.asks_in()
        for _ in range(2):
            admit = Admit(place=driver.crowd, account=driver.member, admitted=admitted)
            await driver.perform(admit, driver.crowd)
            assert await driver.standing() == standing


@proof
async def hides(driver: Driver) -> None:
    ours = await said(driver)
    reply = await driver.answers(ours)
    for hidden in (True, True, False):
        hide = Hide(target="", hidden=hidden)
        await driver.perform(hide, driver.crowd, (reply,))
        assert (reply in driver.hidden()) == hidden


@proof
async def threads(driver: Driver) -> None:
    opened = await driver.perform(OpenThread(place=driver.crowd, title="Ticket 1"), driver.crowd)
    assert opened.place.thread
    receipt = await driver.perform(Send(place=opened.place, body=HELLO), opened.place)
    assert receipt.place == opened.place
    assert (await only(driver, receipt)).thread == opened.place.thread
    for _ in range(2):
        closed = await driver.perform(CloseThread(place=opened.place), opened.place)
        assert closed.place == opened.place


@proof
async def renames(driver: Driver) -> None:
    opened = await driver.perform(OpenThread(place=driver.crowd, title="Ticket 1"), driver.crowd)
    for _ in range(2):
        rename = RenameThread(place=opened.place, title="Ticket 1 · open")
        renamed = await driver.perform(rename, opened.place)
        assert renamed.place == opened.place
        assert await driver.title(opened.place) == "Ticket 1 · open"


@proof
async def drops_threads(driver: Driver) -> None:
    if not driver.platform.capabilities.threads:
        await driver.perform(DropThread(place=driver.crowd), driver.crowd)
    opened = await driver.perform(OpenThread(place=driver.crowd, title="Ticket 1"), driver.crowd)
    receipt = await driver.perform(Send(place=opened.place, body=HELLO), opened.place)
    for _ in range(2):
        await driver.perform(DropThread(place=opened.place), opened.place)
    need(await driver.seen(receipt) == [])


@proof
async def private_threads(driver: Driver) -> None:
    """Whoever is mentioned in it can read there; who else can, the platform decides."""
    aside = OpenThread(place=driver.crowd, title="Ticket 1", private=True)
    opened = await driver.perform(aside, driver.crowd)
    assert opened.place.thread
    receipt = await driver.perform(Send(place=opened.place, body=HELLO), opened.place)
    assert receipt.place == opened.place


# --- what goes along with a message


@proof
async def files(driver: Driver) -> None:
    picture = Send(place=driver.crowd, body=(), files=(Attachment("picture", "photo"),))
    assert len((await driver.perform(picture, driver.crowd)).ids) == 1


@proof
async def brings_late(driver: Driver) -> None:
    """The adapter fetches it itself, for whoever takes it."""
    picture = Send(place=driver.crowd, body=(), files=(Attachment("1", "photo", platform="far"),))
    assert len((await driver.perform(picture, driver.crowd)).ids) == 1


@proof
async def buttons(driver: Driver) -> None:
    rows = (
        (Button("Yes", "/yes"), Button("No", "/no")),
        (Button("Help", url="https://a.example"),),
    )
    ours = await said(driver, buttons=rows)
    need((await only(driver, ours)).buttons == ("Yes", "No", "Help"))


@proof
async def silent(driver: Driver) -> None:
    need((await only(driver, await said(driver, silent=True))).silent)
    assert not (await only(driver, await said(driver))).silent


@proof
async def nonces(driver: Driver) -> None:
    delivery = driver.delivery(Send(place=driver.crowd, body=HELLO), driver.crowd)
    first = await driver.platform.perform(delivery)
    repeated = msgspec.structs.replace(delivery, uncertain_before=True)  # as the outbox says
    again = await driver.platform.perform(repeated)
    need(first == again)
    assert len(await driver.screen(driver.crowd)) == 1


@proof
async def dm_first(driver: Driver) -> None:
    receipt = await driver.perform(Send(place=driver.stranger, body=HELLO), driver.stranger)
    assert len(await driver.seen(receipt)) == 1


@proof
async def ephemeral(driver: Driver) -> None:
    need(any(getattr(one.event, "reply_handle", None) for one in await driver.recordings()))


# --- what we are told


@proof
async def suggests(driver: Driver) -> None:
    async with driver.running():
        offered = await driver.types("reset")
    need(bool(driver.suggested))
    assert (driver.suggested, offered) == (["reset"], ["How do I reset my 2FA?"])


@proof
async def sees_edits(driver: Driver) -> None:
    need(any(getattr(event, "edited", False) for event in await _all_heard(driver)))


@proof
async def hears_itself(driver: Driver) -> None:
    async with driver.running():
        await driver.tell(*(each.update for each in (await driver.recordings())[:1]))
        ours = await said(driver)
        if await driver.overhears(ours.ids):
            return
    async with driver.running():  # one that is asked now and then is asked at a start
        need(await driver.overhears(ours.ids))


@proof
async def sees_deletions(driver: Driver) -> None:
    need(any(isinstance(event, MessageDeleted) for event in await _all_heard(driver)))


@proof
async def sees_answers(driver: Driver) -> None:
    need(any(isinstance(event, MessageUnread) for event in await _all_heard(driver)))


@proof
async def groups(driver: Driver) -> None:
    need(any(not event.place.private for event in await _all_heard(driver)))


@proof
async def private(driver: Driver) -> None:
    async with driver.running():
        need(all(event.place.private for event in await driver.tell(driver.numbered(7))))


async def _all_heard(driver: Driver) -> list[Event]:
    updates = [recording.update for recording in await driver.recordings()]
    async with driver.running():
        return await driver.tell(*updates)
