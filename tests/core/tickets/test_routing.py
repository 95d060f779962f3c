"""Who is offered a ticket."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import Account
from core.tickets import routing
from core.tickets.routing import Agent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def agent(name: str, load: int = 0, idle: int = 0, speaks: str = "en", queues: str = "") -> Agent:
    return Agent(
        account=Account("loop", name),
        load=load,
        given_at=NOON - timedelta(minutes=idle) if idle else None,
        languages=frozenset(speaks.split()),
        queues=frozenset(queues.split()),
    )


@pytest.mark.parametrize(
    ("agents", "expected"),
    [
        pytest.param([], None, id="nobody"),
        pytest.param([agent("a", 1), agent("b", 0)], "b", id="the lightest load"),
        pytest.param([agent("a", 1, 5), agent("b", 1, 9)], "b", id="then the longest idle"),
        pytest.param([agent("a", 1, 5), agent("b", 1)], "b", id="who had none waits longest"),
        pytest.param([agent("a", 0), agent("b", 2, speaks="ru en")], "b", id="language first"),
        pytest.param([agent("a", 0), agent("b", 3, speaks="ru")], "a", id="but not above the cap"),
        pytest.param([agent("a", 3), agent("b", 4)], None, id="everybody at the cap"),
        pytest.param([agent("a", queues="vip"), agent("b", 2)], "b", id="another queue"),
        pytest.param([agent("a", 1, queues="main"), agent("b", 2)], "a", id="this queue"),
        pytest.param([agent("x"), agent("b", 2)], "b", id="who let it pass is not asked again"),
    ],
)
def test_a_ticket_goes_to(agents: list[Agent], expected: str | None) -> None:
    found = routing.choose(
        agents, queue="main", language="ru", cap=3, passed={Account("loop", "x")}
    )
    assert (found.account.id if found else None) == expected


@given(st.permutations([agent("a"), agent("b"), agent("c", 1), agent("d", speaks="ru")]))
def test_the_order_of_asking_does_not_matter(agents: list[Agent]) -> None:
    found = routing.choose(agents, queue="main", language="ja", cap=3)
    assert found is not None
    assert found.account.id == "a"
