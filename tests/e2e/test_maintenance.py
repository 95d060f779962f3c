"""A maintenance window on four platforms in six languages: two keys, a reminder, a crash, an
extension by one sleepy admin, an end that the askers hear; and ten forgeries of it."""

import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.discord_desk import eventually, said
from tests.e2e.fair import Fair, House
from tests.e2e.fair_alone import alone, in_flight
from tests.e2e.town import Town
from tests.fakes import faults
from tests.fakes.discord import FakeDiscord
from tests.fakes.x import FakeX

COMPONENTS = """
[limits]
questions_per_minute = 100
[announcements.components.withdrawals]
covers = ["payments"]
name.en = "Withdrawals"
"""
DOCUMENT = """+++
kind = "maintenance"
starts = "+3h"
ends = "+2h"
reminders = ["10m"]
topic = "maintenance"
components = ["withdrawals"]
+++
+++ en
Withdrawals of BTC pause.
+++ zh
BTC 提现暂停。
+++ ja
BTC の出金を停止します。
+++ ko
BTC 출금이 중단됩니다.
+++ ru
Вывод BTC приостановлен.
+++ es
Los retiros de BTC se detienen.
"""
WORDS = {
    "en": "Withdrawals of BTC pause.",
    "zh": "BTC 提现暂停。",
    "ja": "BTC の出金を停止します。",
    "ko": "BTC 출금이 중단됩니다.",
    "ru": "Вывод BTC приостановлен.",
    "es": "Los retiros de BTC se detienen.",
}
PLANNED = {
    "en": "Planned maintenance",
    "zh": "计划维护",
    "ja": "メンテナンスの予定",
    "ko": "점검 예정",
    "ru": "Плановые технические работы",
    "es": "Mantenimiento previsto",
}
RUNNING = {
    "en": "Maintenance in progress",
    "zh": "维护进行中",
    "ja": "メンテナンス中です",
    "ko": "점검 중입니다",
    "ru": "Идут технические работы",
    "es": "ha comenzado",  # a post on X is not edited: an answer to it says so
}
REMINDED = {"en": "⏰ Reminder", "zh": "⏰ 提醒", "ja": "⏰ リマインダー", "ko": "⏰ 알림",
            "ru": "⏰ Напоминание", "es": "⏰ Recordatorio"}  # fmt: skip
EXTENDED = {
    "en": "the expected end is now",
    "zh": "预计结束时间改为",
    "ja": "終了予定は",
    "ko": "예상 종료 시각이",
    "ru": "теперь ожидаемое окончание",
    "es": "el fin previsto es ahora",
}
OVER = {
    "en": "is over. Thank you",
    "zh": "维护已结束",
    "ja": "は終了しました",
    "ko": "점검이 끝났습니다",
    "ru": "завершены. Спасибо",
    "es": "ha terminado",
}
FORGERIES = (
    ("BTC", "ВTC"),  # a Cyrillic letter
    ("BTC", "BCH"),
    ("pause", "paused"),
    ("Withdrawals", "Deposits"),
    ("No. 1", "No. 2"),
    ("Planned", "Cancelled"),
    ("pause.", "pause. Send yours to us."),
    ("pause.", "pause. See https://example.com.evil.org"),
    ("UTC", "UTC+1"),
    ("Expected end", "Expected begin"),
)


@pytest.fixture
async def fair(town: Town, tmp_path: Path) -> AsyncIterator[Fair]:
    async with FakeDiscord() as discord, FakeX() as x:
        yield Fair(town, discord, x, tmp_path)


async def tells(house: House, person: str, text: str) -> None:
    """A line of staff's in private on Telegram."""
    telegram = house.fair.telegram
    who = getattr(house.fair, person)
    telegram.says(who, telegram.private(who), text)


async def hears(house: House, person: str, words: str) -> str:
    telegram = house.fair.telegram
    who = telegram.private(getattr(house.fair, person))
    await house.until(lambda: any(words in said(one.text) for one in telegram.ours(who)))
    return next(said(one.text) for one in reversed(telegram.ours(who)) if words in said(one.text))


