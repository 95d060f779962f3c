"""What `doctor` says of Discord: each thing looked at, and what to do about it."""

from collections.abc import AsyncIterator

import pytest
from discord import Intents
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bots.discord import Settings
from bots.discord.adapter import Discord
from bots.program import look_over
from core.platform import Finding, Needs
from tests.bots.discord.rig import COMMANDS, suggest
from tests.bots.hearing import Notes
from tests.fakes.discord import Channel, FakeDiscord, Guild, User, rules


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.guild("Exchange")


@pytest.fixture
def support(fake: FakeDiscord, guild: Guild) -> Channel:
    return fake.channel(guild, "support")


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def discord(fake: FakeDiscord, notes: Notes) -> AsyncIterator[Discord]:
    adapter = made(fake, notes)
    yield adapter
    await adapter.close()


def made(fake: FakeDiscord, notes: Notes, **settings: bool) -> Discord:
    table = {"token": fake.token, "api_base_url": fake.api_base_url, **settings}
    return Discord(Settings(**table), COMMANDS, suggest, notes)  # type: ignore[arg-type]


async def looked(
    adapter: Discord,
    *places: str,
    unasked: tuple[str, ...] = (),
    raids: tuple[str, ...] = (),
) -> dict[str, Finding]:
    found = await adapter.check(Needs(places=places, auto_answers=unasked, raids=raids))
    await adapter.close()
    return {finding.what: finding for finding in found}


def key(channel: Channel) -> str:
    return f"discord:{channel.id}"


async def test_a_fresh_bot_is_told_what_is_and_what_is_not(
    discord: Discord, support: Channel
) -> None:
    found = await looked(discord, key(support))
    assert found["token"].found == "guide"
    assert found[f"channel {support.id}"].level == "ok"
    assert found["intent message_content"].level == "ok"
    assert found["commands"].level == "warning"
    assert "ask" in found["commands"].found


async def test_auto_answers_without_the_intent_are_blind(
    discord: Discord, support: Channel
) -> None:
    """D11."""
    found = await looked(discord, unasked=("discord:*",))
    assert found["intent message_content"].level == "warning"
    assert "blind" in found["intent message_content"].found


@pytest.mark.parametrize("granted", [True, False])
@pytest.mark.parametrize("intent", ["message_content", "members"])
async def test_an_intent_that_is_asked_for_must_be_granted(
    fake: FakeDiscord, notes: Notes, intent: str, granted: bool
) -> None:
    fake.world.privileged = Intents(**{intent: granted})
    found = await looked(made(fake, notes, **{intent: True}))
    assert found[f"intent {intent}"].level == ("ok" if granted else "error")


async def test_a_right_that_is_missing_in_a_channel_is_named(
    fake: FakeDiscord, discord: Discord, support: Channel
) -> None:
    fake.forbids(support, "send_messages")
    found = await looked(discord, key(support))
    assert found[f"channel {support.id}"].found == "lacks send_messages"
    assert found[f"channel {support.id}"].level == "error"


@pytest.mark.parametrize(
    ("forbidden", "lacks"),
    [("manage_messages", "delete_messages"), ("ban_members", "restrict_members")],
)
async def test_what_moderation_lacks_in_a_channel_goes_by_the_cores_names(
    fake: FakeDiscord, notes: Notes, support: Channel, forbidden: str, lacks: str
) -> None:
    fake.forbids(support, forbidden)
    with_all = made(fake, notes, message_content=True, members=True)
    found = await looked(with_all, key(support))
    assert lacks in found[f"channel {support.id}"].lacks
    assert "joins" not in found[f"channel {support.id}"].lacks


async def test_without_the_members_intent_nobody_is_seen_to_join(
    fake: FakeDiscord, notes: Notes, support: Channel
) -> None:
    found = await looked(made(fake, notes, message_content=True), key(support))
    assert "joins" in found[f"channel {support.id}"].lacks
    assert "see_messages" not in found[f"channel {support.id}"].lacks


