"""Who answered whom lately: kept in memory, since idle chatter writes nothing, and bounded."""

from collections import OrderedDict
from collections.abc import Iterable

import msgspec

from core.events import Account, MessageReceived, MessageUnread, Place, ReactionChanged
from core.moments import to_micros
from core.reputation.callings import Callings
from core.reputation.ledger import reference
from core.reputation.recent import keep
from core.reputation.talks import Talks

Emojis = frozenset[str]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`author` answered `asker` with this message."""

    message: str
    place: str
    author: Account
    asker: Account
    at: int


class Memory:
    """One for each running program. What is not written yet is lost in a crash: a reaction to such
    an answer then counts for nobody."""

    def __init__(self) -> None:
        self.talks, self.callings = Talks(), Callings()
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._openers: OrderedDict[str, Account] = OrderedDict()
        self._last: OrderedDict[str, Answer] = OrderedDict()
        self._unwritten: OrderedDict[str, Answer] = OrderedDict()
        self._went_on: OrderedDict[str, int] = OrderedDict()
        self._reactions: OrderedDict[str, frozenset[str]] = OrderedDict()
        self._thanks: OrderedDict[str, bool] = OrderedDict()

    def note(
        self, message: MessageReceived | MessageUnread, author: Account, *, may_answer: bool = True
    ) -> None:
        """An answer is a reply to another, or stands in a thread that another has opened. Who
        replies to what they were answered asks on."""
        self.callings.note(author, message.name, message.handle)
        opener = message.thread_by or (author if _opens(message) else None)
        if opener is not None:
            keep(self._openers, message.place.key, opener)
        if self._asks_on(message, author):
            keep(self._went_on, f"{message.place.key}|{author}", to_micros(message.at))
            return
        asker = self._asker(message) if may_answer else None
        if asker is None or asker == author:
            return
        key = reference(message.place, message.message)
        answer = Answer(
            message=key, place=message.place.key, author=author, asker=asker,
            at=to_micros(message.at),
        )  # fmt: skip
        keep(self._answers, key, answer)
        keep(self._unwritten, key, answer)
        if self._openers.get(answer.place) == asker:
            keep(self._last, answer.place, answer)

    def _asks_on(self, message: MessageReceived | MessageUnread, author: Account) -> bool:
        if message.quoted is None:
            return self._openers.get(message.place.key) == author
        quoted = self._answers.get(reference(message.place, message.quoted.id))
        return quoted is not None and quoted.asker == author

    def went_on(self, place: str, asker: Account) -> int:
        """When this person last asked on there, in microseconds; 0 where that is not known."""
        return self._went_on.get(f"{place}|{asker}", 0)

    def only_chats(self, place: str, person: Account, since: int) -> bool:
        """They have asked nothing there, as far as that is known, and opened no thread."""
        is_opener = self._openers.get(place) == person
        return not is_opener and self.talks.asks_nothing(place, person, since)

    def reacted(self, event: ReactionChanged, giver: Account) -> tuple[Emojis, Emojis]:
        """All reactions of that person to that message before and after, as far as they were seen:
        a platform may tell of one at a time."""
        key = f"{reference(event.place, event.message)}|{giver}"
        before = self._reactions.pop(key, frozenset()) | set(event.before)
        after = (before - set(event.before)) | set(event.after)
        if after:
            keep(self._reactions, key, after)
        return before, after

    def note_thanks(self, message: str) -> None:
        keep(self._thanks, message, True)

    def forget_thanks(self, messages: Iterable[str]) -> None:
        for message in messages:
            self._thanks.pop(message, None)

    def has_thanked(self, message: str) -> bool:
        """Whether words of thanks stand there, as far as they were seen."""
        return message in self._thanks

    def _asker(self, message: MessageReceived | MessageUnread) -> Account | None:
        quoted = message.quoted
        if quoted is not None and (quoted.ours or quoted.is_bot):
            return None
        if quoted is not None and quoted.author is not None:
            return quoted.author
        return self._openers.get(message.place.key)

    def find(self, key: str) -> Answer | None:
        return self._answers.get(key)

    def last_answer(self, place: Place, opener: Account) -> Answer | None:
        """The latest one in a thread that this person has opened."""
        found = self._last.get(place.key)
        return found if found is not None and found.asker == opener else None

    def unwritten(self) -> list[Answer]:
        return list(self._unwritten.values())

    def has_answered(self, author: Account, asker: Account) -> bool:
        """Among what is not written yet."""
        return any((one.author, one.asker) == (author, asker) for one in self._unwritten.values())

    def written(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self._unwritten.pop(answer.message, None)

    def forget(self, account: Account) -> None:
        """What they are called, and whom they answered or were answered by."""
        self.talks.forget(account)
        self.callings.forget(account)
        for heard in (self._went_on, self._reactions):
            for key in [key for key in heard if key.endswith(f"|{account}")]:
                del heard[key]
        for place in [place for place, opener in self._openers.items() if opener == account]:
            del self._openers[place]
        for answers in (self._answers, self._unwritten, self._last):
            for key in [k for k, a in answers.items() if account in (a.author, a.asker)]:
                del answers[key]


def _opens(message: MessageReceived | MessageUnread) -> bool:
    return isinstance(message, MessageReceived) and message.opens_thread
