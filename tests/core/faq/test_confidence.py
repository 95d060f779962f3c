import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.faq.confidence import BOLDEST, FEWEST, SHYEST, USUAL, Curve, Judged, fit, leaning
from core.faq.ranking import Evidence
from core.faq.rehearsal import Observations

SHARE = st.floats(0.0, 1.0)
SURE = (0.5, 0.3, 0.9, 0.0)
UNSURE = (0.2, 0.0, 0.6, 0.0)
MIDDLING = (0.05, -0.1, 0.5, 0.0)


def observed(count: int, right: bool, evidence: Evidence = SURE) -> Observations:
    flags = np.full(count, right)
    return Observations(np.tile(evidence, (count, 1)), flags, np.zeros(count))


def judged(count: int, right: bool, language: str = "en") -> list[Judged]:
    return [Judged(language, SURE, right)] * count


def test_without_a_rehearsal_a_usual_base_is_taken_as_such() -> None:
    assert fit(observed(FEWEST - 1, False), USUAL) == Curve()


def test_a_base_that_answers_itself_rightly_is_surer() -> None:
    easy = fit(observed(100, True, MIDDLING), USUAL)
    hard = fit(observed(100, False, MIDDLING), USUAL)
    assert easy.confidence(UNSURE) > hard.confidence(UNSURE)


def test_a_base_of_one_phrasing_an_entry_is_less_sure_than_one_of_ten() -> None:
    nothing = observed(0, True)
    assert fit(nothing, 1.0).confidence(UNSURE) < fit(nothing, 10.0).confidence(UNSURE)


def test_where_people_ask_a_text_that_does_not_is_less_sure_unless_it_repeats_a_phrasing() -> None:
    asking, mixed = fit(observed(0, True), USUAL, 0.9), fit(observed(0, True), USUAL, 0.4)
    assert asking.confidence(SURE, asks=False) < asking.confidence(SURE)
    assert mixed.confidence(SURE, asks=False) == mixed.confidence(SURE)
    repeated = (*SURE[:3], 1.0)
    assert asking.confidence(repeated, asks=False) == asking.confidence(repeated)


def test_confidence_is_a_share_that_grows_with_the_evidence() -> None:
    curve = fit(observed(100, False), USUAL)
    assert 0 < curve.confidence(UNSURE) < curve.confidence(SURE) < 1


def test_wrong_answers_make_their_language_less_sure_and_no_other() -> None:
    curve = leaning(Curve(), judged(6, False, "ru") + judged(1, True, "es"))
    assert curve.confidence(SURE, "ru") < Curve().confidence(SURE)
    assert curve.confidence(SURE, "en") == curve.confidence(SURE) == Curve().confidence(SURE)


def test_one_wrong_answer_moves_less_than_ten() -> None:
    once, often = leaning(Curve(), judged(1, False)), leaning(Curve(), judged(10, False))
    assert often.leans["en"] < once.leans["en"] < 0


def test_feedback_never_moves_further_than_its_bounds() -> None:
    praised, blamed = leaning(Curve(), judged(500, True)), leaning(Curve(), judged(500, False))
    assert praised.leans["en"] <= BOLDEST
    assert blamed.leans["en"] == SHYEST


@given(SHARE, SHARE, SHARE)
def test_more_margin_is_never_less_sure(low: float, high: float, words: float) -> None:
    low, high = sorted((low, high))
    less, more = (Curve().confidence((margin, 0.0, words, 0.0)) for margin in (low, high))
    assert less <= more
