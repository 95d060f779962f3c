"""A crowd that arrives together: when it is one, who is silent, and the one tap."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import moderation
from core.actions import Delete, Lock, Receipt
from core.context import Unit
from core.events import Account, MemberJoined
from core.feature import Job
from core.moments import to_micros
from core.platform import Delivery, DeliveryFailed, NotAllowed
from core.storage import Storage
from moderation.raids import Raids, Wave, shape
from tests.house import FEATURES, GROUP, House, open_house
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


async def test_who_has_become_staff_meanwhile_is_not_banned_with_the_others(
    sqlite_storage: Storage,
) -> None:
    async with street(sqlite_storage, FEW) as (house, platform):
        await raid(house)
        for person in ("r1", "r2"):
            await say(house, person, "hello everybody, my friends")
        await house.says("r1", "/id")
        sql = (
            "INSERT INTO roles (account, role, granted_by, granted_at)"
            " VALUES ('loop:r1', 'moderator', 'loop:bob', 0)"
        )
        await house.app.unit(lambda unit: unit.tx.execute(sql))
        await press(house, platform, "Delete all")
        assert [who for who, what in platform.restricted() if what == "ban"] == ["r2"]


async def test_the_brakes_do_not_hold_a_wave_that_a_human_confirmed(
    sqlite_storage: Storage,
) -> None:
    config = FEW.replace("[moderation]", "[moderation]\ndeletes_per_minute = 1\nbans_per_hour = 1")
    async with street(sqlite_storage, config) as (house, platform):
        await raid(house)
        said = [await say(house, f"r{n}", f"hello everybody, number {n}") for n in range(6)]
        await press(house, platform, "Delete all")
        assert set(said) <= set(platform.removed())
        assert sum(what == "ban" for _who, what in platform.restricted()) == 6


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


# -- by one change, and over a restart -----------------------------------------------------------

ASKED_FOR = f"{FEW}raid_lock = true\n"
NOT_ALLOWED = NotAllowed("hold_newcomers")


class Closing(Street):
    """Where a chat can be closed by one change, to those who are new there or to everybody."""

    def __init__(self, locks: Literal["newcomers", "everybody"], *, may: bool) -> None:
        super().__init__()
        self.capabilities = msgspec.structs.replace(self.capabilities, locks=locks)
        self.locks: list[bool] = []
        self._may = may

    async def perform(self, delivery: Delivery) -> Receipt:
        if not isinstance(delivery.action, Lock):
            return await super().perform(delivery)
        if not self._may:
            raise DeliveryFailed(NOT_ALLOWED)
        self.locks.append(delivery.action.locked)
        return Receipt(place=delivery.place)


@asynccontextmanager
async def closing(
    storage: Storage,
    locks: Literal["newcomers", "everybody"] = "newcomers",
    config: str = FEW,
    *,
    may: bool = True,
) -> AsyncIterator[tuple[House, Closing]]:
    platform, features = Closing(locks, may=may), (*FEATURES, moderation.feature())
    async with open_house(
        storage, config, platform=platform, features=features, starter=False
    ) as house:
        yield house, platform


async def ends(house: House) -> None:
    """What is due, is done."""
    now = to_micros(house.now())
    job = next(j for f in house.app.features for j in f.jobs if j.name == "raid-end")
    sql = "SELECT payload FROM jobs WHERE name = 'raid-end' AND due <= ?"
    for (payload,) in await house.rows(sql, now):
        await house.app.unit(partial(_run, job, payload))
    await house.settle()


async def _run(job: Job, payload: str, unit: Unit) -> None:
    await job.run(unit, payload)


@pytest.mark.parametrize(
    ("locks", "config", "said"),
    [
        ("newcomers", FEW, "Whoever is new there can read but not write"),
        ("everybody", ASKED_FOR, "Nobody without rights of their own can write"),
    ],
)
async def test_a_chat_is_closed_by_one_change_and_opens_by_itself(
    storage: Storage, locks: Literal["newcomers", "everybody"], config: str, said: str
) -> None:
    async with closing(storage, locks, config) as (house, platform):
        await raid(house, 14)
        assert platform.locks == [True]
        assert platform.restricted() == []
        assert said in platform.cards()[0].text
        house.shift += timedelta(minutes=29)
        await ends(house)
        assert platform.locks == [True]
        house.shift += timedelta(minutes=2)
        await ends(house)
        assert platform.locks == [True, False]


async def test_a_false_alarm_opens_the_chat_at_once(sqlite_storage: Storage) -> None:
    async with closing(sqlite_storage) as (house, platform):
        await raid(house)
        await press(house, platform, "Wrong")
        assert platform.locks == [True, False]
        house.shift += timedelta(hours=1)
        await ends(house)
        assert platform.locks == [True, False]


async def test_where_nobody_asked_for_it_no_chat_is_closed_to_everybody(
    sqlite_storage: Storage,
) -> None:
    async with closing(sqlite_storage, "everybody") as (house, platform):
        await raid(house)
        assert platform.locks == []
        assert len(platform.restricted()) == 10


async def test_where_we_may_not_close_it_all_who_came_are_muted_one_by_one(
    storage: Storage,
) -> None:
    async with closing(storage, may=False) as (house, platform):
        await raid(house, 14)
        muted = [who for who, what in platform.restricted() if what == "mute"]
        assert sorted(muted) == sorted(f"r{n}" for n in range(14))
        raid_cards = [card for card in platform.cards() if "looks like a raid" in card.text]
        assert len(raid_cards) == 1
        assert "They, and all who come now, can read but not write" in raid_cards[0].text
        house.shift += timedelta(hours=1)
        await ends(house)
        assert platform.locks == []


async def test_whom_a_lock_does_not_keep_from_writing_is_muted_once_and_freed_when_it_was_wrong(
    storage: Storage,
) -> None:
    async with closing(storage) as (house, platform):
        await raid(house)
        for words in ("good day", "and good night"):
            await say(house, "r3", words)
        assert platform.restricted() == [("r3", "mute")]
        await press(house, platform, "Wrong")
        assert platform.restricted() == [("r3", "mute"), ("r3", "lift")]


async def test_a_chat_stays_closed_as_long_as_another_raid_goes_on(
    sqlite_storage: Storage,
) -> None:
    """The first is over, and its end comes late."""
    async with closing(sqlite_storage) as (house, platform):
        await raid(house)
        house.shift += timedelta(minutes=31)
        for n in range(100, 130):
            await house.happens(join(n, house.now()))
        assert platform.locks == [True, True]
        await ends(house)
        assert platform.locks == [True, True]
        house.shift += timedelta(minutes=31)
        await ends(house)
        assert platform.locks == [True, True, False]


async def test_after_a_restart_the_same_raid_goes_on(storage: Storage) -> None:
    async with street(storage, FEW) as (house, platform):
        await raid(house, 12)
        await press(house, platform, "Delete all")
    async with street(storage, FEW) as (house, platform):
        said = await say(house, "r11", "and hello from me")
        await swept(house)
        assert platform.removed() == [said]
        await house.happens(join(12, house.now()))
        assert platform.restricted() == [("r12", "mute")]
    async with street(storage, FEW) as (house, platform):
        house.shift += timedelta(hours=1)
        await house.happens(join(13, house.now()))
        assert platform.restricted() == []
