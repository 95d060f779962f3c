"""What is remembered between two messages, and what outlives its bounds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from core.events import Account, MessageReceived
from moderation import memory
from moderation.memory import Memory
from tests.house import GROUP

START = datetime(2026, 5, 1, tzinfo=UTC)
ANN = (GROUP.chat, "loop:ann")


def say(held: Memory, number: int, person: str = "ann") -> None:
    message = MessageReceived(
        id=f"e{number}", at=START, place=GROUP, message=f"u{number}",
        author=Account("loop", person), text=f"good morning number {number}",
    )  # fmt: skip
    held.count_clean(message, 5)
    held.note(message, message.text)


def crowd() -> Iterator[tuple[str, str]]:
    return ((GROUP.chat, f"loop:p{number}") for number in range(memory.MOST_AUTHORS))


def test_who_has_earned_trust_keeps_it_however_many_others_come() -> None:
    held = Memory()
    for number in range(3):
        say(held, number)
    for key in crowd():
        held.author(key, START)
    ann = held.author(ANN, START + timedelta(days=20))
    assert (ann.since, ann.clean) == (START, 3)


def test_what_is_not_written_yet_is_written_however_many_others_come() -> None:
    held = Memory()
    say(held, 1)
    for key in crowd():
        held.author(key, START)
    assert held.unwritten() == [(ANN, START, 1)]


def test_whoever_is_forgotten_is_not_remembered_after_all() -> None:
    held = Memory()
    say(held, 1)
    for key in crowd():
        held.author(key, START)
    held.forget("loop:ann")
    later = START + timedelta(days=20)
    assert (held.author(ANN, later).since, held.author(ANN, later).clean) == (later, 0)
    assert held.unwritten() == []
