"""The brake: after a panic's commit nothing that it stops is begun, by whichever process."""

import asyncio
from datetime import timedelta

import pytest

from core import brake, flights, outbox
from core.actions import (
    Action,
    Button,
    Delete,
    Edit,
    MessageRef,
    OpenThread,
    Pin,
    React,
    Restrict,
    Send,
)
from core.events import Account
from core.flights import Claimed, Ended
from core.outbox import Lane
from core.storage import Storage, Transaction, open_storage
from core.text import Words
from tests.core.test_outbox import GROUP, NOW, Post, send

POST = MessageRef(GROUP, ("1",))
SITE = "https://help.example.com/fees"
LINKED = Send(place=GROUP, body=(Words(f"See [fees]({SITE})."),))
BUTTON = Send(place=GROUP, body=(Words("See."),), buttons=((Button("Fees", url=SITE),),))
PLAIN = send("Fees are low.")
BOB = Account("loop", "bob")


@pytest.fixture
def post(storage: Storage) -> Post:
    return Post(storage)


async def pull(post: Post) -> None:
    await post.storage.run(lambda tx: brake.pull(tx, post.now))


@pytest.mark.parametrize(
    ("action", "lane", "effect"),
    [
        (PLAIN, Lane.ANNOUNCEMENTS, "waits"),
        (Edit(target=POST, body=(Words("later"),)), Lane.ANNOUNCEMENTS, "waits"),
        (Pin(target=POST), Lane.ANNOUNCEMENTS, "waits"),
        (OpenThread(place=GROUP, title="t"), Lane.ANNOUNCEMENTS, "waits"),
        (Delete(target=POST), Lane.ANNOUNCEMENTS, "goes_on"),
        (React(target=POST, emoji="👍"), Lane.ANNOUNCEMENTS, "goes_on"),
        (LINKED, Lane.REPLIES, "ends"),
        (BUTTON, Lane.REPLIES, "ends"),
        (Edit(target=POST, body=LINKED.body), Lane.REPLIES, "ends"),
        (send("Write to example.com"), Lane.REPLIES, "ends"),
        (PLAIN, Lane.REPLIES, "goes_on"),
        (LINKED, Lane.TICKETS, "goes_on"),
        (LINKED, Lane.SAFETY, "goes_on"),
        (Restrict(place=GROUP, account=BOB, what="ban"), Lane.SAFETY, "goes_on"),
    ],
)
def test_what_goes_to_many_waits_and_a_late_link_ends(
    action: Action, lane: Lane, effect: str
) -> None:
    assert outbox.effect(action, lane) == effect


async def test_an_announcement_waits_for_the_end_of_a_panic_and_then_goes(post: Post) -> None:
    await post.put(PLAIN, lane=Lane.ANNOUNCEMENTS)
    await pull(post)
    assert await post.claim(lane=Lane.ANNOUNCEMENTS) == NOW + brake.LOOK_AGAIN
    assert await post.states() == ["due"]
    post.now += brake.LASTS
    assert isinstance(await post.claim(lane=Lane.ANNOUNCEMENTS), Claimed)


async def test_an_answer_with_a_link_ends_and_what_is_behind_it_goes_on(post: Post) -> None:
    await post.put(LINKED)
    await post.put(PLAIN)
    await pull(post)
    assert isinstance(await post.claim(), Ended)
    assert (await post.claimed()).delivery.action == PLAIN
    assert await post.states() == ["failed", "sending"]


async def test_what_goes_on_passes_by_what_waits_in_its_lane(post: Post) -> None:
    await post.put(PLAIN, lane=Lane.ANNOUNCEMENTS)
    await post.put(Delete(target=POST), lane=Lane.ANNOUNCEMENTS)
    await pull(post)
    head = await post.claimed(lane=Lane.ANNOUNCEMENTS)
    assert isinstance(head.delivery.action, Delete)
    assert head.more


async def test_what_is_said_to_go_on_does(post: Post) -> None:
    await post.put(LINKED, in_panic="goes_on")
    await pull(post)
    assert (await post.claimed()).delivery.action == LINKED


async def test_an_edit_that_brings_a_link_into_an_unsent_answer_makes_it_end(post: Post) -> None:
    await post.put(PLAIN, key="answer:1")
    await post.put(Edit(target="answer:1", body=LINKED.body))
    await pull(post)
    assert isinstance(await post.claim(), Ended)


async def test_a_kept_panic_has_no_end_until_it_is_released(post: Post) -> None:
    await post.put(PLAIN, lane=Lane.ANNOUNCEMENTS)
    await pull(post)
    await post.storage.run(brake.keep)
    post.now += timedelta(days=3)
    assert await post.claim(lane=Lane.ANNOUNCEMENTS) == post.now + brake.LOOK_AGAIN
    await post.storage.run(brake.release)
    assert isinstance(await post.claim(lane=Lane.ANNOUNCEMENTS), Claimed)


async def test_a_panic_outlives_a_restart(database_url: str) -> None:
    storage = await open_storage(database_url)
    await pull(Post(storage))
    await storage.close()
    storage = await open_storage(database_url)
    assert await storage.read(lambda tx: brake.panic(tx, NOW))
    await storage.close()


class Slow:
    """A claim of another process that stops in the middle of its transaction."""

    def __init__(self, post: Post, *, looks_first: bool) -> None:
        self.post, self.looks_first = post, looks_first
        self.inside, self.go_on = asyncio.Event(), asyncio.Event()

    async def claim(self) -> object:
        return await self.post.storage.run(self._unit)

    async def _unit(self, tx: Transaction) -> object:
        if not self.looks_first:
            await tx.fetch_one("SELECT COUNT(*) FROM outbox")  # what it sees is settled from here
            await self._pause()
        claimed = await flights.claim(tx, GROUP.chat, Lane.ANNOUNCEMENTS, NOW)
        if self.looks_first:
            await self._pause()
        return claimed

    async def _pause(self) -> None:
        self.inside.set()
        await self.go_on.wait()


async def test_a_panic_is_not_over_before_a_claim_that_did_not_see_it(postgres_url: str) -> None:
    ours, other = [Post(await open_storage(postgres_url)) for _ in range(2)]
    await ours.put(PLAIN, lane=Lane.ANNOUNCEMENTS)
    slow = Slow(other, looks_first=True)
    claim = asyncio.create_task(slow.claim())
    await slow.inside.wait()
    panic = asyncio.create_task(pull(ours))
    done, _ = await asyncio.wait([panic], timeout=0.2)
    slow.go_on.set()
    assert isinstance(await claim, Claimed)
    await panic
    await close(ours, other)
    assert not done


async def test_a_claim_that_began_before_a_panic_and_ends_after_it_sees_it(
    postgres_url: str,
) -> None:
    ours, other = [Post(await open_storage(postgres_url)) for _ in range(2)]
    await ours.put(PLAIN, lane=Lane.ANNOUNCEMENTS)
    slow = Slow(other, looks_first=False)
    claim = asyncio.create_task(slow.claim())
    await slow.inside.wait()
    await pull(ours)
    slow.go_on.set()
    assert await claim == NOW + brake.LOOK_AGAIN
    assert await ours.states() == ["due"]
    await close(ours, other)


async def close(*processes: Post) -> None:
    for process in processes:
        await process.storage.close()
