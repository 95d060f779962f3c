"""From an event to its commit: once, in order, and whatever happens."""

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.app import App
from core.context import Context, Unit
from core.events import (
    Account,
    Event,
    MessageReceived,
    OwnMessageSeen,
    Place,
    PlaceLost,
    PlaceMoved,
    PlaceOpened,
    Quote,
)
from core.faq import FEATURE
from core.feature import Feature, Listener, UserError, View
from core.i18n import _
from core.staff import FEATURE as STAFF
from core.storage import Storage, open_storage
from core.storage.errors import DiskFull
from core.welcome import FEATURE as WELCOME
from tests.house import FEATURES, GROUP, House, open_house, private

AUTO = "[places]\nauto_answers = true\n"
QUESTION = "how do I reset my 2FA?"
MANY = "[limits]\nquestions_per_minute = 1000\n"
ADMIN = '[staff]\nadmins = ["loop:bob"]\n'


def listener(name: str, hear: object, order: int = 30) -> Feature:
    """A feature that is concerned by every message."""

    def concerns(event: Event, _view: View) -> object | None:
        return event if isinstance(event, MessageReceived) else None

    return Feature(name=name, listeners=(Listener(name, order, concerns, hear),))  # type: ignore[arg-type]


# -- once ----------------------------------------------------------------------------------------


async def test_the_same_update_twice_is_answered_once(storage: Storage) -> None:
    async with open_house(storage, small=True) as house:
        event = house.message("ann", QUESTION)
        assert len(await house.happens(event)) == 1
        assert await house.happens(event) == []


async def test_the_same_update_at_the_same_time_is_answered_once(storage: Storage) -> None:
    async with open_house(storage, small=True) as house:
        event = house.message("ann", QUESTION)
        await asyncio.gather(*(house.app.handle(event) for _ in range(5)))
        await house.settle()
        assert len(house.platform.screens["loop:ann"]) == 1


async def test_the_same_updates_in_two_processes_at_once_are_answered_once(
    storage: Storage,
) -> None:
    """As when two of us were started by mistake: a race that PostgreSQL really runs."""
    async with open_house(storage, small=True) as house:
        other = App(house.app.config, storage, FEATURES)
        await other.start()
        events = [house.message(f"p{n}", QUESTION, GROUP, addressed=True) for n in range(10)]
        apps = (house.app, other)
        await asyncio.gather(*(app.handle(event) for event in events for app in apps))
        assert await house.rows("SELECT COUNT(*) FROM outbox") == [(10,)]
        assert await house.rows("SELECT COUNT(*) FROM seen WHERE fault IS NOT NULL") == [(0,)]


async def test_many_at_once_are_each_introduced_and_answered_once(storage: Storage) -> None:
    """Also one new person in two places at the same time: a race that PostgreSQL really runs."""
    async with open_house(storage, small=True) as house:
        people = [f"p{number}" for number in range(15)]
        events = [house.message(person, QUESTION) for person in people]
        events += [house.message(person, QUESTION, GROUP, addressed=True) for person in people]
        await asyncio.gather(*(house.app.handle(event) for event in events))
        await house.settle()
        assert [len(house.platform.screens[f"loop:{person}"]) for person in people] == [1] * 15
        assert len(house.platform.screens[GROUP.key]) == 15
        assert await house.rows("SELECT COUNT(*) FROM accounts") == [(15,)]
        assert await house.rows("SELECT COUNT(*) FROM seen WHERE fault IS NOT NULL") == [(0,)]


async def test_idle_chatter_begins_no_transaction(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, AUTO, small=True) as house:
        for text in ("gm", "to the moon", "lol what a day", "/weather@otherbot", "ok 👍"):
            assert await house.says("ann", text, GROUP) == []
        await house.app.handle(OwnMessageSeen(id="o", at=house.now(), place=GROUP, message="m"))
        assert await house.rows("SELECT * FROM seen") == []
        assert await house.rows("SELECT * FROM members") == []


