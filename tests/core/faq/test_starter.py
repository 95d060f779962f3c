"""What the starter entries promise to whoever asks in their own words, and to who does not ask."""

import pytest

from bench import matching
from core.faq.index import Index, Match, Phrasings
from core.faq.rules import Thresholds

DATA = matching.starter()
INDEX = Index.build(Phrasings(row.id, row.lang, row.question, row.alternatives) for row in DATA.kb)
ONLY = {
    language: Index.build(
        Phrasings(row.id, row.lang, row.question, row.alternatives)
        for row in DATA.kb
        if row.lang == language
    )
    for language in ("en", "zh")
}
CHATTER = [query for query in DATA.queries if query.expected is None]
THRESHOLDS = Thresholds()
NOTHING = Match("", "", 0.0)


def unasked(text: str, language: str | None = None) -> str | None:
    """The entry that is given to a text typed to nobody."""
    if not INDEX.knows(text):
        return None
    best, *_ = (*INDEX.search(text, language), NOTHING)
    return best.entry if best.confidence >= THRESHOLDS.unasked else None


@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "ru", "es"])
def test_chatter_is_never_answered_unasked(language: str) -> None:
    lines = [query.text for query in CHATTER if query.lang == language]
    assert len(lines) >= 60
    assert [text for text in lines if unasked(text, language)] == []


def answered(text: str, entry: str) -> bool:
    return unasked(text) == entry


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("howdoiresetmy2fa", "reset-2fa"),
        ("howto reset my2fa", "reset-2fa"),
        ("whyismywithdrawalpending", "withdrawal-pending"),
        ("cancelmywithdrawal please", "cancel-withdrawal"),
        ("Почемувыводвисит", "withdrawal-pending"),
        ("забылпароль чтоделать", "forgot-password"),
        ("porquemiretiroestapendiente", "withdrawal-pending"),
        ("nomellegóeldepósito", "deposit-not-arrived"),
        ("비밀번호를잊어버렸어요", "forgot-password"),
        ("입금이안들어와요", "deposit-not-arrived"),
    ],
)
def test_a_question_without_its_spaces_is_answered(text: str, entry: str) -> None:
    assert answered(text, entry)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("HOW DO I RESET MY 2FA", "reset-2fa"),
        ("WHY IS MY WITHDRAWAL PENDING???", "withdrawal-pending"),
        ("ПОЧЕМУ ВЫВОД ВИСИТ", "withdrawal-pending"),
        ("NO ME LLEGA EL DEPÓSITO", "deposit-not-arrived"),
    ],
)
def test_a_question_in_capitals_is_answered(text: str, entry: str) -> None:
    assert answered(text, entry)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("kak vyvesti dengi", "how-to-withdraw"),
        ("zabyl parol, chto delat", "forgot-password"),
        ("depozit ne prishel", "deposit-not-arrived"),
        ("zenme tixian", "how-to-withdraw"),
        ("chongzhi mei dao zhang", "deposit-not-arrived"),
        ("pasuwaado wasureta", "forgot-password"),
        ("shukkin houhou oshiete", "how-to-withdraw"),
        ("chulgeum eotteoke haeyo", "how-to-withdraw"),
        ("bimilbeonho kkameogeosseoyo", "forgot-password"),
    ],
)
def test_a_question_in_latin_letters_is_answered(text: str, entry: str) -> None:
    assert answered(text, entry)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("mi withdrawal está pending, por qué?", "withdrawal-pending"),
        ("как reset 2fa?", "reset-2fa"),
        ("withdrawal 왜 pending이에요?", "withdrawal-pending"),
        ("KYC 被拒了 what should I do", "identity-rejected"),
        ("password 忘れました help", "forgot-password"),
    ],
)
def test_a_question_in_two_languages_is_answered(text: str, entry: str) -> None:
    assert answered(text, entry)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("😭😭 my withdrawal is still pending 🙏", "withdrawal-pending"),
        ("提现一直在处理中 😭🙏", "withdrawal-pending"),
        ("비밀번호 잊어버렸어요 😢", "forgot-password"),
        ("не пришёл депозит 😡😡", "deposit-not-arrived"),
    ],
)
def test_a_question_among_emoji_is_answered(text: str, entry: str) -> None:
    assert answered(text, entry)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("how do i resset my 2fa", "reset-2fa"),
        ("whi is my withdrawl pendng", "withdrawal-pending"),
        ("forgto my pasword", "forgot-password"),
        ("depsoit not arived", "deposit-not-arrived"),
        ("почему вывд завсис", "withdrawal-pending"),
        ("olbide mi contrasena", "forgot-password"),
        ("비밀번호 잊어버렷어요", "forgot-password"),
    ],
)
def test_a_question_with_one_or_two_typing_errors_is_answered(text: str, entry: str) -> None:
    assert answered(text, entry)


def test_of_the_answers_given_unasked_nineteen_in_twenty_are_right() -> None:
    given = [(unasked(query.text, query.lang), query.expected) for query in DATA.queries]
    right = [answer == expected for answer, expected in given if answer]
    assert sum(right) >= 0.95 * len(right)
    assert len(right) >= 0.45 * sum(query.expected is not None for query in DATA.queries)


def test_of_the_answers_given_when_asked_four_in_five_are_right() -> None:
    """Though one in three of the things put to us here is chatter."""
    asked = [query for query in DATA.queries if query.expected] + CHATTER[::3]
    found = [(INDEX.search(query.text, query.lang), query.expected) for query in asked]
    given = [
        (matches[0].entry, expected)
        for matches, expected in found
        if matches and matches[0].confidence >= THRESHOLDS.asked
    ]
    assert sum(answer == expected for answer, expected in given) >= 0.8 * len(given)


@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "ru", "es"])
def test_the_right_entry_comes_first_in_every_language(language: str) -> None:
    asked = [query for query in DATA.queries if query.expected and query.lang == language]
    first = [INDEX.search(query.text, language, 1) for query in asked]
    right = [
        bool(matches) and matches[0].entry == query.expected
        for matches, query in zip(first, asked, strict=True)
    ]
    assert len(asked) >= 60
    assert sum(right) >= 0.8 * len(right)


@pytest.mark.parametrize("written", ["en", "zh"])
@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("출금이 왜 대기 중인가요?", "withdrawal-pending"),
        ("비밀번호를 잊어버렸어요", "forgot-password"),
        ("입금이 안 들어와요", "deposit-not-arrived"),
    ],
)
def test_a_korean_question_finds_an_entry_that_exists_in_one_other_language(
    text: str, entry: str, written: str
) -> None:
    assert ONLY[written].search(text, "ko", 1)[0].entry == entry
