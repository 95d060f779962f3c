import pytest

from core.faq import asking
from core.faq.features import tokens
from core.faq.lexicon import Lexicon

LEXICON = Lexicon.of({}, {})


def asks(text: str) -> bool:
    normalised = LEXICON.normalise(text)
    words = tokens(normalised)
    return asking.asks(normalised, words, LEXICON.concepts.of(words))


@pytest.mark.parametrize(
    "text",
    [
        "where do i see the fees",
        "is there a minimum",
        "the code never came, my deposit is missing",
        "提币怎么还没到",
        "验证码收不到",
        "出金が届きません",
        "手数料はいくら",
        "출금이 안 돼요",
        "수수료 얼마",
        "как вывести деньги",
        "вывод завис",
        "cuánto tarda un retiro",
        "no me llega el código",
    ],
)
def test_a_question_a_plea_and_a_trouble_ask(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "just withdrew everything and bought a bike",
        "when moon? pump it",
        "lol i forgot my password again",
        "he lost his phone",
        "手续费又降了，开心",
        "彼またパスワード忘れたってさ",
        "수수료로 치킨 한마리 값 나갔네",
        "стоп-лосс сработал и полетели вверх",
        "pagué las comisiones y me compré una bici",
    ],
)
def test_news_gossip_laughter_and_talk_of_the_market_do_not(text: str) -> None:
    assert not asks(text)
