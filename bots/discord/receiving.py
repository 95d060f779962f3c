"""From what the gateway carries to events: who may know what, first answers, and catching up."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from prometheus_client import Counter, Histogram

from bots.discord import audit, backfill, permissions
from bots.discord.answering import Answering
from bots.discord.backfill import TALKS, Backfill
from bots.discord.gateway import Timings
from bots.discord.house import BOT_ADD, Changed, House, Trail
from bots.discord.incoming import Dispatch, Sight, event_of
from bots.discord.interactions import Request, request_of
from bots.discord.marks import Marks
from bots.discord.outcomes import ALREADY_ACKNOWLEDGED
from bots.discord.rest import Refusal, Rest, RestError
from bots.discord.slips import COMMAND, Slip
from bots.discord.taking import Taker
from bots.discord.who import Json, channel_of
from core.events import Event, PlaceJoined
from core.platform import CommandSpec, Handle, Notes, Suggest

log = structlog.get_logger("discord")

SKIPPED = Counter("guildhall_discord_skipped_payloads", "Payloads that could not be read")
ACKNOWLEDGED = Histogram(
    "guildhall_discord_acknowledge_seconds", "From a press to its first answer"
)


MOST_AT_ONCE = 20  # payloads of a few 0.1 ms each, before others have their turn


class Reception:
    """Everything that comes, for one run.

    The SDK hands a burst over without a pause. Interactions are acknowledged at once; of all else
    what is too much for one turn of the loop waits in line, so that heartbeats and answers go on.
    """

    def __init__(
        self,
        sight: Sight,
        rest: Rest,
        answering: Answering,
        notes: Notes,
        *,
        marks: Marks,
        handle: Handle,
        tasks: asyncio.TaskGroup,
        specs: Mapping[str, CommandSpec],
        suggest: Suggest,
        timings: Timings,
        reads_all: bool,
    ) -> None:
        self._sight, self._rest, self._answering, self._notes = sight, rest, answering, notes
        self._marks, self._tasks, self._specs, self._suggest = marks, tasks, specs, suggest
        self._timings, self._reads_all = timings, reads_all
        self.taker = Taker(handle, marks, notes, tasks, self._fetch)
        self._house = House(sight)
        self._backfill = Backfill(rest, sight.directory, self._missed, self.taker.room)
        self._away_since: dict[str, int] = {}  # servers that are to come (back), from which mark on
        self._talks = backfill.remembered(sight.directory)
        self._line: deque[tuple[str, Json, str]] = deque()
        self._bell = asyncio.Event()
        self._read_this_turn = 0

    @property
    def waiting(self) -> int:
        """Payloads not yet read, and events not yet handled."""
        return len(self._line) + self.taker.waiting

    def receive(self, kind: str, data: Json, stamp: str) -> None:
        """One payload, as it comes."""
        if kind == "INTERACTION_CREATE" or (not self._line and self._may_read()):
            self._read_safely(kind, data, stamp)
        else:
            self._line.append((kind, data, stamp))
            self._bell.set()

    async def read(self) -> None:
        """What waits in line, until cancelled."""
        while True:
            await self._bell.wait()
            while self._line and self._may_read():
                self._read_safely(*self._line.popleft())
            if not self._line:
                self._bell.clear()
            await asyncio.sleep(0)

    def _may_read(self) -> bool:
        """Whether one more may be read in this turn of the loop."""
        if self._read_this_turn == 0:
            asyncio.get_running_loop().call_soon(self._turn)
        self._read_this_turn += 1
        return self._read_this_turn <= MOST_AT_ONCE

    def _turn(self) -> None:
        self._read_this_turn = 0

    def _read_safely(self, kind: str, data: Json, stamp: str) -> None:
        try:
            self._read(kind, data, stamp)
        except Exception as error:  # noqa: BLE001  one payload that makes no sense, not the rest
            SKIPPED.inc()
            # The error's text may quote the message.
            log.error("payload skipped", kind=kind, error=type(error).__name__)

    def _read(self, kind: str, data: Json, stamp: str) -> None:
        match kind:
            case "READY":
                mark = self._marks.value
                self._away_since = {str(guild["id"]): mark for guild in data["guilds"]}
                self._catch_up(self._backfill.talks(mark), mark)
            case "RESUMED":
                return  # what was missed was sent again
            case "GUILD_CREATE":
                self._arrived(data)
            case "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE":
                self._sight.directory.note(channel_of(data))
            case "THREAD_LIST_SYNC":
                for thread in data["threads"]:
                    self._sight.directory.note(channel_of(thread, str(data["guild_id"])))
            case "INTERACTION_CREATE":
                self._asked(data)
            case "MESSAGE_CREATE":
                self._said(data, stamp)
            case _:
                self._happened(kind, data, stamp)

    # -- what happens ----------------------------------------------------------------------------

    def _happened(self, kind: str, data: Json, stamp: str) -> None:
        dispatch = Dispatch(kind, data, stamp, datetime.now(UTC))
        event = event_of(dispatch, self._sight)
        if event is not None:
            self.taker.take(event)
        for change in self._house.changes(dispatch):
            self.taker.take_made(self._with_author(change))
        if kind == "GUILD_DELETE" and data.get("unavailable"):
            self._away_since[str(data["id"])] = self._marks.value
        if kind in ("CHANNEL_DELETE", "THREAD_DELETE"):
            self._sight.directory.forget(str(data["id"]))

    async def _with_author(self, change: Changed) -> Event | None:
        """Who did it, where the audit log says so; None where it has been so before."""
        try:
            author = await audit.author(self._rest, change.trail)
        except audit.Unread:
            return change.event
        if author is None and change.in_doubt:
            return None
        return msgspec.structs.replace(change.event, author=author)

    def _said(self, data: Json, stamp: str) -> None:
        if (guild := data.get("guild_id")) and (member := data.get("member")):
            self._house.note_member(str(guild), data["author"], member)
        event = event_of(Dispatch("MESSAGE_CREATE", data, stamp, datetime.now(UTC)), self._sight)
        if event is None:
            self.taker.pass_over(int(data["id"]))
            return
        channel, guild = str(data["channel_id"]), str(data.get("guild_id") or "")
        self.taker.take_message(event, int(data["id"]), channel, guild)
        if event.place.private:
            self._remember_talks()

    def _remember_talks(self) -> None:
        talks = backfill.remembered(self._sight.directory)
        if talks != self._talks:
            self._talks = talks
            self._notes.later(TALKS, talks)

    def _arrived(self, data: Json) -> None:
        """A server comes with each session, and after an outage of Discord's; one that was not
        there before has just added us."""
        if data.get("unavailable"):
            return
        self._sight.directory.note_guild(data)
        self._house.note_guild(data)
        since = self._away_since.pop(str(data["id"]), None)
        if since is not None:
            self._catch_up(self._backfill.guild(data, self._sight.me.id, since), since)
            return
        front = self._sight.directory.front(str(data["id"]))
        if front is not None:
            joined = PlaceJoined(
                id=f"{data['id']}.{data.get('joined_at')}",
                at=datetime.now(UTC),
                place=front,
                author=None,
                title=str(data.get("name") or ""),
                missing=self._missing(data, front.id),
            )
            trail = Trail(str(data["id"]), (BOT_ADD,), self._sight.me.id)
            self.taker.take_made(self._with_author(Changed(joined, trail)))

    def _missing(self, guild: Json, front: str) -> tuple[str, ...]:
        me = self._sight.me.id
        member = next((m for m in guild["members"] if str(m["user"]["id"]) == me), None)
        channel = next((c for c in guild["channels"] if str(c["id"]) == front), None)
        blind = () if self._reads_all else ("see_messages",)
        if member is None or channel is None:
            return blind
        return (*blind, *permissions.missing(permissions.in_channel(guild, member, channel)))

    # -- interactions ----------------------------------------------------------------------------

    def _asked(self, data: Json) -> None:
        """The first answer goes out before anything else; the core is asked after it."""
        request = request_of(data, self._sight, self._specs, self._suggest)
        if request is None:
            return
        first = self._answer_first(data, request)
        if request.event is None:
            self._tasks.create_task(first)
            return
        self.taker.take(request.event, before=first)
        if request.event.place.private:
            self._remember_talks()

    @ACKNOWLEDGED.time()
    async def _answer_first(self, data: Json, request: Request) -> None:
        """A connection that went stale in the meantime costs the first try, not the answer."""
        path = f"/interactions/{data['id']}/{data['token']}/callback"
        for _ in range(2):
            try:
                await self._rest.call(
                    "POST", path, request.first, seconds=self._timings.acknowledge
                )
            except Refusal as error:
                if error.code != ALREADY_ACKNOWLEDGED:
                    log.warning("not acknowledged", code=error.code)
                    return
            except RestError as error:
                log.warning("not acknowledged yet", error=type(error).__name__)
                continue
            self._note_deferred(request)
            return

    def _note_deferred(self, request: Request) -> None:
        handle = request.event.reply_handle if request.event else None
        slip = Slip.parse(handle) if handle else None
        if slip is not None and slip.kind == COMMAND:
            self._answering.note_deferred(slip)

    # -- catching up -----------------------------------------------------------------------------

    def _catch_up(self, reading: Coroutine[Any, Any, None], since: int) -> None:
        """What is not read yet holds the mark."""
        held = since + 1
        self._marks.begin(held)

        async def read() -> None:
            try:
                await reading
            except Exception as error:  # noqa: BLE001  an old message is no reason to hear no new one
                log.error("not caught up", error=type(error).__name__)
            finally:
                self._marks.end(held)

        self._tasks.create_task(read())

    async def _fetch(self, channel: str, guild: str, since: int) -> None:
        await self._backfill.channel(channel, guild, since)

    def _missed(self, message: Json) -> None:
        self._read_safely("MESSAGE_CREATE", message, f"missed.{message['id']}")
