"""What goes wrong on the way in: the gateway drops, forgets, floods us or talks nonsense."""

import asyncio
import time

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bots.discord.adapter import Discord
from core.events import MessageReceived
from core.platform import PlatformStopped
from tests.bots.discord.rig import Rig
from tests.bots.hearing import Core
from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord, User
from tests.fakes.faults import Fault

GUILDS, MESSAGES, REACTIONS, TALKS, TALK_REACTIONS = 1 << 0, 1 << 9, 1 << 10, 1 << 12, 1 << 13
INTEGRATIONS, WEBHOOKS = 1 << 4, 1 << 5


def asks(fake: FakeDiscord, who: User, where: Channel, *texts: str) -> None:
    for text in texts:
        fake.says(who, where, f"{fake.mention} {text}")


# --- the gateway drops


async def test_what_was_said_while_the_line_was_down_is_heard_once_after_a_resume(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D08."""
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
        fake.gateway.drop()
        asks(fake, ann, support, "two", "three")
        await core.heard(3)
        asks(fake, ann, support, "four")
        await core.heard(4)
    assert core.texts == ["one", "two", "three", "four"]
    assert (len(fake.gateway.identified), fake.gateway.resumed) == (1, 1)


async def test_after_a_failed_resume_what_was_missed_is_read_by_rest_in_order(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D08: a session that is forgotten loses nothing, in channels, threads and private talks."""
    async with rig.running():
        fake.says(ann, ann, "in private")
        asks(fake, ann, support, "one")
        await core.heard(2)
        thread = fake.thread(ann, support, "Fees")
        fake.gateway.forget()
        fake.gateway.drop()
        asks(fake, ann, support, *(f"{n}" for n in range(120)))
        asks(fake, ann, thread, "in the thread")
        fake.says(ann, ann, "in private, later")
        await core.heard(124)
        await asyncio.sleep(0.2)
    assert [m.text for m in core.messages if m.place.id == str(support.id)][1:121] == [
        f"{n}" for n in range(120)
    ]
    assert {"in the thread", "in private, later"} <= set(core.texts)
    assert len({event.id for event in core.messages}) == len(core.messages) == 124


async def test_after_a_restart_it_goes_on_behind_what_was_handled(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D08: what was handled is not read again; a first start reads nothing that is old."""
    asks(fake, ann, support, "before the first start")
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
    asks(fake, ann, support, "while it was down")
    async with rig.running():
        await core.heard(2)
        asks(fake, ann, support, "three")
        await core.heard(3)
    assert core.texts == ["one", "while it was down", "three"]


async def test_what_was_not_handled_at_the_stop_is_read_again_under_the_same_id(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D03, D08: the mark stays behind what is still open, however much later was handled."""
    begun: list[str] = []
    stuck = asyncio.Event()

    async def hold(event: object) -> None:
        if isinstance(event, MessageReceived):
            begun.append(event.id)
            if event.text == "one":
                await stuck.wait()

    other = fake.channel(support.guild, "other")  # type: ignore[arg-type]
    core.answer = hold
    async with rig.running():
        asks(fake, ann, support, "one")
        asks(fake, ann, other, "two")
        await core.heard()
    assert core.texts == ["two"]
    core.answer = None
    async with rig.running():
        await core.heard(3)
    assert sorted(core.texts) == ["one", "two", "two"]
    assert {event.id for event in core.messages} == set(begun)  # so the core knows the second "two"


async def test_a_crash_before_anything_could_be_noted_loses_nothing(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D08: what waits to be written goes with a crash, where the first start began does not."""
    rig.notes.forgets = True
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
    asks(fake, ann, support, "two")
    async with rig.running():
        await core.heard(3)
    assert core.texts == ["one", "one", "two"]


async def test_a_reconnect_that_discord_asks_for_loses_nothing(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
        fake.gateway.ask_to_reconnect()
        asks(fake, ann, support, "two")
        await core.heard(2)
    assert core.texts == ["one", "two"]


@pytest.mark.parametrize("code", [1001, 4000, 4007, 4008, 4009])
async def test_after_any_passing_close_code_it_is_back(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel, code: int
) -> None:
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
        fake.gateway.close(code)
        asks(fake, ann, support, "two")
        await core.heard(2)
    assert core.texts == ["one", "two"]


async def test_after_a_dead_network_it_is_back_within_five_seconds(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
        async with fake.offline():
            await asyncio.sleep(1)
        began = time.monotonic()
        asks(fake, ann, support, "two")
        await core.heard(2)
    assert time.monotonic() - began < 5


async def test_a_line_that_never_answers_is_given_up_for_another(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """G22: half open, as after a cable was pulled; the session is resumed."""
    fake.gateway.heartbeat_milliseconds = 100
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
        fake.gateway.stall()
        asks(fake, ann, support, "two")
        await core.heard(2)
    assert core.texts == ["one", "two"]
    assert fake.gateway.resumed == 1


# --- it cannot work at all


async def test_a_token_revoked_in_the_middle_stops_this_platform(
    rig: Rig, fake: FakeDiscord, ann: User
) -> None:
    """G12: `run` and `perform` both say so, with the remedy."""
    adapter = rig.adapter()
    task = asyncio.create_task(adapter.run(rig.core.handle))
    await fake.ready()
    fake.revoke()
    with pytest.raises(PlatformStopped, match="DISCORD_TOKEN"):
        await asyncio.wait_for(task, 5)
    with pytest.raises(PlatformStopped):
        await rig.send(adapter, ann)
    await adapter.close()


async def test_an_intent_that_is_not_granted_stops_this_platform(
    rig: Rig, fake: FakeDiscord
) -> None:
    adapter = rig.adapter(message_content=True)
    with pytest.raises(PlatformStopped, match="message_content"):
        await asyncio.wait_for(adapter.run(rig.core.handle), 5)
    await adapter.close()


def cloudflare(seconds: float) -> Fault:
    """Error 1015: a page, and the seconds in a header."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        return web.Response(
            status=429,
            text=faults.CLOUDFLARE_PAGE,
            content_type="text/html",
            headers={"Retry-After": str(seconds)},
        )

    return Fault("cloudflare", effect=False, answer=answer)


@pytest.mark.parametrize(
    "fault",
    [cloudflare(0.1), faults.status(502, html=True), faults.reset(effect=False), faults.garbage()],
    ids=str,
)
async def test_trouble_at_the_start_is_waited_out(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel, fault: Fault
) -> None:
    """D10: no crash at login."""
    fake.inject(fault, "get_current_user", times=2)
    async with rig.running():
        await fake.ready()
        asks(fake, ann, support, "one")
        await core.heard()


# --- too much, and nonsense


async def test_a_thousand_events_in_a_second_are_all_handled_and_heartbeats_go_on(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D09, D14."""
    fake.gateway.heartbeat_milliseconds = 100
    channels = [fake.channel(support.guild, f"c{n}") for n in range(20)]  # type: ignore[arg-type]
    async with rig.running():
        before = fake.gateway.heartbeats
        for number in range(1_000):
            asks(fake, ann, channels[number % 20], f"{number}")
            if number % 100 == 99:
                await asyncio.sleep(0.1)
        await core.heard(1_000)
        assert fake.gateway.heartbeats - before >= 3
    assert sorted(map(int, core.texts)) == list(range(1_000))


async def test_more_than_can_wait_is_put_off_and_then_handled_each_once(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D14: a core that stands still holds a bounded number; it recovers without losses."""
    gate = asyncio.Event()

    async def wait(event: object) -> None:
        await gate.wait()

    core.answer = wait
    async with rig.running() as adapter:
        asks(fake, ann, support, *(f"{n}" for n in range(2_600)))
        await settled_at(adapter, 2_000)
        gate.set()
        await core.heard(2_600)
    assert {*map(int, core.texts)} == set(range(2_600))


async def settled_at(adapter: Discord, waiting: int) -> None:
    """That many wait, and a while later still."""
    async with asyncio.timeout(20):
        while True:
            before = adapter.waiting
            await asyncio.sleep(0.3)
            if before == adapter.waiting == waiting:
                return


NONSENSE: tuple[tuple[str | None, object], ...] = (
    ("MESSAGE_UPDATE", {"id": None}),
    ("MESSAGE_CREATE", {}),
    ("MESSAGE_CREATE", None),
    ("MESSAGE_CREATE", {"id": "x", "channel_id": [], "author": 3}),
    ("MESSAGE_DELETE", []),
    ("MESSAGE_REACTION_ADD", {"emoji": None}),
    ("GUILD_MEMBER_UPDATE", {"guild_id": None, "user": None}),
    ("GUILD_CREATE", {"id": None}),
    ("INTERACTION_CREATE", {"type": 2}),
    ("INTERACTION_CREATE", {"type": 99, "id": "1", "token": "t"}),
    ("THREAD_UPDATE", {"thread_metadata": None}),
    ("CHANNEL_DELETE", {}),
    ("READY", {}),
    ("MOON_PHASE_UPDATE", {"phase": 3}),
    (None, None),
)


@pytest.mark.parametrize(("kind", "data"), NONSENSE, ids=[f"{k}-{d}" for k, d in NONSENSE])
async def test_no_event_that_makes_no_sense_ends_the_stream(
    rig: Rig,
    fake: FakeDiscord,
    core: Core,
    ann: User,
    support: Channel,
    kind: str | None,
    data: object,
) -> None:
    """Trap 1 of discord.py: an error in its own parsing ends the client for good."""
    async with rig.running():
        fake.gateway.put_raw(kind, data)
        asks(fake, ann, support, "still here")
        await core.heard()
    assert core.texts == ["still here"]


@pytest.mark.parametrize("frame", [b"{", b"[]", b'{"op":99}', b'{"op":0,"t":"X"}', b"null"])
async def test_a_frame_that_cannot_be_read_costs_a_connection_at_most(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel, frame: bytes
) -> None:
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
        fake.gateway.put_frame(frame)
        asks(fake, ann, support, "two")
        await core.heard(2)
    assert core.texts == ["one", "two"]


async def test_unknown_fields_and_values_change_nothing(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    async with rig.running():
        words = f"{fake.mention} hello"
        fake.says(ann, support, words, weather={"of": [1, None]}, flags=1 << 50)
        await core.heard()
    assert core.texts == ["hello"]


# --- what we may know


async def test_only_the_least_intents_are_asked_for_and_no_lists_of_members(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D18."""
    async with rig.running():
        asks(fake, ann, support, "one")
        await core.heard()
    (identified,) = fake.gateway.identified
    watched = INTEGRATIONS | WEBHOOKS  # of our own house
    spoken = MESSAGES | REACTIONS | TALKS | TALK_REACTIONS
    assert identified["intents"] == GUILDS | watched | spoken
    assert fake.gateway.member_lists == 0


async def test_without_the_intent_idle_talk_is_no_event_and_the_blindness_is_told(
    rig: Rig, fake: FakeDiscord, core: Core, ann: User, support: Channel
) -> None:
    """D11: words that do not come must not look like silence."""
    with capture_logs() as logs:
        async with rig.running():
            fake.says(ann, support, "send me your seed phrase")
            asks(fake, ann, support, "one")
            await core.heard()
    assert core.texts == ["one"]
    assert any("blind" in line["event"] for line in logs)
