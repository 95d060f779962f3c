"""From the file's text and the environment to a `Config`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from core.config import meaning
from core.config.reader import ConfigError, Reader
from core.config.secret import from_environment, secret_keys, variable
from core.config.tables import Config

Settings = Mapping[str, type[msgspec.Struct]]  # of each adapter's table, by platform

_NOT_A_TABLE_OF_ITS_OWN = {"places", "everywhere", "platforms", "warnings"}


def load(
    text: str, environment: Mapping[str, str], *, platforms: Settings, file: str = "config.toml"
) -> Config:
    """Decode the file's text. Raises ConfigError at the first mistake.

    A table's secret (see `secret_keys`) is taken from the environment as TABLE_KEY, or from the
    file that TABLE_KEY_FILE names; one found in `text` is used, with a warning.
    DATABASE_URL, or DATABASE_URL_FILE, overrides `data.database`.
    """
    reader = Reader(text, file)
    database = from_environment("DATABASE_URL", environment)
    given = {name: _secrets(name, kind, environment) for name, kind in _kernel()}
    given["data"] = {"database": database} if database else {}
    kernel = {name: reader.table(name, kind, given[name]) for name, kind in _kernel()}
    adapters = {
        name: reader.table(name, settings, _secrets(name, settings, environment))
        for name, settings in platforms.items()
    }
    places, everywhere = reader.places()
    reader.refuse_others({*kernel, *platforms, "places"})
    config = Config(
        **kernel,
        places=places,
        everywhere=everywhere,
        platforms=adapters,
        warnings=tuple(_warnings(reader, platforms, file)),
    )
    for path, what in meaning.mistakes(config, platforms):
        raise reader.error(path, what)
    return config


def load_file(path: Path, platforms: Settings, environment: Mapping[str, str]) -> Config:
    """A file that is not there is an empty one: the defaults hold."""
    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8; save it as UTF-8") from error
    return load(text, environment, platforms=platforms, file=str(path))


def _kernel() -> list[tuple[str, Any]]:
    fields = msgspec.structs.fields(Config)
    return [(f.name, f.type) for f in fields if f.name not in _NOT_A_TABLE_OF_ITS_OWN]


def _secrets(
    name: str, settings: type[msgspec.Struct], environment: Mapping[str, str]
) -> dict[str, str]:
    keys = secret_keys(settings)
    found = {key: from_environment(variable(name, key), environment) for key in keys}
    return {key: value for key, value in found.items() if value}


def _warnings(reader: Reader, platforms: Settings, file: str) -> list[str]:
    return [
        f"{name}.{key} is in {file}: a secret is safer in {variable(name, key)} "
        f"or in a file that {variable(name, key)}_FILE names"
        for name, settings in (*_kernel(), *platforms.items())
        for key in secret_keys(settings)
        if reader.given(name).get(key)
    ]
