import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.faq import rules
from core.faq.index import Match
from core.faq.rules import Answer, OfferHuman, Question, Silent, Suggest, Thresholds

THRESHOLDS = Thresholds(unasked=0.95, asked=0.8, suggest=0.05)
SURE, LIKELY, VAGUE, NONSENSE = (Match("fees", "en", sure) for sure in (0.97, 0.85, 0.3, 0.01))
ASKED = Question(addressed=True)
IN_PRIVATE = Question(addressed=False, private=True)
OVERHEARD = Question(addressed=False, auto_answers=True)


def decide(question: Question, *matches: Match) -> rules.Decision:
    return rules.decide(question, matches, THRESHOLDS)


@pytest.mark.parametrize("question", [ASKED, IN_PRIVATE, OVERHEARD])
def test_a_sure_match_is_answered(question: Question) -> None:
    assert decide(question, SURE) == Answer("fees", "en", 0.97)


@pytest.mark.parametrize("question", [ASKED, IN_PRIVATE])
def test_who_asks_gets_an_answer_that_is_only_likely(question: Question) -> None:
    assert isinstance(decide(question, LIKELY), Answer)


def test_nobody_gets_a_merely_likely_answer_unasked() -> None:
    assert decide(OVERHEARD, LIKELY) == Silent()


def test_who_asks_vaguely_gets_up_to_three_suggestions() -> None:
    others = [Match(slug, "en", 0.1) for slug in ("a", "b", "c")]
    assert decide(ASKED, VAGUE, *others) == Suggest(("fees", "a", "b"))


@pytest.mark.parametrize("matches", [(), (NONSENSE,)])
def test_who_asks_what_we_do_not_know_is_offered_a_human(matches: tuple[Match, ...]) -> None:
    assert decide(ASKED, *matches) == OfferHuman()


@pytest.mark.parametrize(
    "question",
    [
        Question(addressed=False),
        Question(addressed=False, auto_answers=True, age_seconds=61),
        Question(addressed=False, auto_answers=True, answered_before=frozenset({"fees"})),
        Question(addressed=False, auto_answers=True, answered_recently=frozenset({"fees"})),
        Question(addressed=False, auto_answers=True, edited=True),
        Question(addressed=True, edited=True),
    ],
    ids=["auto-answers off", "old", "same person", "same place", "edited", "edited, asked"],
)
def test_nothing_is_said(question: Question) -> None:
    assert decide(question, SURE) == Silent()


def test_the_second_best_does_not_replace_an_answer_already_given() -> None:
    asked = Question(addressed=False, auto_answers=True, answered_before=frozenset({"fees"}))
    assert decide(asked, SURE, Match("other", "en", 0.96)) == Silent()


def test_who_asks_directly_may_have_the_same_answer_again_and_late() -> None:
    again = Question(
        addressed=True,
        age_seconds=3600,
        answered_before=frozenset({"fees"}),
        answered_recently=frozenset({"fees"}),
    )
    assert isinstance(decide(again, SURE), Answer)


@given(
    st.builds(Question, addressed=st.booleans(), private=st.booleans(), edited=st.booleans()),
    st.lists(st.builds(Match, st.text(max_size=3), st.just("en"), st.floats(0, 1)), max_size=4),
)
def test_without_auto_answers_we_speak_only_when_spoken_to(
    question: Question, matches: list[Match]
) -> None:
    spoken = question.addressed or question.private
    assert spoken or rules.decide(question, matches, THRESHOLDS) == Silent()


@pytest.mark.parametrize(
    ("available", "wanted", "shown"),
    [({"en", "ko"}, "ko", "ko"), ({"en", "ko"}, "ru", "en"), ({"zh", "ko"}, "ru", "ko")],
)
def test_the_language_shown(available: set[str], wanted: str, shown: str) -> None:
    assert rules.pick_language(available, wanted, ["en"]) == shown
