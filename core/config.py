"""The configuration: TOML and the environment, decoded strictly into frozen structs."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

import msgspec

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
    """Where things are kept. `database` empty: `guildhall.db` in the folder."""

    folder: str = "data"
    database: str = ""


class Log(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`level` as in logging; `format` auto is text on a terminal and JSON elsewhere."""

    level: str = "info"
    format: str = "auto"


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
    """What is ours: nothing else may stand in a text of the bot."""

    domains: tuple[str, ...] = ("example.com",)
    handles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Faq(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How sure the matcher must be of an answer, by its own estimate: given unasked, and when it
    was asked."""

    confidence_unasked: Share = 0.95
    confidence_asked: Share = 0.60


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one member may do in a minute."""

    questions_per_minute: Count = 8
    presses_per_minute: Count = 30


class PlaceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a place; what is not set there is taken from `[places]`, then `[community]`."""

    auto_answers: bool | None = None
    language: str | None = None
    zone: str | None = None
    start: Localised | None = None


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
    limits: Limits = Limits()
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


class ConfigError(Exception):
    """The text names the key's path, its line where there is one, and the remedy."""


def load(
    text: str,
    environment: Mapping[str, str],
    *,
    platforms: Mapping[str, type[msgspec.Struct]],
    file: str = "config.toml",
) -> Config:
    """Decode the file's text. Raises ConfigError at the first mistake.

    A platform's key that its `Settings` marks as secret (`msgspec.Meta(extra={"secret": True})`)
    is taken from the environment as PLATFORM_KEY, or from the file that PLATFORM_KEY_FILE names;
    one found in `text` is used, with a warning. DATABASE_URL overrides `data.database`.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: {error}") from error
    reader = _Reader(document, text, file)
    kernel = {name: reader.table(name, kind) for name, kind in _kernel_tables().items()}
    places, everywhere = reader.places()
    secrets: dict[str, dict[str, Any]] = {}
    for name, settings in platforms.items():
        secrets[name] = _secrets(name, settings, environment)
        reader.warn_of_secrets(name, settings)
    adapters = {
        name: reader.table(name, settings, secrets[name]) for name, settings in platforms.items()
    }
    reader.refuse_others({*kernel, *platforms, "places"})
    if url := _secret("DATABASE_URL", environment):
        kernel["data"] = msgspec.structs.replace(kernel["data"], database=url)
    config = Config(
        **kernel,
        places=places,
        everywhere=everywhere,
        platforms=adapters,
        warnings=tuple(reader.warnings),
    )
    reader.check_meaning(config)
    return config


def load_file(
    path: Path, platforms: Mapping[str, type[msgspec.Struct]], environment: Mapping[str, str]
) -> Config:
    """A file that is not there is an empty one: the defaults hold."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return load(text, environment, platforms=platforms, file=str(path))


def environment() -> Mapping[str, str]:
    return os.environ


def _kernel_tables() -> dict[str, type[msgspec.Struct]]:
    not_kernel = {"places", "everywhere", "platforms", "warnings"}
    fields = msgspec.structs.fields(Config)
    return {f.name: f.type for f in fields if f.name not in not_kernel}


def secret_keys(settings: type[msgspec.Struct]) -> list[str]:
    """The keys of an adapter's table that hold secrets."""
    return [
        field.name
        for field in msgspec.structs.fields(settings)
        for meta in getattr(field.type, "__metadata__", ())
        if isinstance(meta, msgspec.Meta) and (meta.extra or {}).get("secret")
    ]


def _secrets(
    name: str, settings: type[msgspec.Struct], environment: Mapping[str, str]
) -> dict[str, Any]:
    found = {key: _secret(f"{name}_{key}".upper(), environment) for key in secret_keys(settings)}
    return {key: value for key, value in found.items() if value}


def _secret(variable: str, environment: Mapping[str, str]) -> str:
    if file := environment.get(f"{variable}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"{variable}_FILE: cannot read {file}: {error.strerror}") from error
    return environment.get(variable, "").strip()


class _Reader:
    """Decodes tables of one document, and says where a mistake is."""

    def __init__(self, document: dict[str, Any], text: str, file: str) -> None:
        self.document, self.text, self.file = document, text, file
        self.warnings: list[str] = []

    def table(self, name: str, kind: type[Any], extra: Mapping[str, Any] = {}) -> Any:
        given = self.document.get(name, {})
        if not isinstance(given, dict):
            raise self.error(name, "must be a table")
        return self._decode(name, kind, {**given, **extra})

    def places(self) -> tuple[dict[str, PlaceSettings], PlaceSettings]:
        given = self.document.get("places", {})
        if not isinstance(given, dict):
            raise self.error("places", "must be a table")
        named = {k: v for k, v in given.items() if isinstance(v, dict) and ":" in k}
        common = {k: v for k, v in given.items() if k not in named}
        decoded = {k: self._decode(f'places."{k}"', PlaceSettings, v) for k, v in named.items()}
        return decoded, self._decode("places", PlaceSettings, common)

    def refuse_others(self, known: set[str]) -> None:
        for name in self.document:
            if name not in known:
                raise self.error(name, "is not a known table" + _did_you_mean(name, known))

    def warn_of_secrets(self, name: str, settings: type[msgspec.Struct]) -> None:
        given = self.document.get(name, {})
        for key in secret_keys(settings):
            if isinstance(given, dict) and given.get(key):
                variable = f"{name}_{key}".upper()
                self.warnings.append(
                    f"{name}.{key} is in {self.file}: a secret is safer in {variable} "
                    f"or in a file that {variable}_FILE names"
                )

    def check_meaning(self, config: Config) -> None:
        """What the types cannot say: accounts, zones and languages that exist."""
        from core.i18n import LANGUAGES

        zones = available_timezones()
        for key in ("admins", "unsuspended"):
            for account in getattr(config.staff, key):
                try:
                    Account.parse(account)
                except ValueError as error:
                    raise self.error(f"staff.{key}", str(error)) from error
        tables: dict[str, Community | PlaceSettings] = {
            "community": config.community,
            "places": config.everywhere,
        }
        tables |= {f'places."{key}"': place for key, place in config.places.items()}
        for path, table in tables.items():
            if table.language is not None and table.language not in LANGUAGES:
                hint = f"is {table.language!r}, not one of {', '.join(LANGUAGES)}"
                raise self.error(f"{path}.language", hint)
            if table.zone is not None and table.zone not in zones:
                hint = f"is {table.zone!r}, not an IANA time zone" + _did_you_mean(
                    table.zone, zones
                )
                raise self.error(f"{path}.zone", hint)

    def _decode(self, path: str, kind: type[Any], given: dict[str, Any]) -> Any:
        try:
            return msgspec.convert(given, kind, strict=True)
        except msgspec.ValidationError as error:
            where, what = _explain(str(error), kind)
            raise self.error(f"{path}{where}", what) from error

    def error(self, path: str, what: str) -> ConfigError:
        line = _line_of(path, self.text)
        place = f"{self.file}:{line}" if line else self.file
        return ConfigError(f"{place}: {path} {what}")


def _explain(message: str, kind: type[msgspec.Struct]) -> tuple[str, str]:
    """msgspec's sentence as (path below the table, what is wrong and the remedy)."""
    what, _, at = message.partition(" - at `$")
    where = at.rstrip("`")
    if unknown := re.match(r"Object contains unknown field `(.+)`", what):
        names = {field.name for field in msgspec.structs.fields(kind)}
        return f".{unknown[1]}", "is not a known key" + _did_you_mean(unknown[1], names)
    return where, f"is wrong: {what[0].lower()}{what[1:]}"


def _did_you_mean(word: str, known: set[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return (
        f"; did you mean {close[0]!r}?"
        if close
        else f"; known: {', '.join(sorted(known))}" * (len(known) < 30)
    )


def _line_of(path: str, text: str) -> int | None:
    """The line of `table.key` in the file, else that of its table's header."""
    table, _, key = path.rpartition(".") if not path.endswith('"') else (path, "", "")
    header, found, inside = None, None, table == ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            name = stripped.strip("[] \t")
            inside = name in (table, path)
            header = number if inside and header is None else header
        elif inside and found is None and re.match(rf"{re.escape(key)}\s*=", stripped):
            found = number
    return found or header
