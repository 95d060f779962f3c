"""Names that are made to be taken for ours, and those that are not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bench.ordinary_names import ordinary
from moderation.deciding import SURE
from moderation.folding import fold
from moderation.likeness import resembles
from moderation.lookup import Entry, Lookup
from moderation.protected import Protected
from moderation.rules import impostor
from moderation.subject import Profile, context
from tests.moderation import lookalikes, tricks

NAMES = ["Example Support", "Coinhaven Admin", "Ledgerly Help", "Anna Fischer", "Examplebot"]
PROTECTED = Protected(NAMES)


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_folding_is_total_idempotent_and_bounded(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert len(folded) <= 18 * len(text)


@pytest.mark.parametrize("start", range(0, 0x110000, 0x10000))
def test_folding_any_code_point_twice_changes_nothing(start: int) -> None:
    wrong = [
        code for code in range(start, start + 0x10000) if fold(chr(code)) != fold(fold(chr(code)))
    ]
    assert wrong == []


@pytest.mark.parametrize("family", lookalikes.FAMILIES)
def test_look_alikes_of_every_family_are_seen_through(family: str) -> None:
    dice = random.Random(family)
    brands = ["Example Support", "Coinhaven Admin", "Ledgerly Help"]
    made = [lookalikes.FAMILIES[family](dice, dice.choice(brands)) for _ in range(40)]
    assert sum(resembles(name, PROTECTED) > 0 for name in made) >= 38


@pytest.mark.parametrize("family", tricks.FAMILIES)
def test_tricks_of_every_family_are_seen_through(family: str) -> None:
    dice = random.Random(family)
    brands = ["Example Support", "Coinhaven Admin", "Ledgerly Help"]
    made = [tricks.FAMILIES[family](dice, dice.choice(brands)) for _ in range(40)]
    assert sum(resembles(name, PROTECTED) >= 0.5 for name in made) >= 36


def test_names_of_other_scripts_are_known_in_every_way_to_write_them() -> None:
    missed = [
        (name, made)
        for _family, name, made in tricks.in_other_scripts()
        if resembles(made, Protected([name])) < 0.5
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("name", "username", "is_claimed"),
    [
        ("Example", "support_desk_7", True),
        ("Support", "ledgerly", True),
        ("Ledgerly", "anna_f", False),
        ("Example fan", "helpful_anna", False),
        ("Anna", "support_of_nobody", False),
    ],
)
def test_a_brand_as_one_name_and_an_office_as_the_other(
    name: str, username: str, is_claimed: bool
) -> None:
    around = context(NAMES, [])
    assert bool([*impostor.find(Profile(name=name, username=username), around)]) == is_claimed


def test_ordinary_names_in_six_scripts_are_nobodys_imitation() -> None:
    assert [name for name in ordinary(3_000) if resembles(name, PROTECTED)] == []


@pytest.mark.parametrize(
    "name",
    [
        "Example fan", "I love Coinhaven", "Ledgerly user", "Support", "admin1", "Ann Fisher",
        "Samples Support", "support me pls", "Anna", "Fischer", "Coin Collector", "", "🚀",
        "\u200b",
    ],
)  # fmt: skip
def test_to_speak_of_a_brand_is_not_to_play_its_staff(name: str) -> None:
    assert resembles(name, PROTECTED) == 0


@pytest.mark.parametrize(
    "name",
    ["Fischer Anna", "Аnna Fіscher", "Examp1e_bot", "Example Support Team", "Support (Example)"],
)
def test_order_words_beside_and_digits_hide_nobody(name: str) -> None:
    assert resembles(name, PROTECTED) > 0


def test_a_common_word_in_place_of_the_brand_is_no_misspelling() -> None:
    protected = Protected(["Binance Support"])
    assert resembles("Finance Support", protected) == 0
    assert resembles("Binanse Suport", protected) > 0


@given(st.text("abcdef", min_size=5, max_size=14), st.text("abcdef", min_size=4, max_size=15))
@settings(max_examples=100)
def test_an_entry_is_found_with_any_one_mistake(entry: str, other: str) -> None:
    def is_found(word: str) -> bool:
        return bool(Lookup([Entry(entry, typos=True)]).near(word))

    for place in range(len(entry)):
        begin, end = entry[:place], entry[place + 1 :]
        swapped = begin + end[:1] + entry[place] + end[1:]
        assert all(map(is_found, (begin + end, begin + "x" + end, begin + "x" + entry[place:])))
        assert is_found(swapped)
    assert is_found(other) == (OSA.distance(entry, other) <= 1)


@given(st.text(max_size=4_000))
@settings(max_examples=100)
def test_any_name_whatever_is_compared(name: str) -> None:
    assert 0 <= resembles(name, PROTECTED) <= 1


def test_nothing_is_protected_where_nothing_is_named() -> None:
    assert resembles("Example Support", Protected([])) == 0
    assert resembles("Example Support", Protected(["", "🚀", "   "])) == 0


OTHERS = Protected(
    [
        "Selene Marwick",
        "Northwind Wallet",
        "Поддержка Маяк",
        "ルーメン サポート",
        "별빛지갑 운영팀",
        "Binance",
    ]
)


@pytest.mark.parametrize(
    "name",
    [
        "Celene Marwik",  # one name by the ear
        "Marwick, Celene",
        "Селене Марвик",  # in the letters of another alphabet
        "Бинанс поддержка",
        "Служба помощи Binans",
        "Podderzhka Mayak",
        "Northwind 客服",  # a house of the trade without what it is
        "Техподдержка Northwind",
        "Nrthwnd Wllt Support",  # several words without their vowels
        "ル一メン公式サポ一ト",  # ideographs among katakana
        "별빛지갑 운영자",
    ],
)
def test_names_by_ear_and_in_other_alphabets_are_known(name: str) -> None:
    assert resembles(name, OTHERS) >= SURE


@pytest.mark.parametrize(
    "name",
    [
        "Selena Marvin", "Селена Марченко", "Northwind fan", "Северный Ветер", "Маяк", "Mayak 88",
        "ルーシー", "一口さん", "별님", "Серёжа Биланс", "Wallet Support", "Trust me",
    ],
)  # fmt: skip
def test_names_that_only_sound_a_little_like_ours_are_free(name: str) -> None:
    assert resembles(name, OTHERS) == 0.0


ABROAD = Protected(["Binance Support", "MetaMask Help", "업비트 고객센터", "Kraken Admin"])


@pytest.mark.parametrize(
    "name",
    [
        "バイナンス サポート", "バイナンスサポート", "바이낸스 고객센터", "币安客服",
        "幣安 官方客服", "小狐狸钱包客服", "メタマスク 公式", "메타마스크 지원",
        "クラーケン サポート", "크라켄 관리자", "Upbit 고객센터", "Upbit Support",
        "ﾊﾞｲﾅﾝｽ ｻﾎﾟｰﾄ", "Поддержка Байнанс", "Binance Kefu", "Binance Υποστήριξη",
    ],
)  # fmt: skip
def test_a_brand_is_known_by_what_it_is_called_abroad(name: str) -> None:
    assert resembles(name, ABROAD) >= SURE


@pytest.mark.parametrize(
    "name",
    ["バイナンス", "バナナ サポート", "바나나 고객센터", "크레용 관리자", "客服", "Abbot Support"],
)
def test_what_is_spoken_otherwise_is_free(name: str) -> None:
    assert resembles(name, ABROAD) == 0.0


STAFF = Protected(["Selene Marwick | Northwind", "mod_pavel", "Valentina", "Илья Титов"])


@pytest.mark.parametrize(
    "name",
    [
        "Selene Marwick", "Selene Marwick (Admin)", "Selene Mrawick", "eneleS kciwraM",
        "selene.marwick1",
        "selene_marwick2024", "Selene Marvvick", "mod_pavle", "mood_pavel", "мод_павел",
        "Valentina_01", "Valentina7", "Valentinaa", "Valnetina", "Valentyna", "Uлья Тumов",
    ],
)  # fmt: skip
def test_somebody_of_the_staff_is_known_in_parts_and_with_swapped_letters(name: str) -> None:
    assert resembles(name, STAFF) >= SURE


@pytest.mark.parametrize(
    "name",
    [
        "Valentino", "Valentin", "Valentine", "valentina1987", "Selena Marwin", "Northwind",
        "Илья Титаренко", "Pavel", "Selene Northwind-Fan",
    ],
)  # fmt: skip
def test_whoever_is_called_nearly_so_is_somebody_else(name: str) -> None:
    assert resembles(name, STAFF) == 0.0


@pytest.mark.parametrize("name", ["Finance Support", "ファイナンス サポート", "파이낸스 고객센터"])
def test_an_f_is_no_b_in_any_script(name: str) -> None:
    assert resembles(name, Protected(["Поддержка Бинанс", "Binance Support"])) == 0.0


HOUSES = Protected(["Trust Wallet Help", "Gate.io Support", "Ledger Live Support", "MEXC Admin"])


@pytest.mark.parametrize(
    "name",
    [
        "Help Wallet Trust",
        "Trust 24/7 Wallet Help",
        "Support | Live | Ledger",
        "Trcust Wallet Help",
        "troppuS oi.etaG",
        "ฬคɭɭєՇ Շгยรt ђєɭק",
        "ցate.iօ ѕսբբօrt",
    ],
)
def test_the_words_of_a_house_are_its_name_in_any_order_and_alphabet(name: str) -> None:
    assert resembles(name, HOUSES) >= 0.5


@pytest.mark.parametrize(
    "name", ["Ledger Life", "Trust the wallet", "Gate Barnesatt", "Live Wallet"]
)
def test_a_house_without_an_office_beside_it_is_free(name: str) -> None:
    assert resembles(name, HOUSES) == 0.0


NAMESAKES = Protected(["Alex", "Victor", "Марина Соколова", "김민준", "Дмитрий", "Anna Kim"])


@pytest.mark.parametrize(
    "name",
    [
        "Alex G.", "Victor B. ✨", "victor-barnes47", "Alex III", "Карина Соколова",
        "Мария Соколова", "김민주", "임민준", "Дмитрий Ли", "Anna Lim", "Alexa", "Viktoria",
    ],
)  # fmt: skip
def test_namesakes_of_staff_are_other_people(name: str) -> None:
    assert resembles(name, NAMESAKES) == 0.0


@pytest.mark.parametrize(
    "name", ["김민준님", "ㄱㅣㅁㅁㅣㄴㅈㅜㄴ", "Марина Соколлова", "Kim Anna ✅"]
)
def test_a_title_or_letters_apart_make_nobody_else_of_them(name: str) -> None:
    assert resembles(name, NAMESAKES) >= 0.5
