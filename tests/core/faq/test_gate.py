import pytest

from core.faq.index import Index
from tests.core.faq.knowledge import ROWS

INDEX = Index.build(ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "how do I reset my 2FA?",
        "hi all, my withdrawl is pendin",
        "提现一直在处理中",
        "出金が届かない",
        "출금이 안 들어와요",
        "как сбросить 2fa",
        "mi retiro no llega, gracias",
    ],
)
def test_what_may_be_a_question_of_ours_passes(text: str) -> None:
    assert INDEX.knows(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🔥🔥🔥",
        "/ask how do I reset my 2FA?",
        "!reset my 2FA",
        "https://example.com/reset-2fa-withdrawal-pending",
        "thanks!!",
        "hola buenas a todos",
        "你好，谢谢大家",
        "withdrawal",
        "we played football in the park yesterday with the dog",
    ],
)
def test_what_is_none_is_dropped_without_a_search(text: str) -> None:
    assert not INDEX.knows(text)
