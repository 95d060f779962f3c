"""Little stories, written as what was said and what was heard, over the starter entries."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core.events import Account, Place, PlaceJoined, PlaceMoved, Quote
from core.platform import Gone, Moved, RetryAt, Scope, Uncertain
from core.storage import Storage
from tests.fakes.loopback import Seen
from tests.house import GROUP, STAFF_ROOM, House, open_house, private

CONFIG = """
[community]
name = "Acme Exchange"
[staff]
admins = ["loop:olga"]
places = ["loop:staff"]
[places."loop:group"]
auto_answers = true
"""


@pytest.fixture
async def house(sqlite_storage: Storage) -> AsyncIterator[House]:
    async with open_house(sqlite_storage, CONFIG) as house:
        yield house


def titles(seen: Seen) -> list[str]:
    return [button.label for button in seen.buttons]


async def test_a_newcomer_finds_the_way_in_spanish(house: House) -> None:
    """Start, a language, a question, a thumbs down, a suggestion, a human."""
    start = (await house.says("ines", "/start", locale="en"))[0]
    assert "Acme Exchange" in start.text

    await house.presses("ines", start, "Español")
    assert "español" in start.text

    answer = (await house.says("ines", "¿por qué mi retiro sigue pendiente?", locale="en"))[0]
    assert "retiro" in answer.text
    assert titles(answer)[:2] == ["👍", "👎"]

    offer = (await house.presses("ines", answer, "👎"))[0]
    assert titles(answer)[:2] == ["👍", "👎 1"]
    other = (await house.presses("ines", offer, titles(offer)[0]))[0]
    assert titles(other)[-1] == "Hablar con una persona"

    human = (await house.presses("ines", other, "persona"))[0]
    assert any(button.command.startswith("/openticket") for button in human.buttons)


async def test_a_busy_group_hears_one_answer_and_then_its_own_talk(house: House) -> None:
    """One asks, the bot answers, another repeats it, people chat, one says thanks."""
    assert await house.says("kim", "gm everyone ☀️", GROUP) == []
    answer = (await house.says("kim", "how do i reset my 2fa?", GROUP))[0]
    assert "authenticator" in answer.text
    assert answer.silent

    assert await house.says("lee", "how do i reset my 2fa?", GROUP) == []
    assert await house.says("lee", "lol same here, what a day", GROUP) == []
    quoted = Quote("u1", author=Account("loop", "kim"), text="how do i reset my 2fa?")
    assert await house.says("max", "why is my withdrawal pending?", GROUP, quoted=quoted) == []

    house.shift += timedelta(minutes=2)
    assert len(await house.says("lee", "how do i reset my 2fa?", GROUP)) == 1


async def test_a_reply_to_the_answer_goes_on_with_the_talk(house: House) -> None:
    """Asked by mention, answered; the next question comes as a reply, in Russian."""
    mentioned = {"addressed": True, "locale": "ru"}
    first = (await house.says("ivan", "как сбросить 2FA?", GROUP, **mentioned))[0]
    assert "2FA" in first.text
    assert first.reply_to is not None

    quoted = Quote(first.id, ours=True)
    second = await house.says(
        "ivan", "а почему мой вывод в обработке?", GROUP, quoted=quoted, locale="ru"
    )
    assert "вывод" in second[0].text.lower()


@pytest.mark.parametrize(
    ("question", "word", "human"),
    [
        ("2단계 인증(2FA)을 어떻게 재설정하나요?", "인증", "상담원 연결"),
        ("如何重置 2FA？", "验证", "转人工客服"),
        ("2FAをリセットするには？", "認証", "担当者につなぐ"),
    ],
)
async def test_who_writes_in_their_own_script_is_answered_in_it(
    house: House, question: str, word: str, human: str
) -> None:
    """No language was ever chosen, and the platform gave no hint."""
    answer = (await house.says("min", question))[0]
    assert word in answer.text
    assert titles(answer)[-1] == human
    assert await house.rows("SELECT language FROM members") == [(None,)]


async def test_a_question_is_asked_step_by_step(house: House) -> None:
    """/ask alone, a change of mind, /ask again, then the question."""
    asked = await house.says("ann", "/ask")
    assert asked[0].text == "What would you like to know?"
    assert (await house.says("ann", "/cancel"))[0].text == "Cancelled."
    await house.says("ann", "/ask")
    answer = (await house.says("ann", "my deposit has not arrived"))[0]
    assert "deposit" in answer.text.lower()


async def test_a_helper_joins_and_leaves_the_staff(house: House) -> None:
    """Offered in the staff's room, accepted in private, used, suspended."""
    await house.says("olga", "/id")
    await house.says("hans", "/id")
    asked = await house.says("olga", "/staff add loop:hans moderator", STAFF_ROOM)
    assert "24 hours" in asked[0].text

    offer = house.platform.screens[private("hans").key][-1]
    accepted = await house.presses("hans", offer, "Accept")
    assert "moderator" in accepted[0].text
    assert "loop:hans" in house.platform.screens[private("olga").key][-1].text

    assert "auto_answers" in (await house.says("hans", "/place", STAFF_ROOM))[0].text
    (told,) = await house.says("eve", "/help", STAFF_ROOM, addressed=True)
    assert told.text == "Only the team is heard here, each with their own account."

    await house.says("olga", "/staff suspend loop:hans", STAFF_ROOM)
    (told,) = await house.says("hans", "/place", STAFF_ROOM, addressed=True)
    assert told.text == "Only the team is heard here, each with their own account."


async def test_a_group_grows_up_and_nobody_is_asked_twice(house: House) -> None:
    """Added to a group, it becomes a supergroup in the middle of an answer."""
    joined = PlaceJoined(
        id="j",
        at=house.now(),
        place=GROUP,
        author=Account("loop", "olga"),
        missing=("pin_messages",),
    )
    assert "pin messages" in (await house.happens(joined))[0].text

    big = Place("loop", "supergroup")
    house.platform.faults.append(Moved(big))
    assert await house.says("kim", "how do i reset my 2fa?", GROUP) == []
    assert "authenticator" in house.platform.screens[big.key][0].text

    await house.app.handle(PlaceMoved(id="m", at=house.now(), place=big, before=GROUP))
    assert len(house.platform.screens[big.key]) == 1


async def test_a_bad_line_costs_time_and_no_answer(house: House) -> None:
    """Told to wait, then no answer from the platform, then blocked and back again."""
    soon = house.now() + timedelta(milliseconds=50)
    house.platform.faults.append(RetryAt(soon, Scope.CHAT, ordered=True))
    assert len(await house.says("ann", "what are the trading fees?")) == 1

    house.platform.faults.append(Uncertain())
    assert await house.says("ann", "why is my withdrawal pending?") == []
    house.platform.faults.append(Gone("chat"))
    assert await house.says("ann", "how do i reset my 2fa?") == []

    assert len(await house.says("ann", "how do i reset my 2fa?")) == 1
    ends = await house.rows("SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state")
    assert ends == [("delivered", 2), ("failed", 1), ("uncertain", 1)]