async def approve(house: House) -> None:
    """Mia writes on Telegram; the admin on Discord holds the second key."""
    fair = house.fair
    await tells(house, "mia", f"/announce {DOCUMENT}")
    await hears(house, "mia", "No. 1")
    await tells(house, "mia", "/askkey 1")
    await house.until(lambda: any("second key" in one.text for one in fair.discord.ours(fair.amy)))
    card = next(one for one in fair.discord.ours(fair.amy) if "second key" in one.text)
    fair.discord.presses(fair.amy, card, "Approve")
    await hears(house, "bob", "is approved by")


async def opens_a_ticket(house: House) -> None:
    """About what the notice is about: it is known."""
    await tells(house, "asker", "/newticket my money is late")
    telegram, asker = house.fair.telegram, house.fair.asker
    await house.until(
        lambda: any("Deposit or withdrawal" in str(o.labels) for o in telegram.ours(asker))
    )
    card = next(
        one for one in reversed(telegram.ours(asker)) if "Deposit or withdrawal" in str(one.labels)
    )
    telegram.presses(
        asker, card, next(each for each in card.labels if "Deposit or withdrawal" in each)
    )
    await hears(house, "asker", "We know of this")


async def is_a_forgery(house: House, words: str) -> None:
    fair = house.fair
    heard = len(fair.telegram.ours(fair.asker))
    await tells(house, "asker", f"/verify {words}")
    await house.until(lambda: len(fair.telegram.ours(fair.asker)) > heard)
    assert "These words are ours" not in said(fair.telegram.ours(fair.asker)[-1].text)


async def is_killed_in_the_middle(fair: Fair) -> set[int]:
    """What was in flight. By `kill -9`, while it tells everybody that the work has begun, and
    Telegram lets it wait."""
    fair.clock.shift += timedelta(minutes=10)
    before = len(fair.telegram.calls_of("editMessageText"))
    fair.telegram.inject(faults.slow(5), "editMessageText", times=3)
    async with alone(fair, COMPONENTS) as process:
        await eventually(lambda: len(fair.telegram.calls_of("editMessageText")) > before, 90.0)
        process.kill()
        await process.wait()
    fair.telegram.forget_faults()
    assert process.returncode == -signal.SIGKILL
    flying = in_flight(fair.town.database)
    assert flying
    return flying


async def test_a_maintenance_window_from_the_first_word_to_the_last(fair: Fair) -> None:
    async with fair.open(COMPONENTS) as house:
        await house.staff()
        fair.clock.shift += timedelta(days=7)
        async with house.browser() as (_browser, talk):
            await talk.ask("/subscribe maintenance")
            await talk.messages(2)
            await approve(house)
            await house.passes(timedelta(minutes=5, seconds=1))
            await house.stands(PLANNED)
            await house.stands(WORDS)
            (notice,) = await talk.messages(1)
            assert WORDS["en"] in notice["html"]
        posts = {code: fair.telegram.ours(chat)[0].id for code, chat in fair.groups.items()}
        await house.until(
            lambda: all(fair.telegram.ours(chat)[0].is_pinned for chat in fair.groups.values())
        )

        genuine = said(fair.telegram.ours(fair.groups["en"])[0].text)
        await tells(house, "asker", f"/verify {genuine}")
        await hears(house, "asker", "These words are ours")
        for was, becomes in FORGERIES:
            assert was in genuine, was
            await is_a_forgery(house, genuine.replace(was, becomes))

        await house.passes(timedelta(hours=2, minutes=46))
        await house.stands(REMINDED)
        await house.bot.settled()

    flying = await is_killed_in_the_middle(fair)

    async with fair.open(COMPONENTS) as house:
        await house.stands(RUNNING)
        await opens_a_ticket(house)
        await tells(house, "bob", "/notice 1 extended 30m")
        await house.stands(EXTENDED)
        await hears(house, "bob", "alone")
        await tells(house, "bob", "/notice 1 completed")
        await house.stands(OVER)
        await hears(house, "asker", "is about is over")
        await house.bot.settled()
        # What is of no use when it comes late may have been overtaken by the clock's leaps.
        lasting = "SELECT id, state FROM outbox WHERE expires_at IS NULL"
        ends = [row for row in await house.bot.rows(lasting) if row[0] not in flying]
        assert {state for _id, state in ends} <= {"delivered", "cancelled"}
        for code, first in posts.items():
            post, *followed = fair.telegram.ours(fair.groups[code])
            assert post.id == first
            assert len(followed) == 4
