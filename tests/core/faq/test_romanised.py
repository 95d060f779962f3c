import tomllib

import pytest

from core.faq import romanised
from core.faq.features import normalise, tokens


def read(text: str) -> str:
    return " ".join("".join(word) for word in romanised.read(tokens(normalise(text))))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zenme tixian", "怎么提现"),
        ("Chongzhi hai mei dao zhang", "充值还没到账"),
        ("pasuwaado wasureta", "パスワード忘れた"),
        ("chulgeum wae andwaeyo", "출금 왜 안돼요"),
        ("zenme reset mima", "怎么 reset 密码"),
    ],
)
def test_a_text_in_latin_letters_is_read_in_its_own_script(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize("text", ["ban", "why did you ban me de novo", "kak vyvesti", "提现 mei"])
def test_a_few_such_words_are_words_of_another_language(text: str) -> None:
    assert read(text) == normalise(text)


def test_every_word_stands_for_one_run_of_its_own_script() -> None:
    tables = tomllib.loads(romanised.FILE.read_text(encoding="utf-8"))
    assert tables.keys() == {"zh", "ja", "ko"}
    for table in tables.values():
        assert all(len(tokens(word)) == 1 and word == normalise(word) for word in table)
        assert all(
            len(tokens(meant)) == 1 and meant == normalise(meant) for meant in table.values()
        )
