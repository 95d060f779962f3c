"""What staff sees of a case: masked on the card, whole in private, and how it all adds up."""

from datetime import timedelta

import pytest

from core.i18n import Message
from core.redact import Kind
from core.storage import Storage
from moderation import reasons, summing
from moderation.cards import masked
from moderation.rules import channel, impostor, link, private_contact, secret, spam
from tests.house import STAFF_ROOM
from tests.moderation.test_feature import CONFIG, phrase, press, say, street


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("see evil-site.org/win please", "see ev•••••••• please"),
        ("write to @fix_wallets now", "write to @f•••••••• now"),
        ("call +49 170 1234567 today", "call +4•••••••• today"),
        (
            "an ordinary sentence. And another, of 2026",
            "an ordinary sentence. And another, of 2026",
        ),
        ("", ""),
    ],
)
def test_what_leads_somewhere_is_masked(said: str, shown: str) -> None:
    assert masked(said) == shown


def words_of_the_rules() -> set[str]:
    """Each reason that a rule can give: its constants, and the kinds of what is redacted."""
    given = {
        value
        for module in (channel, impostor, link, private_contact, secret, spam)
        for name, value in vars(module).items()
        if name.isupper() and name != "ID" and isinstance(value, str)
    }
    return given | set(map(str, Kind)) | {"by-a-member", "warn", "mute", "ban"}


def test_each_reason_of_a_rule_is_said_in_words_for_people() -> None:
    assert [why for why in words_of_the_rules() if not isinstance(reasons.said(why), Message)] == []


async def test_staff_reads_the_reason_in_its_own_language(sqlite_storage: Storage) -> None:
    config = f'{CONFIG}\n[places."loop:staff"]\nlanguage = "ko"\n'
    async with street(sqlite_storage, config) as (house, platform):
        await say(house, "ann", "look at evil-site.org please")
        assert "unlisted" not in platform.cards()[-1].text
        heard = await house.says(
            "bob", "/warnings loop:ann", STAFF_ROOM, addressed=True, locale="ko"
        )
        assert not {"hold", "link", "unlisted"} & set(heard[-1].text.replace(":", " ").split())


async def test_a_card_of_long_ago_is_closed_by_the_press_on_it(storage: Storage) -> None:
    """Where our messages are is forgotten after a week."""
    async with street(storage) as (house, platform):
        await say(house, "ann", "look at evil-site.org please")
        for sql in ("DELETE FROM messages", "DELETE FROM outbox"):
            await house.app.unit(lambda unit, sql=sql: unit.tx.execute(sql))  # type: ignore[misc]
        await press(house, platform, "Right")
        assert "Right. Decided by" in platform.cards()[-1].text
        assert "Ann" not in platform.cards()[-1].text
        assert [b.label for b in platform.cards()[-1].buttons] == ["Wrong: undo"]


async def test_the_words_are_shown_in_private_to_whoever_asks_and_it_is_noted(
    storage: Storage,
) -> None:
    async with street(storage) as (house, platform):
        await house.says("bob", "/id")
        await say(house, "ann", "look at evil-site.org/win please")
        assert "evil-site.org/win" not in platform.cards()[-1].text.replace("\u2060", "")
        await press(house, platform, "Show")
        assert "evil-site.org/win" in platform.screens["loop:bob"][-1].text.replace("\u2060", "")
        rows = await house.rows("SELECT actor, what, subject FROM audit WHERE what = 'saw case'")
        assert rows == [("loop:bob", "saw case", "1")]
        assert len(platform.cards()[-1].buttons) == 6  # nothing is decided by it


async def test_of_a_secret_there_is_nothing_to_show(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await say(house, "ann", f"my phrase is {phrase()}")
        card = next(seen for seen in platform.cards() if "a secret in public" in seen.text)
        assert "Show" not in [button.label for button in card.buttons]


async def test_the_report_counts_what_moderators_decided(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        for person, label in (("a1", "Right"), ("a2", "Right"), ("a3", "Right"), ("a4", "Wrong")):
            await say(house, person, f"look at evil-{person}.org please")
            await press(house, platform, label)
        since = house.now() - timedelta(days=1)
        found = await house.app.unit(lambda unit: summing.report(unit.tx, since))
        (link,) = found.rules
        assert (link.rule, link.cases, link.right, link.wrong) == ("link", 4, 3, 1)
        assert link.precision == 0.75
        assert link.visible_p50 is not None
        assert 0 <= link.visible_p50 < 5
        assert (found.bans, found.wrong_bans) == (0, 0)
        later = house.now() + timedelta(days=1)
        assert (await house.app.unit(lambda unit: summing.report(unit.tx, later))).rules == ()


async def test_a_card_tells_what_was_known_of_the_person_before(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        await say(house, "ann", "look at evil-site.org please")
        assert "New here. No case before." in platform.cards()[-1].text
        job = next(j for f in house.app.features for j in f.jobs if j.name == "moderation-standing")
        await say(house, "ann", "an ordinary message")
        await house.app.unit(lambda unit: job.run(unit, ""))
        house.shift += timedelta(minutes=5)
        await say(house, "ann", "and another-site.org as well")
        first = house.now() - timedelta(minutes=5)
        said = platform.cards()[-1].text
        assert f"Here since {first:%b} {first.day}, {first.year}. Cases before: 1 × a link." in said
        await press(house, platform, "Wrong")
        house.shift += timedelta(minutes=5)
        await say(house, "ann", "dm me on @fix_wallets")
        assert "Cases before: 1 × a link." in platform.cards()[-1].text  # what was wrong is none
