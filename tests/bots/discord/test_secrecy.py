"""T33 on Discord: neither a token, the bot's or an interaction's, nor a word reaches any log."""

import asyncio
import io
import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from bots.discord.adapter import Discord
from core.actions import Send
from core.events import MessageReceived
from core.platform import Needs
from core.text import Words
from tests.bots.discord.rig import Rig, place_of
from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord
from tests.fakes.faults import Fault

FAULTS = [
    faults.status(400, description="Invalid Form Body"),
    faults.status(403, html=True),
    faults.status(404, html=True),
    faults.status(502, html=True),
    faults.flood(0.01),
    faults.reset(effect=True),
    faults.cut(),
    faults.garbage(),
]


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sink))
    try:
        yield sink
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
        structlog.reset_defaults()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_no_sink_holds_a_token_or_a_word(fake: FakeDiscord, fault: Fault) -> None:
    rig, canary, ann = Rig(fake), secrets.token_hex(8), fake.user("Ann")
    support = fake.channel(fake.guild("Exchange", [ann]), "support")
    with everything_logged() as sink:
        async with rig.running() as adapter:
            await fake.until(lambda: "id" in fake.menu())
            for name in ("create_message", "create_interaction_response", "create_followup"):
                fake.inject(fault, name, times=2)
            fake.gateway.put_raw("MESSAGE_CREATE", {"content": canary, "author": canary})
            asked = fake.slash(ann, support, "id")
            (event,) = await rig.core.heard()
            sink.write(await _said(rig, adapter, support, canary))
            sink.write(await _answered(rig, adapter, event, canary))
            sink.write(repr([adapter, vars(adapter)]))
            sink.write(str(await adapter.check(Needs(places=("discord:1",)))))
            await asyncio.sleep(0.05)
    told = sink.getvalue()
    assert told
    assert fake.token not in told
    assert fake.token.rpartition(".")[2] not in told
    assert asked.token not in told
    assert canary not in told


async def _said(rig: Rig, adapter: Discord, where: Channel, words: str) -> str:
    """The traceback of a failed delivery, as a crash report would show it."""
    send = Send(place=place_of(where), body=(Words(f"**{words}**"),))
    try:
        await adapter.perform(rig.delivery(send))
    except Exception:  # noqa: BLE001  whatever is raised, it must not tell
        return traceback.format_exc()
    return ""


async def _answered(rig: Rig, adapter: Discord, event: MessageReceived, words: str) -> str:
    try:
        await rig.answers(adapter, event, words, whisper=True)
    except Exception:  # noqa: BLE001  as above
        return traceback.format_exc()
    return ""
