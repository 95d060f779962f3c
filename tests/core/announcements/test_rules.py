"""The life of an announcement: its table, and who may move it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.announcements import rules
from core.announcements.rules import ALONE, PUBLIC, SENT, TABLE, TOLD, Kind, State

ENDS = (State.RECALLED, State.CANCELLED, State.DISCARDED)


@given(st.lists(st.sampled_from(Kind), max_size=12))
def test_nothing_is_told_before_two_keys_have_turned(history: list[Kind]) -> None:
    state, approved = State.DRAFT, False
    for kind in history:
        becomes = rules.after(kind, state)
        if becomes is None:
            continue
        if kind in TOLD:
            assert approved
        approved = approved or kind is Kind.APPROVED
        if kind is Kind.VOIDED:
            assert state not in (*PUBLIC, *ENDS)
            approved = False
        state = becomes


@pytest.mark.parametrize("kind", [Kind.EDITED, Kind.ASKED])
def test_words_are_changed_in_a_draft_only(kind: Kind) -> None:
    assert set(TABLE[kind]) == {State.DRAFT}


def test_what_everybody_knows_of_can_be_stopped_and_recalled() -> None:
    for state in SENT:
        assert rules.after(Kind.RECALLED, state) is State.RECALLED
    for state in (State.APPROVED, *PUBLIC):
        assert rules.after(Kind.STOPPED, state) is State.STOPPED


def test_what_a_moderator_stopped_only_goes_away() -> None:
    assert [kind for kind in Kind if rules.after(kind, State.STOPPED)] == [Kind.RECALLED]


def test_what_was_recalled_stays_so() -> None:
    assert not [kind for kind in Kind if rules.after(kind, State.RECALLED)]


def test_a_moderator_alone_can_only_stop() -> None:
    for state in State:
        assert set(rules.next_by_hand(state, "moderator")) <= {Kind.STOPPED, Kind.DISCARDED}
        assert not rules.next_by_hand(state, "helper")
        assert not rules.next_by_hand(state, "anyone")


def test_nobody_alone_sends_the_first_message() -> None:
    assert not {Kind.POSTED, Kind.SAID, Kind.APPROVED, Kind.EDITED, Kind.RENEWED} & set(ALONE)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.WRITTEN])
def test_every_kind_can_happen(kind: Kind) -> None:
    assert TABLE[kind]
