"""A token and a person's words, sent through every fault, come out of no sink."""

import io
import json
import secrets
from collections.abc import Mapping

import pytest
from prometheus_client import generate_latest

from core import logs
from core.config import Log
from core.context import Context
from core.events import Event
from core.feature import Command, Feature, Listener, View
from core.i18n import _
from core.platform import Argument, CommandSpec
from core.storage import Storage
from tests.house import FEATURES, open_house

WORDS = f"canary {secrets.token_hex(8)}"
TOKEN = f"{secrets.randbelow(10**9):09}:{secrets.token_urlsafe(30)}"


def _concerned(event: Event, _view: View) -> object | None:
    return getattr(event, "text", "") or None


async def _break(_ctx: Context, note: object) -> bool:
    raise ValueError(f"{TOKEN} could not handle {note!r}")


async def _refuse(ctx: Context, arguments: Mapping[str, str]) -> None:
    await ctx.tx.execute("INSERT INTO versions (name, number) VALUES (?, NULL)", arguments["what"])


FAULTY = Feature(
    name="faulty",
    listeners=(Listener("faulty", 15, _concerned, _break),),
    commands=(
        Command(
            CommandSpec(
                name="breakdb",
                summary=_("Ask a question"),
                arguments=(Argument(name="what", summary=_("Which entry"), rest=True),),
            ),
            _refuse,
        ),
    ),
)


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    logs.set_up(Log(level="debug", format="json"), [TOKEN], stream)
    return stream


@pytest.mark.parametrize(
    "text",
    [WORDS, f"/breakdb {WORDS}", f"/start {WORDS}", f"/no{WORDS}"],
    ids=["words", "database", "start", "unknown"],  # the canary differs between test processes
)
async def test_a_handler_that_fails_tells_of_the_event_and_not_what_was_said(
    storage: Storage, out: io.StringIO, text: str
) -> None:
    async with open_house(storage, features=(*FEATURES, FAULTY)) as house:
        event = house.message("ann", f"{text} {TOKEN}")
        await house.happens(event)
    said = out.getvalue() + generate_latest().decode()
    if text in (WORDS, f"/breakdb {WORDS}"):
        (line,) = map(json.loads, out.getvalue().splitlines())
        about = (line["event"], line["platform"], line["place"], line["update"])
        assert about == ("event set aside", "loop", "loop:ann", event.id)
    assert WORDS not in said
    assert TOKEN.partition(":")[2] not in said
