"""What doctor finds at Telegram, and that it writes nothing."""

from bots.telegram.adapter import Telegram
from core.i18n import LANGUAGES
from core.platform import Finding, Needs
from tests.bots.telegram.conftest import Make, Run
from tests.fakes.telegram import FakeTelegram


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}


async def test_a_fresh_bot_is_told_what_is_and_what_is_not(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    found = by_name(await telegram.check(Needs()))
    assert (found["token"].found, found["token"].level) == ("@example_guide_bot", "ok")
    assert found["webhook"].level == "ok"
    assert "chat_member" in found["updates"].found
    assert (found["menus"].level, found["menus"].remedy) == (
        "warning",
        "start the bot: it sets them",
    )
    assert {call.method for call in fake.calls} <= {"getMe", "getWebhookInfo", "getMyCommands"}


async def test_after_a_start_all_that_a_start_sets_is_well(
    fake: FakeTelegram, telegram: Telegram, run: Run
) -> None:
    """T25."""
    async with run():
        await fake.called("setMyCommands", 2 * (1 + len(LANGUAGES)))
        await fake.called("getUpdates")
    assert {finding.level for finding in await telegram.check(Needs())} == {"ok"}


async def test_a_refused_token_says_where_to_get_another(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    fake.is_revoked = True
    (finding,) = await telegram.check(Needs())
    assert (finding.level, "@BotFather" in finding.remedy) == ("error", True)
    assert fake.token not in str(finding)


async def test_a_dead_network_is_said_once(fake: FakeTelegram, telegram: Telegram) -> None:
    async with fake.offline():
        (finding,) = await telegram.check(Needs())
    assert (finding.what, finding.level) == ("connection", "error")


async def test_privacy_mode_matters_only_where_answers_are_given_unasked(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    fake.world.reads_all = False
    group = fake.group("Support", rights=None)
    place = f"telegram:{group.id}"
    quiet = by_name(await telegram.check(Needs(places=(place,))))
    busy = by_name(await telegram.check(Needs(places=(place,), auto_answers=(f"{place}/12",))))
    assert (quiet["privacy mode"].level, quiet[f"chat {place}"].level) == ("ok", "ok")
    assert (busy["privacy mode"].level, busy[f"chat {place}"].level) == ("warning", "error")
    assert busy[f"chat {place}"].found == "lacks see_messages"


async def test_that_no_change_silences_newcomers_alone_is_said_where_it_matters(
    telegram: Telegram,
) -> None:
    assert "raids" not in by_name(await telegram.check(Needs()))
    found = by_name(await telegram.check(Needs(raids=("telegram:-1001",))))
    assert "muted one by one" in found["raids"].found


async def test_rights_missing_and_in_excess_are_named(fake: FakeTelegram, make: Make) -> None:
    telegram = make(rights=("can_pin_messages",))
    short = fake.group("Short", rights=[])
    right = fake.group("Right", rights=["can_pin_messages"])
    mighty = fake.group("Mighty", rights=["can_pin_messages", "can_promote_members"])
    places = tuple(f"telegram:{chat.id}" for chat in (short, right, mighty))
    found = by_name(await telegram.check(Needs(places=places)))
    assert [(found[f"chat {p}"].level, found[f"chat {p}"].found) for p in places] == [
        ("error", "lacks pin_messages"),
        ("ok", "administrator"),
        ("warning", "has also promote_members"),
    ]


async def test_a_chat_that_is_not_there_and_one_that_we_left(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    ann = fake.user("Ann")
    left = fake.group("Left", [ann])
    fake.removes_bot(ann, left)
    places = ("telegram:-1", f"telegram:{left.id}")
    found = by_name(await telegram.check(Needs(places=places)))
    assert [found[f"chat {place}"].found for place in places] == ["not found", "kicked"]


async def test_a_left_over_webhook_and_one_in_trouble_are_told(
    fake: FakeTelegram, make: Make
) -> None:
    fake.webhook = {
        "url": "https://hook.example/telegram",
        "secret": "",
        "last_error_date": 1,
        "last_error_message": "Connection refused",
    }
    polling, hooked = make(), make(webhook_url="https://hook.example/telegram")
    assert by_name(await polling.check(Needs()))["webhook"].found == "another address is set"
    trouble = by_name(await hooked.check(Needs()))["webhook"]
    assert (trouble.level, trouble.found) == ("warning", "Connection refused, 0 updates wait")


async def test_a_room_of_tickets_is_private_has_topics_and_the_right_to_open_them(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    mia, eve = fake.user("Mia"), fake.user("Eve")
    team = (f"telegram:{mia.id}", "telegram:99")
    well = fake.group("Desk", [mia], forum=True, rights=["can_manage_topics"])
    open_ = fake.group("Open", [mia, eve], rights=[])
    public = fake.group("Public", [mia], forum=True, rights=["can_manage_topics"])
    public.username = "our_desk"
    rooms = tuple(f"telegram:{chat.id}" for chat in (well, open_, public))
    found = by_name(await telegram.check(Needs(places=rooms, rooms=rooms, team=team)))

    assert [found[f"chat {room}"].found for room in rooms[:2]] == [
        "administrator",
        "lacks manage_topics",
    ]
    assert [found[f"tickets in {room}"].level for room in rooms] == ["ok", "warning", "ok"]
    assert [(found[f"readers of {r}"].level, found[f"readers of {r}"].found) for r in rooms] == [
        ("ok", "staff only"),
        ("error", "1 of its members are not staff"),
        ("error", "everybody, it is public"),
    ]


async def test_where_our_addresses_lead_is_said_as_far_as_telegram_tells(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    ours, theirs = fake.group("Acme"), fake.group("Acme", has_bot=False)
    ours.username, theirs.username = "acme_chat", "acme_news"
    addresses = ("@acme_chat", "t.me/acme_news", "@example_guide_bot", "@nobody_there", "t.me/+x1")
    found = await telegram.check(Needs(addresses=addresses))
    assert {finding.address: finding.leads for finding in found if finding.address} == {
        "@acme_chat": "ours",
        "t.me/acme_news": "elsewhere",
        "@example_guide_bot": "ours",
    }


async def test_what_rules_may_need_is_looked_for_whatever_rights_are_asked(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    group = fake.group("Support", rights=["can_restrict_members", "can_promote_members"])
    (found,) = (f for f in await telegram.check(Needs(places=(f"telegram:{group.id}",))) if f.place)
    assert "delete_messages" in found.lacks
    assert "restrict_members" not in found.lacks
    assert "promote_members" in found.excess


async def test_a_bot_that_cannot_hear_itself_says_so(telegram: Telegram) -> None:
    found = by_name(await telegram.check(Needs()))
    assert "a stolen token goes unnoticed" in found["own voice"].found
