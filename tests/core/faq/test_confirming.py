"""Whose word weighs what, and what a phrasing becomes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.faq.confirming import (
    HELD_BACK,
    MOST_A_DAY,
    Said,
    is_held_back,
    is_too_much,
    next_state,
    voice_of,
)
from core.faq.likeness import is_near_copy

ASKER, OTHER = Said(1, "asker", True), Said(2, "other", True)
HELPER, WRONG, WRONG_TOO = (
    Said(3, "trusted", True),
    Said(4, "trusted", False),
    Said(5, "trusted", False),
)
SAID = st.builds(
    Said,
    st.integers(1, 5),
    st.sampled_from(["asker", "other", "trusted"]),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("ledger", "state"),
    [
        ([], "waiting"),
        ([ASKER], "waiting"),
        ([ASKER, ASKER], "waiting"),
        ([ASKER, OTHER], "learned"),
        ([OTHER, Said(6, "other", True), Said(7, "other", True)], "waiting"),
        ([HELPER], "learned"),
        ([HELPER, WRONG], "waiting"),
        ([WRONG], "waiting"),
        ([WRONG, WRONG], "waiting"),
        ([WRONG, WRONG_TOO], "refused"),
        ([HELPER, WRONG, WRONG_TOO], "refused"),
        ([WRONG, Said(4, "trusted", True)], "learned"),
    ],
)
def test_it_takes_a_trusted_member_or_the_asker_and_one_more(
    ledger: list[Said], state: str
) -> None:
    assert next_state("waiting", ledger) == state


def test_one_thumb_down_of_the_asker_does_not_undo_a_helpers_word() -> None:
    assert next_state("proved", [HELPER, Said(1, "asker", False)]) == "proved"


def test_what_was_learned_is_unlearned_when_nothing_speaks_for_it_any_more() -> None:
    assert next_state("learned", [ASKER, OTHER, Said(1, "asker", False)]) == "waiting"
    assert next_state("proved", [HELPER, WRONG]) == "waiting"


def test_what_the_live_test_put_aside_stays_there() -> None:
    assert next_state("aside", [HELPER, Said(9, "trusted", True)]) == "aside"


@settings(max_examples=60)
@given(st.lists(SAID, max_size=8))
def test_only_trusted_members_can_refuse_and_never_one_alone(ledger: list[Said]) -> None:
    against = {s.member for s in ledger if s.voice == "trusted" and not s.good}
    assert next_state("waiting", ledger) != "refused" or len(against) >= 2


@settings(max_examples=60)
@given(st.lists(SAID, max_size=8))
def test_whatever_one_person_says_alone_weighs_once(ledger: list[Said]) -> None:
    alone = [Said(1, "asker", line.good) for line in ledger]
    assert next_state("waiting", alone) == "waiting"


def test_nobody_is_a_second_person_to_oneself() -> None:
    assert voice_of(is_asker=True, is_trusted=True) == "asker"


def test_a_person_can_confirm_so_much_a_day() -> None:
    assert not is_too_much("other", MOST_A_DAY["other"] - 1)
    assert is_too_much("other", MOST_A_DAY["other"])


def test_about_a_tenth_is_held_back_and_always_the_same() -> None:
    held = [n for n in range(1_000) if is_held_back(f"how do I do thing number {n}")]
    assert 0.7 < len(held) * HELD_BACK / 1_000 < 1.3
    assert all(is_held_back(f"HOW do I do, thing number {n}?!") for n in held)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("How do I reset my 2FA?", "how do i reset my 2fa", True),
        ("how do i reset my 2fa", "how do i reset my 2fa pls", True),
        ("how do i reset my 2fa", "how do i reset my password", False),
        ("提现为什么一直在处理中", "提现为什么一直在处理中？", True),
        ("", "", False),
        ("?!", "?!", False),
    ],
)
def test_near_copies_are_one(one: str, other: str, near: bool) -> None:
    assert is_near_copy(one, other) is near