async def test_events_of_a_place_wait_for_each_other_and_of_others_do_not(
    sqlite_storage: Storage,
) -> None:
    spans: list[tuple[str, str]] = []

    async def hear(ctx: Context, _note: object) -> bool:
        spans.append(("begin", ctx.message.text))
        return True

    features = [listener("x", hear)]
    async with open_house(sqlite_storage, MANY, features=features, starter=False) as house:
        texts = [f"{number}" for number in range(20)]
        await asyncio.gather(*(house.says("ann", text) for text in texts))
        assert spans == [("begin", text) for text in texts]
        async with house.app.handling._turn("loop:ann"):
            waiting = asyncio.ensure_future(house.app.handle(house.message("ann", "later")))
            await asyncio.wait_for(house.says("bob", "now"), 1)
            assert not waiting.done()
        await waiting
        assert len(house.app.handling._locks) == 0


# -- faults --------------------------------------------------------------------------------------


async def test_a_poison_event_is_set_aside_and_the_rest_flows(storage: Storage) -> None:
    tries = []

    async def hear(ctx: Context, _note: object) -> bool:
        if "poison" in ctx.message.text:
            await ctx.say(_("Thank you!"))
            tries.append(1)
            raise KeyError("bug")
        await ctx.say(_("Thank you!"))
        return True

    async with open_house(storage, features=[listener("x", hear)], starter=False) as house:
        poison = house.message("ann", "poison")
        heard, fine = await house.happens(poison), await house.says("ann", "fine")
        assert [seen.text for seen in heard] == [
            "Something went wrong on our side. Please try again later."
        ]
        assert [seen.text for seen in fine] == ["Thank you!"]
        assert len(tries) == 3
        assert await house.happens(poison) == []
        faults = await house.rows("SELECT event, fault FROM seen WHERE fault IS NOT NULL")
        assert faults == [(poison.id, "KeyError")]


async def test_a_listener_that_fails_to_judge_an_event_stops_nothing(
    sqlite_storage: Storage,
) -> None:
    def concerns(event: Event, _view: View) -> object | None:
        raise ValueError(event.id)

    async def hear(_ctx: Context, _note: object) -> bool:
        return False

    broken = Feature(name="x", listeners=(Listener("x", 30, concerns, hear),))
    async with open_house(sqlite_storage, features=[broken], starter=False) as house:
        heard = await house.says("ann", "hello")
        assert "on our side" in heard[0].text
        assert await house.says("ann", "hello", GROUP) == []


async def test_an_event_that_cannot_even_be_marked_is_let_go(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, small=True) as house:
        async with asyncio.timeout(5):
            await house.says("ann", QUESTION, id="nul\0")
        assert len(await house.says("ann", QUESTION)) == 1


async def test_a_user_error_leaves_nothing_but_its_sentence(storage: Storage) -> None:
    called = []

    async def hear(ctx: Context, _note: object) -> bool:
        await ctx.tx.execute("INSERT INTO notes (platform, key, value) VALUES ('x', 'x', 'x')")
        await ctx.say(_("Thank you!"))
        ctx.after_commit.append(lambda: called.append(1))
        raise UserError(_("There is no open question."))

    async with open_house(storage, features=[listener("x", hear)], starter=False) as house:
        heard = await house.says("ann", "hello")
        assert [seen.text for seen in heard] == ["There is no open question."]
        assert await house.rows("SELECT * FROM notes") == []
        assert len(await house.rows("SELECT * FROM accounts")) == 1
        assert called == []


async def test_a_full_disk_delays_the_answer_and_loses_nothing(tmp_path: Path) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path / 'x.db'}")
    try:
        async with open_house(storage, small=True) as house:
            await house.says("ann", QUESTION)
            await fill(storage)
            asking = [
                asyncio.create_task(house.app.handle(house.message(f"p{n}", QUESTION)))
                for n in range(20)
            ]
            await asyncio.sleep(0.2)
            assert not all(task.done() for task in asking)
            await storage.run(lambda tx: tx.fetch("PRAGMA max_page_count = 1000000"))
            await asyncio.gather(*asking)
            await house.settle()
            for n in range(20):
                assert len(house.platform.screens[f"loop:p{n}"]) == 1
    finally:
        await storage.close()


