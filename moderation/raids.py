"""Whether a crowd arrives that belongs together: joins against the recent rate. Pure counting."""

import unicodedata
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from core.events import Account, MemberJoined

NEEDS = ("joins", "restrict_members")
WINDOW = timedelta(minutes=1)
USUAL_OVER = timedelta(hours=1)
TIMES_USUAL = 6
YOUNG = timedelta(days=7)
MOST_MEMBERS = 20_000  # of one raid; more are no longer told from other newcomers
MOST_CHATS = 200
_SAYS_SOMETHING = 3  # letters of a name


class Arrival(NamedTuple):
    """`weight` 2 where the name is like another's of the same minute, or the account is young."""

    at: datetime
    account: Account
    name: str
    weight: int


@dataclass
class Raid:
    """`until` moves on while they keep coming. `began` is its name in its chat (`platform:id`)."""

    chat: str
    began: datetime
    until: datetime
    members: set[str] = field(default_factory=set)


class Wave(NamedTuple):
    """Who is to be silent now; at the beginning all who came in that minute."""

    raid: Raid
    accounts: tuple[Account, ...]
    begins: bool


@dataclass
class _Chat:
    lately: deque[Arrival] = field(default_factory=deque)
    present: set[Account] = field(default_factory=set)  # of `lately`
    names: Counter[str] = field(default_factory=Counter)
    weight: int = 0
    before: deque[tuple[datetime, int]] = field(default_factory=deque)  # joins by the minute
    earlier: int = 0  # the sum of `before`


class Raids:
    """What one program saw."""

    def __init__(self) -> None:
        self._chats: OrderedDict[str, _Chat] = OrderedDict()
        self._running: dict[str, Raid] = {}

    def joined(self, event: MemberJoined, fewest: int, lasts: timedelta) -> Wave | None:
        """None while nothing is unusual. `fewest` in a minute are never a raid, each counted by
        its weight; `lasts` is how long it is quiet after the last of them."""
        chat = self._chat(event.place.chat)
        _slide(chat, event.at)
        if event.author not in chat.present:  # who comes and goes is one person
            _count(chat, event)
        raid = self._running.get(event.place.chat)
        if raid is None or event.at >= raid.until:
            return self._begin(event.place.chat, chat, fewest, event.at + lasts)
        if len(raid.members) >= MOST_MEMBERS:
            return None
        raid.until = event.at + lasts
        raid.members.add(str(event.author))
        return Wave(raid, (event.author,), begins=False)

    def recall(self, kept: Iterable[Raid]) -> None:
        """What was running before this start; a chat may have got a new id since."""
        for raid in kept:
            if raid.chat not in self._running:
                self._drop_former(raid)
                self._running[raid.chat] = replace(raid, members=set(raid.members))

    def _drop_former(self, raid: Raid) -> None:
        """The same one, under the id that its chat had."""
        former = (
            one.chat
            for one in self._running.values()
            if one.began == raid.began and one.members <= raid.members
        )
        if chat := next(former, None):
            del self._running[chat]

    def of(self, account: Account, now: datetime) -> Raid | None:
        """The one that somebody came with, in whichever chat of the platform they write."""
        for raid in self._running.values() if self._running else ():
            if str(account) in raid.members and now < raid.until:
                return raid
        return None

    def stop(self, chat: str) -> None:
        """A moderator says that it was none: what came is usual from now on."""
        self._running.pop(chat, None)
        if found := self._chats.get(chat):
            _forget(found, len(found.lately))

    def _begin(self, key: str, chat: _Chat, fewest: int, until: datetime) -> Wave | None:
        self._running.pop(key, None)
        usual = chat.earlier / (USUAL_OVER / WINDOW)
        if chat.weight < max(fewest, TIMES_USUAL * usual):
            return None
        accounts = tuple(dict.fromkeys(one.account for one in chat.lately))
        raid = Raid(key, chat.lately[-1].at, until, set(map(str, accounts)))
        self._running[key] = raid
        return Wave(raid, accounts, begins=True)

    def _chat(self, key: str) -> _Chat:
        chat = self._chats.setdefault(key, _Chat())
        self._chats.move_to_end(key)
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return chat


def _count(chat: _Chat, event: MemberJoined) -> None:
    name = shape(event.name)
    young = event.created_at is not None and event.at - event.created_at < YOUNG
    alike = len(name) >= _SAYS_SOMETHING and chat.names[name] > 0
    arrival = Arrival(event.at, event.author, name, 2 if young or alike else 1)
    chat.lately.append(arrival)
    chat.present.add(arrival.account)
    chat.names[name] += 1
    chat.weight += arrival.weight
    if len(chat.lately) > MOST_MEMBERS:
        _forget(chat, 1)


def _slide(chat: _Chat, now: datetime) -> None:
    """What is older than the window becomes what is usual here, for an hour."""
    old = 0
    while old < len(chat.lately) and now - chat.lately[old].at > WINDOW:
        old += 1
    _forget(chat, old)
    while chat.before and now - chat.before[0][0] > USUAL_OVER:
        chat.earlier -= chat.before.popleft()[1]


def _forget(chat: _Chat, number: int) -> None:
    for _ in range(number):
        arrival = chat.lately.popleft()
        chat.weight -= arrival.weight
        chat.present.discard(arrival.account)
        chat.names[arrival.name] -= 1
        if not chat.names[arrival.name]:
            del chat.names[arrival.name]
        _count_as_usual(chat, arrival.at)


def _count_as_usual(chat: _Chat, at: datetime) -> None:
    chat.earlier += 1
    if chat.before and at - chat.before[-1][0] < WINDOW:
        chat.before[-1] = (chat.before[-1][0], chat.before[-1][1] + 1)
    else:
        chat.before.append((at, 1))


def shape(name: str) -> str:
    """The letters of a name: what "anna_0017" and "Anna 42" share."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if char.isalpha())
