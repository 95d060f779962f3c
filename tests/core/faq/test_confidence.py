import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.faq.confidence import FEWEST, Curve, fit
from core.faq.rehearsal import Observations

SHARE = st.floats(0.0, 1.0)
SURE = (0.9, 0.8, 0.5, 0.9, 0.9, 0.0)
UNSURE = (0.5, 0.2, 0.0, 0.7, 0.6, 0.0)
MIDDLING = (0.3, 0.05, -0.1, 0.6, 0.5, 0.0)


def observed(count: int, right: bool, evidence: tuple[float, ...] = SURE) -> Observations:
    flags = np.full(count, right)
    return Observations(np.tile(evidence, (count, 1)), flags, ~flags & False, np.zeros(count))


def test_without_a_rehearsal_the_usual_stands() -> None:
    assert fit(observed(FEWEST - 1, False)) == Curve()


def test_a_base_that_answers_itself_rightly_is_surer() -> None:
    easy, hard = fit(observed(100, True, MIDDLING)), fit(observed(100, False, MIDDLING))
    assert easy.confidence(UNSURE) > hard.confidence(UNSURE)


def test_confidence_is_a_share_that_the_shares_ascend_to() -> None:
    curve = fit(observed(100, False))
    assert list(curve.chances) == sorted(set(curve.chances))
    assert 0 < curve.confidence(UNSURE) < curve.confidence(SURE) < 1


@given(SHARE, SHARE, SHARE, SHARE)
def test_more_margin_is_never_less_sure(
    score: float, low: float, high: float, known: float
) -> None:
    low, high = sorted((low, high))
    curve = Curve()
    less, more = (
        curve.confidence((score, margin, 0.0, known, known, 0.0)) for margin in (low, high)
    )
    assert less <= more
