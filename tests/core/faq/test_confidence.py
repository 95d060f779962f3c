import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.faq.confidence import PRIOR, Curve, Observations, fit

SHARE = st.floats(0.0, 1.0)


def observed(count: int, right: float) -> Observations:
    evidence = np.tile([0.5, 0.3, 0.0, 0.7], (count, 1))
    return Observations(evidence, np.full(count, right), np.ones(count))


def test_without_observations_the_prior_stands() -> None:
    assert fit(observed(0, 1.0)).coefficients == pytest.approx(PRIOR)


def test_few_observations_hardly_move_it_many_do() -> None:
    evidence = (0.5, 0.3, 0.0, 0.7)
    before = Curve().probability(*evidence)
    few = fit(observed(3, 0.0)).probability(*evidence)
    many = fit(observed(300, 0.0)).probability(*evidence)
    assert before - 0.15 < few < before
    assert many < 0.15


@given(SHARE, SHARE, SHARE, SHARE)
def test_more_margin_is_never_less_sure(
    score: float, low: float, high: float, known: float
) -> None:
    low, high = sorted((low, high))
    curve = Curve()
    assert curve.probability(score, low, 0.0, known) <= curve.probability(score, high, 0.0, known)
