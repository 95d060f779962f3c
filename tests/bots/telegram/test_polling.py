"""Updates are fetched, handed on and confirmed; no trouble on the way loses one."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bots.telegram.adapter import Telegram
from core.events import Event, MessageReceived
from core.platform import PlatformStopped
from tests.bots.hearing import Core
from tests.bots.telegram.conftest import TIMINGS, Make, Run
from tests.fakes import faults
from tests.fakes.faults import Fault
from tests.fakes.telegram import FakeTelegram


async def test_a_message_is_heard_and_then_confirmed(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    ann = fake.user("Ann")
    async with run():
        fake.says(ann, ann, "hello")
        await core.told()
        await _settled(fake)
    assert core.texts == ["hello"]


async def test_the_offset_moves_only_after_the_core_has_handled(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    ann, gate = fake.user("Ann"), asyncio.Event()

    async def slowly(event: Event) -> None:
        await gate.wait()

    core.answer = slowly
    async with run():
        fake.says(ann, ann, "hello")
        await fake.called("getUpdates")
        await asyncio.sleep(0.1)
        assert fake.updates.pending
        gate.set()
        await _settled(fake)


async def test_a_restart_before_the_confirmation_brings_the_same_event_again(
    fake: FakeTelegram, core: Core, run: Run, make: Make
) -> None:
    """T01, T03: the id is the same, so that the core can know it."""
    ann, started = fake.user("Ann"), asyncio.Event()

    async def never(event: Event) -> None:
        core.events.append(event)
        started.set()
        await asyncio.Event().wait()

    core.answer = never
    fake.says(ann, ann, "hello")
    async with run():
        await started.wait()
    core.answer = None
    async with run(make()):
        await core.told(2)
    assert core.events[0] == core.events[1]


async def test_an_update_that_the_core_cannot_take_comes_again(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    """T14: the loop goes on whatever a handler raises."""
    ann, failures = fake.user("Ann"), iter([True, True, False])

    async def fails_twice(event: Event) -> None:
        if next(failures, False):
            raise RuntimeError("disk full")

    core.answer = fails_twice
    with capture_logs():
        async with run():
            fake.says(ann, ann, "hello")
            await core.told()
            await _settled(fake)
    assert core.texts == ["hello"]


async def test_updates_that_cannot_be_read_are_skipped_and_the_rest_flows(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    """G19, G20: an unknown kind, a broken message, ids of strange sizes, lone surrogates."""
    ann = fake.user("Ann")
    fake.updates.put_raw({"message": {"message_id": "x"}})
    fake.updates.put_raw({"brand_new_kind": {"a": 1}})
    fake.updates.put_raw({"message": "not an object"})
    fake.says(ann, ann, "hello", brand_new_field={"a": [1]})
    with capture_logs() as logs:
        async with run():
            await core.told()
            await _settled(fake)
    assert core.texts == ["hello"]
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["update skipped"] * 2


async def test_a_half_emoji_in_one_message_does_not_hide_the_others(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    ann = fake.user("Ann")
    fake.inject(_page_with_lone_surrogate(fake.says(ann, ann, "hello").body), "getUpdates")
    async with run():
        await core.told()
    assert core.texts[0] == "a ? b"


def _page_with_lone_surrogate(message: dict[str, object]) -> Fault:
    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        page = web.json_response(
            {"ok": True, "result": [{"update_id": 1, "message": {**message, "text": "a \ud83d b"}}]}
        )
        assert b"\\ud83d" in bytes(page.body)  # type: ignore[arg-type]
        return page

    return Fault("lone surrogate", effect=False, answer=answer)


def _odd_page(result: object) -> Fault:
    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": result})

    return Fault(f"page {result}", effect=False, answer=answer)


TROUBLES = [
    _odd_page(True),
    _odd_page([1, None, {"update_id": "x"}, {}]),
    faults.flood(0.1),
    faults.flood(0.1, header=True),
    faults.flood(0),
    faults.status(500),
    faults.status(502, html=True),
    faults.status(503, html=True),
    faults.status(520, html=True),
    faults.status(409, description="Conflict: terminated by other getUpdates request"),
    faults.status(403, html=True),
    faults.status(400, description="Bad Request: strange"),
    faults.reset(effect=False),
    faults.cut(),
    faults.garbage(),
    faults.not_ok(),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda fault: fault.name)
async def test_polling_goes_on_after_every_trouble(
    fake: FakeTelegram, core: Core, run: Run, trouble: Fault
) -> None:
    """T07, T12, T14, T15."""
    ann = fake.user("Ann")
    fake.inject(trouble, "getUpdates", times=2)
    if not trouble.name.startswith("page"):
        fake.inject(trouble, "getMe")
    with capture_logs():
        async with run():
            fake.says(ann, ann, "hello")
            await core.told()


async def test_a_connection_that_never_answers_is_given_up(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    """G22."""
    ann = fake.user("Ann")
    fake.inject(faults.slow(60), "getUpdates")
    with capture_logs():
        async with run():
            fake.says(ann, ann, "hello")
            await core.told()


async def test_polling_is_back_when_the_network_is(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    """T15, G1."""
    ann = fake.user("Ann")
    with capture_logs():
        async with run():
            await fake.called("getUpdates")
            async with fake.offline():
                fake.says(ann, ann, "hello")
                await asyncio.sleep(0.3)
            await core.told()


async def test_a_conflict_idles_raises_the_alarm_and_tries_again(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    """T06."""
    conflict = faults.status(409, description="Conflict: terminated by other getUpdates request")
    fake.inject(conflict, "getUpdates", times=2)
    with capture_logs() as logs:
        async with run():
            await fake.called("getUpdates", 1)
    alarms = [log for log in logs if log["log_level"] == "error"]
    assert [log["event"] for log in alarms] == ["another poller or a webhook has this token"] * 2


async def test_a_refused_token_stops_the_platform(fake: FakeTelegram, run: Run) -> None:
    """G12, also in the middle of a run."""
    async with run() as task:
        await fake.called("getUpdates")
        fake.is_revoked = True
        fake.world.changed()
        with pytest.raises(PlatformStopped, match="@BotFather"):
            await asyncio.wait_for(task, 5)


async def test_silence_is_reported_and_connections_begin_anew(
    fake: FakeTelegram, core: Core, run: Run, make: Make
) -> None:
    """T13: a wedged request would be waited for half a minute."""
    ann = fake.user("Ann")
    fake.inject(faults.slow(60), "getUpdates")
    impatient = replace(TIMINGS, call=30.0, poll=1.0, silence=1.5)
    with capture_logs() as logs:
        async with run(make(timings=impatient)):
            fake.says(ann, ann, "hello")
            await core.told()
    assert "nothing polled" in [log["event"] for log in logs]


async def test_a_left_over_webhook_gives_way_to_polling(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    fake.webhook = {"url": "https://old.example/hook", "secret": ""}
    ann = fake.user("Ann")
    async with run():
        fake.says(ann, ann, "hello")
        await core.told()


async def test_joins_and_reactions_are_asked_for(fake: FakeTelegram, run: Run) -> None:
    """T25."""
    async with run():
        await fake.called("getUpdates")
        assert {"chat_member", "message_reaction"} <= fake.updates.allowed


async def test_one_place_in_order_different_places_side_by_side(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    ann, ben = fake.user("Ann"), fake.user("Ben")
    for number in range(5):
        fake.says(ann, ann, str(number))
    fake.says(ben, ben, "other")
    gate, order = asyncio.Event(), []

    async def ann_waits(event: Event) -> None:
        assert isinstance(event, MessageReceived)
        if event.place.id == str(ann.id):
            await gate.wait()
        order.append(event.text)

    core.answer = ann_waits
    async with run():
        await core.told(1)
        gate.set()
        await core.told(6)
    assert order == ["other", "0", "1", "2", "3", "4"]


async def test_a_backlog_is_taken_page_by_page_and_nothing_twice(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    """G16, G18: duplicates keep their id, so that the core can know them."""
    people = [fake.user(f"P{n}") for n in range(10)]
    for number in range(350):
        fake.says(people[number % 10], people[number % 10], str(number))
    fake.updates.repeat(fake.updates.pending[0])
    async with run():
        await core.told(351)
        await _settled(fake)
    assert len({event.id for event in core.events}) == 350


async def test_a_press_is_acknowledged_before_it_is_handled(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    """T28."""
    ann = fake.user("Ann")
    gate = asyncio.Event()

    async def slowly(event: Event) -> None:
        await gate.wait()

    core.answer = slowly
    async with run():
        query = fake.presses_data(ann, fake.says(ann, ann, "hi"), "/lang ko")
        await fake.called("answerCallbackQuery")
        gate.set()
        await core.told(2)
    assert [answer["id"] for answer in fake.world.answers] == [query]


async def test_a_press_too_old_to_acknowledge_is_handled_all_the_same(
    fake: FakeTelegram, core: Core, run: Run
) -> None:
    """T28."""
    ann = fake.user("Ann")
    fake.presses_data(ann, fake.says(ann, ann, "hi"), "/lang ko")
    fake.forgets_queries()
    async with run():
        await core.told(2)
        await fake.called("answerCallbackQuery")
        await _settled(fake)
    assert core.texts == ["hi", "/lang ko"]


async def test_cancelling_leaves_no_task_behind(
    fake: FakeTelegram, core: Core, run: Run, telegram: Telegram
) -> None:
    before = asyncio.all_tasks()
    async with run():
        await fake.called("getUpdates")
    await telegram.close()
    left = [str(task.get_coro()) for task in asyncio.all_tasks() - before]
    assert [coroutine for coroutine in left if "RequestHandler" not in coroutine] == []


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with capture_logs():
        yield


async def _settled(fake: FakeTelegram) -> None:
    """Everything is confirmed."""
    async with asyncio.timeout(5):
        while fake.updates.pending:
            await fake.world.wait_for_change()
