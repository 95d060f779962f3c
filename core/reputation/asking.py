""" "Who helped you?", asked once when an asker's talk has fallen silent."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice

from core import codes, durations, people
from core.actions import Button, Buttons, Send
from core.context import Context, Unit, words
from core.events import Account, Place
from core.feature import UserError
from core.i18n import _, translate
from core.moments import to_micros
from core.outbox import Lane
from core.reputation import answers, granting, names
from core.reputation.answers import Silent
from core.reputation.granting import About
from core.reputation.hearing import Hearing
from core.reputation.ledger import number_of
from core.reputation.memory import Answer, Memory

MOST_ASKED = 20  # in one round
MOST_NAMED = 3
LASTS = timedelta(days=3)
_PURPOSE = "helped"
_LONGEST_NAME = 32
QUESTION = _("Did somebody's answer help you? One tap says thank you.")


class Asking:
    """Over the memory of one running program."""

    def __init__(self, memory: Memory, hearing: Hearing) -> None:
        self._memory, self._hearing = memory, hearing

    async def ask(self, unit: Unit, _payload: str) -> None:
        """Everybody whose talk has fallen silent."""
        settings = unit.config.reputation
        after = durations.parse(settings.ask_after)
        if not settings.enabled or after is None:
            return
        silent = await answers.silent(unit.tx, unit.now, after)
        due = (one for one in silent if self._may_be_asked(unit, one, after))
        for one in islice(due, MOST_ASKED):
            await answers.note_asked(unit.tx, one, unit.now)
            helpers = await self._helpers(unit, one)
            if helpers:
                await self._ask(unit, one, helpers)

    def _may_be_asked(self, unit: Unit, silent: Silent, after: timedelta) -> bool:
        """Not while they ask on, nor where who replied to them answered no question."""
        place, asker, memory = silent.place, silent.asker, self._memory
        if memory.went_on(place, asker) > to_micros(unit.now - after):
            return False
        return not memory.only_chats(place, asker, to_micros(unit.now - answers.LOOKS_BACK))

    async def _helpers(self, unit: Unit, silent: Silent) -> list[Answer]:
        """The team is not thanked for its work, unless the config says so."""
        found = []
        for answer in await answers.of(unit.tx, silent, unit.now):
            person = await people.introduce(unit.tx, answer.author, unit.now)
            earns = unit.config.reputation.staff_earns
            if earns or not await granting.is_staff(unit, person.member):
                found.append(answer)
        return found[-MOST_NAMED:]

    async def _ask(self, unit: Unit, silent: Silent, helpers: list[Answer]) -> None:
        """In private where we may write, else where it was; nowhere without buttons."""
        there = Place.at(silent.place)
        if not unit.capabilities(there.platform).buttons:
            return
        place = await unit.private_place(silent.asker) or there
        person = await people.recognise(unit.tx, silent.asker)
        chosen = person.member.language if person else None
        language = chosen or unit.settings(there).language or unit.config.community.language
        await unit.put(
            Send(
                place=place,
                body=words(QUESTION, language),
                buttons=await self._buttons(unit, silent, helpers, language),
                reply_to=None if place.private else number_of(helpers[0].message),
                silent=True,
            ),
            lane=Lane.TICKETS,
            expires_at=unit.now + LASTS,
        )

    async def _buttons(
        self, unit: Unit, silent: Silent, helpers: list[Answer], language: str
    ) -> Buttons:
        rows = [
            await self._button(unit, silent, await self._label(unit, one.author), one.message)
            for one in helpers
        ]
        return (*rows, await self._button(unit, silent, translate(_("Nobody"), language), ""))

    async def _button(self, unit: Unit, silent: Silent, label: str, answer: str) -> tuple[Button]:
        """It stands for a message, and names nobody: an author who is forgotten is so here too."""
        code = await codes.make(
            unit.tx, _PURPOSE, answer, now=unit.now, lasts=LASTS, owner=silent.asker
        )
        return (Button(label, f"/helped {code}"),)

    async def _label(self, unit: Unit, account: Account) -> str:
        """A name leads nowhere: no handle, no address."""
        called = self._memory.callings.name(account) or await names.of(unit.tx, account)
        name = " ".join(called.split())[:_LONGEST_NAME]
        return f"✅ {name.replace('@', '').replace('.', ' ').replace('/', ' ') or account.id}"

    async def helped(self, ctx: Context, arguments: Mapping[str, str]) -> None:
        """The tap: an acceptance, or nobody."""
        message = await codes.take(ctx.tx, arguments["code"], _PURPOSE, ctx.author, ctx.now)
        if message == "":
            await ctx.rewrite(ctx.words(_("All right. Thank you for telling us.")))
            return
        answer = await answers.find(ctx.tx, message) if message else None
        if answer is None:
            raise UserError(_("This button or link has expired. Please ask again."))
        chat = answer.place.partition("/")[0]
        about = About(message=answer.message, place=chat, language=ctx.reader.language)
        await self._hearing.give(ctx, "accept", ctx.account, answer.author, about)
        await ctx.rewrite(ctx.words(_("Good to hear. Thank you for telling us!")))
