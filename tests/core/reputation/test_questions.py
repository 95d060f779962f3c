"""Who asks for help in six languages, and who merely chats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reputation.phrases import Phrases
from core.reputation.questions import asks

ASKS = (
    "how do I see my limits?", "my withdrawal is stuck", "it says error 500", "can't log in",
    "any idea where the fees are", "I forgot my code", "no mail comes, tried twice", "help",
    "提现一直没到账", "怎么改密码", "登不上去", "请问客服在哪", "卡在审核了",
    "ログインできません", "出金のやり方を教えてください",
    "届かないんですが", "どこで見られますか",
    "로그인이 안 돼요", "출금이 막혔어요", "어디서 보나요", "비밀번호를 잊었는데",
    "не могу войти", "где посмотреть комиссию", "вывод завис", "деньги пропали", "забыл пароль",
    "no puedo entrar", "mi retiro está pendiente", "dónde veo las comisiones", "olvidé mi clave",
)  # fmt: skip
CHATS = (
    "", "hello", "good morning everyone", "gm", "have a nice day", "happy new year, friends",
    "lovely picture", "haha", "👍",
    "大家早上好", "哈哈", "早", "おはようございます", "お疲れ様です",
    "좋은 아침입니다",
    "ㅋㅋㅋ", "доброе утро", "всем привет", "хорошего дня", "buenos días a todos", "jajaja",
    "feliz año", "saludos",
)  # fmt: skip


@pytest.mark.parametrize("text", ASKS)
def test_questions_pleas_and_trouble_ask_for_help(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", CHATS)
def test_greetings_and_small_talk_ask_for_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" a word ", [(3, 8)]),
        (" words ", []),
        (" beginning ", [(1, 6)]),
        (" no end here ", []),
        (" the no end ", [(5, 13)]),
        (" 就找我吧找我 ", [(2, 4), (5, 7)]),
        (" 3q啦 ", [(1, 3)]),
    ],
)
def test_phrases_are_words_or_begin_so_or_end_the_text_or_stand_within(
    text: str, found: list[tuple[int, int]]
) -> None:
    lists = {"en": {"x": ["word", "begin*", "no end$"]}, "zh": {"x": ["找我", "3q"]}}
    assert sorted(Phrases(lists, "x").spans(text)) == found


@given(st.text(max_size=60))
def test_whatever_is_written_asks_or_does_not(text: str) -> None:
    assert asks(text) in (True, False)
