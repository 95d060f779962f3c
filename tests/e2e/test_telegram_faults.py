"""Whatever goes wrong between Telegram and us: nothing lost, nothing said twice."""

import asyncio
import time
from contextlib import suppress

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bots import assembly
from core.context import Context
from core.events import Event
from core.feature import Feature, Listener, View
from core.platform import PlatformStopped
from core.storage import Storage, Transaction
from core.storage.errors import DiskFull
from tests.e2e.town import UNHURRIED, Bot, Town, question
from tests.fakes import faults
from tests.fakes.faults import Fault
from tests.fakes.telegram import FakeTelegram, User
from tests.fakes.telegram.limits import SendLimits

AUTO = "[places]\nauto_answers = true"
RESET = question("reset-2fa")
FEES = question("trading-fees")


def people(fake: FakeTelegram, count: int) -> list[User]:
    return [fake.user(f"Person {number}") for number in range(count)]


# -- coming in -----------------------------------------------------------------------------------


async def test_an_update_that_comes_again_after_a_restart_is_not_handled_again(
    town: Town,
) -> None:
    """T01, T02: what was seen is in the database, not in the process."""
    fake, ann = town.fake, town.fake.user("Ann")
    fake.says(ann, ann, RESET)
    update = fake.updates.pending[0]
    async with town.awake() as bot:
        await bot.settled()
        for _ in range(3):
            fake.updates.repeat(update)
            await bot.settled()
    async with town.awake() as bot:
        fake.updates.repeat(update)
        await bot.settled()
    assert len(fake.ours(ann)) == 1


async def test_a_confirmation_that_fails_at_the_stop_repeats_nothing(town: Town) -> None:
    """T03: the last offset never reaches Telegram, so the whole page comes again."""
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake():
        fake.says(ann, ann, RESET)
        await fake.called("getUpdates", 1)
        fake.inject(faults.reset(effect=False), "getUpdates", times=1000)
        await fake.heard(ann)
    assert fake.updates.pending
    fake.forget_faults()
    async with town.awake() as bot:
        await bot.settled()
    assert len(fake.ours(ann)) == 1


async def test_a_wait_ordered_for_polling_does_not_hold_back_answers(town: Town) -> None:
    """T07."""
    fake = town.fake
    ann, bob = people(fake, 2)
    async with town.awake() as bot:
        fake.says(ann, ann, RESET)
        await fake.heard(ann)
        await bot.settled()
        fake.inject(faults.flood(1.5), "getUpdates")
        fake.says(bob, bob, RESET)
        await asyncio.sleep(0.1)
        await bot.say(bob.id, "A word from us")
        await fake.heard(bob, 1, within=1.0)
        await fake.heard(bob, 2, within=3.0)


async def test_two_pollers_idle_and_go_on_when_the_other_is_gone(town: Town) -> None:
    """T06, without the lease: an alarm, no flapping, nothing lost."""
    fake, ann = town.fake, town.fake.user("Ann")
    with capture_logs() as logs:
        async with town.awake() as bot:
            await fake.called("getUpdates")
            conflict = faults.status(409, description="Conflict: terminated by other getUpdates")
            fake.inject(conflict, "getUpdates", times=3)
            fake.says(ann, ann, RESET)
            await fake.heard(ann)
            await bot.settled()
    alarms = [log for log in logs if "another poller" in log["event"]]
    assert 1 <= len(alarms) <= 3
    assert len(fake.ours(ann)) == 1


async def test_an_update_that_cannot_be_read_is_skipped_and_counted(town: Town) -> None:
    """T14, G19."""
    fake, ann = town.fake, town.fake.user("Ann")
    before = skipped()
    fake.updates.put_raw({"message": {"message_id": "x"}})
    fake.says(ann, ann, RESET)
    with capture_logs():
        async with town.awake() as bot:
            await fake.heard(ann)
            await bot.settled()
    assert skipped() == before + 1


def skipped() -> float:
    return REGISTRY.get_sample_value("guildhall_telegram_skipped_updates_total") or 0.0


async def test_an_update_that_no_handler_survives_is_set_aside_and_the_rest_flows(
    town: Town,
) -> None:
    """M05: tried three times, kept with the kind of fault, never again after a restart.

    Whoever wrote it is not left without a word.
    """
    fake, ann = town.fake, town.fake.user("Ann")
    features = (*assembly.FEATURES, trap("poison"))
    with capture_logs():
        fake.says(ann, ann, "poison")
        poison = fake.updates.pending[0]
        fake.says(ann, ann, RESET)
        async with town.awake(features=features) as bot:
            excuse, answer = await fake.heard(ann, 2)
            await bot.settled()
            assert excuse.text.startswith("Something went wrong")
            assert answer.text.startswith(RESET)
            assert await bot.rows("SELECT fault FROM seen WHERE fault IS NOT NULL") == [
                ("ZeroDivisionError",)
            ]
        async with town.awake() as bot:
            fake.updates.repeat(poison)
            await bot.settled()
    assert len(fake.ours(ann)) == 2


