"""What a handler works with: one unit of work, and the event it is about."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from core import chats, moves, outbox, people, roles
from core.actions import Action, Buttons, Edit, MessageRef, Send
from core.config import Config, PlaceSettings
from core.events import Account, Event, MessageReceived, Place
from core.facts import Fact, PlaceReached
from core.feature import UserError
from core.i18n import Message, Reader, _, compose
from core.official import Official
from core.outbox import InPanic, Lane, OnUncertain, Wake
from core.people import Member
from core.platform import Capabilities, CommandSpec, Role
from core.storage import Transaction
from core.text import Body

if TYPE_CHECKING:
    from core.app import App

ANSWERS = "answer:"  # keys of messages to which a reply is spoken to us
ANSWER_IS_STALE_AFTER = timedelta(minutes=10)


@dataclass
class Unit:
    """One transaction, and what is to happen after its commit. No effect outside `tx`."""

    app: "App"
    tx: Transaction
    now: datetime
    wakes: list[Wake] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)

    @property
    def config(self) -> Config:
        return self.app.config

    @property
    def official(self) -> Official:
        return self.app.official

    @property
    def snapshots(self) -> Mapping[str, Any]:
        return self.app.snapshots

    @property
    def commands(self) -> Mapping[str, CommandSpec]:
        return self.app.specs

    def settings(self, place: Place) -> PlaceSettings:
        return self.app.settings(place)

    def capabilities(self, platform: str) -> Capabilities:
        return self.app.capabilities(platform)

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """Undo all that the body did when it raises, then let the error rise."""
        wakes, calls = len(self.wakes), len(self.after_commit)
        try:
            async with self.tx.savepoint():
                yield
        except BaseException:
            del self.wakes[wakes:], self.after_commit[calls:]
            raise

    async def put(
        self,
        action: Action,
        *,
        lane: Lane = Lane.REPLIES,
        key: str | None = None,
        owner: str | None = None,
        on_uncertain: OnUncertain = "drop",
        expires_at: datetime | None = None,
        in_panic: InPanic | None = None,
    ) -> None:
        """Queue an action with this unit; see `outbox.put`."""
        wake = await outbox.put(
            self.tx,
            action,
            official=self.official,
            moved_to=self.app.moved_to,
            now=self.now,
            lane=lane,
            key=key,
            owner=owner,
            on_uncertain=on_uncertain,
            expires_at=expires_at,
            in_panic=in_panic,
        )
        if wake is not None:
            self.wakes.append(wake)

    async def write_to(self, account: Account, message: Message, buttons: Buttons = ()) -> bool:
        """Write to a person in private, in their language; False where we cannot."""
        place = await self.private_place(account)
        if place is None:
            return False
        language = (await self.reader_of(account, place)).language
        await self.put(
            Send(place=place, body=words(message, language), buttons=buttons), lane=Lane.TICKETS
        )
        return True

    async def reader_of(self, account: Account, place: Place) -> Reader:
        """As they have chosen; else as this unit tells, or as it is usual where they read it."""
        person = await people.recognise(self.tx, account)
        settings = self.settings(place)
        language = person.member.language if person else None
        zone = person.member.zone if person else None
        return Reader(
            language or self.spoken_by(account) or settings.language or "en",
            zone or settings.zone or self.config.community.zone,
        )

    def spoken_by(self, _account: Account) -> str | None:
        """The language of somebody who has chosen none, as far as this unit tells."""
        return None

    async def private_place(self, account: Account) -> Place | None:
        """Where we may write to a person in private; None also for one who has blocked us."""
        person = await people.recognise(self.tx, account)
        if person is not None and person.private_place is not None:
            place = Place(account.platform, person.private_place, private=True)
            return place if person.reachable else None
        if self.capabilities(account.platform).dm_first:
            return Place(account.platform, account.id, private=True)
        return None

    async def tell_admins(self, message: Message, *, but: Account | None = None) -> None:
        """Write to every admin whom we can reach; a suspended account may be in wrong hands."""
        told = self.config.admins - set(await roles.suspended(self.tx))
        for account in sorted(told, key=str):
            if account != but:
                await self.write_to(account, message)

    async def changed(self, name: str) -> None:
        """The snapshot `name` is out of date: raise its version in this transaction."""
        await self.tx.execute(
            "INSERT INTO versions (name, number) VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET number = versions.number + 1",
            name,
        )
        self.after_commit.append(self.app.snapshots.look)

    async def move_chat(self, before: str, after: str) -> None:
        """A chat got a new id (`platform:id`): re-key all that is kept under the old one."""
        await moves.move(self.tx, before, after)
        for snapshot in ("standing", "raids"):
            await self.changed(snapshot)
        waiting = await outbox.waiting(self.tx, after.partition(":")[0])
        self.wakes.extend(wake for wake in waiting if wake.chat == after)
        self.after_commit.append(lambda: self.app.note_move(before, after))


@dataclass
class Context(Unit):
    """A unit that handles one event. `role` is read from the database before any handler runs.

    `ephemeral`: only the asker is to see the answer; `is_shareable`: and may show it to all."""

    event: Event = field(kw_only=True)
    reader: Reader = field(kw_only=True)
    author: Account | None = field(kw_only=True, default=None)
    known: Member | None = field(kw_only=True, default=None)
    role: Role = field(kw_only=True, default="anyone")
    addressed: bool = field(kw_only=True, default=False)
    in_dialogue: bool = field(kw_only=True, default=False)
    ephemeral: bool = field(kw_only=True, default=False)
    is_shareable: bool = field(kw_only=True, default=False)
    offers: Buttons = field(kw_only=True, default=())  # under whatever is answered

    @property
    def place(self) -> Place:
        return self.event.place

    @property
    def member(self) -> Member:
        """The person; raises UserError for whoever hides behind a chat or channel."""
        if self.known is None:
            raise UserError(_("I cannot tell who you are. Please write with your own account."))
        return self.known

    @property
    def account(self) -> Account:
        if self.author is None:
            raise UserError(_("I cannot tell who you are. Please write with your own account."))
        return self.author

    @property
    def message(self) -> MessageReceived:
        """The message that is handled; only commands and message listeners may ask."""
        if not isinstance(self.event, MessageReceived):
            raise TypeError(f"{type(self.event).__name__} is no message")
        return self.event

    @property
    def answers_only(self) -> bool:
        return not self.place.private and (
            self.capabilities(self.place.platform).in_public == "answers"
        )

    def spoken_by(self, account: Account) -> str | None:
        """Whoever has just written is answered in the language in which they read."""
        return self.reader.language if account == self.author else None

    def words(self, message: Message) -> Body:
        return words(message, self.reader.language)

    @property
    def answer_key(self) -> str:
        """Of what may be said where we say answers only: an answer, or the way to a person."""
        return f"{ANSWERS}{self.place.platform}:{self.event.id}"

    async def say(self, message: Message, buttons: Buttons = (), **how: Any) -> None:
        """Reply with a sentence of ours, in the reader's language."""
        await self.reply(self.words(message), buttons, **how)

    async def reply(
        self,
        body: Body,
        buttons: Buttons = (),
        *,
        key: str | None = None,
        owner: str | None = None,
        in_panic: InPanic | None = None,
    ) -> None:
        """Answer the event where it came from: as a reply and without a sound among others.

        An answer is of no use when it comes late, so it is not sent after ten minutes; one that
        nobody asked for is not begun in a panic. Where we say answers only, anything else is not
        said at all.
        """
        if self.answers_only and not (key or "").startswith(ANSWERS):
            return
        event = self.event
        public = not self.place.private
        message = event.message if isinstance(event, MessageReceived) else None
        handle = event.reply_handle if isinstance(event, MessageReceived) else None
        await self.put(
            Send(
                place=self.place,
                body=body,
                buttons=(*buttons, *self.offers),
                reply_to=message if public else None,
                reply_handle=handle,
                whisper=self.ephemeral and handle is not None,
                silent=public,
            ),
            key=key,
            owner=owner,
            expires_at=self.now + ANSWER_IS_STALE_AFTER,
            in_panic=in_panic or (None if self.addressed else "ends"),
        )

    async def write_or_say(self, account: Account, body: Body) -> None:
        """In private where we may, else where we are."""
        place = await self.private_place(account) or self.place
        await self.put(Send(place=place, body=body, silent=not place.private))

    async def rewrite(self, body: Body, buttons: Buttons = ()) -> None:
        """Replace the message whose button was pressed; a new answer where nothing was pressed."""
        pressed = self.message.pressed
        if pressed is None or not self.capabilities(self.place.platform).edits:
            await self.reply(body, buttons)
            return
        ref = MessageRef(self.place, (pressed,))
        edit = Edit(target=ref, body=body, buttons=buttons, reply_handle=self.message.reply_handle)
        await self.put(edit, on_uncertain="again")

    async def reach(self, place: Place) -> None:
        """We may write there: whoever could not until now hears of it."""
        if await chats.mark_reachable(self.tx, place.chat):
            await self.tell(PlaceReached(place))

    async def tell(self, fact: Fact) -> None:
        """Let the other features hear of it, in this transaction, in their fixed order."""
        await self.app.tell(self, fact)


def words(message: Message, language: str) -> Body:
    """A sentence of ours as a body."""
    return compose(message, language)