async def test_a_thread_is_looked_at_as_its_channel(
    fake: FakeDiscord, discord: Discord, support: Channel
) -> None:
    thread = fake.thread(fake.user("Ann"), support, "Fees")
    found = await looked(discord, f"{key(support)}/{thread.id}")
    assert found[f"channel {thread.id}"].level == "ok"


@pytest.mark.parametrize("id_", ["7", "hidden", ""])
async def test_a_channel_that_is_not_there_is_told(discord: Discord, id_: str) -> None:
    found = await looked(discord, f"discord:{id_}")
    assert found[f"channel {id_}"].level == "error"


async def test_permissions_beyond_those_we_use_are_told(
    fake: FakeDiscord, discord: Discord
) -> None:
    guild = fake.guild("Generous", rights=["administrator"])
    found = await looked(discord, key(fake.channel(guild, "support")))
    assert found[f"server {guild.id}"].found == "has also administrator"


async def test_the_right_against_raids_is_in_excess_only_where_nothing_is_done_about_them(
    fake: FakeDiscord, notes: Notes, guild: Guild, support: Channel
) -> None:
    found = await looked(made(fake, notes), key(support))
    assert found[f"channel {support.id}"].excess == ("manage_guild",)
    assert found[f"server {guild.id}"].found == "has also manage_guild"
    found = await looked(made(fake, notes), key(support), raids=(key(support),))
    assert found[f"channel {support.id}"].excess == ()
    assert found[f"server {guild.id}"].level == "ok"
    assert found[f"raids in server {guild.id}"].level == "ok"


async def test_where_the_right_against_raids_is_missing_it_is_said(
    fake: FakeDiscord, discord: Discord
) -> None:
    guild = fake.guild("Modest", rights=["view_channel", "send_messages", "moderate_members"])
    support = fake.channel(guild, "support")
    found = await looked(discord, key(support), raids=(key(support),))
    assert "hold_newcomers" in found[f"channel {support.id}"].lacks
    raids = found[f"raids in server {guild.id}"]
    assert raids.level == "warning"
    assert "muted one by one" in raids.found
    assert "Manage Server" in raids.remedy


@pytest.mark.parametrize(
    ("position", "rights", "level"),
    [(1, (), "ok"), (20, (), "warning"), (20, ("ban_members",), "ok")],
)
async def test_roles_that_we_may_give_must_stand_below_ours(
    fake: FakeDiscord,
    discord: Discord,
    guild: Guild,
    support: Channel,
    position: int,
    rights: tuple[str, ...],
    level: str,
) -> None:
    fake.role(guild, "Sage", position=position, rights=rights)
    found = await looked(discord, key(support))
    assert found[f"roles of server {guild.id}"].level == level


async def test_without_the_right_there_are_no_roles_to_give(
    fake: FakeDiscord, discord: Discord
) -> None:
    guild = fake.guild("Modest", rights=["view_channel", "send_messages"])
    fake.role(guild, "Sage", position=20)
    found = await looked(discord, key(fake.channel(guild, "support")))
    assert found[f"roles of server {guild.id}"].level == "ok"


async def test_what_doctor_would_say_stands_in_log_and_metrics(discord: Discord) -> None:
    """D11: nobody has to ask to be told that the bot is blind."""
    with capture_logs() as logs:
        await look_over(discord, Needs(auto_answers=("discord:*",)))
    told = [line for line in logs if line["event"] == "not as it should be"]
    assert any("blind" in line["found"] for line in told)
    labels = {"platform": "discord", "level": "warning"}
    assert REGISTRY.get_sample_value("guildhall_findings", labels) == len(told)


# --- where tickets are worked on


