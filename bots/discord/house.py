"""What changes about a server itself: its name, its roles, who holds them, its webhooks.

Discord tells what is so now; what was so until now is remembered here. Payloads:
docs.discord.com/developers/events/gateway-events#guilds
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bots.discord import permissions
from bots.discord.incoming import Dispatch, Sight
from bots.discord.who import PLATFORM, Json, name_of
from core.events import Account, Change, Place, PlaceChanged, PlaceJoined

MOST_KEPT = 20_000  # members whose roles are remembered
# docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events
GUILD_UPDATE, MEMBER_ROLE_UPDATE, BOT_ADD = 1, 25, 28
ROLE_CREATE, ROLE_UPDATE, ROLE_DELETE, INTEGRATION_CREATE = 30, 31, 32, 80
WEBHOOKS = (50, 51, 52)


class Role(NamedTuple):
    name: str
    permissions: int


class Trail(NamedTuple):
    """Where the audit log tells who did it: kinds of entry, and what they are about."""

    guild: str
    kinds: tuple[int, ...]
    target: str = ""


class Changed(NamedTuple):
    """`in_doubt`: it may have been so before; only the audit log knows."""

    event: PlaceChanged | PlaceJoined
    trail: Trail
    in_doubt: bool = False


@dataclass
class _Server:
    name: str
    picture: str | None
    roles: dict[str, Role] = field(default_factory=dict)
    ours: frozenset[str] = frozenset()

    def bits(self, held: Iterable[str]) -> int:
        return permissions.united(role.permissions for id_ in held if (role := self.roles.get(id_)))


class House:
    """All servers, as they were when we last heard of them."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._servers: dict[str, _Server] = {}
        self._held: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()

    def note_guild(self, told: Json) -> None:
        """As it comes to us (GUILD_CREATE)."""
        guild = str(told["id"])
        server = self._servers[guild] = _Server(str(told.get("name") or ""), told.get("icon"))
        for role in told.get("roles") or ():
            server.roles[str(role["id"])] = _role(role)
        for member in told.get("members") or ():
            self.note_member(guild, member["user"], member)

    def note_member(self, guild: str, user: Json, member: Json) -> None:
        """Messages carry their author's roles, too."""
        server, held = self._servers.get(guild), _roles_of(guild, member)
        if server is not None and str(user["id"]) == self._sight.me.id:
            server.ours = held
        self._held[guild, str(user["id"])] = held
        self._held.move_to_end((guild, str(user["id"])))
        if len(self._held) > MOST_KEPT:
            self._held.popitem(last=False)

    def changes(self, dispatch: Dispatch) -> list[Changed]:
        """What a payload changes; it is remembered."""
        read = _READERS.get(dispatch.kind)
        guild = str(dispatch.data.get("guild_id") or dispatch.data.get("id"))
        server, front = self._servers.get(guild), self._sight.directory.front(guild)
        if read is None or server is None or front is None:
            return []
        return list(read(self, _Told(dispatch, guild, server, front)))

    # -- one payload each ------------------------------------------------------------------------

    def _updated(self, told: "_Told") -> Iterator[Changed]:
        data, server = told.dispatch.data, told.server
        name, picture = str(data.get("name") or ""), data.get("icon")
        trail = Trail(told.guild, (GUILD_UPDATE,))
        if name != server.name:
            yield Changed(told.change("title", subject=name), trail)
        if picture != server.picture:
            yield Changed(told.change("picture"), trail)
        server.name, server.picture = name, picture

    def _role_changed(self, told: "_Told") -> Iterator[Changed]:
        data, server = told.dispatch.data["role"], told.server
        id_, role, before = str(data["id"]), _role(data), server.bits(server.ours)
        known = server.roles.get(id_)
        server.roles[id_] = role
        gained = permissions.powers(role.permissions)
        gained -= permissions.powers(known.permissions) if known else frozenset()
        trail = Trail(told.guild, (ROLE_CREATE, ROLE_UPDATE), id_)
        if gained:
            rights = tuple(sorted(gained))
            yield Changed(told.change("role", subject=role.name, rights=rights), trail)
        yield from _lost(told, before, trail)

    def _role_gone(self, told: "_Told") -> Iterator[Changed]:
        server = told.server
        before = server.bits(server.ours)
        server.roles.pop(str(told.dispatch.data["role_id"]), None)
        yield from _lost(
            told, before, Trail(told.guild, (ROLE_DELETE,), str(told.dispatch.data["role_id"]))
        )

    def _member(self, told: "_Told") -> Iterator[Changed]:
        data, server = told.dispatch.data, told.server
        user = str(data["user"]["id"])
        ours, known = server.bits(server.ours), self._held.get((told.guild, user))
        self.note_member(told.guild, data["user"], data)
        trail = Trail(told.guild, (MEMBER_ROLE_UPDATE,), user)
        if user == self._sight.me.id:
            yield from _lost(told, ours, trail)
            return
        gained = permissions.powers(server.bits(self._held[told.guild, user]))
        gained -= permissions.powers(server.bits(known)) if known is not None else frozenset()
        if gained:
            event = told.change(
                "member",
                subject=name_of(data["user"], data),
                account=Account(PLATFORM, user),
                rights=tuple(sorted(gained)),
            )
            yield Changed(event, trail, in_doubt=known is None)

    def _webhooks(self, told: "_Told") -> Iterator[Changed]:
        """Neither which, nor what became of it."""
        place = Place(PLATFORM, str(told.dispatch.data["channel_id"]))
        yield Changed(told.change("webhook", place=place), Trail(told.guild, WEBHOOKS))

    def _integration(self, told: "_Told") -> Iterator[Changed]:
        """Ours comes with ourselves."""
        data = told.dispatch.data
        application = data.get("application") or {}
        if str(application.get("id") or "") == self._sight.me.application:
            return
        event = told.change("integration", subject=str(data.get("name") or ""))
        yield Changed(event, Trail(told.guild, (INTEGRATION_CREATE,), str(data["id"])))


