"""A draft in one file: front matter in TOML, then a text for each language. Pure.

+++
kind = "maintenance"
starts = "2026-12-01 09:00"
ends = "+2h"
zone = "Europe/Berlin"
+++
+++ en
Withdrawals pause while we move to new machines.
+++ es
Los retiros se detienen mientras cambiamos de servidores.
"""

import re
import tomllib
from datetime import datetime

from core.announcements import editing
from core.announcements.draft import Draft
from core.feature import UserError
from core.i18n import LANGUAGES, _
from core.text import Quoted

MARK = "+++"
_SECTION = re.compile(r"^\+\+\+[ \t]+([a-z]{2})[ \t]*$", re.MULTILINE)


def is_document(text: str) -> bool:
    return text.lstrip("\ufeff").startswith(MARK)


def read(document: str, now: datetime) -> Draft:
    """Raises UserError naming what is wrong."""
    front, rest = _parted(document.replace("\r\n", "\n").lstrip("\ufeff"))
    draft = Draft(kind="notice", bodies={})
    given = _front_matter(front)
    given.pop("image", None)  # lies beside the file, and comes with it
    known = [key for key in editing.ORDER if key in given]
    for key in (*known, *(key for key in given if key not in known)):
        draft = editing.changed(draft, key, given[key], now)
    for language, text in _sections(rest):
        draft = editing.changed(draft, f"text.{language}", text, now)
    return draft


def image_of(document: str) -> str:
    """The name of the picture that lies beside the file; empty for none. Raises UserError."""
    front, _rest = _parted(document.replace("\r\n", "\n").lstrip("\ufeff"))
    return _front_matter(front).get("image", "")


def _parted(document: str) -> tuple[str, str]:
    opening, _newline, rest = document.partition("\n")
    front, mark, bodies = rest.partition(f"\n{MARK}\n")
    if opening.strip() != MARK or not mark:
        raise UserError(
            _("The file begins with a line %(mark)s, its front matter, and %(mark)s.", mark=MARK)
        )
    return front, bodies


def _front_matter(front: str) -> dict[str, str]:
    try:
        table = tomllib.loads(front)
    except tomllib.TOMLDecodeError as error:
        raise UserError(
            _("The front matter is no TOML: %(mistake)s", mistake=Quoted(str(error)))
        ) from None
    return {key: editing.written(value) for key, value in _flat(table)}


def _flat(table: dict[str, object]) -> list[tuple[str, object]]:
    """`[button] en = …` as `button.en`."""
    flat: list[tuple[str, object]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            flat += [(f"{key}.{inner}", each) for inner, each in value.items()]
        else:
            flat.append((key, value))
    return flat


def _sections(rest: str) -> list[tuple[str, str]]:
    before, *parts = _SECTION.split(rest)
    if before.strip():
        raise UserError(
            _("Each text begins with a line such as %(example)s.", example=f"`{MARK} en`")
        )
    found = list(zip(parts[::2], parts[1::2], strict=True))
    for language, _text in found:
        if language not in LANGUAGES:
            raise UserError(
                _(
                    "%(word)s is not one of: %(known)s",
                    word=Quoted(language),
                    known=", ".join(LANGUAGES),
                )
            )
    return [(language, text.strip()) for language, text in found]
