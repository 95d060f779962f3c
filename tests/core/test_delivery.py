"""The sender: outcomes, waits, crashes, stops; with random faults, every action ends once."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import moments, outbox
from core.actions import Delete, Edit, Receipt, Send
from core.context import Unit
from core.events import Place
from core.feature import Feature
from core.outbox import Lane
from core.platform import (
    Capabilities,
    Delivery,
    Gone,
    Moved,
    NotAllowed,
    Outcome,
    PlatformStopped,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)
from core.storage import Storage, open_storage
from core.text import Words
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import GROUP, House, open_house

ANN = Place("loop", "ann", private=True)
BOB = Place("loop", "bob", private=True)


class Timed(Loopback):
    """Writes down when each request came."""

    def __init__(self, capabilities: Capabilities) -> None:
        super().__init__(capabilities)
        self.times: list[float] = []

    async def perform(self, delivery: Delivery) -> Receipt:
        self.times.append(time.monotonic())
        return await super().perform(delivery)


class Owner:
    """A feature that writes down how its keyed actions ended."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.feature = Feature(name="owner", on_delivered=self._done, on_failed=self._failed)

    async def _done(self, _unit: Unit, key: str, _receipt: Receipt) -> None:
        self.heard.append((key, "delivered"))

    async def _failed(self, _unit: Unit, key: str, outcome: Outcome) -> None:
        self.heard.append((key, type(outcome).__name__))


@asynccontextmanager
async def quiet_house(
    storage: Storage, platform: Loopback | None = None, *features: Feature
) -> AsyncIterator[House]:
    async with open_house(storage, platform=platform, features=features, starter=False) as house:
        yield house


def send(text: str, place: Place = ANN) -> Send:
    return Send(place=place, body=(Words(text),))


async def put(house: House, *actions: Send | Edit | Delete, **how: object) -> None:
    async def work(unit: Unit) -> None:
        for action in actions:
            await unit.put(action, **how)  # type: ignore[arg-type]  # the test knows

    await house.app.unit(work)


def texts(house: House, place: Place = ANN) -> list[str]:
    return [seen.text for seen in house.platform.screens[place.key]]


async def states(house: House) -> list[str]:
    return [row[0] for row in await house.rows("SELECT state FROM outbox ORDER BY id")]


def soon(**delta: float) -> RetryAt:
    return RetryAt(moments.now() + timedelta(**delta), Scope.ROW, ordered=True)


async def hurry(house: House) -> None:
    """Settle, but let the pauses between tries pass at once."""
    while await house.rows("SELECT 1 FROM outbox WHERE state IN ('due', 'sending')"):
        house.shift += timedelta(seconds=10)
        waiting = await house.storage.read(lambda tx: outbox.waiting(tx, "loop"))
        house.app.deliveries["loop"].wake(waiting)
        await asyncio.sleep(0.002)


# -- outcomes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "state", "heard"),
    [
        (NotAllowed("send_messages"), "failed", [("k", "NotAllowed")]),
        (Gone("thread"), "failed", [("k", "Gone")]),
        (Refused("too long"), "failed", [("k", "Refused")]),
        (Uncertain(), "uncertain", [("k", "Uncertain")]),
        (RetryAt(moments.now()), "delivered", [("k", "delivered")]),
    ],
)
async def test_the_owner_hears_once_how_its_action_ended(
    sqlite_storage: Storage, outcome: Outcome, state: str, heard: list[tuple[str, str]]
) -> None:
    owner = Owner()
    async with quiet_house(sqlite_storage, None, owner.feature) as house:
        house.platform.faults.append(outcome)
        await put(house, send("hello"), key="k", owner="owner", on_uncertain="ask")
        await house.settle()
        assert await states(house) == [state]
        assert owner.heard == heard