class _Told(NamedTuple):
    dispatch: Dispatch
    guild: str
    server: _Server
    front: Place

    def change(
        self,
        what: Change,
        *,
        subject: str = "",
        place: Place | None = None,
        account: Account | None = None,
        rights: tuple[str, ...] = (),
    ) -> PlaceChanged:
        return PlaceChanged(
            id=f"{self.dispatch.stamp}.{what}",
            at=self.dispatch.now,
            place=place or self.front,
            what=what,
            subject=subject,
            account=account,
            rights=rights,
        )


def _lost(told: _Told, before: int, trail: Trail) -> Iterator[Changed]:
    now = told.server.bits(told.server.ours)
    if lost := permissions.ours(before) - permissions.ours(now):
        event = PlaceJoined(
            id=f"{told.dispatch.stamp}.lost",
            at=told.dispatch.now,
            place=told.front,
            author=None,
            title=told.server.name,
            missing=tuple(permissions.missing(now)),
            lost=tuple(sorted(lost)),
        )
        yield Changed(event, trail)


def _roles_of(guild: str, member: Json) -> frozenset[str]:
    """@everyone has the server's id."""
    return frozenset((guild, *map(str, member.get("roles") or ())))


def _role(told: Json) -> Role:
    return Role(str(told.get("name") or ""), int(told.get("permissions") or 0))


_READERS: Mapping[str, Callable[[House, _Told], Iterator[Changed]]] = {
    "GUILD_UPDATE": House._updated,
    "GUILD_ROLE_CREATE": House._role_changed,
    "GUILD_ROLE_UPDATE": House._role_changed,
    "GUILD_ROLE_DELETE": House._role_gone,
    "GUILD_MEMBER_UPDATE": House._member,
    "WEBHOOKS_UPDATE": House._webhooks,
    "INTEGRATION_CREATE": House._integration,
}
