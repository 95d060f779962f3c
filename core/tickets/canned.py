"""Replies ready to be sent by their code, in the asker's language: built in, or the operator's."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from core.config import Config
from core.config.desk import FIELDS, Replies

FILE = Path(__file__).with_name("canned.toml")
_FIELD = re.compile(rf"\{{({'|'.join(FIELDS)})\}}")


@cache
def built_in() -> Replies:
    """Read once."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def codes(config: Config) -> list[str]:
    return sorted(built_in() | config.canned.texts)


def find(config: Config, code: str, language: str) -> str | None:
    """In that language, else as an answer of the FAQ would be: in the community's, or in any."""
    texts = (built_in() | config.canned.texts).get(code, {})
    order = (language, *config.community.fallback_languages, *texts)
    return next((texts[spoken] for spoken in order if spoken in texts), None)


def fill(text: str, fields: Mapping[str, str]) -> str:
    """With a value for each of `FIELDS`; other braces are left alone."""
    return _FIELD.sub(lambda field: fields[field[1]], text)
