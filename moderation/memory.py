"""What is remembered between two messages: counted in memory, lost in a crash, and bounded but for
two numbers of each author."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from core.events import Account, MessageReceived, Place
from moderation.sketches import alike, sketch
from moderation.subject import Recent

MOST_AUTHORS = 20_000
MOST_SAID = 60  # of an author within a minute: as many as a place may let them write
LAST_SAID = 12  # of an author, however long ago
MOST_TEXTS = 500  # of a chat, in which copies and questions are looked for
MOST_WAVES = 20  # of a chat
WAVE_LASTS = timedelta(hours=1)  # after its last message
_MINUTE, _TEN_SECONDS, _TEN_MINUTES = (timedelta(seconds=s) for s in (60, 10, 600))
_SAYS_SOMETHING = 2  # words
_LONGEST_KEPT = 1_000  # code points of a text that a next message could complete
_NAME = 16  # hex digits: of one chat's waves

Key = tuple[str, str]  # chat, account


@dataclass(frozen=True, slots=True)
class Said:
    """`text` is kept for a minute at most, to find what is spread over messages."""

    at: datetime
    author: str
    place: str
    message: str
    album: str | None
    text: str
    sketch: frozenset[int]


@dataclass(slots=True)
class Author:
    """An account in a chat. `clean` counts what is not written down yet; `pose` stands for a name
    like ours, as long as nobody has cleared it."""

    since: datetime
    said: list[Said] = field(default_factory=list)  # a deque takes 600 bytes when it is empty
    clean: int = 0
    presented: tuple[str, str] | None = None
    tag: str = ""
    pose: str = ""


@dataclass(slots=True)
class Wave:
    """The same words from several accounts. `name` stands for it, and tells nothing of it;
    `cleared`: a moderator found nothing wrong with it."""

    name: str
    sketch: frozenset[int]
    at: datetime
    cleared: bool = False


class Memory:
    """One for each running feature."""

    def __init__(self) -> None:
        self._authors: OrderedDict[Key, Author] = OrderedDict()
        self._former: dict[Key, tuple[datetime, int]] = {}  # since when, and how many clean ones
        self._chats: OrderedDict[str, deque[Said]] = OrderedDict()
        self._waves: OrderedDict[str, deque[Wave]] = OrderedDict()
        self._unwritten: set[Key] = set()

    def author(self, key: Key, now: datetime) -> Author:
        author = self._authors.get(key)
        if author is None:
            since, clean = self._former.pop(key, (now, 0))
            author = self._authors[key] = Author(since, clean=clean)
            self._forget()
        self._authors.move_to_end(key)
        return author

    def arrived(self, key: Key, now: datetime) -> Author:
        """Written down even if they never say a word: their names are looked at all the same."""
        self._unwritten.add(key)
        return self.author(key, now)

    def recent(self, message: MessageReceived, plain: str) -> Recent:
        """What stood before this message."""
        author = self.author(_key(message), message.at)
        before = [said for said in author.said if not _is_part(said, message)]
        lately = [said for said in before if message.at - said.at <= _MINUTE]
        soon = (said for said in lately if message.at - said.at <= _TEN_SECONDS)
        now, own = sketch(plain), str(message.author)
        return Recent(
            messages=len({said.album or said.message for said in soon}),
            same=sum(said.text == message.text for said in lately if message.text),
            copies=len({said.author for said in self._copies(message, now)} - {own}),
            before=tuple(said.text for said in lately[-2:] if said.text),
            asked_seconds=self._asked(message),
        )

    def note(self, message: MessageReceived, plain: str, *, is_ours: bool = False) -> None:
        """An edit is no new message, nor is one that comes again; what is ours is compared with
        nobody else's."""
        if message.edited or self._has(message):
            return
        text = message.text[:_LONGEST_KEPT]
        where, who = message.place.key, str(message.author)
        said = Said(
            message.at, who, where, message.message, message.album, text, sketch(plain)
        )  # fmt: skip
        author = self.author(_key(message), message.at)
        author.said = [*_still_of_use(author.said, message.at), said]
        if is_ours:
            return
        chat = self._chats.setdefault(message.place.chat, deque(maxlen=MOST_TEXTS))
        chat.append(said)

    def messages_before(self, message: MessageReceived) -> list[str]:
        """The author's messages that this one may complete."""
        said = self.author(_key(message), message.at).said
        before = [one for one in said if not _is_part(one, message)]
        return [one.message for one in before[-2:] if message.at - one.at <= _MINUTE]

    def rest_of_album(self, message: MessageReceived) -> tuple[str, ...]:
        """Its other pictures, as far as they came."""
        said = self.author(_key(message), message.at).said
        parts = (one.message for one in said if _is_part(one, message))
        return tuple(part for part in parts if part != message.message)

    def wave(self, message: MessageReceived, plain: str) -> tuple[str, list[Said]]:
        """What stands for the wave of a message; with the first that is known to be of it, those
        that came before."""
        now = sketch(plain)
        if wave := self._wave(message, now):
            wave.at = message.at
            return wave.name, []
        chat = message.place.chat
        name = sha256(f"{chat}\n{message.message}".encode()).hexdigest()[:_NAME]
        waves = self._waves.setdefault(chat, deque(maxlen=MOST_WAVES))
        waves.append(Wave(name, now, message.at))
        return name, list(self._copies(message, now))

    def clear_wave(self, name: str) -> None:
        """From now on its words may be said by anybody."""
        for waves in self._waves.values():
            for wave in waves:
                wave.cleared = wave.cleared or wave.name == name

    def _wave(self, message: MessageReceived, now: frozenset[int]) -> Wave | None:
        for wave in self._waves.get(message.place.chat, ()):
            if alike(wave.sketch, now) and message.at - wave.at <= WAVE_LASTS:
                return wave
        return None

    def presented(self, place: Place, account: Account | None) -> str:
        """How an account is called in a chat, as far as it was seen."""
        author = self._authors.get((place.chat, str(account)))
        name, handle = (author and author.presented) or ("", "")
        return " ".join(filter(None, (name, handle and f"@{handle}")))

    def latest(self, place: str, number: int, author: str | None = None) -> list[str]:
        """Ids of the last messages that were seen in a place (its key), newest first."""
        said = self._chats.get(place.partition("/")[0], ())
        found = [one for one in said if one.place == place and author in (None, one.author)]
        return [one.message for one in reversed(found)][:number]

    def count_clean(self, message: MessageReceived, most: int) -> None:
        """ "hi" earns no trust, and neither does an edit."""
        author = self.author(_key(message), message.at)
        if message.edited or self._has(message):
            return
        if author.clean < most and len(message.text.split()) >= _SAYS_SOMETHING:
            author.clean += 1
            self._unwritten.add(_key(message))

    def unwritten(self) -> list[tuple[Key, datetime, int]]:
        return [(key, *known) for key in self._unwritten if (known := self._known(key))]

    def _known(self, key: Key) -> tuple[datetime, int] | None:
        author = self._authors.get(key)
        return (author.since, author.clean) if author else self._former.get(key)

    def written(self, rows: list[tuple[Key, datetime, int]]) -> None:
        for key, _since, _clean in rows:
            self._unwritten.discard(key)

    def forget(self, account: str) -> None:
        """Whom they wrote to, what, and how often."""
        for key in [key for key in (*self._authors, *self._former) if key[1] == account]:
            self._authors.pop(key, None)
            self._former.pop(key, None)
            self._unwritten.discard(key)
        for chat, said in self._chats.items():
            kept = [one for one in said if one.author != account]
            self._chats[chat] = deque(kept, maxlen=MOST_TEXTS)

    def _has(self, message: MessageReceived) -> bool:
        author = self.author(_key(message), message.at)
        return any(said.message == message.message for said in author.said)

    def _copies(self, message: MessageReceived, now: frozenset[int]) -> Iterator[Said]:
        """None where a moderator said that they are fine."""
        wave = self._wave(message, now)
        if wave is not None and wave.cleared:
            return
        for said in self._chats.get(message.place.chat, ()) if now else ():
            if alike(said.sketch, now) and message.at - said.at <= _TEN_MINUTES:
                yield said

    def _asked(self, message: MessageReceived) -> float | None:
        """Seconds since the message of somebody else that this one answers."""
        quoted = message.quoted
        if quoted is None or quoted.author in (None, message.author):
            return None
        said = self._chats.get(message.place.chat, ())
        asked = next((one for one in reversed(said) if one.message == quoted.id), None)
        return (message.at - asked.at).total_seconds() if asked else None

    def _forget(self) -> None:
        while len(self._authors) > MOST_AUTHORS:
            key, author = self._authors.popitem(last=False)
            self._former[key] = (author.since, author.clean)
        for chats in (self._chats, self._waves):
            while len(chats) > MOST_AUTHORS // 100:
                chats.popitem(last=False)


def _still_of_use(said: list[Said], now: datetime) -> list[Said]:
    """Beside one that is new."""
    lately = [one for one in said if now - one.at <= _MINUTE]
    return max(lately[1 - MOST_SAID :], said[1 - LAST_SAID :], key=len)


def _is_part(said: Said, message: MessageReceived) -> bool:
    """Of this very message: it came again, or is another picture of its album."""
    is_of_album = message.album is not None and said.album == message.album
    return is_of_album or said.message == message.message


def _key(message: MessageReceived) -> Key:
    return message.place.chat, str(message.author)
