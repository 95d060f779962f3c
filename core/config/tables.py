"""The kernel's tables of the configuration: every key has a default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from core.config.desk import Canned, Promises, Routing, Silence, Translator
from core.config.reputation import Reputation
from core.events import Account

Localised = dict[str, str]  # language → text
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Count = Annotated[int, msgspec.Meta(ge=1)]


class Community(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who we are: `name` is used in texts, `language` and `zone` where nothing nearer is set."""

    name: str = "Example Exchange"
    language: str = "en"
    zone: str = "UTC"
    fallback_languages: tuple[str, ...] = ("en",)


class Server(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The web server. `public_url` is what people see, for links and webhooks."""

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8080
    public_url: str = ""


class Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where things are kept. `database` empty: `guildhall.db` in the folder. `backup_days`: how
    long your backups live, for `/privacy` to say; 0 says nothing."""

    folder: str = "data"
    database: str = ""
    backup_days: int = 0


class Log(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`level` as in logging; `format` auto is text on a terminal and JSON elsewhere."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "text", "json"] = "auto"


class Staff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Admins by account (`telegram:123`), the places where only staff is heard, and suspended
    accounts that are free again."""

    admins: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    unsuspended: tuple[str, ...] = ()


class Support(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to reach a person until tickets take over, by language."""

    contact: Localised = {}


class Official(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is ours: nothing else may stand in a text of the bot. `invites` lead to our places:
    anybody may give them, and it is looked daily whether they still do."""

    domains: tuple[str, ...] = ("example.com",)
    handles: tuple[str, ...] = ()
    invites: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Faq(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How sure the matcher must be of an answer, by its own estimate: given unasked, and when it
    was asked. `aliases` are other names of things; `concepts` by name have their forms by
    language, with commas, as in `core/faq/concepts.toml`."""

    confidence_unasked: Share = 0.95
    confidence_asked: Share = 0.80
    aliases: dict[str, str] = {}
    concepts: dict[str, dict[str, str]] = {}


class Room(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place of staff's in which each ticket has a thread of its own: `telegram:-100…`, the
    queues that are worked there and the languages that are read there (none: all)."""

    place: str
    queues: tuple[str, ...] = ("support",)
    languages: tuple[str, ...] = ()


class Category(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a ticket can be about: its name by language, and the queue that it goes to."""

    name: Localised = {}
    queue: str = "support"


class Tickets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without `rooms` the places of `[staff]` are taken. `categories` replace those built in.
    `plain_replies`: a plain message of staff's goes to the asker, and a reply is internal."""

    rooms: tuple[Room, ...] = ()
    categories: dict[str, Category] = {}
    plain_replies: bool = False


class Component(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the service: its name by language, and the slugs of FAQ entries, of their
    categories and of tickets' categories that are about it (none: its own name)."""

    name: Localised = {}
    covers: tuple[str, ...] = ()


class Announcements(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a maintenance may concern, in the order in which `/service` lists it."""

    components: dict[str, Component] = {}


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one member may do in a minute. `messages` are those to people of the team."""

    questions_per_minute: Count = 8
    messages_per_minute: Count = 60
    presses_per_minute: Count = 30


class ModerationLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many before it, and the next is too much: messages of a newcomer within ten seconds
    (`flood`; of somebody known twice as many), of one account alike within a minute (`same`), other
    accounts that said it within ten minutes (`copies`). So many at once are: people called
    (`mentions`), joins within a minute (`raid_joins`). A stranger's answer with a contact is quick
    within `quick_seconds`. What is None is as `[moderation]` says."""

    flood: Annotated[int, msgspec.Meta(ge=2, le=30)] = 6
    same: Annotated[int, msgspec.Meta(ge=1, le=30)] = 3
    copies: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3
    mentions: Annotated[int, msgspec.Meta(ge=2, le=100)] = 6
    quick_seconds: Annotated[int, msgspec.Meta(ge=1, le=600)] = 30
    raid_joins: Count | None = None
    newcomer_days: Count | None = None
    newcomer_messages: Count | None = None


USUAL_LIMITS = ModerationLimits()

ModerationMode = Literal["off", "watch", "hold", "act"]
JudgingRule = Literal[
    "secret", "personal", "impostor", "private_contact", "link", "spam", "channel"
]
ModerationRule = JudgingRule | Literal["raid"]


class Moderation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names that nobody else may bear, domains and @handles that anybody may give, a file of
    domains that are always a ban, bots that are left alone, who is a newcomer, and the brakes."""

    protected: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    deny_file: str = ""
    bots: tuple[str, ...] = ()
    dry_run: bool = False
    hold_files: bool = False
    newcomer_days: Count = 14
    newcomer_messages: Count = 5
    mute_hours: Count = 24
    bans_per_hour: Count = 30
    deletes_per_minute: Count = 200
    raid_joins: Count = 20
    raid_minutes: Count = 30
    gate_minutes: Count = 10
    welcome_minutes: Count = 10


class PlaceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a place; what is not set there is taken from `[places]`, then `[community]`. A
    named place with `tags` is one for announcements; `quiet_hours` keep those back that are not
    urgent ("22:00-08:00", by its zone). `moderation_sure` is how certain a rule must be to do more
    than report, `moderation_limits` what is too much."""

    auto_answers: bool | None = None
    language: str | None = None
    zone: str | None = None
    start: Localised | None = None
    tags: tuple[str, ...] | None = None
    quiet_hours: str | None = None
    moderation: ModerationMode | None = None
    moderation_rules: dict[ModerationRule, ModerationMode] | None = None
    moderation_sure: dict[JudgingRule, Share] | None = None
    moderation_limits: ModerationLimits | None = None
    raid_lock: bool | None = None
    gate: bool | None = None
    welcome: bool | None = None
    rules: Localised | None = None
    points: bool | None = None

    @property
    def earns_points(self) -> bool:
        return self.points is not False

    @property
    def limits(self) -> ModerationLimits:
        return self.moderation_limits or USUAL_LIMITS

    @property
    def acts_on_raids(self) -> bool:
        mode = (self.moderation_rules or {}).get("raid", self.moderation)
        return mode in ("hold", "act")


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was configured. `platforms` are the adapters' own tables by name, decoded
    into their `Settings`; `warnings` is what is allowed but unwise."""

    community: Community = Community()
    server: Server = Server()
    data: Data = Data()
    log: Log = Log()
    staff: Staff = Staff()
    support: Support = Support()
    official: Official = Official()
    faq: Faq = Faq()
    tickets: Tickets = Tickets()
    promises: Promises = Promises()
    silence: Silence = Silence()
    routing: Routing = Routing()
    translator: Translator = Translator()
    canned: Canned = Canned()
    announcements: Announcements = Announcements()
    limits: Limits = Limits()
    moderation: Moderation = Moderation()
    reputation: Reputation = Reputation()
    places: Mapping[str, PlaceSettings] = {}
    everywhere: PlaceSettings = PlaceSettings()
    platforms: Mapping[str, Any] = {}
    warnings: tuple[str, ...] = ()

    @property
    def admins(self) -> frozenset[Account]:
        return frozenset(map(Account.parse, self.staff.admins))

    @property
    def unsuspended(self) -> frozenset[Account]:
        return frozenset(map(Account.parse, self.staff.unsuspended))

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Where tickets are worked on."""
        return self.tickets.rooms or tuple(Room(place=place) for place in self.staff.places)

    @property
    def staff_places(self) -> frozenset[str]:
        """Where only staff is heard."""
        return frozenset((*self.staff.places, *(room.place for room in self.tickets.rooms)))

    @property
    def database_url(self) -> str:
        return self.data.database or str(Path(self.data.folder) / "guildhall.db")

    def place(self, key: str) -> PlaceSettings:
        """Effective settings of a place, by its `key`; a thread inherits from its chat."""
        layers = [self.everywhere, self.places.get(key.partition("/")[0]), self.places.get(key)]
        settings = PlaceSettings(
            auto_answers=False, language=self.community.language, zone=self.community.zone, start={}
        )
        for layer in layers:
            given = msgspec.structs.asdict(layer) if layer else {}
            changes = {name: value for name, value in given.items() if value is not None}
            settings = msgspec.structs.replace(settings, **changes)
        return settings