async def fill(storage: Storage) -> None:
    """A real SQLITE_FULL: not one page more than there are now, and the free ones are taken."""
    await storage.run(lambda tx: tx.execute("CREATE TABLE ballast (weight BLOB)"))
    await storage.run(lambda tx: tx.fetch("PRAGMA max_page_count = 1"))
    with contextlib.suppress(DiskFull):
        while True:
            await storage.run(lambda tx: tx.execute("INSERT INTO ballast VALUES (zeroblob(4000))"))


async def test_a_handler_cancelled_at_any_moment_handles_wholly_or_not_at_all(
    sqlite_storage: Storage,
) -> None:
    async with open_house(sqlite_storage, MANY, small=True) as house:
        for number in range(30):
            event = house.message("ann", QUESTION, id=f"c{number}")
            task = asyncio.create_task(house.app.handle(event))
            for _step in range(number):
                await asyncio.sleep(0)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await house.app.handle(event)
        await house.settle()
        assert await house.rows("SELECT COUNT(*) FROM seen") == [(30,)]
        assert await house.rows("SELECT COUNT(*) FROM faq_answers") == [(30,)]
        assert len(house.platform.screens["loop:ann"]) == 30


# -- order of edits ------------------------------------------------------------------------------


async def test_an_edit_before_its_message_converges(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, small=True) as house:
        edit = house.message("ann", QUESTION, message="u1", edited=True)
        created = house.message("ann", "how do i reset", message="u1")
        assert await house.happens(edit) == []
        assert len(await house.happens(created)) == 1
        assert await house.happens(edit) == []


# -- who and where -------------------------------------------------------------------------------


async def test_bots_are_never_answered(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, AUTO, small=True) as house:
        assert await house.says("robot", QUESTION, is_bot=True) == []
        assert await house.says("robot", "/help", GROUP, is_bot=True, addressed=True) == []
        assert await house.rows("SELECT * FROM members") == []


async def test_an_anonymous_author_has_no_rights_but_is_answered(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, ADMIN, small=True) as house:
        heard = await house.says(None, QUESTION, GROUP, addressed=True)
        assert "reset-2fa answer" in heard[0].text
        for line in ("/staff list", "/quiet on", "/place"):
            refused = await house.says(None, line, GROUP, addressed=True)
            assert len(refused) == 1
        assert await house.rows("SELECT * FROM members") == []


async def test_only_staff_is_heard_in_a_staff_place_also_after_it_moved(storage: Storage) -> None:
    config = '[staff]\nadmins = ["loop:bob"]\nplaces = ["loop:group"]\n'
    after = Place("loop", "super")
    async with open_house(storage, config, small=True) as house:
        (told,) = await house.says("ann", QUESTION, GROUP, addressed=True)
        assert told.text.startswith("Only the team is heard here")
        assert len(await house.says("bob", QUESTION, GROUP, addressed=True)) == 1
        await house.app.handle(PlaceMoved(id="mv", at=house.now(), place=after, before=GROUP))
        (told,) = await house.says("ann", QUESTION, after, addressed=True)
        assert told.text.startswith("Only the team is heard here")
        assert len(await house.says("bob", "/staff list", after, addressed=True)) == 1
    async with open_house(storage, config, starter=False) as house:
        assert await house.says("ann", "/help", after, addressed=True) == []


async def test_the_settings_of_a_place_follow_it_until_the_config_names_the_new_id(
    storage: Storage,
) -> None:
    config = '[places."loop:group"]\nlanguage = "es"\n[places."loop:group/t1"]\nlanguage = "ru"\n'
    after = Place("loop", "super")
    async with open_house(storage, config, starter=False) as house:
        await house.app.handle(PlaceMoved(id="mv", at=house.now(), place=after, before=GROUP))
        assert house.app.settings(after).language == "es"
        assert house.app.settings(Place("loop", "super", "t1")).language == "ru"
        assert house.app.settings(Place("loop", "super", "t2")).language == "es"
    both = config + '[places."loop:super"]\nlanguage = "ko"\n'
    async with open_house(storage, both, starter=False) as house:
        assert house.app.settings(after).language == "ko"


