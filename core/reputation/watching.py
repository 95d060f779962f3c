"""What of all that happens in public may be worth points: pure but for what is remembered."""

from collections.abc import Mapping

import msgspec

from core.config.reputation import Reputation
from core.events import (
    Account,
    Event,
    MessageDeleted,
    MessageReceived,
    MessageUnread,
    Place,
    ReactionChanged,
)
from core.feature import View
from core.reputation.ledger import reference
from core.reputation.memory import Emojis, Memory
from core.reputation.questions import asks
from core.reputation.thanks import says_thanks


class Thanked(msgspec.Struct, frozen=True):
    """Words of thanks by `giver`, to the author of `answer` or to those who are mentioned."""

    giver: Account
    receivers: tuple[Account, ...]
    answer: str
    source: str


class Reacted(msgspec.Struct, frozen=True):
    """`added` and `removed`: accept, thanks, or nothing."""

    giver: Account
    answer: str
    added: str
    removed: str


class Removed(msgspec.Struct, frozen=True):
    """Messages that are no more, or say something else now."""

    messages: tuple[str, ...]


Note = Thanked | Reacted | Removed


class Watch:
    """Over the memory of one running program."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def concerns(self, event: Event, view: View) -> Note | None:
        """Bots earn nothing, nor does what happens apart; what is forwarded, others have said."""
        is_open = may_earn(event.place, in_staff_place=view.in_staff_place)
        if not (is_open and view.settings.earns_points and view.config.reputation.enabled):
            return None
        match event:
            case MessageReceived(edited=True, author=Account(), is_bot=False):
                return self._rewritten(event)
            case MessageReceived(author=Account() as author, is_bot=False, forwarded_from=None):
                return self._said(event, author)
            case MessageUnread(author=author):
                self._memory.note(event, author)
                return None
            case ReactionChanged(author=Account() as author):
                return self._reacted(event, author, view.config.reputation)
            case MessageDeleted(place=place, messages=messages):
                return self._gone(*(reference(place, message) for message in messages))
            case _:
                return None

    def _said(self, message: MessageReceived, author: Account) -> Thanked | None:
        """Thanks are no answer, and ask nothing."""
        is_thanks = says_thanks(message.text)
        self._memory.note(message, author, may_answer=not is_thanks)
        asking = not is_thanks and asks(message.text)
        self._memory.talks.note(message, author, asks=asking, may_answer=not is_thanks)
        found = self.thanked(message, author) if is_thanks else None
        if found is not None:
            self._memory.note_thanks(found.source)
        return found

    def _rewritten(self, message: MessageReceived) -> Removed | None:
        """Thanks that are edited away are taken back; what is edited in says nothing new. Of what
        was written before the program began only the ledger knows whether it was thanks."""
        source, memory = reference(message.place, message.message), self._memory
        was_thanks = memory.has_thanked(source) or not memory.talks.knows(source)
        return self._gone(source) if was_thanks and not says_thanks(message.text) else None

    def _gone(self, *messages: str) -> Removed:
        self._memory.forget_thanks(messages)
        return Removed(messages)

    def thanked(self, message: MessageReceived, giver: Account) -> Thanked | None:
        """The author of the message that is answered, else whoever is mentioned, else the last
        who answered in a thread of the giver's own; None where that is nobody."""
        source = reference(message.place, message.message)
        quoted = message.quoted
        if quoted is not None:
            if quoted.is_bot or quoted.ours or quoted.author is None:
                return None
            return Thanked(giver, (quoted.author,), reference(message.place, quoted.id), source)
        if others := self._mentioned(message, giver):
            return Thanked(giver, others, source, source)
        answer = self._memory.last_answer(message.place, giver)
        return Thanked(giver, (answer.author,), answer.message, source) if answer else None

    def _mentioned(self, message: MessageReceived, giver: Account) -> tuple[Account, ...]:
        """People who have written themselves: a bot, ours too, is nobody to thank."""
        callings = self._memory.callings
        words = (word.rstrip(".,!?:;") for word in message.text.split())
        found = (*message.mentions, *callings.named(message.place, words))
        known = (one for one in found if one != giver and callings.has_written(one))
        return tuple(dict.fromkeys(known))

    def _reacted(
        self, event: ReactionChanged, giver: Account, settings: Reputation
    ) -> Reacted | None:
        all_before, all_after = self._memory.reacted(event, giver)
        before = _meaning(all_before, event.place, settings)
        after = _meaning(all_after, event.place, settings)
        if before == after:
            return None
        return Reacted(giver, reference(event.place, event.message), after, before)


def may_earn(place: Place, *, in_staff_place: bool) -> bool:
    """What all can read does: not private talks, threads of a few, or the team's own places."""
    return not (place.private or place.closed or in_staff_place)


def _meaning(emojis: Emojis, place: Place, settings: Reputation) -> str:
    """The strongest of them."""
    if _accepts(settings.accepted_by, place.platform) in emojis:
        return "accept"
    return "thanks" if emojis & set(settings.thanked_by) else ""


def _accepts(accepted_by: Mapping[str, str], platform: str) -> str | None:
    return accepted_by.get(platform, accepted_by.get("*"))
