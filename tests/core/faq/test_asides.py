import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.faq import asides


def is_to_somebody(text: str) -> bool:
    return asides.is_to_somebody(text, lambda word: word in {"Withdrawal", "Retiro"})


@pytest.mark.parametrize(
    "text",
    [
        "@tom did you reset your 2fa?",
        "how was it, @marta",
        "Tom, did your withdrawal arrive?",
        "Hey Kevin, are you there?",
        "Дима, вывод пришёл?",
        "Lucas, al final te llegó el retiro?",
        "老李，你的提现到了没",
        "田中さん、出金は届きました？",
        "민수 씨, 출금 들어왔어요?",
    ],
)
def test_a_question_to_a_named_person_is_theirs(text: str) -> None:
    assert is_to_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "@admin my withdrawal is stuck",
        "Hello, my withdrawal is stuck",
        "Withdrawal, how?",
        "me@example.com is my old mail, how do I change it",
        "皆さん、出金が届きません",
        "amigos, cómo retiro",
        "how do I withdraw, please",
    ],
)
def test_the_team_and_everybody_are_no_named_person(text: str) -> None:
    assert not is_to_somebody(text)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> How do I reset my 2FA?\nthis one", "this one"),
        ('the bot said "Why is my withdrawal pending?" again', "the bot said   again"),
        ("机器人回“为什么我的提现还在处理中？”，笑死", "机器人回 ，笑死"),
        ('it says "insufficient balance" there', 'it says "insufficient balance" there'),
        ("```\nwhile True: withdraw()\n```", ""),
        ('res = client.withdraw(coin="USDT")', ""),
        ("const r = await post('/order');\nnice", "nice"),
        ("why does client.withdraw(x) fail?", "why does client.withdraw(x) fail?"),
    ],
)
def test_quotations_and_code_are_not_ones_own_words(text: str, own: str) -> None:
    assert asides.own_words(text).strip() == own


@given(st.text(max_size=300))
@settings(max_examples=50)
def test_any_text_is_read(text: str) -> None:
    assert len(asides.own_words(text)) <= len(text) + text.count('"')
    is_to_somebody(text)
