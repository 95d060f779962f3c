"""Words of thanks in six languages, and what only looks like them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reputation.thanks import says_thanks

THANKS = (
    "thanks", "Thanks!", "THANK YOU so much", "thx m8", "ty", "Tysm!!", "ok that worked, thanks",
    "Thanks! How long does it take?", "You are a legend, thank you.", "🙏", "much appreciated",
    "谢谢", "謝謝你", "太感谢了！", "好的,多谢", "谢啦~", "解决了 谢谢大佬", "ありがとう",
    "ありがとうございます！", "本当に助かりました", "サンキュー",
    "解決しました。ありがとうございました。", "감사합니다", "고마워요!", "정말 고맙습니다",
    "해결됐어요 감사합니다 ㅎㅎ", "ㄱㅅ", "спасибо", "Спасибо большое!", "спс, помогло",
    "Благодарю", "огромное спасибище", "gracias", "¡Muchas gracias!", "mil gracias crack",
    "Te agradezco un montón", "funcionó, gracias", "thanks, it was under example.com/settings",
)  # fmt: skip
NOT = (
    "", "hello", "no thanks", "No, thanks.", "no thank you", "thanks in advance",
    "Can you tell me more? Thanks!", "thanks for nothing", "Thanks, but it did not work",
    "thanks to this scam I lost it", "thank god", "happy Thanksgiving", "thanks /s",
    "oh thanks 🙄", "should I say thanks?", "he wrote “thanks” and left", "> thanks\nnot me",
    "city party", "thanks?", "不谢", "不用谢", "不客气", "先谢谢了", "提前感谢", "不用了,谢谢",
    "谢谢,但是没用", "谢谢你全家", "呵呵,谢谢", "谢绝推销", "怎么提现?谢谢", "请问多久到账？谢谢",
    "どういたしまして", "結構です、ありがとう", "前もってありがとうございます",
    "ありがとう。でも動きません", "ありがた迷惑です", "いつ届きますか？ありがとうございます",
    "助かりませんでした", "천만에요", "미리 감사드립니다", "고맙지만 괜찮아요",
    "감사하지 않습니다", "감사 보고서", "아니요 감사합니다", "참 고맙네요", "нет, спасибо",
    "заранее спасибо", "Спасибо, но не помогло", "и на том спасибо", "ну спасибо", "не за что",
    "спасибо, кэп", "Подскажите, как вывести? Спасибо", "no, gracias", "gracias de antemano",
    "de nada", "gracias, pero no funciona", "gracias a Dios", "gracias por nada",
    "¿Me ayudan? Gracias",
)  # fmt: skip


def lines_of(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


SAID = lines_of("thanks_said.toml")
MEANT = lines_of("thanks_meant.toml")


def said(kind: str) -> list[str]:
    return [text for lists in SAID.values() for text in lists[kind]]


@pytest.mark.parametrize("text", [*THANKS, *said("yes")])
def test_thanks_are_understood_in_six_languages(text: str) -> None:
    assert says_thanks(text)


@pytest.mark.parametrize("text", [*NOT, *said("no")])
def test_refusals_advances_and_sarcasm_are_no_thanks(text: str) -> None:
    assert not says_thanks(text)


@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "ru", "es"])
def test_each_language_is_tried_with_forty_lines_and_more(language: str) -> None:
    assert all(len(set(SAID[language][kind])) >= 40 for kind in ("yes", "no"))


@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "ru", "es"])
def test_of_thanks_that_are_meant_two_in_a_hundred_are_lost_at_most(language: str) -> None:
    meant = MEANT[language]["sincere"]
    assert sum(map(says_thanks, meant)) >= 0.98 * len(meant) >= 50


@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "ru", "es"])
def test_of_thanks_that_are_not_meant_nine_in_ten_are_refused(language: str) -> None:
    ironic = MEANT[language]["sarcastic"]
    assert sum(map(says_thanks, ironic)) <= 0.1 * len(ironic)


def test_a_long_text_says_more_than_thanks() -> None:
    assert not says_thanks("thanks " + "word " * 300)


@given(st.text(max_size=60))
def test_whatever_is_written_is_answered(text: str) -> None:
    assert says_thanks(text) in (True, False)


@given(st.sampled_from(THANKS), st.sampled_from(["\n", " ", "!!! ", "\u200b"]))
def test_space_and_signs_around_change_nothing(text: str, around: str) -> None:
    assert says_thanks(around + text + around)