async def test_both_notices_of_a_move_in_any_order_leave_one_answer_each(storage: Storage) -> None:
    after = Place("loop", "super")
    async with open_house(storage, AUTO, small=True) as house:
        await house.says("ann", QUESTION, GROUP)
        for id_ in ("mv1", "mv2"):
            await house.app.handle(PlaceMoved(id=id_, at=house.now(), place=after, before=GROUP))
        assert await house.says("ann", QUESTION, after) == []
        assert len(await house.says("ann", QUESTION, after, addressed=True)) == 1


async def test_who_has_blocked_us_is_not_written_to_until_they_are_back(storage: Storage) -> None:
    bob = Account("loop", "bob")
    async with open_house(storage, starter=False) as house:
        await house.says("bob", "/help")

        async def reach(unit: Unit) -> bool:
            return await unit.private_place(bob) is not None

        assert await house.app.unit(reach)
        lost = PlaceLost(id="l", at=house.now(), place=private("bob"))
        await house.app.handle(lost)
        assert not await house.app.unit(reach)
        await house.app.handle(PlaceOpened(id="o", at=house.now(), place=private("bob")))
        assert await house.app.unit(reach)
        await house.app.handle(PlaceLost(id="l2", at=house.now(), place=private("bob")))
        await house.says("bob", "/help")
        assert await house.app.unit(reach)


# -- addressed -----------------------------------------------------------------------------------


async def test_a_reply_to_an_answer_of_ours_is_spoken_to_us(storage: Storage) -> None:
    async with open_house(storage, small=True) as house:
        answer = (await house.says("ann", QUESTION, GROUP, addressed=True))[0]
        quoted = Quote(answer.id, ours=True)
        heard = await house.says("bob", "why is my withdrawal pending", GROUP, quoted=quoted)
        assert "withdrawal-pending answer" in heard[0].text


async def test_a_reply_to_any_other_message_of_ours_is_not(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, small=True) as house:
        notice = (await house.says("ann", "/quiet off", GROUP, addressed=True))[0]
        quoted = Quote(notice.id, ours=True)
        assert await house.says("bob", QUESTION, GROUP, quoted=quoted) == []


async def test_a_reply_to_somebody_else_is_not_answered_unasked(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, AUTO, small=True) as house:
        quoted = Quote("u0", author=Account("loop", "eve"), text="well")
        assert await house.says("ann", QUESTION, GROUP, quoted=quoted) == []
        mentions = (Account("loop", "eve"),)
        assert await house.says("ann", QUESTION, GROUP, mentions=mentions) == []
        assert len(await house.says("ann", QUESTION, GROUP)) == 1


async def test_an_old_message_is_answered_only_when_asked(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, AUTO, small=True) as house:
        long_ago = house.now() - timedelta(seconds=61)
        assert await house.says("ann", QUESTION, GROUP, at=long_ago) == []
        assert len(await house.says("ann", QUESTION, GROUP, at=long_ago, addressed=True)) == 1


# -- language ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "text", "expected"),
    [
        ({"locale": "ru"}, "/help", "Просто"),
        ({"locale": "pt"}, "/help", "Escribe"),
        ({}, "/help", "Escribe"),
        ({}, "потерял аутентификатор", "Как сбросить"),
        ({"locale": "en"}, "потерял аутентификатор", "How do I"),
    ],
)
async def test_the_language_is_the_hints_the_scripts_then_the_places(
    sqlite_storage: Storage, facts: dict[str, Any], text: str, expected: str
) -> None:
    async with open_house(sqlite_storage, '[places]\nlanguage = "es"', small=True) as house:
        heard = await house.says("ann", text, **facts)
        assert heard[0].text.startswith(expected)


async def test_a_chosen_language_stays_whatever_is_written(house_es: House) -> None:
    heard = await house_es.says("ann", "потерял аутентификатор", locale="ru")
    assert "aún no" in heard[0].text
    hint = await house_es.rows("SELECT language FROM members")
    assert hint == [("es",)]


@pytest.fixture
async def house_es(sqlite_storage: Storage) -> object:
    async with open_house(sqlite_storage, features=[FEATURE, WELCOME, STAFF], small=True) as house:
        await house.says("ann", "/lang es")
        yield house
