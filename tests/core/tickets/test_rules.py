"""The life of a ticket: its table, and what any history comes to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.events import Account
from core.moments import to_micros
from core.tickets import rules
from core.tickets.rules import ENDED, LIVE, TABLE, Happening, Kind, NotPossible, State, Ticket

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MIA, ANN = Account("loop", "mia"), Account("loop", "ann")
DETAILS: dict[Kind, dict[str, str | int]] = {
    Kind.OPENED: {
        "member": 7,
        "for": str(ANN),
        "queue": "main",
        "category": "trading",
        "language": "ru",
        "priority": "normal",
    },
    Kind.TRANSFERRED: {"queue": "second"},
    Kind.PRIORITISED: {"priority": "urgent"},
    Kind.CATEGORISED: {"category": "api"},
    Kind.SNOOZED: {"until": to_micros(NOW + timedelta(hours=2))},
    Kind.RESOLVED: {"reason": "solved"},
    Kind.RATED: {"stars": 5},
}


def happens(kind: Kind, minutes: int = 0, by: Account | None = MIA) -> Happening:
    at = NOW + timedelta(minutes=minutes)
    return Happening(kind=kind, at=at, by=by, detail=DETAILS.get(kind, {}))


def after(*kinds: Kind) -> Ticket:
    return rules.fold_all(1, [happens(kind, n) for n, kind in enumerate((Kind.OPENED, *kinds))])


WAYS: dict[State, tuple[Kind, ...]] = {
    State.NEW: (),
    State.OPEN: (Kind.CLAIMED,),
    State.WAITING: (Kind.CLAIMED, Kind.REPLIED),
    State.ON_HOLD: (Kind.HELD,),
    State.SNOOZED: (Kind.SNOOZED,),
    State.RESOLVED: (Kind.CLAIMED, Kind.RESOLVED),
    State.CLOSED: (Kind.CLOSED,),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", Kind)
def test_what_the_table_says_happens_and_nothing_else(kind: Kind, state: State) -> None:
    ticket = after(*WAYS[state])
    assert ticket.state is state
    becomes = TABLE.get(kind, {}).get(state)
    if becomes is None:
        with pytest.raises(NotPossible):
            rules.fold(ticket, happens(kind, 90))
    else:
        assert rules.fold(ticket, happens(kind, 90)).state is becomes


def test_every_kind_but_the_first_has_its_row() -> None:
    assert set(TABLE) == set(Kind) - {Kind.OPENED}
    assert {*LIVE, *ENDED} == set(State)


def test_a_history_begins_with_its_opening() -> None:
    with pytest.raises(NotPossible):
        rules.fold_all(1, [happens(Kind.CLAIMED)])


def test_the_askers_word_wakes_whatever_rests() -> None:
    for rest in (Kind.REPLIED, Kind.HELD, Kind.SNOOZED):
        ticket = after(rest, Kind.ASKED)
        assert (ticket.state, ticket.wakes_at) == (State.OPEN, None)


def test_thanks_after_the_end_restarts_no_clock() -> None:
    ended = after(Kind.CLAIMED, Kind.REPLIED, Kind.RESOLVED)
    thanked = rules.fold(ended, happens(Kind.ASKED, 90))
    assert (thanked.state, thanked.asked_at) == (State.RESOLVED, ended.asked_at)


def test_the_first_reply_is_kept_the_last_goes_on() -> None:
    ticket = after(Kind.REPLIED, Kind.ASKED, Kind.REPLIED)
    assert ticket.first_reply_at == NOW + timedelta(minutes=1)
    assert ticket.replied_at == NOW + timedelta(minutes=3)


def test_what_is_given_back_or_on_is_anybodys() -> None:
    assert after(Kind.CLAIMED).assignee == MIA
    for gone in (Kind.RELEASED, Kind.TRANSFERRED):
        ticket = after(Kind.CLAIMED, gone)
        assert (ticket.assignee, ticket.state) == (None, State.NEW)


def test_it_may_be_reopened_for_seven_days_and_not_a_moment_longer() -> None:
    ended = after(Kind.RESOLVED)
    end = NOW + timedelta(minutes=1) + rules.REOPENED_WITHIN
    assert rules.may_be_reopened(ended, end - timedelta(seconds=1))
    assert not rules.may_be_reopened(ended, end)
    assert not rules.may_be_reopened(after(Kind.CLOSED), NOW)


def test_opened_again_it_owes_a_new_answer_and_has_no_rating() -> None:
    ticket = after(Kind.RESOLVED, Kind.RATED, Kind.REOPENED)
    assert (ticket.state, ticket.rating, ticket.reason) == (State.OPEN, None, None)
    assert ticket.asked_at == NOW + timedelta(minutes=3)


@given(st.lists(st.sampled_from([kind for kind in Kind if kind is not Kind.OPENED]), max_size=30))
@settings(max_examples=60)
def test_any_history_of_possible_events_folds_step_by_step_as_at_once(kinds: list[Kind]) -> None:
    events, ticket = [happens(Kind.OPENED)], after()
    for minute, kind in enumerate(kinds, 1):
        if rules.may_happen(kind, ticket.state):
            events.append(happens(kind, minute))
            ticket = rules.fold(ticket, events[-1])
        assert ticket.is_live == (ticket.state in LIVE)
        assert (ticket.wakes_at is not None) == (ticket.state is State.SNOOZED)
        assert (ticket.resolved_at is not None) >= (ticket.state is State.RESOLVED)
    assert rules.fold_all(1, events) == ticket
