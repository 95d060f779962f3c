"""To whom a ticket is offered: a language they speak, the lightest load, the longest idle."""

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from core.events import Account


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """A person on duty. No `queues` are all of them; `load` are their open tickets, `given_at`
    when they were offered the last one."""

    account: Account
    languages: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()
    load: int = 0
    given_at: datetime | None = None


def choose(
    agents: Iterable[Agent],
    *,
    queue: str,
    language: str,
    cap: int,
    passed: Collection[Account] = (),
) -> Agent | None:
    """None where everybody is at the cap, or let it pass already (`passed`).

    Whoever speaks the language comes first; among equals the least loaded, then the one who waits
    longest, then by account so that two processes choose alike.
    """
    able = [
        agent
        for agent in agents
        if agent.load < cap
        and agent.account not in passed
        and (not agent.queues or queue in agent.queues)
    ]
    return min(able, key=lambda agent: _rank(agent, language), default=None)


def _rank(agent: Agent, language: str) -> tuple[bool, int, float, str]:
    given = agent.given_at.timestamp() if agent.given_at else 0.0
    return language not in agent.languages, agent.load, given, str(agent.account)
