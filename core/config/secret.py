"""Secrets: which keys hold them, and where they come from."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from core.config.reader import ConfigError
from core.config.tables import Config


def secret_keys(settings: type[msgspec.Struct]) -> list[str]:
    """The keys of a table whose type is marked `Meta(extra={"secret": True})`."""
    return [
        field.name
        for field in msgspec.structs.fields(settings)
        for meta in getattr(field.type, "__metadata__", ())
        if isinstance(meta, msgspec.Meta) and (meta.extra or {}).get("secret")
    ]


def variable(platform: str, key: str) -> str:
    return f"{platform}_{key}".upper()


def from_environment(name: str, environment: Mapping[str, str]) -> str:
    """The value of NAME, or what the file holds that NAME_FILE names; empty where neither is."""
    file = environment.get(f"{name}_FILE")
    if not file:
        return environment.get(name, "").strip()
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"{name}_FILE: cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}_FILE: {file} is not UTF-8") from error


def secrets(config: Config) -> frozenset[str]:
    """Everything that must never be shown."""
    return frozenset(filter(None, _secrets(config)))


def _secrets(config: Config) -> Iterator[str]:
    for settings in (config.translator, *config.platforms.values()):
        yield from (getattr(settings, key) for key in secret_keys(type(settings)))
    password = urlsplit(config.database_url).password or ""
    yield from (password, unquote(password))
