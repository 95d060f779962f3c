"""What goes wrong with interactions: late, lost, twice, archived meanwhile."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bots.discord.adapter import Discord
from tests.bots.discord.rig import Rig
from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord, User
from tests.fakes.faults import Fault


@pytest.fixture
async def adapter(rig: Rig, fake: FakeDiscord, support: Channel) -> AsyncIterator[Discord]:
    async with rig.running() as adapter:
        await fake.until(lambda: bool(fake.menu()))
        yield adapter


@pytest.mark.usefixtures("adapter")
async def test_it_is_acknowledged_at_once_however_long_the_answer_takes(
    rig: Rig, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    """D01."""
    gate = asyncio.Event()

    async def think(event: object) -> None:
        await gate.wait()

    rig.core.answer = think
    asked = [fake.slash(ann, support, "ask", question=f"{n}") for n in range(20)]
    for each in asked:
        assert ((await fake.answered(each)).acknowledged_after or 0) < 1.0
    gate.set()
    await rig.core.heard(20)


@pytest.mark.parametrize("command", ["ask", "id"], ids=["public", "private"])
async def test_a_lost_interaction_is_worked_on_once_and_answered_by_another_way(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel, command: str
) -> None:
    """D01: 10062; what is public goes to the channel, what is private to a private talk."""
    values = {"question": "fees?"} if command == "ask" else {}
    asked = fake.slash(ann, support, command, **values)
    asked.is_lost = True
    (event,) = await rig.core.heard()
    whisper = command == "id"
    await rig.answers(adapter, event, "found", whisper=whisper)
    where = ann if whisper else support
    assert [each.text for each in fake.ours(where)] == ["found"]
    assert fake.ours(support if whisper else ann) == []
    assert len(rig.core.messages) == 1


async def test_a_token_that_has_run_out_by_the_time_of_the_answer_is_gone_round(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel
) -> None:
    """D01: 50027 after fifteen minutes; one answer, in the channel."""
    asked = fake.slash(ann, support, "ask", question="fees?")
    (event,) = await rig.core.heard()
    asked.is_expired = True
    await rig.answers(adapter, event, "found")
    assert [(each.text, each.only_for) for each in fake.ours(support)] == [("found", None)]


@pytest.mark.parametrize(
    "fault",
    [
        faults.reset(effect=False),
        faults.reset(effect=True),
        faults.cut(),
        faults.status(502, html=True),
        faults.slow(0.8),
    ],
    ids=str,
)
async def test_a_first_acknowledgement_that_fails_is_made_up_for_in_time(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel, fault: Fault
) -> None:
    """D02, D03: a stale connection, an answer that is lost, 40060 for the second try."""
    fake.inject(fault, "create_interaction_response")
    asked = fake.slash(ann, support, "ask", question="fees?")
    (event,) = await rig.core.heard()
    assert ((await fake.answered(asked)).acknowledged_after or 0) < 2.0
    await rig.answers(adapter, event, "found")
    assert [each.text for each in fake.ours(support)] == ["found"]
    assert len(rig.core.messages) == 1


async def test_an_interaction_that_comes_twice_has_one_id_and_one_answer(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel
) -> None:
    """D03: the core knows the second by its id; 40060 is nobody's fault."""
    asked = fake.slash(ann, support, "ask", question="fees?")
    fake.repeats(asked)
    first, second = await rig.core.heard(2)
    assert first.id == second.id
    await rig.answers(adapter, first, "found")
    assert [each.text for each in fake.ours(support)] == ["found"]


async def test_a_thread_archived_after_the_deferral_still_gets_its_answer(
    rig: Rig, fake: FakeDiscord, adapter: Discord, ann: User, support: Channel
) -> None:
    """D04: Discord fails with 500 for that; opened first, it is answered in one go."""
    thread = fake.thread(ann, support, "Fees")
    fake.slash(ann, thread, "ask", question="fees?")
    (event,) = await rig.core.heard()
    fake.archives(thread)
    fake.says(ann, ann, "the gateway has told of it")
    await rig.core.heard(2)
    await rig.answers(adapter, event, "found")
    assert [each.text for each in fake.ours(thread)] == ["found"]


@pytest.mark.usefixtures("adapter")
async def test_choices_come_while_one_types_in_their_language(
    fake: FakeDiscord, ann: User, support: Channel
) -> None:
    typed = await fake.answered(fake.types(ann, support, "ask", "question", "수수료"))
    assert [choice["name"] for choice in typed.choices] == ["수수료: ko"]
    assert (typed.acknowledged_after or 0) < 1.0


@pytest.mark.usefixtures("adapter")
async def test_a_command_of_another_version_is_passed_over(
    rig: Rig, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    fake.world.commands[None].append({**fake.menu()["ask"], "name": "gone", "options": []})
    fake.slash(ann, support, "gone")
    fake.slash(ann, support, "ask", question="fees?")
    (event,) = await rig.core.heard()
    assert event.text == "/ask fees?"
