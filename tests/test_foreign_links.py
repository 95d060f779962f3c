"""A foreign link in any field that people or moderators can write is in nothing that we do.

Every argument of every command, and every part of a message that a reader can see, is tried as a
member, a moderator and an admin, in private, in a group and among staff, before, in and after a
conversation that the words could slip into (a ticket, a draft, a report, a form that asks).
"""

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
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
from core.context import Context, Unit
from core.events import Account, Attachment, Link, Place, Quote, Shown
from core.feature import Command, Feature
from core.i18n import Message as _
from core.outbox import decode
from core.platform import Argument, CommandSpec
from core.storage import Storage, open_storage
from core.text import Quoted, Words, links_of, render
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
async def town(
    storage: Storage, folder: Path, features: Sequence[Feature] = FEATURES, more: str = ""
) -> AsyncIterator[House]:
    """The whole house; mia is a moderator, and ann has a ticket, which is about a known issue."""
    config = f'[data]\nfolder = "{folder}"\n{CONFIG}{more}'
    async with open_house(storage, config, features=tuple(features), small=True) as house:
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


# What stands in each feature's fields, said in an order in which it may come out again; every name
# and handle is the lead, too.
Line = tuple[str, str] | tuple[str, str, Place]
STORIES: dict[str, tuple[Line, ...]] = {
    "faq": (
        ("mia", "/draft"),
        ("mia", "new-thing"),
        ("mia", "en"),
        ("mia", "How do I see {lead} ?"),
        ("mia", "Look at {lead} for it."),
        ("bob", "/approve 1"),
        ("mia", "/edit trading-fees en answer Fees are at {lead} now."),
        ("bob", "/approve 2"),
        ("ann", "How do I see {lead} ?"),
        ("ann", "How do I see {lead} ?", GROUP),
        ("ann", "/entry new-thing"),
        ("ann", "/ask where is {lead}", GROUP),
        ("mia", "/gaps", STAFF_ROOM),
        ("mia", "/draftgap 1", STAFF_ROOM),
        ("mia", "/faqreport", STAFF_ROOM),
    ),
    "tickets": (
        ("mia", "/canned add hello Hello, see {lead}", STAFF_ROOM),
        ("mia", "/canned hello", THREAD),
        ("mia", "/reply 1 hello", STAFF_ROOM),
        ("mia", "/reply 1 see {lead}", STAFF_ROOM),
        ("mia", "please see {lead}", THREAD),
        ("ann", "but {lead} tells me otherwise"),
        ("mia", "/dutyname {lead}", STAFF_ROOM),
        ("mia", "/claim 1", STAFF_ROOM),
        ("mia", "and once more, {lead}", THREAD),
        ("mia", "/transfer 1 {lead}", STAFF_ROOM),
        ("mia", "/issue new {lead}", STAFF_ROOM),
        ("mia", "/issue update 1 {lead}", STAFF_ROOM),
        ("mia", "/issue done 1 {lead}", STAFF_ROOM),
        ("mia", "/find {lead}", STAFF_ROOM),
        ("mia", "/resolve 1 {lead}", STAFF_ROOM),
        ("ann", "/rate 1 1"),
        ("ann", "/comment 1 {lead} was rude"),
        ("ann", "/reopen 1"),
        ("mia", "/close 1 {lead}", STAFF_ROOM),
        ("ann", "/transcript 1"),
        ("mia", "/transcript 1", STAFF_ROOM),
        ("mia", "/block 1 {lead}", STAFF_ROOM),
    ),
    "announcements": (
        ("mia", "/announce See {lead}"),
        ("mia", "/announcement 2 text.es Vea {lead}"),
        ("mia", "/announcement 2 button.en {lead} https://{lead}"),
        ("mia", "/announcement 2 alt.en {lead}"),
        ("mia", "/announcement 2 tags {lead}"),
        ("mia", "/announcement 2 components {lead}"),
        ("mia", "/announcement 2"),
        ("mia", "/preview 2"),
        ("mia", "/preview 2 loop en"),
        ("mia", "/askkey 2"),
        ("bob", "/notices"),
        ("bob", "/notice 2"),
        ("bob", "/update 2 {lead}"),
        ("ann", "/verify {lead}"),
        ("ann", "/service"),
        ("ann", "/official"),
    ),
    "welcome": (
        ("ann", "/start {lead}"),
        ("ann", "/help"),
        ("ann", "/lang {lead}"),
        ("ann", "/id"),
    ),
    "staff": (
        ("bob", "/staff add loop:{lead} helper"),
        ("bob", "/staff add loop:ann helper"),
        ("bob", "/staff"),
    ),
    "panic": (("mia", "/panic {lead}"), ("mia", "/panic"), ("bob", "/panic off")),
    "linking": (("ann", "/link {lead}"), ("ann", "/linkcode {lead}"), ("ann", "/link")),
    "moderation": (
        ("zoe", "free coins at {lead} for all", GROUP),
        ("mia", "/warn loop:ann {lead}", GROUP),
        ("mia", "/mute loop:ann 1h {lead}", GROUP),
        ("mia", "/ban loop:ann {lead}", GROUP),
        ("mia", "/warnings loop:ann"),
        ("mia", "/mod", STAFF_ROOM),
        ("mia", "/mod show 1", STAFF_ROOM),
        ("mia", "/rules", STAFF_ROOM),
    ),
    "reputation": (
        ("ann", "/thanks", GROUP),
        ("mia", "/nominate", GROUP),
        ("ann", "/top"),
        ("ann", "/top", GROUP),
        ("ann", "/rep {lead}"),
        ("bob", "/rank show loop:ann"),
        ("mia", "/held", STAFF_ROOM),
    ),
    "forgetting": (
        ("ann", "/mydata"),
        ("ann", "/privacy"),
        ("ann", "/forget"),
        ("ann", "/forget yes"),
    ),
}


