"""What other features tell: merged drafts, translations, confirmed reports, spam."""

import pytest

from core.actions import MessageRef
from core.context import Context
from core.events import Account
from core.facts import EntryMerged, Fact, ReportConfirmed, ReportRefuted, SpamConfirmed
from core.faq import edits
from core.faq.rows import quiet
from core.feature import Command, Feature
from core.i18n import _
from core.platform import CommandSpec
from core.storage import Storage
from tests.core.reputation.test_persons import link
from tests.core.reputation.village import CONFIG, Villagers, account, village
from tests.house import GROUP, STAFF_ROOM
from tests.knowledge import entry

BEN = account("ben")


class Teller:
    """A feature that tells what it is given."""

    def __init__(self) -> None:
        self.fact: Fact | None = None
        spec = CommandSpec(name="tell", summary=_("Code"))
        self.feature = Feature(name="teller", commands=(Command(spec, self._tell),))

    async def _tell(self, ctx: Context, _arguments: object) -> None:
        assert self.fact is not None
        await ctx.tell(self.fact)

    async def tells(self, people: Villagers, fact: Fact) -> None:
        self.fact = fact
        await people.house.says("ann", "/tell")


def merged(draft: int = 1, *, is_translation: bool = False, by: Account = BEN) -> EntryMerged:
    return EntryMerged(draft=draft, author=by, language="en", is_translation=is_translation)


def report(message: str) -> ReportConfirmed:
    return ReportConfirmed(BEN, MessageRef(GROUP, (message,)))


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ([merged()], 20),
        ([merged(), merged()], 20),
        ([merged(), merged(2, is_translation=True)], 28),
        ([merged(by=account("bob"))], 0),
        ([report("m1")], 3),
        ([report("m1"), report("m2")], 3),
        ([report("m1"), ReportRefuted(BEN, MessageRef(GROUP, ("m1",)))], 0),
        ([report("m1"), ReportRefuted(BEN, MessageRef(GROUP, ("m2",)))], 3),
        ([SpamConfirmed(BEN, GROUP, "spam", 1)], -100),
        ([SpamConfirmed(BEN, GROUP, "spam", 1), SpamConfirmed(BEN, GROUP, "spam", 1)], -100),
        ([SpamConfirmed(BEN, GROUP, "secret", 1)], 0),
    ],
)
async def test_facts_bring_and_take_points(
    sqlite_storage: Storage, facts: list[Fact], points: int
) -> None:
    teller = Teller()
    async with village(sqlite_storage, more=(teller.feature,)) as people:
        for fact in facts:
            await teller.tells(people, fact)
        assert await people.points("ben") == points


async def test_a_report_counts_again_on_another_day(sqlite_storage: Storage) -> None:
    teller = Teller()
    async with village(sqlite_storage, more=(teller.feature,)) as people:
        await teller.tells(people, report("m1"))
        await people.meet(days=1.01)
        await teller.tells(people, report("m2"))
        assert await people.points("ben") == 6


async def test_a_report_counts_once_a_day_with_whichever_account(sqlite_storage: Storage) -> None:
    teller = Teller()
    async with village(sqlite_storage, more=(teller.feature,)) as people:
        await link(people, "ben", "cat")
        await teller.tells(people, report("m1"))
        await teller.tells(people, ReportConfirmed(account("cat"), MessageRef(GROUP, ("m2",))))
        assert await people.points("ben") == 3


async def test_confirmed_spam_is_told_to_the_person(sqlite_storage: Storage) -> None:
    teller = Teller()
    async with village(sqlite_storage, more=(teller.feature,)) as people:
        await teller.tells(people, SpamConfirmed(BEN, GROUP, "spam", 1))
        assert "100 points taken: a moderator has confirmed spam" in people.told("ben")


async def test_whoever_spammed_neither_gives_nor_earns_for_a_month(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        sql = (
            "INSERT INTO moderation_cases (at, place, private, account, rule, why, site, action,"
            " state) VALUES (?, 'loop:group', 0, 'loop:ben', 'spam', 'x', '', 'delete', 'right')"
        )
        at = int(people.house.now().timestamp() * 1e6)
        await people.house.app.unit(lambda unit: unit.tx.execute(sql, at))
        await people.thanks("ann", "ben")
        await people.thanks("ben", "cat")
        assert [await people.points(one) for one in ("ben", "cat")] == [0, 0]
        await people.meet(days=31)
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 5


async def test_an_approved_translation_is_eight_points(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.house.app.unit(
            lambda unit: edits.bring_in(unit, [entry("fees", en="What are the fees?")], {}, quiet)
        )
        await people.becomes("ben", "helper")
        for line in ("/draft fees es", "¿Cuáles son las comisiones?", "Estas."):
            await people.house.says("ben", line)
        await people.house.presses("bob", people.cards()[-1], "Approve", STAFF_ROOM)
        assert await people.points("ben") == 8


async def test_a_draft_that_is_refused_brings_nothing(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.becomes("ben", "helper")
        for line in ("/draft new-entry en", "What is it?", "It is this."):
            await people.house.says("ben", line)
        await people.house.presses("bob", people.cards()[-1], "Reject", STAFF_ROOM)
        assert await people.points("ben") == 0


async def test_an_approved_draft_tells_that_it_was_merged(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, f"{CONFIG}\n[faq]\n") as people:
        await people.becomes("ben", "helper")
        for line in ("/draft new-entry en", "What is it?", "It is this."):
            await people.house.says("ben", line)
        card = people.cards()[-1]
        await people.house.presses("bob", card, "Approve", STAFF_ROOM)
        assert await people.points("ben") == 20
