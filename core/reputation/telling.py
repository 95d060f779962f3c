"""What other features tell becomes points: merged drafts, confirmed reports, spam, links."""

from functools import partial

from core.context import Context
from core.events import Account
from core.facts import (
    AccountLinked,
    AccountUnlinked,
    AnswerAccepted,
    EntryMerged,
    Fact,
    PersonForgotten,
    PersonReturned,
    ReportConfirmed,
    ReportRefuted,
    SpamConfirmed,
    SpamRefuted,
)
from core.moments import to_micros
from core.people import recognise
from core.reputation import badges, board, granting, kinship, store, wording
from core.reputation.granting import About
from core.reputation.hearing import Hearing
from core.reputation.ledger import reference
from core.reputation.memory import Memory
from core.reputation.rules import DAY
from core.reputation.watching import may_earn

NO_OFFENCE = ("secret", "personal")  # whom these happen to are victims


class Telling:
    """Over the memory of one running program."""

    def __init__(self, memory: Memory, hearing: Hearing) -> None:
        self._memory, self._hearing = memory, hearing

    async def hear(self, ctx: Context, fact: Fact) -> None:
        """Who is who is noted though points are switched off: they may be switched on again."""
        match fact:
            case AnswerAccepted():
                await self._accepted(ctx, fact)
            case EntryMerged():
                kind = "translated" if fact.is_translation else "merged"
                about = About(message=f"draft:{fact.draft}", language=fact.language)
                await granting.award(ctx, kind, fact.author, about)  # type: ignore[arg-type]
            case ReportConfirmed():
                await _reported(ctx, fact)
            case ReportRefuted():
                await _unreported(ctx, fact)
            case SpamConfirmed():
                await _spammed(ctx, fact)
            case SpamRefuted():
                await _refuted(ctx, fact)
            case AccountLinked(account=account, other=other):
                await kinship.linked(ctx, account, other)
            case AccountUnlinked(account=account):
                await kinship.parted(ctx, account)
            case PersonReturned(account=account):
                await kinship.returned(ctx, account)
            case PersonForgotten(accounts=accounts):
                await self._forget(ctx, accounts)
            case _:
                pass

    async def _accepted(self, ctx: Context, fact: AnswerAccepted) -> None:
        place = fact.message.place
        is_open = may_earn(place, in_staff_place=ctx.app.is_staff_place(place))
        if not (is_open and ctx.settings(place).earns_points):
            return
        answer = reference(place, fact.message.ids[0])
        await self._hearing.accept(ctx, fact.asker, fact.answerer, answer)

    async def _forget(self, ctx: Context, accounts: tuple[Account, ...]) -> None:
        """Off the boards and out of memory at once; the ledger waits for the erasure."""
        for account in accounts:
            ctx.after_commit.append(partial(self._memory.forget, account))
            await badges.take_away(ctx, account)
            if person := await recognise(ctx.tx, account):
                await board.remove(ctx.tx, person.member.id)


async def _reported(ctx: Context, fact: ReportConfirmed) -> None:
    """One a day counts."""
    most = ctx.config.reputation.caps.reports_day
    since = to_micros(ctx.now) - DAY
    if await store.earned_since(ctx.tx, fact.reporter, "report", since) < most:
        message = reference(fact.message.place, fact.message.ids[0])
        about = About(message=message, place=fact.message.place.chat)
        await granting.award(ctx, "report", fact.reporter, about)


async def _unreported(ctx: Context, fact: ReportRefuted) -> None:
    message = reference(fact.message.place, fact.message.ids[0])
    await granting.undo_award(ctx, "report", fact.reporter, message, by=ctx.account)


async def _spammed(ctx: Context, fact: SpamConfirmed) -> None:
    """Once a day: a flood is one offence."""
    since = to_micros(ctx.now) - DAY
    if fact.rule in NO_OFFENCE or await store.earned_since(ctx.tx, fact.account, "spam", since):
        return
    about = About(message=_case(fact.case), place=fact.place.chat)
    await granting.award(ctx, "spam", fact.account, about)


async def _refuted(ctx: Context, fact: SpamRefuted) -> None:
    """What it has cost comes back, and they are told."""
    case = _case(fact.case)
    if await granting.undo_award(ctx, "spam", fact.account, case, by=ctx.account):
        await ctx.write_to(fact.account, wording.GIVEN_BACK)


def _case(number: int) -> str:
    return f"case:{number}"
