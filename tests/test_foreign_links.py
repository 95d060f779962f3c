"""A foreign link in any field that people or moderators can write is in nothing that we do.

Every argument of every command, and every part of a message that a reader can see, is tried as a
member, a moderator and an admin, in private, in a group and among staff, before, in and after a
conversation that the words could slip into (a ticket, a draft, a report, a form that asks).
"""

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.assembly import FEATURES
from core import roles
from core.actions import Action, Badge, Edit, OpenThread, Send
from core.context import Unit
from core.events import Account, Attachment, Link, Place, Quote, Shown
from core.outbox import decode
from core.platform import CommandSpec
from core.storage import Storage, open_storage
from core.text import links_of, render
from tests.core.tickets.desk import opens, room_of
from tests.house import GROUP, STAFF_ROOM, House, open_house, private

HOST, HANDLE = "evil7q.io", "evil7q_help"
CONFIG = """
[staff]
admins = ["loop:bob", "loop:amy"]
places = ["loop:staff"]
[places]
auto_answers = true
moderation = "act"
[places."loop:group"]
tags = ["community"]
"""
LEADS = (
    f"https://{HOST}/x",
    f"http://example.com@{HOST}",
    HOST,
    f"www.{HOST}",
    HOST.replace(".", "。"),
    HOST.replace(".", "．"),
    f"[fees](https://{HOST})",
    f"<https://{HOST}>",
    f"**https://{HOST}**",
    f"`{HOST}`",
    f"@{HANDLE}",
    f"help@{HOST}",
    f"%(number)s https://{HOST}",
)
PEOPLE = ("ann", "mia", "bob")
THREAD = Place("loop", "staff", "of ann's ticket")  # stands for the real one
PLACES = (GROUP, STAFF_ROOM, THREAD)
# What may stand before the words, so that a command gets as far as it can with them.
BEFORE = (
    "",
    "new ",
    "add ",
    "1 ",
    "update 1 ",
    "loop:zoe ",
    "link 1 ",
    "text.en ",
    "done 1 ",
    "to ",
)
COMMANDS = {c.spec.name: c.spec for feature in FEATURES for c in feature.commands}


@asynccontextmanager
async def town(storage: Storage, folder: Path) -> AsyncIterator[House]:
    """The whole house; mia is a moderator, and ann has a ticket, which is about a known issue."""
    config = f'[data]\nfolder = "{folder}"\n{CONFIG}'
    async with open_house(storage, config, features=FEATURES, small=True) as house:
        await house.app.unit(_grant)
        for person in (*PEOPLE, "amy"):
            await house.says(person, "/id")
        house.shift += timedelta(days=7)
        await house.says("mia", "/announce We are moving on Monday.", STAFF_ROOM, addressed=True)
        await house.says("mia", "/issue new Withdrawals hang", STAFF_ROOM, addressed=True)
        assert await opens(house, "ann") == 1
        await house.says("mia", "/issue link 1 1", STAFF_ROOM, addressed=True)
        yield house


async def _grant(unit: Unit) -> None:
    mia = Account("loop", "mia")
    await roles.offer(unit.tx, mia, "moderator", Account("loop", "bob"), unit.now)
    await roles.accept(unit.tx, mia, unit.now)


async def actions(house: House) -> list[Action]:
    rows = await house.rows("SELECT action FROM outbox WHERE action <> ''")
    return [decode(row[0]) for row in rows]


def seen_in(action: Action) -> Iterator[str]:
    """Every word of an action that a reader sees, and every target."""
    match action:
        case Send(body=body, buttons=buttons) | Edit(body=body, buttons=buttons):
            rich = render(body)
            yield rich.text
            yield from links_of(rich)
            for row in buttons:
                for button in row:
                    yield from (button.label, button.url)
        case OpenThread(title=title):
            yield title
        case Badge(name=name):
            yield name
        case _:
            return


def leads(text: str) -> bool:
    """As a client reads it: it makes a link of wide and of ideographic dots, and of none that a
    word joiner breaks."""
    shown = unicodedata.normalize("NFKC", text).replace("。", ".").casefold()
    return HOST in shown or f"@{HANDLE}" in shown


