"""A crowd that arrives together: when it is one, who is silent, and the one tap."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.actions import Delete
from core.events import Account, MemberJoined
from core.storage import Storage
from moderation.raids import Raids, Wave, shape
from tests.house import GROUP, House
from tests.moderation.test_feature import CONFIG, Street, phrase, press, say, street

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
FEW = CONFIG.replace("[moderation]", "[moderation]\nraid_joins = 10")


def join(
    number: int, at: datetime, name: str = "", created_at: datetime | None = None
) -> MemberJoined:
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return MemberJoined(
        id=f"j{number}", at=at, place=GROUP, author=Account("loop", f"r{number}"),
        name=name or f"Person {letters}", created_at=created_at,
    )  # fmt: skip


def arrive(raids: Raids, number: int, every: float, name: str = "") -> list[Wave]:
    moments = (START + timedelta(seconds=every * n) for n in range(number))
    waves = (
        raids.joined(join(n, at, name), 20, HALF_AN_HOUR) for n, at in enumerate(moments)
    )  # fmt: skip
    return [wave for wave in waves if wave]


def test_twenty_strangers_in_a_minute_are_a_raid_and_all_of_them_belong_to_it() -> None:
    (first,) = arrive(Raids(), 20, 1)
    assert first.begins
    assert len(first.accounts) == 20


def test_who_comes_later_belongs_to_it_alone() -> None:
    waves = arrive(Raids(), 25, 1)
    assert [len(wave.accounts) for wave in waves] == [20, 1, 1, 1, 1, 1]
    assert [wave.begins for wave in waves] == [True, False, False, False, False, False]


def test_the_same_number_over_an_hour_is_none() -> None:
    assert arrive(Raids(), 60, 60) == []


def test_names_that_are_alike_count_twice() -> None:
    assert len(arrive(Raids(), 11, 1, name="crypto_girl 42")) == 1
    assert arrive(Raids(), 11, 1) == []


def test_accounts_of_yesterday_count_twice() -> None:
    raids, young = Raids(), START - timedelta(days=1)
    waves = [
        raids.joined(join(n, START, created_at=young), 20, HALF_AN_HOUR) for n in range(10)
    ]  # fmt: skip
    assert waves[-1] is not None


def test_where_many_always_come_it_takes_more() -> None:
    raids = Raids()
    assert arrive(raids, 720, 5) == []  # twelve a minute, for an hour
    busy = START + timedelta(hours=1)
    waves = [raids.joined(join(1000 + n, busy), 20, HALF_AN_HOUR) for n in range(40)]
    assert not any(waves)


def test_it_is_over_half_an_hour_after_the_last_of_them() -> None:
    raids = Raids()
    arrive(raids, 20, 1)
    last = START + timedelta(seconds=19)
    assert raids.of(Account("loop", "r3"), last + timedelta(minutes=29)) is not None
    assert raids.of(Account("loop", "r3"), last + timedelta(minutes=30)) is None
    assert raids.of(Account("loop", "ann"), last) is None


@pytest.mark.parametrize("name", ["anna_0017", "Anna 42", "ＡＮＮＡ"])
def test_numbers_make_no_other_name(name: str) -> None:
    assert shape(name) == "anna"


@given(st.lists(st.integers(0, 5_000), max_size=60))
@settings(max_examples=50)
def test_whatever_the_clock_does_the_sums_hold(seconds: list[int]) -> None:
    raids = Raids()
    for number, second in enumerate(seconds):
        raids.joined(join(number, START + timedelta(seconds=second)), 20, HALF_AN_HOUR)
    (chat,) = raids._chats.values() if seconds else [None]
    if chat is not None:
        assert chat.weight == sum(arrival.weight for arrival in chat.lately)
        assert chat.earlier == sum(count for _at, count in chat.before)


# -- in a running house --------------------------------------------------------------------------


async def raid(house: House, number: int = 10) -> None:
    for n in range(number):
        await house.happens(join(n, house.now()))


async def test_all_who_came_are_muted_in_silence_and_staff_gets_one_card(
    storage: Storage,
) -> None:
    async with street(storage, FEW) as (house, platform):
        await raid(house, 12)
        assert {who for who, what in platform.restricted() if what == "mute"} == {
            f"r{n}" for n in range(12)
        }
        (card,) = platform.cards()
        assert "10 people came within a minute" in card.text
        assert platform.screens[GROUP.key] == []


async def test_one_tap_deletes_all_that_they_wrote_together_and_bans_who_wrote(
    storage: Storage,
) -> None:
    async with street(storage, FEW) as (house, platform):
        await raid(house)
        said = [await say(house, f"r{n % 3}", f"hello everybody, number {n}") for n in range(6)]
        assert platform.removed() == []
        await press(house, platform, "Delete all")
        (together,) = deletions(platform)
        assert sorted(together) == sorted(said)
        assert {who for who, what in platform.restricted() if what == "ban"} == {"r0", "r1", "r2"}
        assert "Messages deleted: 6; people banned: 3" in platform.cards()[-1].text
        late = await say(house, "r5", "and hello from me")
        await swept(house)
        assert late in platform.removed()


async def test_scams_of_a_raid_go_by_themselves_together_and_without_cards(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage, FEW) as (house, platform):
        await raid(house)
        said = [await say(house, f"r{n}", f"look at evil-{n}.org please") for n in range(5)]
        await swept(house)
        (together,) = deletions(platform)
        assert sorted(together) == sorted(said)
        assert len(platform.cards()) == 1
        assert platform.screens[GROUP.key] == []


async def test_a_false_alarm_frees_everybody(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, FEW) as (house, platform):
        await raid(house)
        await press(house, platform, "Wrong")
        assert {who for who, what in platform.restricted() if what == "lift"} == {
            f"r{n}" for n in range(10)
        }
        said = await say(house, "r1", "look at evil-site.org please")
        assert platform.removed() == [said]  # by its own rule, as anybody's
        assert "No raid" in platform.cards()[0].text


async def test_members_and_staff_write_on_during_a_raid(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, FEW) as (house, platform):
        await say(house, "ann", "what is happening here")
        await raid(house)
        await house.happens(MemberJoined(
            id="jb", at=house.now(), place=GROUP, author=Account("loop", "bob"), name="Bob",
        ))  # fmt: skip
        await say(house, "ann", "so many people")
        assert {"ann", "bob"}.isdisjoint(who for who, _what in platform.restricted())


async def test_a_secret_of_somebody_in_a_raid_goes_at_once(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage, FEW) as (house, platform):
        await raid(house)
        said = await say(house, "r1", f"my phrase is {phrase()}")
        assert platform.removed() == [said]


async def test_watching_a_raid_touches_nobody(sqlite_storage: Storage) -> None:
    config = FEW.replace('moderation = "act"', 'moderation = "watch"')
    async with street(sqlite_storage, config) as (house, platform):
        await raid(house)
        assert platform.restricted() == []
        assert "I only watch here" in platform.cards()[0].text


def deletions(platform: Street) -> list[tuple[str, ...]]:
    return [d.target for d in platform.performed if isinstance(d.action, Delete)]


async def swept(house: House) -> None:
    """What comes due in the next second."""
    house.shift += timedelta(seconds=1)
    job = next(j for f in house.app.features for j in f.jobs if j.name == "raid-sweep")
    ((payload,),) = await house.rows("SELECT payload FROM jobs WHERE name = 'raid-sweep'")
    await house.app.unit(lambda unit: job.run(unit, payload))
    await house.settle()
