"""The gateway: hello, identify, heartbeats, events in order, resume with replay.

Source: discord.com/developers/docs/events/gateway.
"""

from __future__ import annotations

import asyncio
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from aiohttp import WSMsgType, web
from discord import Intents

from tests.fakes.discord.objects import Guild
from tests.fakes.discord.ourselves import flags
from tests.fakes.discord.rules import Json
from tests.fakes.discord.world import World, channels_of

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
MEMBERS, INVALID_SESSION, HELLO, ACKNOWLEDGED = 8, 9, 10, 11
UNKNOWN_OPCODE, AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4001, 4004, 4014
PRIVILEGED = Intents(members=True, presences=True, message_content=True).value
CONTENT = Intents(message_content=True).value


class Connection:
    """One WebSocket. Frames go out in order, compressed as one stream where that was asked for."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self.request, self.socket = request, socket
        self.session: Session | None = None
        self.is_stalled = False
        is_stream = request.query.get("compress") == "zlib-stream"
        self._squeeze = zlib.compressobj() if is_stream else None
        self._frames: asyncio.Queue[bytes | int] = asyncio.Queue()

    def put(self, frame: bytes) -> None:
        if not self.is_stalled:
            self._frames.put_nowait(frame)

    def close(self, code: int) -> None:
        """After what is on its way."""
        self._frames.put_nowait(code)

    async def write(self) -> None:
        while not self.socket.closed:
            frame = await self._frames.get()
            if isinstance(frame, int):
                await self.socket.close(code=frame)
            elif self._squeeze is None:
                await self.socket.send_str(frame.decode())
            else:
                squeezed = self._squeeze.compress(frame) + self._squeeze.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(squeezed)


@dataclass(eq=False)
class Session:
    """What one IDENTIFY began: it outlives its connections, and keeps what it sent."""

    id: str
    intents: int
    sent: list[bytes] = field(default_factory=list)  # the frame of sequence n at n - 1
    connection: Connection | None = None

    def dispatch(self, kind: str | None, data: object) -> None:
        frame = frame_of(DISPATCH, data, kind=kind, sequence=len(self.sent) + 1)
        self.sent.append(frame)
        if self.connection is not None:
            self.connection.put(frame)


class Gateway:
    def __init__(self, is_token: Callable[[str], bool]) -> None:
        self.world: World
        self.sessions: dict[str, Session] = {}
        self.identified: list[Json] = []  # each IDENTIFY as it came
        self.resumed = 0
        self.heartbeats = 0
        self.member_lists = 0  # how often whole lists of members were asked for
        self.heartbeat_milliseconds = 41_250  # what Discord names
        self._is_token = is_token
        self._connections: set[Connection] = set()

    # --- what tests do

    @property
    def connected(self) -> list[Session]:
        return [each for each in self.sessions.values() if each.connection is not None]

    def drop(self) -> None:
        """Every connection breaks without a word; sessions may be resumed."""
        for connection in list(self._connections):
            self._detach(connection)
            if connection.request.transport is not None:
                connection.request.transport.abort()

    def close(self, code: int) -> None:
        """Every connection is closed with `code`."""
        for connection in list(self._connections):
            self._detach(connection)
            connection.close(code)

    def stall(self) -> None:
        """Every connection stays open, and nothing comes out of it any more."""
        for connection in self._connections:
            connection.is_stalled = True

    def forget(self) -> None:
        """No session can be resumed any more; what happens until the next IDENTIFY is lost."""
        self.sessions.clear()

    def ask_to_reconnect(self) -> None:
        for session in self.connected:
            assert session.connection is not None
            session.connection.put(frame_of(RECONNECT, None))

    def put_raw(self, kind: str | None, data: object) -> None:
        """Any event, whatever was asked for."""
        for session in self.sessions.values():
            session.dispatch(kind, data)

    def put_frame(self, frame: bytes) -> None:
        """Anything at all, outside of the sequence."""
        for session in self.connected:
            assert session.connection is not None
            session.connection.put(frame)

    # --- events

    def emit(self, kind: str, data: Json, *, needs: int = 0, bare: Json | None = None) -> None:
        for session in self.sessions.values():
            if session.intents & needs == needs:
                reads = bare is None or session.intents & CONTENT
                session.dispatch(kind, data if reads else bare)

    # --- connections

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        connection = Connection(request, socket)
        self._connections.add(connection)
        connection.put(frame_of(HELLO, {"heartbeat_interval": self.heartbeat_milliseconds}))
        writing = asyncio.create_task(connection.write())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take(connection, msgspec.json.decode(message.data))
        finally:
            self._connections.discard(connection)
            self._detach(connection)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        return socket

    def _take(self, connection: Connection, frame: Json) -> None:
        match frame["op"]:
            case 1:
                self.heartbeats += 1
                connection.put(frame_of(ACKNOWLEDGED, None))
            case 2:
                self._identify(connection, frame["d"])
            case 6:
                self._resume(connection, frame["d"])
            case 8:
                self._members(connection, frame["d"])
            case 3 | 4:
                pass  # presence and voice: no answer
            case _:
                connection.close(UNKNOWN_OPCODE)

    def _identify(self, connection: Connection, given: Json) -> None:
        self.identified.append(given)
        if not self._is_token(given["token"]):
            connection.close(AUTHENTICATION_FAILED)
            return
        if given["intents"] & PRIVILEGED & ~self.world.privileged.value:
            connection.close(DISALLOWED_INTENTS)
            return
        session = Session(secrets.token_hex(16), given["intents"], connection=connection)
        connection.session = session
        self.sessions[session.id] = session
        self._greet(session)
        self.world.changed()

    def _greet(self, session: Session) -> None:
        ours = [g for g in self.world.guilds.values() if self.world.bot.id in g.members]
        ready: Json = {
            "v": 10,
            "user": self.world.bot.as_json() | {"verified": True, "mfa_enabled": True, "flags": 0},
            "user_settings": {},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "guilds": [{"id": str(each.id), "unavailable": True} for each in ours],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.world.gateway_url,
            "application": {"id": str(self.world.bot.id), "flags": flags(self.world)},
            "shard": [0, 1],
        }
        session.dispatch("READY", ready)
        for guild in ours:
            # Where it says `unavailable: false` it was there before; without, we have just joined.
            known = guild_create(self.world, guild, session.intents) | {"unavailable": False}
            session.dispatch("GUILD_CREATE", known)

    def _resume(self, connection: Connection, given: Json) -> None:
        session = self.sessions.get(given["session_id"])
        if not self._is_token(given["token"]):
            connection.close(AUTHENTICATION_FAILED)
            return
        if session is None:
            connection.put(frame_of(INVALID_SESSION, False))
            return
        for frame in session.sent[given["seq"] or 0 :]:
            connection.put(frame)
        connection.session, session.connection = session, connection
        session.dispatch("RESUMED", {})
        self.resumed += 1
        self.world.changed()

    def _members(self, connection: Connection, given: Json) -> None:
        """Only those asked for by id or query, as no test needs a whole list without an intent."""
        guild = self.world.guilds[int(given["guild_id"])]
        ids = {int(each) for each in given.get("user_ids") or []}
        self.member_lists += not ids
        found = [each for each in guild.members.values() if not ids or each.user.id in ids]
        if connection.session is not None:
            chunk: Json = {
                "guild_id": str(guild.id),
                "members": [each.as_json() for each in found],
                "chunk_index": 0,
                "chunk_count": 1,
                "not_found": [],
                "nonce": given.get("nonce"),
            }
            connection.session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _detach(self, connection: Connection) -> None:
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            self.world.changed()


def guild_create(world: World, guild: Guild, intents: int) -> Json:
    """Members other than ourselves come with GUILD_MEMBERS only (events/gateway#guild-create)."""
    sees_all = bool(intents & Intents(members=True).value)
    members = [m for m in guild.members.values() if sees_all or m.user is world.bot]
    seen = [each for each in guild.channels.values() if world.sees(world.bot, each)]
    active = [each for each in channels_of(guild, threads=True) if not each.is_archived]
    return guild.as_json() | {
        "joined_at": guild.members[world.bot.id].as_json()["joined_at"],
        "large": False,
        "member_count": len(guild.members),
        "members": [each.as_json() for each in members],
        "channels": [each.as_json() for each in seen if not each.is_thread],
        "threads": [each.as_json() for each in active if each in seen],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def frame_of(
    op: int, data: object, *, kind: str | None = None, sequence: int | None = None
) -> bytes:
    return msgspec.json.encode({"t": kind, "s": sequence, "op": op, "d": data})
