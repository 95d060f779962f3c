"""One document of TOML, decoded table by table; every mistake has its path and its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

import msgspec

from core.config.tables import PlaceSettings
from core.spelling import did_you_mean

_PLACE = re.compile(r" \(at line (\d+), column \d+\)")
_INDEX = re.compile(r"\[(\d+|\.\.\.)\]")


class ConfigError(Exception):
    """The text names the key's path, its line where there is one, and the remedy."""


class Reader:
    """A document as written, and how to speak of its places."""

    def __init__(self, text: str, file: str) -> None:
        """Raises ConfigError where `text` is no TOML."""
        self._lines, self._file = text.splitlines(), file
        try:
            self.document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = _PLACE.search(str(error))
            line = at[1] if at else len(self._lines)
            raise ConfigError(f"{file}:{line}: {_PLACE.sub('', str(error))}") from error

    def given(self, name: str) -> dict[str, Any]:
        """The table of this name, empty where there is none."""
        table = self.document.get(name, {})
        if not isinstance(table, dict):
            raise self.error(name, "must be a table")
        return table

    def table(self, name: str, kind: type[Any], extra: Mapping[str, Any]) -> Any:
        return self._decode(name, kind, {**self.given(name), **extra})

    def places(self) -> tuple[dict[str, PlaceSettings], PlaceSettings]:
        """Settings by place, and those of all places."""
        given = self.given("places")
        named = {k: v for k, v in given.items() if isinstance(v, dict) and ":" in k}
        common = {k: v for k, v in given.items() if k not in named}
        decoded = {k: self._decode(f'places."{k}"', PlaceSettings, v) for k, v in named.items()}
        return decoded, self._decode("places", PlaceSettings, common)

    def refuse_others(self, known: set[str]) -> None:
        for name in self.document:
            if name not in known:
                raise self.error(name, f"is no known table{did_you_mean(name, sorted(known))}")

    def error(self, path: str, what: str) -> ConfigError:
        line = _line_of(path, self._lines)
        place = f"{self._file}:{line}" if line else self._file
        return ConfigError(f"{place}: {path} {what}")

    def _decode(self, path: str, kind: type[Any], given: dict[str, Any]) -> Any:
        try:
            return msgspec.convert(given, kind, strict=True)
        except msgspec.ValidationError as error:
            where, what = _explain(str(error), kind)
            raise self.error(f"{path}{where}", what) from error


def _explain(message: str, kind: type[msgspec.Struct]) -> tuple[str, str]:
    """msgspec's sentence as (path below the table, what is wrong and the remedy)."""
    what, _, at = message.partition(" - at ")
    where = at.rpartition("`$")[2].rstrip("`")
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    if unknown := re.match(r"Object contains unknown field `(.+)`", what):
        known = _keys(kind, where)
        return f"{where}.{unknown[1]}", f"is no known key{did_you_mean(unknown[1], known)}"
    if wrong := re.match(r"Invalid enum value (.+)", what):
        field = fields[re.split(r"[.\[]", where)[1]]
        options = _options(field.type, keys=at.startswith("`key`"))
        return where, f"is {wrong[1]}, not one of {', '.join(options)}"
    return where, f"is wrong: {what[0].lower()}{what[1:]}"


def _keys(kind: Any, where: str) -> list[str]:
    """Those of the table to which a path leads."""
    for name in re.findall(r"\.(\w+)", where):
        types = {field.name: field.type for field in msgspec.structs.fields(kind)}
        kind = next(_structs(types.get(name)), None)
        if kind is None:
            return []
    return [field.name for field in msgspec.structs.fields(kind)]


def _structs(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """Within tuples, mappings and options, too."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for part in get_args(kind):
        yield from _structs(part)


def _options(kind: Any, *, keys: bool) -> Iterator[str]:
    """The words of a Literal, alone or within; of a mapping those of its keys, or of its values."""
    parts = get_args(kind)
    if get_origin(kind) is dict:
        parts = (parts[0] if keys else parts[1],)
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _options(part, keys=keys)


def _line_of(path: str, lines: list[str]) -> int | None:
    """The line of a key, else of the table that it is or belongs to; None where it is in none."""
    path = _INDEX.sub("", path)
    while path:
        for place, number in _places(lines):
            if place == path:
                return number
        path = path.rpartition(".")[0] if not path.endswith('"') else path.rpartition('."')[0]
    return None


def _places(lines: list[str]) -> Iterator[tuple[str, int]]:
    """The path of each header and key, as far as one can see without parsing."""
    table = ""
    for number, line in enumerate(lines, 1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            table = header[1].replace("'", '"')
            yield table, number
        elif key := re.match(r"\s*([\w-]+(?:\.[\w-]+)*)\s*=", line):
            yield (f"{table}.{key[1]}" if table else key[1]), number
