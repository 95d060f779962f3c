"""Questions without an answer are put together, the same ones always alike."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from core.faq.gaps import Unanswered, cluster

STAKING = ("how do I stake my coins", "how to stake coins?", "HOW DO I STAKE COINS")
CARD = ("when does the debit card ship", "my debit card has not shipped")


def asked(*texts: str, language: str = "en") -> list[Unanswered]:
    return [Unanswered(n, text, language, asker=n) for n, text in enumerate(texts, 1)]


def test_the_same_question_in_other_words_is_one_gap() -> None:
    gaps = cluster(asked(STAKING[0], CARD[0], STAKING[1], CARD[1], STAKING[2]))
    assert [[q.text for q in gap.questions] for gap in gaps] == [list(STAKING), list(CARD)]
    assert [gap.people for gap in gaps] == [3, 2]


def test_one_person_who_asks_three_times_is_one_person() -> None:
    (gap,) = cluster([Unanswered(n, text, "en", asker=7) for n, text in enumerate(STAKING)])
    assert gap.people == 1


def test_examples_have_no_near_copies() -> None:
    (gap,) = cluster(asked(STAKING[0], f"{STAKING[0]}??", STAKING[1]))
    assert gap.examples() == (STAKING[0], STAKING[1])
    assert gap.examples(1) == (STAKING[0],)


def test_a_gap_speaks_the_language_that_most_asked_in() -> None:
    (gap,) = cluster([*asked(*STAKING[:2]), Unanswered(9, STAKING[2], "es")])
    assert (gap.main_language(), gap.languages) == ("en", ("en", "es"))


def test_no_questions_are_no_gaps() -> None:
    assert cluster([]) == []


@settings(max_examples=30)
@given(st.lists(st.text(max_size=30), max_size=20), st.randoms(use_true_random=False))
def test_every_question_is_in_one_gap_in_whatever_order_they_come(
    texts: list[str], shuffle: random.Random
) -> None:
    questions = asked(*texts)
    gaps = cluster(questions)
    assert sorted(q.id for gap in gaps for q in gap.questions) == [q.id for q in questions]
    shuffled = list(questions)
    shuffle.shuffle(shuffled)
    assert cluster(shuffled) == gaps


def test_twice_the_questions_take_no_more_than_a_few_times_as_long() -> None:
    made = random.Random(3)
    words = [f"w{made.randrange(400)}" for _ in range(12_000)]
    texts = [" ".join(words[n : n + 6]) for n in range(0, len(words), 6)]
    spent = []
    for most in (1_000, 2_000):
        begin = time.process_time()
        cluster(asked(*texts[:most]))
        spent.append(time.process_time() - begin)
    assert spent[1] < 5 * spent[0]
