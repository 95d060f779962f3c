"""What a few accounts can get out of the rules by rewarding nobody but each other."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reputation_exploit import SETTINGS, Deed, anneal, bound, known_askers, plans, weigh
from core.reputation.ranks import KEEPS

LARGEST = 10
deeds = st.builds(
    Deed,
    giver=st.integers(0, LARGEST - 1),
    receiver=st.integers(0, LARGEST - 1),
    kind=st.sampled_from(["accept", "thanks", "vote"]),
    day=st.floats(0, 90),
)


def test_ten_accounts_cannot_meet_the_people_of_the_highest_rank_nor_keep_it() -> None:
    """Whatever they do: each has only nine others whom it can have helped."""
    _, people = bound(LARGEST, SETTINGS.points, SETTINGS.caps)
    assert people < SETTINGS.ranks[-1].people * KEEPS
    assert people < SETTINGS.ranks[1].people * KEEPS


@settings(max_examples=40, deadline=None)
@given(st.lists(deeds, max_size=200))
def test_whatever_they_do_the_caps_bound_what_one_of_them_gets(plan: list[Deed]) -> None:
    found = weigh(plan, LARGEST)
    points, people = bound(LARGEST, SETTINGS.points, SETTINGS.caps)
    assert found.points <= points
    assert found.people <= people
    assert found.rank < len(SETTINGS.ranks)


def test_a_search_for_the_best_plan_stays_below_the_highest_rank() -> None:
    """`bench/reputation_exploit.py` does the same at full size."""
    random = Random(1)
    found = [anneal(plan, 4, random, steps=3) for _, plan in plans(4, random)]
    assert max(one.points for one in found) > SETTINGS.ranks[0].points
    assert max(one.rank for one in found) < len(SETTINGS.ranks)


@pytest.mark.parametrize("size", [4, 5, LARGEST])
def test_the_bound_of_points_can_be_reached_so_people_are_what_keeps_a_group_down(
    size: int,
) -> None:
    found = weigh(known_askers(size), size)
    points, people = bound(size, SETTINGS.points, SETTINGS.caps)
    assert (found.points, found.people) == (points, people)
    assert found.rank <= 1
