"""T33: neither the token nor a stranger's words reach any log, whatever goes wrong."""

import asyncio
import io
import logging
import secrets
import traceback

import pytest
import structlog

from bots.telegram.adapter import Telegram
from core.actions import Send
from core.events import Place
from core.platform import Delivery, DeliveryFailed, Needs
from core.text import Words
from tests.bots.hearing import Core
from tests.bots.telegram.conftest import Run
from tests.fakes import faults
from tests.fakes.faults import Fault
from tests.fakes.telegram import FakeTelegram

FAULTS = [
    faults.status(400, description="Bad Request: can't parse entities"),
    faults.status(403, html=True),
    faults.status(404, html=True),
    faults.status(502, html=True),
    faults.flood(0.01),
    faults.reset(effect=True),
    faults.cut(),
    faults.garbage(),
    faults.not_ok(),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_no_sink_holds_the_token_or_a_word(
    fake: FakeTelegram, core: Core, run: Run, telegram: Telegram, fault: Fault
) -> None:
    canary = secrets.token_hex(8)
    ann = fake.user("Ann")
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sink))
    try:
        async with run():
            fake.inject(fault, "getUpdates")
            fake.inject(fault, "sendMessage")
            fake.inject(fault, "getChatMember")
            fake.updates.put_raw({"message": {"text": canary, "from": canary}})
            fake.says(ann, ann, canary)
            await core.told()
            sink.write(await _said(telegram, ann.id, canary))
            sink.write(repr([telegram, vars(telegram)]))
            sink.write(str(await telegram.check(Needs(places=("telegram:-1",)))))
            await asyncio.sleep(0.05)
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
        structlog.reset_defaults()
    assert sink.getvalue()
    assert fake.token not in sink.getvalue()
    assert fake.token.partition(":")[2] not in sink.getvalue()
    assert canary not in sink.getvalue()


async def _said(telegram: Telegram, chat: int, words: str) -> str:
    """The traceback of a failed delivery, as a crash report would show it."""
    place = Place("telegram", str(chat), private=True)
    send = Send(place=place, body=(Words(f"**{words}**"),))
    try:
        await telegram.perform(Delivery(row=1, action=send, place=place))
    except DeliveryFailed:
        return traceback.format_exc()
    except Exception:  # noqa: BLE001  whatever is raised, it must not tell
        return traceback.format_exc()
    return ""
