"""At most one open question per member and place."""

from datetime import UTC, datetime, timedelta

from core import dialogue, people
from core.dialogue import Open
from core.events import Account, Place
from core.i18n import _
from core.people import Member
from core.platform import Argument, CommandSpec
from core.storage import Storage, Transaction

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HERE, THERE = Place("loop", "group"), Place("loop", "group", "t1")


async def ann(storage: Storage) -> Member:
    account = Account("loop", "ann")
    person = await storage.run(lambda tx: people.introduce(tx, account, NOW))
    return person.member


async def begin(storage: Storage, member: Member, place: Place, command: str) -> None:
    async def unit(tx: Transaction) -> None:
        answers = {"first": "это «x»"}
        await dialogue.begin(tx, member, place, command=command, answers=answers, now=NOW)

    await storage.run(unit)


async def find(storage: Storage, member: Member, place: Place, now: datetime) -> Open | None:
    return await storage.read(lambda tx: dialogue.find(tx, member, place, now))


async def test_a_new_question_replaces_the_open_one_of_that_place(storage: Storage) -> None:
    member = await ann(storage)
    await begin(storage, member, HERE, "ask")
    await begin(storage, member, THERE, "form")
    await begin(storage, member, HERE, "other")
    assert await find(storage, member, HERE, NOW) == Open("other", {"first": "это «x»"})
    assert await find(storage, member, THERE, NOW) == Open("form", {"first": "это «x»"})


async def test_it_ends_once_and_after_half_an_hour(storage: Storage) -> None:
    member = await ann(storage)
    await begin(storage, member, HERE, "ask")
    later = NOW + dialogue.PATIENCE
    assert await find(storage, member, HERE, later - timedelta(seconds=1)) is not None
    assert await find(storage, member, HERE, later) is None
    assert await storage.run(lambda tx: dialogue.end(tx, member, HERE))
    assert not await storage.run(lambda tx: dialogue.end(tx, member, HERE))


def test_the_next_argument_is_the_first_needed_one_without_an_answer() -> None:
    arguments = tuple(
        Argument(name=name, summary=_("Thank you!"), required=name != "b") for name in "abc"
    )
    spec = CommandSpec(name="x", summary=_("Thank you!"), arguments=arguments)
    assert dialogue.next_argument(spec, {}) == arguments[0]
    assert dialogue.next_argument(spec, {"a": "1"}) == arguments[2]
    assert dialogue.next_argument(spec, {"a": "1", "c": "3"}) is None
