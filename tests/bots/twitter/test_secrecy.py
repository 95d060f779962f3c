"""Neither a key nor anybody's words reach a log, whatever goes wrong."""

import asyncio
import io
import logging
import secrets
import traceback

import pytest
import structlog

from bots.twitter.adapter import X
from core.platform import Delivery, DeliveryFailed, Needs
from tests.bots.hearing import Core
from tests.bots.twitter.conftest import Run, message, reply
from tests.fakes import faults
from tests.fakes.faults import Fault
from tests.fakes.x import FakeX, User

FAULTS = [
    faults.status(400),
    faults.status(403, html=True),
    faults.status(502, html=True),
    faults.flood(0.01),
    faults.reset(effect=True),
    faults.cut(),
    faults.garbage(),
    faults.not_ok(),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_no_sink_holds_a_key_or_a_word(
    fake: FakeX, core: Core, run: Run, x: X, ann: User, fault: Fault
) -> None:
    canary = secrets.token_hex(8)
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sink))
    try:
        async with run():
            for name in ("mentions", "messages", "post", "write", "user"):
                fake.inject(fault, name)
            fake.put_raw("mention", {"id": fake.world.new_id(), "text": canary, "author_id": {}})
            asked = fake.asks(ann, canary)
            fake.writes(ann, canary)
            await core.heard(2)
            for delivery in (reply(asked, canary), message(ann, canary, row=2)):
                sink.write(await _ended(x, delivery))
            sink.write(repr([x, vars(x)]))
            sink.write(str(await x.check(Needs())))
            await asyncio.sleep(0.05)
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
        structlog.reset_defaults()
    assert len(sink.getvalue()) > 200
    for secret in (canary, *fake.keys.values()):
        assert secret not in sink.getvalue()


async def _ended(x: X, delivery: Delivery) -> str:
    try:
        return str((await x.perform(delivery)).ids)
    except DeliveryFailed as failed:
        return "".join(traceback.format_exception(failed)) + repr(failed.outcome)
