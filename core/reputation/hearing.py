"""What members say of each other's answers becomes points, and is taken back with it."""

from typing import assert_never, cast

from core import people
from core.context import Context, Unit
from core.events import Account
from core.reputation import answers, granting, names, store
from core.reputation.granting import REACTION, About, Given
from core.reputation.memory import Answer, Memory
from core.reputation.rules import Decision
from core.reputation.watching import Note, Reacted, Removed, Thanked


class Hearing:
    """Over the memory of one running program."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def hear(self, ctx: Context, note: Note) -> bool:
        """Observes only: others may answer."""
        match note:
            case Thanked():
                await self.thank(ctx, note)
            case Reacted():
                await self._react(ctx, note)
            case Removed():
                await _remove(ctx, note)
            case _:
                assert_never(note)
        return False

    async def thank(self, ctx: Context, thanked: Thanked) -> list[Decision]:
        """For everybody who is thanked and has helped."""
        about = _about(ctx, thanked.answer, source=thanked.source)
        return [
            await self.give(ctx, "thanks", thanked.giver, receiver, about)
            for receiver in await self._helpers(ctx, thanked)
        ]

    async def _helpers(self, ctx: Context, thanked: Thanked) -> list[Account]:
        """Thanks that name people are for those who have answered; others are for one answer."""
        giver = thanked.giver
        if thanked.answer != thanked.source:
            is_help = await self._helps(ctx, thanked.answer, giver)
            return list(thanked.receivers) if is_help else []
        return [one for one in thanked.receivers if await self._has_helped(ctx, one, giver)]

    async def _helps(self, ctx: Context, message: str, asker: Account) -> bool:
        """Whether it answers them: by a reply, in a thread of theirs, or where they had asked. Of
        what was not seen we believe the asker, unless it is known to answer somebody else."""
        answer = await self.find(ctx, message)
        if answer is not None and answer.asker == asker:
            return True
        talks = self._memory.talks
        if talks.knows(message):
            return talks.may_answer(message, ctx.place.key, asker)
        return answer is None

    async def _has_helped(self, ctx: Context, other: Account, asker: Account) -> bool:
        return (
            self._memory.talks.spoke_since(other, ctx.place.key, asker)
            or self._memory.has_answered(other, asker)
            or await answers.has_answered(ctx.tx, other, asker)
        )

    async def accept(self, ctx: Context, giver: Account, receiver: Account, message: str) -> None:
        if await self._helps(ctx, message, giver):
            await self.give(ctx, "accept", giver, receiver, _about(ctx, message))

    async def _react(self, ctx: Context, note: Reacted) -> None:
        if note.removed:
            # A platform may tell of one reaction among several: another one still stands.
            meant = ("vote", note.removed)
            for entry in await store.given_for(ctx.tx, note.answer, note.giver, REACTION, meant):
                await granting.step(ctx, entry, "undo", why="undone", by=str(note.giver))
        answer = await self.find(ctx, note.answer)
        if answer is None:
            return
        if note.added and (kind := _kind(ctx, note, answer)):
            about = _about(ctx, note.answer, source=REACTION)
            await self.give(ctx, kind, note.giver, answer.author, about)
        elif note.removed == "accept":
            await self._thank_again(ctx, note, answer)

    async def _thank_again(self, ctx: Context, note: Reacted, answer: Answer) -> None:
        """The acceptance is gone, and the words of thanks that it replaced still stand."""
        source = await store.replaced(ctx.tx, note.answer, note.giver)
        if self._memory.has_thanked(source):
            about = _about(ctx, note.answer, source=source)
            await self.give(ctx, "thanks", note.giver, answer.author, about)

    async def give(
        self, ctx: Context, kind: Given, giver: Account, receiver: Account, about: About
    ) -> Decision:
        """With what the receiver is called, for the boards."""
        decision = await granting.give(ctx, kind, giver, receiver, about)
        if decision.state != "void":
            await names.put(ctx.tx, receiver, self._memory.callings.name(receiver))
        return decision

    async def find(self, unit: Unit, message: str) -> Answer | None:
        """Whom a message answered, as far as that is known."""
        return self._memory.find(message) or await answers.find(unit.tx, message)


def _about(ctx: Context, message: str, *, source: str = "") -> About:
    language = ctx.reader.language
    return About(message=message, place=ctx.place.chat, source=source, language=language)


def _kind(ctx: Context, note: Reacted, answer: Answer) -> Given | None:
    """The asker accepts or thanks; a trusted member votes."""
    if note.giver == answer.asker:
        return cast(Given, note.added)
    is_voter = people.outranks(ctx.role, "helper") and note.giver != answer.author
    return "vote" if is_voter else None


async def _remove(ctx: Context, note: Removed) -> None:
    """Thanks that are deleted are taken back."""
    for message in note.messages:
        for entry in await store.given_by_source(ctx.tx, message):
            await granting.step(ctx, entry, "undo", why="undone")
