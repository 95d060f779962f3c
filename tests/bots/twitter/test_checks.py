"""What doctor finds at X, and that it writes nothing."""

import asyncio
import dataclasses

from bots.twitter import handles
from bots.twitter.adapter import X
from core.config import load
from core.platform import Finding, Needs
from moderation import sight
from tests.bots.hearing import Core, Notes
from tests.bots.twitter.conftest import Make, Run
from tests.fakes.x import FakeX, User


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}


async def test_a_well_kept_account_is_told_with_its_bill(
    fake: FakeX, core: Core, run: Run, x: X, ann: User
) -> None:
    async with run():
        fake.asks(ann, "how?")
        await core.heard()
    found = by_name(await x.check(Needs()))
    assert {finding.level for finding in found.values()} == {"ok"}
    assert found["account"].found == "@example_guide"
    assert found["access level"].found == "read-write-directmessages"
    assert found["budget"].found.startswith("$0.02 of $100.00 this month, $0.0")
    assert "expected; $20.00 is kept for announcements" in found["budget"].found


async def test_what_a_key_may_not_do_is_said_with_the_remedy(fake: FakeX, x: X) -> None:
    for level, severity in (("read-write", "warning"), ("read", "error")):
        fake.access_level = level
        finding = by_name(await x.check(Needs()))["access level"]
        assert (finding.level, level in finding.found) == (severity, True)
        assert "access tokens" in finding.remedy


async def test_a_budget_that_is_spent_or_will_be_is_said(
    fake: FakeX, core: Core, run: Run, make: Make, ann: User
) -> None:
    async with run():
        fake.asks(ann, "how?")
        await core.heard()
    for cap, level in ((0.01, "error"), (0.022, "error"), (0.032, "warning"), (90.0, "ok")):
        assert by_name(await make(monthly_cap_usd=cap).check(Needs()))["budget"].level == level


async def test_what_is_set_and_has_consequences_is_said(make: Make) -> None:
    x = make(dry_run=True, allow_links=True)
    found = by_name(await x.check(Needs(auto_answers=("x:timeline",))))
    assert found["dry run"].remedy.startswith("set dry_run = false")
    assert "$0.20" in found["links"].found
    assert found["auto answers"].level == "warning"


async def test_a_clock_that_is_off_is_said(fake: FakeX, x: X) -> None:
    fake.world.clock_offset = 90
    found = by_name(await x.check(Needs()))
    assert found["clock"].found in ("off by 89 s", "off by 90 s", "off by 88 s")


async def test_a_refused_key_says_where_to_get_another(fake: FakeX, x: X) -> None:
    fake.is_revoked = True
    (finding,) = await x.check(Needs())
    assert (finding.level, "console.x.com" in finding.remedy) == ("error", True)


async def test_no_credits_and_a_dead_network_are_said(fake: FakeX, x: X) -> None:
    fake.has_credits = False
    assert "credits" in by_name(await x.check(Needs()))["account"].remedy
    async with fake.offline():
        (finding,) = await x.check(Needs())
    assert (finding.what, finding.level) == ("connection", "error")


async def test_only_our_own_handle_is_looked_at_since_others_cost_money(fake: FakeX, x: X) -> None:
    found = await x.check(Needs(addresses=("@Example_Guide", "@somebody")))
    assert [f.address for f in found if f.leads == "ours"] == ["@Example_Guide"]


async def test_a_name_that_was_ours_leads_elsewhere(
    fake: FakeX, run: Run, make: Make, notes: Notes
) -> None:
    async with run():
        await eventually_noted(notes)
    fake.world.us = dataclasses.replace(fake.world.us, handle="new_guide")
    needs = Needs(addresses=("@Example_Guide", "https://x.com/new_guide", "@somebody"))
    found = {f.address: f.leads for f in await make().check(needs) if f.address}
    assert found == {"@Example_Guide": "elsewhere", "https://x.com/new_guide": "ours"}


async def eventually_noted(notes: Notes) -> None:
    async with asyncio.timeout(5):
        while not await handles.noted(notes):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_the_rules_are_shown_for_the_timeline_and_what_they_lack_there(x: X) -> None:
    (line,) = sight.table(load("", {}, platforms={}), await x.check(Needs()), x.capabilities)
    assert line.what == "rules in x:timeline"
    assert "impostor watch, blind (joins, restrict_members)" in line.found
    assert "secret watch;" in line.found