@pytest.fixture
def desk(fake: FakeDiscord, guild: Guild) -> Channel:
    """Seen by the bot and by moderators only."""
    desk = fake.channel(guild, "tickets", "forum")
    moderators = fake.role(guild, "Moderators")
    view = rules.bits(["view_channel"])
    desk.overwrites[guild.id] = (0, 0, view)
    desk.overwrites[moderators.id] = (0, view, 0)
    desk.overwrites[fake.bot.id] = (1, view, 0)
    mia = fake.user("Mia")
    fake.joins(mia, guild)
    fake.gives(mia, guild, moderators)
    return desk


async def looked_at_room(
    fake: FakeDiscord, notes: Notes, room: Channel, *team: User, **settings: bool
) -> dict[str, Finding]:
    fake.world.privileged = Intents(
        members=settings.get("members", False),
        message_content=settings.get("message_content", False),
    )
    adapter = made(fake, notes, **settings)
    accounts = tuple(f"discord:{each.id}" for each in team)
    found = await adapter.check(Needs(places=(key(room),), rooms=(key(room),), team=accounts))
    await adapter.close()
    return {finding.what: finding for finding in found}


async def test_a_room_that_everybody_reads_is_an_error(
    fake: FakeDiscord, notes: Notes, support: Channel
) -> None:
    found = await looked_at_room(fake, notes, support)
    readers = found[f"readers of {key(support)}"]
    assert (readers.level, readers.found) == ("error", "everybody, it is public")
    assert found[f"tickets in {key(support)}"].found == "each has a thread"


async def test_without_the_intent_the_roles_that_read_a_room_are_named(
    fake: FakeDiscord, notes: Notes, desk: Channel
) -> None:
    found = await looked_at_room(fake, notes, desk)
    readers = found[f"readers of {key(desk)}"]
    assert (readers.level, readers.found) == (
        "warning",
        "Moderators, and whoever is let in by name",
    )


async def test_readers_of_a_room_who_are_not_staff_are_counted(
    fake: FakeDiscord, notes: Notes, guild: Guild, desk: Channel
) -> None:
    found = await looked_at_room(fake, notes, desk, guild.owner, members=True)
    readers = found[f"readers of {key(desk)}"]
    assert (readers.level, readers.found) == ("error", "1 of its readers are not staff")


async def test_a_room_of_staff_alone_is_fine(
    fake: FakeDiscord, notes: Notes, guild: Guild, desk: Channel
) -> None:
    everybody = [member.user for member in guild.members.values()]
    found = await looked_at_room(fake, notes, desk, *everybody, members=True, message_content=True)
    assert found[f"readers of {key(desk)}"].found == "staff only"
    assert found[f"tickets in {key(desk)}"].found == "each has a post"
    assert found["intent message_content"].level == "ok"


async def test_a_room_without_the_right_to_threads_is_an_error(
    fake: FakeDiscord, notes: Notes, support: Channel
) -> None:
    fake.forbids(support, "manage_threads", "create_public_threads", "attach_files")
    found = await looked_at_room(fake, notes, support)
    tickets = found[f"tickets in {key(support)}"]
    assert (tickets.level, tickets.found) == (
        "error",
        "lacks manage_threads, attach_files, create_public_threads",
    )


async def test_a_room_without_the_intent_hears_commands_only(
    fake: FakeDiscord, notes: Notes, desk: Channel
) -> None:
    intent = (await looked_at_room(fake, notes, desk))["intent message_content"]
    assert (intent.level, "only commands" in intent.found) == ("warning", True)


async def test_where_our_invites_lead_is_said(
    fake: FakeDiscord, discord: Discord, guild: Guild
) -> None:
    fake.invites(guild, "acme")
    fake.invites(fake.guild("Scam", has_bot=False), "taken")
    addresses = ("discord.gg/acme", "https://discord.com/invite/taken", "discord.gg/gone", "@acme")
    found = await discord.check(Needs(addresses=addresses))
    assert [finding.leads for finding in found if finding.address] == [
        "ours",
        "elsewhere",
        "nowhere",
    ]