def trap(word: str) -> Feature:
    """A feature with a bug in it."""

    def concerns(event: Event, _view: View) -> object | None:
        return event if getattr(event, "text", "") == word else None

    async def fall(_ctx: Context, _event: object) -> bool:
        raise ZeroDivisionError

    return Feature(name="trap", listeners=(Listener("trap", 20, concerns, fall),))


async def test_a_full_disk_holds_everything_up_and_loses_nothing(town: Town) -> None:
    """M04: nothing is acknowledged that is not kept; when there is room again, all is answered."""
    fake, crowd = town.fake, people(town.fake, 12)
    with capture_logs() as logs:
        async with town.awake() as bot:
            await fill(bot.storage)
            for person in crowd:
                fake.says(person, person, RESET)
            await asyncio.sleep(1.0)
            assert fake.updates.pending
            assert not all(fake.ours(person) for person in crowd)
            await bot.storage.run(roomy)
            for person in crowd:
                await fake.heard(person)
            await bot.settled()
            assert await bot.ends() == {"delivered": 12}
            assert await bot.rows("PRAGMA integrity_check") == [("ok",)]
    assert any(log["event"] == "storage" and log["log_level"] == "error" for log in logs)


async def fill(storage: Storage) -> None:
    """Not one page more than there are now, and the free ones are taken."""
    await storage.run(lambda tx: tx.execute("CREATE TABLE ballast (weight BLOB)"))
    await storage.run(lambda tx: tx.fetch("PRAGMA max_page_count = 1"))
    with suppress(DiskFull):
        while True:
            await storage.run(lambda tx: tx.execute("INSERT INTO ballast VALUES (zeroblob(4000))"))


async def roomy(tx: Transaction) -> None:
    await tx.fetch("PRAGMA max_page_count = 1000000")


# -- the line ------------------------------------------------------------------------------------


async def test_after_a_dead_network_all_is_answered_within_five_seconds(town: Town) -> None:
    """T15: questions from before the cut, answers caught in it."""
    fake = town.fake
    ann, bob = people(fake, 2)
    async with town.awake() as bot:
        fake.inject(faults.slow(0.2), "sendMessage")
        fake.says(ann, ann, RESET)
        await fake.called("getUpdates")
        with capture_logs():
            async with fake.offline():
                fake.says(bob, bob, RESET)
                await bot.say(bob.id, "A word from us")
                await asyncio.sleep(3.0)
            back = time.monotonic()
            await fake.heard(bob, 2, within=6.0)
            await bot.settled()
        assert time.monotonic() - back < 5.0
        ends = await bot.ends()
    assert set(ends) <= {"delivered", "uncertain"}
    assert len(fake.ours(bob)) == 2


@pytest.mark.parametrize(
    "fault",
    [faults.slow(1.0), faults.reset(effect=True), faults.cut(), faults.garbage()],
    ids=lambda fault: fault.name,
)
async def test_what_may_have_arrived_is_not_sent_again(town: Town, fault: Fault) -> None:
    """T11: no blind repeat, not even after a restart."""
    fake, ann = town.fake, town.fake.user("Ann")
    fake.inject(fault, "sendMessage")
    with capture_logs():
        async with town.awake() as bot:
            fake.says(ann, ann, RESET)
            await fake.heard(ann)
            await bot.settled()
            assert await bot.ends() == {"uncertain": 1}
        async with town.awake() as bot:
            await bot.settled()
    assert len(fake.calls_of("sendMessage")) == len(fake.ours(ann)) == 1