async def check(house: House, what: str) -> None:
    """Nothing leads anywhere, and nothing that was said made us stumble."""
    assert await house.rows("SELECT event, fault FROM seen WHERE fault IS NOT NULL") == []
    for action in await actions(house):
        for words in seen_in(action):
            assert not leads(words), (what, words)


async def say(house: House, person: str, text: str, place: Place | None, **facts: Any) -> None:
    there = await room_of(house, 1) if place == THREAD else place
    await house.app.handle(house.message(person, text, there, **{"addressed": True, **facts}))
    await house.settle()


def lines(spec: CommandSpec, lead: str) -> Iterator[str]:
    """The command with the lead in each of its arguments, and as far in as it gets."""
    known = [argument.choices[0] if argument.choices else "1" for argument in spec.arguments]
    for at, argument in enumerate(spec.arguments):
        for before in BEFORE if argument.rest else ("",):
            words = [*known[:at], before + lead, *known[at + 1 :]]
            yield " ".join((f"/{spec.name}", *words))


@pytest.mark.parametrize("person", PEOPLE)
async def test_no_argument_of_a_command_carries_a_link_out(
    sqlite_storage: Storage, tmp_path: Path, person: str
) -> None:
    async with town(sqlite_storage, tmp_path) as house:
        places = (private(person), *PLACES)
        tried = [line for spec in COMMANDS.values() for line in lines(spec, LEADS[0])]
        for number, line in enumerate(tried):
            place = places[number % len(places)]
            await say(house, person, line, place)
            await say(house, person, LEADS[1], place)  # what a form asks for, if it does
            house.shift += timedelta(minutes=1)
        await check(house, person)


def _fields(lead: str) -> dict[str, dict[str, Any]]:
    """Everything of a message that somebody chose."""
    quoted = Quote(id="7", author=Account("loop", "zoe"), name=lead, text=lead)
    shown = {
        label: {"shown": (Shown(label, lead),)}
        for label in (
            "caption",
            "poll",
            "contact",
            "file",
            "embed",
            "button",
            "title",
            "topic",
            "tag",
        )
    }
    return {
        "text": {"text": lead},
        "name": {"name": lead, "text": "my withdrawal is stuck, who can help?"},
        "handle": {"handle": lead, "text": "I lost my authenticator"},
        "quote": {"quoted": quoted, "text": "/verify"},
        "quote of ours": {"quoted": Quote(id="m1", text=lead, ours=True), "text": "and now?"},
        "reported": {"quoted": quoted, "text": "/report"},
        "escalated": {"quoted": quoted, "text": "/escalate"},
        "link": {"links": (Link(lead, "here"),), "text": "look here"},
        "hidden": {"links": (Link("https://example.com", lead),), "text": "look here"},
        "forward": {"forwarded_from": lead, "text": lead},
        "file": {"attachments": (Attachment("f1", "photo", lead),), "text": lead},
        "ticket": {"text": f"/ticket my account is locked, see {lead}"},
        **shown,
    }


FIELDS = tuple(_fields(""))


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(FIELDS),
        st.sampled_from(LEADS),
        st.sampled_from(PEOPLE),
        st.sampled_from((None, *PLACES)),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
Step = tuple[str, str, str, Place | None, bool]


@given(steps=_STEPS)
@settings(max_examples=25, deadline=None)
def test_no_part_of_a_message_carries_a_link_out(
    steps: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Some messages in any order: whatever one of them left behind, the next may bring out."""
    asyncio.run(_happen(tmp_path_factory.mktemp("town"), steps))


async def _happen(folder: Path, steps: list[Step]) -> None:
    storage = await open_storage(str(folder / "guildhall.db"))
    try:
        async with town(storage, folder) as house:
            for field, lead, person, place, edited in steps:
                facts = _fields(lead)[field]
                text = str(facts.pop("text", ""))
                await say(house, person, text, place, edited=edited, **facts)
            await check(house, str(steps))
    finally:
        await storage.close()


def test_the_check_would_see_a_link_that_slipped_through() -> None:
    from core.text import Quoted, Words

    for lead in LEADS:
        place = Place("loop", "group")
        assert any(map(leads, seen_in(Send(place=place, body=(Words(lead),)))))
        assert not any(map(leads, seen_in(Send(place=place, body=(Quoted(lead),)))))
        assert re.search("7q", render((Quoted(lead),)).text)