def test_every_feature_with_a_field_has_its_story() -> None:
    assert set(STORIES) == {feature.name for feature in FEATURES if feature.commands}


@pytest.mark.parametrize("lead", [LEADS[0], LEADS[6], f"@{HANDLE}"])
@pytest.mark.parametrize("feature", STORIES)
async def test_what_a_feature_keeps_of_anybody_leads_nowhere_when_it_comes_out(
    sqlite_storage: Storage, tmp_path: Path, feature: str, lead: str
) -> None:
    """Nor does it come as far as the voice gate, which would make a fault of it."""
    async with town(sqlite_storage, tmp_path) as house:
        await tell(house, STORIES[feature], lead)
        await check(house, feature)


async def tell(house: House, story: tuple[Line, ...], lead: str) -> None:
    for person, words, *there in story:
        place = there[0] if there else private(person)
        quoted = Quote(id="7", author=Account("loop", "zoe"), name=lead, text=f"look, {lead}")
        is_about = words.startswith(("/thanks", "/nominate", "/warn", "/mute", "/ban"))
        facts = {"quoted": quoted} if is_about else {}
        text = words.format(lead=lead)
        await say(house, person, text, place, name=lead, handle=lead, **facts)
        house.shift += timedelta(minutes=1)


async def _leak(ctx: Context, arguments: Mapping[str, str]) -> None:
    await ctx.reply((Words(f"You said: {arguments['words']}"),))


LEAKY = Feature(
    name="leaky",
    commands=(
        Command(
            CommandSpec(
                name="leak",
                summary=_("Leak"),
                arguments=(Argument(name="words", summary=_("Words"), rest=True),),
            ),
            _leak,
        ),
    ),
)
OPEN = f'[official]\ndomains = ["{HOST}", "example.com"]\nhandles = ["@{HANDLE}"]\n'


@pytest.mark.parametrize("more", ["", OPEN], ids=["gate shut", "gate open"])
@pytest.mark.parametrize("lead", [LEADS[0], f"@{HANDLE}"])
async def test_a_feature_that_let_words_of_others_be_ours_would_be_found(
    sqlite_storage: Storage, tmp_path: Path, lead: str, more: str
) -> None:
    """The control: behind the voice gate its fault is seen; with the gate open, its words."""
    async with town(sqlite_storage, tmp_path, (*FEATURES, LEAKY), more) as house:
        await say(house, "ann", f"/leak {lead}", private("ann"))
        with pytest.raises(AssertionError):
            await check(house, "leaky")


def test_the_check_would_see_a_link_that_slipped_through() -> None:
    for lead in LEADS:
        place = Place("loop", "group")
        assert any(map(leads, seen_in(Send(place=place, body=(Words(lead),)))))
        assert not any(map(leads, seen_in(Send(place=place, body=(Quoted(lead),)))))
        assert re.search("7q", render((Quoted(lead),)).text)
