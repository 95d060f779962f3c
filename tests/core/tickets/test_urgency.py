"""What is urgent, in six languages."""

import pytest

from core.tickets import urgency
from core.tickets.rules import Priority

URGENT = [
    "My account was stolen!",
    "It wasn’t me who withdrew that",
    "I think I got HACKED",
    "我的账户被盗了",
    "帳號被盜",
    "不正ログインの通知が来ました",
    "アカウントを乗っ取られました",
    "계정이 해킹당했어요",
    "제가 하지 않은 출금이 있습니다",
    "Меня взломали, помогите",
    "У меня украли деньги",
    "Me han robado la cuenta",
    "me hackearon ayer",
    "Ｓｔｏｌｅｎ",
]
CALM = [
    "How do I withdraw?",
    "I pressed the wrong key",
    "提现多久到账",
    "出金にどのくらいかかりますか",
    "출금이 얼마나 걸리나요",
    "Сколько ждать вывод?",
    "¿Cuánto tarda un retiro?",
    "The robot does not answer",
    "",
]


@pytest.mark.parametrize("words", URGENT)
def test_words_of_theft_raise_a_ticket_to_urgent(words: str) -> None:
    assert urgency.priority_of("other", words) is Priority.URGENT
    assert urgency.raised(Priority.LOW, words) is Priority.URGENT


@pytest.mark.parametrize("words", CALM)
def test_other_words_leave_it_as_it_is(words: str) -> None:
    assert urgency.priority_of("other", words) is Priority.NORMAL
    assert urgency.raised(Priority.HIGH, words) is Priority.HIGH


def test_a_security_category_is_urgent_whatever_was_written() -> None:
    assert urgency.priority_of("security", "hello") is Priority.URGENT
    assert urgency.priority_of("fraud", "hello", urgent=("fraud",)) is Priority.URGENT


def test_an_operator_adds_words() -> None:
    more = ("rug pull*", "跑路")
    assert urgency.alarming("they rug pulled us", more)
    assert urgency.alarming("平台要跑路了吗", more)
    assert not urgency.alarming("they rug pulled us")
