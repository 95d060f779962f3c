"""The operator sees which rule works in which place."""

import asyncio

import pytest

from core.config import load
from core.platform import Capabilities, Finding
from core.storage import Storage
from moderation import sight
from moderation.rules import RULES
from tests.house import STAFF_ROOM, LoopSettings
from tests.moderation.test_feature import CONFIG as STREET
from tests.moderation.test_feature import street

ALL = Capabilities(groups=True, deletes=True, restricts=True, sees_edits=True)
CONFIG = load(
    '[places]\nmoderation = "hold"\n[places."loop:a".moderation_rules]\nsecret = "act"\n',
    {},
    platforms={"loop": LoopSettings},
)


def line(*missing: str, capabilities: Capabilities = ALL) -> Finding:
    (found,) = sight.table(
        CONFIG, [Finding(what="chat", found="x", place="loop:a", lacks=missing)], capabilities
    )
    return found


def test_with_all_rights_every_rule_is_named_with_its_mode() -> None:
    found = line()
    assert found.level == "ok"
    assert "blind" not in found.found
    assert [part.split()[0] for part in found.found.split("; ")] == [*(r.id for r in RULES), "raid"]
    assert found.found.startswith("secret act; personal hold")


@pytest.mark.parametrize(
    ("missing", "blind"),
    [
        ("restrict_members", {"impostor", "spam", "raid"}),
        ("joins", {"impostor", "raid"}),
        ("pin_messages", set()),
        ("see_messages", {r.id for r in RULES} - {"impostor"}),
    ],
)
def test_a_rule_is_blind_without_the_rights_that_it_needs(missing: str, blind: set[str]) -> None:
    found = line(missing)
    parts = [part for part in found.found.split("; ") if "blind" in part]
    assert {part.split()[0] for part in parts} == blind
    assert all(missing in part for part in parts)
    assert found.level == ("warning" if blind else "ok")


def test_what_the_platform_cannot_do_is_said_too() -> None:
    cannot = Capabilities(groups=True, deletes=True, restricts=True)
    found = line(capabilities=cannot)
    assert "link hold, blind (edits)" in found.found
    assert found.level == "ok"


def test_other_findings_make_no_line() -> None:
    assert list(sight.table(CONFIG, [Finding(what="token", found="ok")], ALL)) == []


async def test_staff_sees_which_rule_is_active_where_and_which_is_blind(
    sqlite_storage: Storage,
) -> None:
    config = f'{STREET}moderation_rules = {{ spam = "off", link = "watch" }}\n'
    async with street(sqlite_storage, config) as (house, platform):
        heard = await house.says("bob", "/rules", STAFF_ROOM, addressed=True)
        assert "could look at" in heard[-1].text
        platform.found = [
            Finding(what="chat", found="", place="loop:group", lacks=("restrict_members",))
        ]
        walk = house.app.features[-1].companions[1]
        task = asyncio.ensure_future(walk(house.app))
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        heard = await house.says("bob", "/rules", STAFF_ROOM, addressed=True)
    text = heard[-1].text.translate({0x2068: None, 0x2069: None})
    assert "spam: switched off" in text
    assert "a link: only reports" in text
    assert "a secret in public: acts" in text
    assert "a name like one of ours: blind, since I cannot restrict members" in text
    assert "many strangers at once: blind, since I cannot restrict members" in text
