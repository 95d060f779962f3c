"""How much is too much, said for each place."""

from datetime import timedelta

import pytest

from core.config import USUAL_LIMITS, ConfigError, ModerationLimits, load
from core.events import Account, MemberJoined, Place, Quote
from core.platform import Capabilities, Finding
from core.storage import Storage
from moderation import sight
from tests.house import House, LoopSettings
from tests.moderation.test_feature import CONFIG, street

STRICT, USUAL = Place("loop", "strict"), Place("loop", "usual")
CROWD = ("r1", "r2", "r3", "r4")


def strict(limits: str) -> str:
    return f'{CONFIG}[places."loop:strict"]\nmoderation_limits = {{ {limits} }}\n'


async def write(house: House, place: Place, *said: tuple[str, str]) -> list[str]:
    """The ids of what each person said."""
    events = [house.message(who, text, place, name=who.title()) for who, text in said]
    for event in events:
        await house.happens(event)
    return [event.message for event in events]


FLOOD = [("ann", f"and here is thing number {n}") for n in "abc"]
SAME = [("ann", "buy it now")] * 2
WAVE = [(who, "everybody should really look at this thing") for who in ("ann", "eve", "mal")]
CALLS = [("ann", "hello @one_a @two_b @three_c")]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("flood = 2", FLOOD),
        ("same = 1", SAME),
        ("copies = 2", WAVE),
        ("mentions = 3", CALLS),
    ],
    ids=["flood", "same", "copies", "mentions"],
)
async def test_a_place_with_a_lower_limit_holds_what_another_lets_pass(
    sqlite_storage: Storage, limits: str, said: list[tuple[str, str]]
) -> None:
    async with street(sqlite_storage, strict(limits)) as (house, platform):
        await write(house, USUAL, *said)
        assert platform.removed() == []
        *_before, last = await write(house, STRICT, *said)
        assert last in platform.removed()


async def test_a_quick_answer_is_as_quick_as_its_place_says(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, strict("quick_seconds = 1")) as (house, platform):
        for place in (STRICT, USUAL):
            asked = house.message("ann", "where do I find my balance", place)
            await house.happens(asked)
            house.shift += timedelta(seconds=10)
            quoted = Quote(id=asked.message, author=asked.author, name="Ann", text=asked.text)
            event = house.message("mal", "it is this one: @bobs_wallets", place, quoted=quoted)
            await house.happens(event)
            assert (event.message in platform.removed()) == (place == USUAL)


async def test_somebody_known_may_write_twice_as_much(sqlite_storage: Storage) -> None:
    config = strict("flood = 20").replace(
        "[moderation]", "[moderation]\nnewcomer_days = 1\nnewcomer_messages = 1"
    )
    async with street(sqlite_storage, config) as (house, platform):
        await write(house, STRICT, ("ann", "good morning everybody"))
        house.shift += timedelta(days=1)
        said = [("ann", f"thing {number} of many that I say") for number in range(41)]
        *_before, last = await write(house, STRICT, *said)
        assert platform.removed() == [last]


async def test_who_is_a_newcomer_is_said_by_the_place(sqlite_storage: Storage) -> None:
    config = strict("newcomer_days = 1, newcomer_messages = 1")
    async with street(sqlite_storage, config) as (house, platform):
        for place in (STRICT, USUAL):
            await write(house, place, ("ann", "good morning everybody"))
        house.shift += timedelta(days=2)
        await write(house, STRICT, ("ann", "see some-site.org"))
        assert platform.removed() == []
        assert await write(house, USUAL, ("ann", "see some-site.org")) == platform.removed()


async def test_a_raid_is_as_many_joins_as_its_place_says(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, strict("raid_joins = 4")) as (house, platform):
        for place in (USUAL, STRICT):
            for number, who in enumerate(CROWD):
                event = MemberJoined(
                    id=f"{place.id}{number}", at=house.now(), place=place,
                    author=Account("loop", f"{place.id}-{who}"), name=f"{who} {'abcd'[number] * 4}",
                )  # fmt: skip
                await house.happens(event)
        assert {who for who, _what in platform.restricted()} == {f"strict-{w}" for w in CROWD}


@pytest.mark.parametrize(
    ("limits", "mistake"),
    [
        ("flod = 6", r"moderation_limits\.flod is no known key.*flood"),
        ("flood = 1", r"moderation_limits\.flood is wrong: .*>= 2"),
        ("flood = 31", r"moderation_limits\.flood is wrong: .*<= 30"),
        ("same = 0", r"moderation_limits\.same is wrong: .*>= 1"),
        ("mentions = 1", r"moderation_limits\.mentions is wrong: .*>= 2"),
        ('copies = "3"', r"moderation_limits\.copies is wrong: expected `int`"),
        ("quick_seconds = 0", r"moderation_limits\.quick_seconds is wrong: .*>= 1"),
        ("raid_joins = 0", r"moderation_limits\.raid_joins is wrong: .*>= 1"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_by_its_name_and_line(limits: str, mistake: str) -> None:
    with pytest.raises(ConfigError, match=rf'config.toml:\d+: places."loop:strict"\.{mistake}'):
        load(strict(limits), {}, platforms={"loop": LoopSettings})


def test_where_nothing_is_said_the_usual_limits_hold() -> None:
    config = load(strict("copies = 2"), {}, platforms={"loop": LoopSettings})
    assert config.place("loop:usual").limits == USUAL_LIMITS
    assert config.place("loop:strict/7").limits == ModerationLimits(copies=2)


def test_doctor_names_the_limits_that_a_place_has_of_its_own() -> None:
    config = load(strict("flood = 4, raid_joins = 9"), {}, platforms={"loop": LoopSettings})
    places = [Finding(what="chat", found="x", place=f"loop:{p}") for p in ("strict", "usual")]
    own, usual = sight.table(config, places, Capabilities(groups=True))
    assert own.found.endswith("; limits flood 4, raid_joins 9")
    assert "limits" not in usual.found
