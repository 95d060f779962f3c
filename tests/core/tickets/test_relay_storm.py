"""A conversation in bad weather: whatever fails, every word is shown once, or somebody is asked."""

import random
import re
from datetime import timedelta

import pytest

from core.actions import OpenThread, Send
from core.platform import Delivery, Gone, NotAllowed, Outcome, RetryAt, Uncertain
from core.storage import Storage
from tests.core.tickets.desk import desk_house, of, opens, room_of, said, to
from tests.core.tickets.test_relay import Picky, heard
from tests.fakes.loopback import CAPABILITIES
from tests.house import House

STEPS = 120
_WORD = re.compile(r"(?:word|reply) \d+$")


class Storm(Picky):
    """Some deliveries of words fail, each in a way that its side can fail."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__(CAPABILITIES)
        self.dice = dice
        self.doubted = 0

    def blows(self, house: House) -> None:
        outcome = self.dice.choice(_weather(house))
        if isinstance(outcome, NotAllowed):
            self.fail_once(outcome, lambda d: d.place.private and isinstance(d.action, Send))
        elif isinstance(outcome, Gone):
            self.fail_once(outcome, lambda d: d.place.thread is not None and _is_send(d))
        else:
            self.fail_once(outcome, lambda d: _is_send(d) or isinstance(d.action, OpenThread))


def _is_send(delivery: Delivery) -> bool:
    return isinstance(delivery.action, Send)


def _weather(house: House) -> list[Outcome]:
    soon = house.now() + timedelta(milliseconds=5)
    return [Gone("thread"), NotAllowed("blocked"), Uncertain(), RetryAt(soon)]


@pytest.mark.parametrize("seed", range(6))
async def test_every_word_is_shown_once_in_order_or_asked_about(
    sqlite_storage: Storage, seed: int
) -> None:
    dice = random.Random(seed)
    storm = Storm(dice)
    limits = "[limits]\nmessages_per_minute = 1000\n"
    async with desk_house(sqlite_storage, limits, platform=storm) as house:
        number = await opens(house, "ann")
        for step in range(STEPS):
            if dice.random() < 0.2:
                storm.blows(house)
            if dice.random() < 0.6:
                await house.says("ann", f"word {step}")
            else:
                await _reply(house, number, f"reply {step}")
        storm.fault = None
        await house.says("ann", "word 1000")
        await _check(house, storm)


async def _reply(house: House, number: int, text: str) -> None:
    room = await room_of(house, number)
    lines = [seen for seen in house.platform.screens[room.key] if seen.text.startswith("👤")]
    if lines:
        await house.says("mia", text, room, quoted=to(lines[-1]))


async def _check(house: House, storm: Storm) -> None:
    rows = await house.rows(
        "SELECT l.side, t.text FROM ticket_lines l JOIN texts t ON t.id = l.text ORDER BY l.id"
    )
    doubted = await house.rows(
        "SELECT COUNT(*) FROM outbox WHERE state = 'uncertain' AND key LIKE '%:line:%'"
    )
    rooms = [seen for key, seen in storm.screens.items() if key.startswith("loop:staff")]
    staff = [text for seen in rooms for text in heard(seen)]
    shown = {"asker": _words(staff), "staff": _words([said(seen) for seen in of(house, "ann")])}
    missing = 0
    for side, words in shown.items():
        written = [text for kept, text in rows if kept == side and _WORD.match(text)]
        assert len(words) == len(set(words)), "twice"
        assert set(words) <= set(written)
        assert words == [word for word in written if word in set(words)], "out of order"
        missing += len(written) - len(words)
    assert missing <= doubted[0][0], "neither shown nor asked about"


def _words(texts: list[str]) -> list[str]:
    found = (_WORD.search(text) for text in texts)
    return [match[0] for match in found if match]
