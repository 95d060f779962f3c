"""Newcomers held back by the server's verification level, against the fake."""

import pytest

from bots.discord.adapter import Discord
from core.actions import Lock, Receipt
from core.platform import Delivery, DeliveryFailed, NotAllowed
from tests.bots.discord.rig import Rig, place_of
from tests.fakes import faults
from tests.fakes.discord import Channel, FakeDiscord, Guild, User
from tests.fakes.discord.places import EVERYONE

HOUR = 3_600
BEFORE, HIGH, HIGHEST = 1, 3, 4


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.guild("Exchange")


@pytest.fixture
def support(fake: FakeDiscord, guild: Guild) -> Channel:
    return fake.channel(guild, "support")


async def lock(rig: Rig, support: Channel, *, locked: bool = True) -> Receipt:
    """By an adapter of its own: as after a restart."""
    adapter = rig.adapter()
    action = Lock(place=place_of(support), locked=locked)
    rig.rows += 1
    try:
        return await _performed(adapter, action, rig.rows)
    finally:
        await adapter.close()


async def _performed(adapter: Discord, action: Lock, row: int) -> Receipt:
    assert not isinstance(action.place, str)
    return await adapter.perform(Delivery(row=row, action=action, place=action.place))


def come(fake: FakeDiscord, guild: Guild, name: str, seconds_ago: float = 0.0) -> User:
    user = fake.user(name)
    fake.joins(user, guild)
    guild.members[user.id].joined_at -= seconds_ago
    return user


async def test_newcomers_are_held_back_and_veterans_and_holders_of_roles_are_not(
    rig: Rig, fake: FakeDiscord, guild: Guild, support: Channel
) -> None:
    veteran, newcomer = come(fake, guild, "Ann", HOUR), come(fake, guild, "Mal")
    helper = come(fake, guild, "Bob")
    fake.gives(helper, guild, fake.role(guild, "Helper"))
    await lock(rig, support)
    held = [fake.world.is_held_back(each, support) for each in (veteran, newcomer, helper)]
    assert held == [False, True, False]
    assert all(member.timed_out_until is None for member in guild.members.values())
    await lock(rig, support, locked=False)
    assert not fake.world.is_held_back(newcomer, support)


async def test_it_is_one_request_that_changes_anything(
    rig: Rig, fake: FakeDiscord, support: Channel
) -> None:
    await lock(rig, support)
    assert [c.name for c in fake.calls if not c.name.startswith("get_")] == ["modify_guild"]


@pytest.mark.parametrize("effect", [False, True])
@pytest.mark.parametrize("before", [0, 1, 2])
async def test_the_level_is_as_before_whenever_we_die_in_between(
    rig: Rig, fake: FakeDiscord, guild: Guild, support: Channel, before: int, effect: bool
) -> None:
    """Between the note and the change, between the change and our knowing of it, after both."""
    guild.verification_level = before
    fake.inject(faults.reset(effect=effect), "modify_guild")
    with pytest.raises(DeliveryFailed):
        await lock(rig, support)
    for _ in range(2):
        await lock(rig, support)
        assert guild.verification_level == HIGH
    for _ in range(2):
        await lock(rig, support, locked=False)
        assert guild.verification_level == before


@pytest.mark.parametrize("theirs", [0, 2, HIGHEST])
async def test_a_level_that_somebody_chose_meanwhile_stays(
    rig: Rig, fake: FakeDiscord, guild: Guild, support: Channel, theirs: int
) -> None:
    await lock(rig, support)
    fake.verifies(guild, theirs)
    assert (await lock(rig, support, locked=False)).nothing_to_do
    assert guild.verification_level == theirs


@pytest.mark.parametrize("level", [HIGH, HIGHEST])
async def test_a_level_that_is_high_already_is_never_lowered(
    rig: Rig, guild: Guild, support: Channel, level: int
) -> None:
    guild.verification_level = level
    for locked in (True, False):
        assert (await lock(rig, support, locked=locked)).nothing_to_do
    assert guild.verification_level == level


async def test_without_the_right_it_is_said_which_one_is_missing(
    rig: Rig, fake: FakeDiscord, guild: Guild, support: Channel
) -> None:
    fake.empowers(guild, fake.bots_role(guild), EVERYONE)
    with pytest.raises(DeliveryFailed) as failed:
        await lock(rig, support)
    assert failed.value.outcome == NotAllowed("hold_newcomers")
    assert guild.verification_level == BEFORE
