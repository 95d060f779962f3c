"""What every platform promises about its life: made, started, stopped, looked at.

The other promises are in the test_platform_*.py beside this; bots/README.md tells the way in.
"""

import asyncio
import contextlib
import os
import stat
import subprocess
import sys

import msgspec
import pytest

from bots import assembly
from core.actions import Receipt, Send
from core.platform import (
    Capabilities,
    Delivery,
    DeliveryFailed,
    Finding,
    Needs,
    Outcome,
    PlatformStopped,
    RetryAt,
)
from core.text import Words
from tests.contract import platforms
from tests.contract.platforms.driver import Driver, WiredDriver

HELLO = (Words("Hello"),)

folders = pytest.mark.parametrize("folder", platforms.FOLDERS)


# --- made


@folders
def test_importing_a_platform_imports_no_sdk_and_tells_what_it_can_do(folder: str) -> None:
    program = (
        f"import sys, {assembly.platforms()[folder].__name__} as platform\n"
        f"assert not {set(platforms.SDKS)} & set(sys.modules)\n"
        "print(type(platform.CAPABILITIES).__name__, platform.Settings.__name__)"
    )
    command = [sys.executable, "-c", program]
    told = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  our own words
    assert told.stdout.split() == ["Capabilities", "Settings"], told.stderr


@folders
def test_settings_have_defaults_and_are_decoded_strictly(folder: str) -> None:
    settings = assembly.platforms()[folder].Settings
    assert msgspec.convert({}, settings) == settings()
    with pytest.raises(msgspec.ValidationError, match="no_such_key"):
        msgspec.convert({"no_such_key": 1}, settings)
    for field in msgspec.structs.fields(settings):
        with pytest.raises(msgspec.ValidationError, match=field.name):
            msgspec.convert({field.encode_name: {"wrong": None}}, settings)


@folders
async def test_an_adapter_is_made_without_a_network(folder: str) -> None:
    async with platforms.open_driver(folder) as driver:
        before = sockets()
        async with driver.outage():
            platform = driver.create()
        assert sockets() == before
        assert platform.name == folder
        assert platform.capabilities == assembly.platforms()[folder].CAPABILITIES
        await platform.close()


async def test_capabilities_make_sense(driver: Driver) -> None:
    capabilities = driver.platform.capabilities
    assert isinstance(capabilities, Capabilities)
    assert capabilities.text_limit >= 100
    assert 0 < capabilities.chat_per_second <= capabilities.per_second
    assert capabilities.group_per_minute > 0
    assert capabilities.chat_per_minute > 0


# --- started and stopped


async def test_run_stops_within_a_second_and_leaves_no_task_and_no_socket(driver: Driver) -> None:
    tasks, open_before = asyncio.all_tasks(), sockets()
    async with driver.running() as task:
        assert await driver.tell((await driver.recordings())[0].update)
        await driver.perform(Send(place=driver.private, body=HELLO), driver.private)
        task.cancel()
        async with asyncio.timeout(1):
            with contextlib.suppress(asyncio.CancelledError):
                await task
        assert task.cancelled()
    await driver.platform.close()
    for _ in range(100):  # the other side notices a moment later
        if asyncio.all_tasks() <= tasks and sockets() <= open_before:
            break
        await asyncio.sleep(0.01)
    assert asyncio.all_tasks() <= tasks
    assert sockets() <= open_before


async def test_run_stops_within_a_second_while_the_core_is_busy(driver: Driver) -> None:
    driver.gate.clear()
    update = (await driver.recordings())[0].update
    async with driver.running() as task:
        bringing = asyncio.create_task(driver.bring([update]))
        await driver.begun.wait()
        task.cancel()
        async with asyncio.timeout(1):
            await asyncio.wait([task])
    driver.gate.set()
    bringing.cancel()
    await asyncio.gather(bringing, return_exceptions=True)


async def test_run_can_be_started_again(driver: Driver) -> None:
    for _ in range(2):
        async with driver.running():
            assert len(await driver.tell((await driver.recordings())[0].update)) == 1


@pytest.mark.parametrize("is_starting", [False, True])
async def test_performing_before_run_is_ready_works_or_waits(
    driver: Driver, is_starting: bool
) -> None:
    delivery = driver.delivery(Send(place=driver.private, body=HELLO), driver.private)
    async with driver.running() if is_starting else contextlib.nullcontext():
        async with asyncio.timeout(1):
            ended = await _ended(driver, delivery)
    if isinstance(ended, Receipt):
        assert len(await driver.seen(ended)) == 1
    else:
        assert isinstance(ended, RetryAt)


async def _ended(driver: Driver, delivery: Delivery) -> Receipt | Outcome:
    try:
        return await driver.platform.perform(delivery)
    except DeliveryFailed as failed:
        return failed.outcome


async def test_closing_twice_without_a_run_and_while_running_is_safe(driver: Driver) -> None:
    await driver.platform.close()
    await driver.platform.close()
    async with driver.running() as task:
        await driver.platform.close()
        await asyncio.sleep(0.05)
        assert not task.done()
    await driver.platform.close()


async def test_an_outage_is_waited_out_by_run(driver: Driver) -> None:
    async with driver.outage(), driver.running() as task:
        await asyncio.sleep(0.2)
        assert not task.done()
    async with driver.running():
        assert await driver.tell((await driver.recordings())[0].update)


async def test_a_refused_token_stops_run_and_perform(wired: WiredDriver) -> None:
    """G12. What to do about it is said, and no secret with it."""
    wired.revoke()
    with pytest.raises(PlatformStopped) as stopped:
        await wired.perform(Send(place=wired.private, body=HELLO), wired.private)
    assert stopped.value.remedy
    async with asyncio.timeout(5):
        with pytest.raises(PlatformStopped):
            await wired.platform.run(_ignore)


async def test_a_token_refused_in_the_middle_of_a_run_stops_it(wired: WiredDriver) -> None:
    async with wired.running() as task:
        await wired.tell((await wired.recordings())[0].update)
        wired.revoke()
        with pytest.raises(PlatformStopped):
            await asyncio.wait_for(task, 5)


# --- looked at


async def test_a_check_tells_findings_and_writes_nothing(driver: Driver) -> None:
    before = await driver.state()
    findings = await driver.platform.check(Needs(places=(driver.crowd.chat,)))
    assert findings
    assert all(isinstance(finding, Finding) and finding.what for finding in findings)
    assert all(finding.remedy for finding in findings if finding.level != "ok")
    assert await driver.state() == before


async def test_a_check_with_a_refused_token_is_a_finding(wired: WiredDriver) -> None:
    """G12."""
    wired.revoke()
    assert [finding.level for finding in await wired.platform.check(Needs())] == ["error"]


async def test_a_check_during_an_outage_is_a_finding(wired: WiredDriver) -> None:
    async with wired.outage():
        findings = await wired.platform.check(Needs())
    assert [finding.level for finding in findings] == ["error"]


def sockets() -> int:
    """How many this process has open."""
    return sum(_is_socket(int(number)) for number in os.listdir("/dev/fd"))


def _is_socket(number: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False  # the one through which the folder was read


async def _ignore(event: object) -> None:
    """A core that does nothing."""