async def test_an_owner_that_fails_undoes_no_delivery(sqlite_storage: Storage) -> None:
    async def broken(unit: Unit, _key: str, _receipt: Receipt) -> None:
        await unit.put(send("never"))
        raise KeyError("bug")

    async with quiet_house(sqlite_storage, None, Feature(name="x", on_delivered=broken)) as house:
        await put(house, send("hello"), key="k", owner="x")
        await put(house, send("more"))
        await house.settle()
        assert texts(house) == ["hello", "more"]
        assert await states(house) == ["delivered", "delivered"]


async def test_an_adapters_bug_costs_one_action_and_no_other(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.faults.append(KeyError("bug"))
        await put(house, send("one"), send("two"))
        await house.settle()
        assert texts(house) == ["two"]
        assert await states(house) == ["failed", "delivered"]


async def test_a_moved_chat_gets_everything_at_its_new_place_once(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.faults.append(Moved(Place("loop", "super")))
        await put(house, send("one", GROUP), send("two", GROUP))
        await house.settle()
        assert texts(house, Place("loop", "super")) == ["one", "two"]
        await put(house, send("three", GROUP))
        await house.settle()
        assert len(texts(house, Place("loop", "super"))) == 3
        assert texts(house, GROUP) == []


async def test_a_move_to_the_same_place_is_no_loop(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.faults.append(Moved(GROUP))
        await put(house, send("one", GROUP))
        await house.settle()
        assert await states(house) == ["failed"]


async def test_a_blocked_person_is_noted_and_the_others_still_hear(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.faults.append(Gone("chat"))
        await put(house, send("one"))
        await house.settle()
        await put(house, send("two", BOB))
        await house.settle()
        assert texts(house, BOB) == ["two"]
        gone = await house.rows("SELECT chat FROM chats WHERE unreachable_since IS NOT NULL")
        assert gone == [("loop:ann",)]


async def test_admins_hear_once_an_hour_and_chat_what_we_are_not_allowed(
    sqlite_storage: Storage,
) -> None:
    config = '[staff]\nadmins = ["loop:bob"]'
    async with open_house(sqlite_storage, config, starter=False) as house:
        await house.says("bob", "/id")
        for place in (GROUP, GROUP, ANN):
            house.platform.faults.append(NotAllowed("send_messages"))
            await put(house, send("one", place))
            await house.settle()
        assert texts(house, BOB)[1:] == ["In loop:group I may not: send messages"]
        house.shift += timedelta(hours=1)
        house.platform.faults.append(NotAllowed("to do the [thing](https://evil.io)"))
        await put(house, send("one", GROUP))
        await house.settle()
        assert "[thing]" in texts(house, BOB)[-1]


# -- waiting -------------------------------------------------------------------------------------


async def test_a_row_that_waits_holds_up_its_own_lane_only(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.faults.append(soon(minutes=5))
        await put(house, send("one"))
        await asyncio.sleep(0.03)
        await put(house, send("two"))
        await put(house, send("safety"), lane=Lane.SAFETY)
        await put(house, send("bob's", BOB))
        await asyncio.sleep(0.05)
        assert texts(house) == ["safety"]
        assert texts(house, BOB) == ["bob's"]


@pytest.mark.parametrize(("scope", "bob_hears"), [(Scope.CHAT, ["bob's"]), (Scope.BOT, [])])
async def test_a_wait_reaches_as_far_as_the_platform_said_and_over_a_restart(
    sqlite_storage: Storage, scope: Scope, bob_hears: list[str]
) -> None:
    wait = msgspec.structs.replace(soon(minutes=5), scope=scope)
    async with quiet_house(sqlite_storage) as house:
        house.platform.faults.append(wait)
        await put(house, send("one"))
        await asyncio.sleep(0.03)
    async with quiet_house(sqlite_storage) as house:
        await put(house, send("safety"), lane=Lane.SAFETY)
        await put(house, send("bob's", BOB))
        await asyncio.sleep(0.05)
        assert texts(house) == []
        assert texts(house, BOB) == bob_hears


async def test_what_a_wait_would_make_stale_is_over_at_once(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.faults.append(soon(minutes=5))
        await put(house, send("stale"), expires_at=house.now() + timedelta(minutes=2))
        await put(house, send("next"))
        await house.settle()
        assert texts(house) == ["next"]
        assert await house.rows("SELECT state, outcome FROM outbox ORDER BY id") == [
            ("failed", "Gone"),
            ("delivered", "delivered"),
        ]


async def test_a_wait_ends_when_it_is_over(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.faults.append(soon(milliseconds=60))
        await put(house, send("one"), send("two"))
        await house.settle()
        assert texts(house) == ["one", "two"]
        assert await house.rows("SELECT attempts FROM outbox") == [(0,), (0,)]


async def test_the_budget_counts_requests_and_nothing_else(sqlite_storage: Storage) -> None:
    slow = msgspec.structs.replace(CAPABILITIES, per_second=4.0)
    async with quiet_house(sqlite_storage, Loopback(slow)) as house:
        for number in range(4):
            await put(house, send(f"{number}", Place("loop", f"p{number}", private=True)))
            await house.settle()
        assert len(house.platform.performed) == 4
        await put(house, send("late", BOB))
        await asyncio.sleep(0.05)
        assert texts(house, BOB) == []


async def test_a_platform_never_gets_more_than_its_budget_in_any_second(
    sqlite_storage: Storage,
) -> None:
    platform = Timed(msgspec.structs.replace(CAPABILITIES, per_second=60.0))
    async with quiet_house(sqlite_storage, platform) as house:
        people = [Place("loop", f"p{number}", private=True) for number in range(100)]
        await put(house, *(send("one", place) for place in people))
        await house.settle()
    times, second = platform.times, 0.95  # a request begins a moment after it was counted
    assert len(times) == 100
    assert all(sum(start <= moment < start + second for moment in times) <= 60 for start in times)


async def test_chats_go_side_by_side_and_each_one_in_order(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.gate.clear()
        await put(house, send("a1"), send("a2"), send("b1", BOB))
        await asyncio.sleep(0.05)
        flying = [delivery.place.id for delivery in house.platform.performed]
        assert sorted(flying) == ["ann", "bob"]
        house.platform.gate.set()
        await house.settle()
        assert texts(house) == ["a1", "a2"]


# -- stopping and starting -----------------------------------------------------------------------


async def test_what_is_in_flight_at_a_stop_gets_a_moment_to_end(sqlite_storage: Storage) -> None:
    async with quiet_house(sqlite_storage) as house:
        house.platform.gate.clear()
        await put(house, send("one"), send("two"))
        await asyncio.sleep(0.03)
        asyncio.get_running_loop().call_later(0.1, house.platform.gate.set)
    assert texts(house)[:1] == ["one"]
    assert (await states(house))[0] == "delivered"
    assert not [task for task in asyncio.all_tasks() if "_fly" in repr(task)]


async def test_a_platform_that_is_stopped_keeps_its_rows(sqlite_storage: Storage) -> None:
    platform = Loopback()
    async with quiet_house(sqlite_storage, platform) as house:
        platform.faults.append(PlatformStopped("the token was revoked"))
        await put(house, send("one"), send("two"))
        await asyncio.sleep(0.05)
        assert await states(house) == ["due", "due"]
    async with quiet_house(sqlite_storage, platform) as house:
        await house.settle()
        assert texts(house) == ["one", "two"]


@pytest.mark.parametrize(("nonces", "state"), [(False, "uncertain"), (True, "delivered")])
async def test_a_crash_between_sending_and_confirming_shows_nothing_twice(
    sqlite_storage: Storage, nonces: bool, state: str
) -> None:
    platform = Loopback(msgspec.structs.replace(CAPABILITIES, nonces=nonces))
    async with quiet_house(sqlite_storage, platform) as house:
        await put(house, send("one"))
        await house.settle()
    unconfirmed = "UPDATE outbox SET state = 'sending', finished_at = NULL"
    await sqlite_storage.run(lambda tx: tx.execute(unconfirmed))
    async with quiet_house(sqlite_storage, platform) as house:
        await hurry(house)
        assert texts(house) == ["one"]
        assert await states(house) == [state]


# -- everything at once --------------------------------------------------------------------------

_FAULTS = st.sampled_from(
    [
        RetryAt(moments.now(), Scope.CHAT, ordered=True),
        RetryAt(moments.now()),
        Uncertain(),
        Gone("message"),
        NotAllowed("x"),
        Refused("x"),
        KeyError("bug"),
    ]
)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from("ab"), st.sampled_from(list(Lane))),
        st.tuples(st.just("fault"), _FAULTS),
        st.tuples(st.sampled_from(["edit", "delete"]), st.integers(0, 15)),
        st.just(("crash",)),
        st.just(("yield",)),
    ),
    max_size=25,
)


@given(steps=_STEPS, nonces=st.booleans())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_action_ends_once_and_in_order_whatever_happens(
    steps: list[tuple[object, ...]], nonces: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asyncio.run(_live_through(steps, nonces, tmp_path_factory.mktemp("db")))


async def _live_through(steps: list[tuple[object, ...]], nonces: bool, folder: Path) -> None:
    platform = Loopback(msgspec.structs.replace(CAPABILITIES, nonces=nonces))
    storage = await open_storage(f"sqlite:///{folder / 'x.db'}")
    owner, sent = Owner(), 0
    try:
        for life in _lives(steps):
            async with quiet_house(storage, platform, owner.feature) as house:
                for step in life:
                    sent = await _do(house, step, sent)
        async with quiet_house(storage, platform, owner.feature) as house:
            platform.faults.clear()
            await hurry(house)
            await _check(house, owner, sent)
    finally:
        await storage.close()


def _lives(steps: list[tuple[object, ...]]) -> list[list[tuple[object, ...]]]:
    lives: list[list[tuple[object, ...]]] = [[]]
    for step in steps:
        if step[0] == "crash":
            lives.append([])
        else:
            lives[-1].append(step)
    return lives


async def _do(house: House, step: tuple[object, ...], sent: int) -> int:
    match step:
        case ("send", chat, lane):
            place = Place("loop", str(chat), private=True)
            action = send(f"{int(lane):d} {sent:03d}", place)  # type: ignore[call-overload]
            await put(house, action, lane=lane, key=f"k{sent}", owner="owner", on_uncertain="ask")
            return sent + 1
        case ("fault", fault):
            house.platform.faults.append(fault)  # type: ignore[arg-type]
        case ("edit", int(number)) if number < sent:
            await put(house, Edit(target=f"k{number}", body=(Words("edited"),)))
        case ("delete", int(number)) if number < sent:
            await put(house, Delete(target=f"k{number}"))
        case _:
            await asyncio.sleep(0)
    return sent


async def _check(house: House, owner: Owner, sent: int) -> None:
    rows = await house.rows("SELECT id, state, key FROM outbox ORDER BY id")
    assert {state for _, state, _ in rows} <= {"delivered", "uncertain", "failed", "cancelled"}
    keyed = [row for row in rows if row[2] is not None]
    assert len(keyed) == sent
    assert max(Counter(key for key, _ in owner.heard).values(), default=1) == 1
    silent = {key for _, state, key in keyed if state == "cancelled"}
    assert {key for key, _ in owner.heard} == {key for _, _, key in keyed} - silent
    for screen in house.platform.screens.values():
        for lane in Lane:
            mine = [seen.text for seen in screen if seen.text.startswith(f"{int(lane)} ")]
            assert mine == sorted(mine)
            assert len(set(mine)) == len(mine)