async def test_a_server_that_is_down_for_a_moment_costs_nothing(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    fake.inject(faults.status(502, html=True), "sendMessage", times=2)
    async with town.awake() as bot:
        fake.says(ann, ann, RESET)
        await fake.heard(ann, within=8.0)
        await bot.settled()
        assert await bot.ends() == {"delivered": 1}


async def test_a_refused_token_stops_telegram_and_keeps_what_is_due(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake() as bot:
        fake.says(ann, ann, RESET)
        fake.inject(faults.slow(0.3), "sendMessage")
        await fake.heard(ann)
        await bot.settled()
        fake.is_revoked = True
        await bot.say(ann.id, "A word from us")
        ends = await asyncio.wait_for(asyncio.gather(*bot.running, return_exceptions=True), 5)
        assert all(isinstance(end, PlatformStopped) for end in ends)
        assert await bot.ends() == {"delivered": 1, "due": 1}
    fake.is_revoked = False
    async with town.awake():
        assert (await fake.heard(ann, 2))[-1].text == "A word from us"


# -- going out -----------------------------------------------------------------------------------


async def test_a_wait_is_obeyed_uses_no_attempt_and_holds_back_nobody_else(town: Town) -> None:
    """T09, T10: the order within the chat stays."""
    fake = town.fake
    ann, bob = people(fake, 2)
    fake.inject(faults.flood(1.2), "sendMessage")
    async with town.awake() as bot:
        fake.says(ann, ann, RESET)
        await until_waiting(bot)
        told = time.monotonic()
        fake.says(ann, ann, FEES)
        fake.says(bob, bob, RESET)
        await fake.heard(bob, within=0.8)
        assert fake.ours(ann) == []
        await fake.heard(ann, 2)
        assert time.monotonic() - told > 0.9
        await bot.settled()
        assert await bot.rows("SELECT DISTINCT state, attempts FROM outbox") == [("delivered", 0)]
    assert [shown.text.splitlines()[0] for shown in fake.ours(ann)] == [RESET, FEES]


async def test_a_wait_survives_a_restart(town: Town) -> None:
    fake, ann = town.fake, town.fake.user("Ann")
    fake.inject(faults.flood(1.5), "sendMessage")
    async with town.awake() as bot:
        fake.says(ann, ann, RESET)
        await until_waiting(bot)
        told = time.monotonic()
    async with town.awake() as bot:
        await fake.heard(ann)
        assert time.monotonic() - told > 1.2


async def until_waiting(bot: Bot) -> None:
    """A chat, or the whole bot, has been told to wait."""
    async with asyncio.timeout(3):
        while not await bot.rows("SELECT 1 FROM chats WHERE blocked_until IS NOT NULL"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_our_own_pace_keeps_within_telegrams_limits(town: Town) -> None:
    """T08: 42 questions at once, 3 of them in one chat, and not one 429."""
    fake = town.fake
    fake.limits = SendLimits()
    crowd = people(fake, 40)
    async with town.awake(capabilities=UNHURRIED) as bot:
        for person in crowd:
            fake.says(person, person, RESET)
        for _ in range(2):
            fake.says(crowd[0], crowd[0], FEES)
        await bot.settled(within=10)
        assert await bot.ends() == {"delivered": 42}
        assert await bot.rows("SELECT 1 FROM chats WHERE blocked_until IS NOT NULL") == []


async def test_a_long_answer_goes_on_with_the_part_that_is_missing(town: Town) -> None:
    """T12: parts that are out are not sent again."""
    fake, ann = town.fake, town.fake.user("Ann")
    async with town.awake() as bot:
        fake.says(ann, ann, "/id")
        await fake.heard(ann)
        fake.inject(faults.slow(0.0), "sendMessage")  # the first part goes out
        fake.inject(faults.flood(0.3), "sendMessage")
        await bot.say(ann.id, "\n\n".join(f"{n} " + "word " * 700 for n in range(3)))
        await bot.settled()
        heard = [shown.text[0] for shown in fake.ours(ann)[1:]]
    assert heard == ["0", "1", "2"]


async def test_a_blocked_user_is_passed_over_until_they_come_back(town: Town) -> None:
    """T17: the others hear us; the block is remembered, and lifted when Telegram says so."""
    fake = town.fake
    ann, bob = people(fake, 2)
    async with town.awake() as bot:
        for person in (ann, bob):
            fake.says(person, person, "/id")
            await fake.heard(person)
        fake.blocks(ann)
        await bot.settled()
        assert await unreachable(bot) == [f"telegram:{ann.id}"]
        with capture_logs():
            for person in (ann, bob):
                await bot.say(person.id, "A word from us")
            await fake.heard(bob, 2)
            await bot.settled()
        assert await bot.rows("SELECT outcome FROM outbox WHERE state = 'failed'") == [
            ("NotAllowed",)
        ]
        fake.unblocks(ann)
        await bot.settled()
        assert await unreachable(bot) == []
        await bot.say(ann.id, "Welcome back")
        await fake.heard(ann, 2)


async def unreachable(bot: Bot) -> list[str]:
    rows = await bot.rows("SELECT chat FROM chats WHERE unreachable_since IS NOT NULL")
    return [row[0] for row in rows]


@pytest.mark.parametrize("new_first", [False, True], ids=["old note first", "new note first"])
async def test_a_group_that_becomes_a_supergroup_takes_everything_along(
    town: Town, new_first: bool
) -> None:
    """T16: rows on their way, settings and messages; each is sent once, in the new chat."""
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann], kind="group")
    async with town.awake(f'[places."telegram:{group.id}"]\nauto_answers = true') as bot:
        fake.inject(faults.flood(0.5), "sendMessage")
        fake.says(ann, group, RESET)
        await until_waiting(bot)
        new = fake.migrates(group, new_first=new_first)
        await fake.heard(new)
        await bot.settled()
        assert await bot.rows("SELECT chat, state FROM outbox") == [
            (f"telegram:{new.id}", "delivered")
        ]
        fake.says(ann, new, FEES)
        await fake.heard(new, 2)
    assert fake.ours(group) == []
    assert len(fake.ours(new)) == 2


async def test_a_move_that_only_a_refusal_tells_is_followed(town: Town) -> None:
    """T16: the service messages were never delivered to us."""
    fake, ann = town.fake, town.fake.user("Ann")
    group = fake.group("Traders", [ann], kind="group")
    async with town.awake() as bot:
        fake.inject(faults.flood(0.5), "sendMessage")
        fake.says(ann, group, f"/ask {RESET}")
        await until_waiting(bot)
        new = fake.migrates(group)
        fake.updates.pending.clear()
        await fake.heard(new)
        await bot.settled()
        assert await bot.ends() == {"delivered": 1}
    assert len(fake.ours(new)) == 1
