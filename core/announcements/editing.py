"""A draft, one key changed: the same words in a chat and in a file's front matter. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import get_args

import msgspec

from core import numbers
from core.announcements import rhythm, rules, wall
from core.announcements.draft import Draft, Kind, LinkButton, Notice, Rhythm, Topic
from core.feature import UserError
from core.i18n import LANGUAGES, _
from core.text import Quoted

Changes = Mapping[str, object]
_NONE = ("", "none", "-")
_WRITTEN_KINDS = tuple(kind for kind in get_args(Kind) if kind != "update")  # see `amends`


def permit(notice: Notice, account: str) -> None:
    """By its author alone: whoever approves it must not have written it. Raises UserError."""
    if account != notice.author:
        raise UserError(_("Only its author can edit it."))
    if rules.after(rules.Kind.EDITED, notice.state) is None:
        raise UserError(_("Only a draft can be edited; stop it first."))


def changed(draft: Draft, key: str, value: str, now: datetime) -> Draft:
    """Raises UserError for a key or a value that is none."""
    name, _dot, language = key.partition(".")
    value = value.strip()
    if (draft.amends is not None or draft.issue is not None) and name != "text":
        raise UserError(_("An update has texts and nothing else: %(example)s", example="`text.en`"))
    if name == "text" and language in LANGUAGES:
        return _replaced(draft, {"bodies": _with_body(draft, language, value)})
    if name == "alt" and language in LANGUAGES:
        return _replaced(draft, {"alts": {**draft.alts, language: value}})
    if name == "button" and language in LANGUAGES:
        return _replaced(draft, {"buttons": _with_button(draft, language, value)})
    setter = _SETTERS.get(key)
    if setter is None:
        raise UserError(
            _("There is no %(key)s; known are: %(known)s", key=Quoted(key), known=_known())
        )
    return _replaced(draft, setter(draft, value, now))


def _replaced(draft: Draft, changes: Changes) -> Draft:
    return msgspec.structs.replace(draft, **changes)


def _with_body(draft: Draft, language: str, text: str) -> dict[str, str]:
    bodies = {**draft.bodies, language: text}
    return {one: bodies[one] for one in LANGUAGES if bodies.get(one)}


def _with_button(draft: Draft, language: str, value: str) -> tuple[LinkButton, ...]:
    """`Label https://…`; the labels of one address belong to one button."""
    label, _space, url = value.rpartition(" ")
    if not label or "://" not in url:
        raise UserError(
            _("Write a label, then the address: %(example)s", example="`Status https…`")
        )
    by_url = {button.url: button.labels for button in draft.buttons}
    by_url[url] = {**by_url.get(url, {}), language: label.strip()}
    return tuple(LinkButton(labels, url) for url, labels in by_url.items())


def _time(field: str) -> "_Setter":
    def setter(draft: Draft, value: str, now: datetime) -> Changes:
        if value in (*_NONE, "now"):
            return {field: None}
        is_after_begin = field == "ends_at" and value.startswith("+") and draft.starts_at
        since = draft.starts_at if is_after_begin and draft.starts_at else now
        return {field: wall.moment(value, draft.zone, since)}

    return setter


def _words(field: str, allowed: tuple[str, ...] = ()) -> "_Setter":
    def setter(_draft: Draft, value: str, _now: datetime) -> Changes:
        return {field: _list(value, allowed)}

    return setter


def _list(value: str, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
    words = () if value in _NONE else tuple(value.replace(",", " ").split())
    for word in words:
        if allowed and word not in allowed:
            known = ", ".join(allowed)
            raise UserError(_("%(word)s is not one of: %(known)s", word=Quoted(word), known=known))
    return words


def _audience(field: str, allowed: tuple[str, ...] = ()) -> "_Setter":
    def setter(draft: Draft, value: str, _now: datetime) -> Changes:
        part = {field: _list(value, allowed)}
        return {"audience": msgspec.structs.replace(draft.audience, **part)}

    return setter


def _places(draft: Draft, value: str, _now: datetime) -> Changes:
    places = _list(value, ("yes", "no")) != ("no",)
    return {"audience": msgspec.structs.replace(draft.audience, places=places)}


def _topic(draft: Draft, value: str, _now: datetime) -> Changes:
    topic = next(iter(_list(value, get_args(Topic))), None)
    return {"audience": msgspec.structs.replace(draft.audience, topic=topic)}


def _kind(_draft: Draft, value: str, _now: datetime) -> Changes:
    (kind,) = _list(value, _WRITTEN_KINDS) or ("notice",)
    return {"kind": kind}


def _amends(_draft: Draft, value: str, _now: datetime) -> Changes:
    number = numbers.typed(value)
    if not number:
        raise UserError(_("There is no announcement No. %(number)s.", number=Quoted(value)))
    return {"kind": "update", "amends": number, "reminders": ()}


def _no_image(_draft: Draft, value: str, _now: datetime) -> Changes:
    """A picture is sent, not written; a file names one that lies beside it (`desk`)."""
    if value not in _NONE:
        raise UserError(
            _("Send the picture, and under it write %(example)s", example="`/picture 7`")
        )
    return {"picture": None, "alts": {}}


def _zone(_draft: Draft, value: str, _now: datetime) -> Changes:
    return {"zone": wall.checked_zone(value)}


def _reminders(_draft: Draft, value: str, _now: datetime) -> Changes:
    lengths = {wall.length(word) for word in _list(value)}
    return {"reminders": tuple(sorted(lengths, reverse=True))}


def _late(_draft: Draft, value: str, _now: datetime) -> Changes:
    return {"late": wall.length(value)}


def _rhythm(draft: Draft, value: str, _now: datetime) -> Changes:
    if value in _NONE:
        return {"rhythm": None}
    try:
        rhythm.read(value)
    except ValueError:
        example = "`0 9 * * 1`"
        raise UserError(
            _("That is no rule of five fields such as %(example)s.", example=example)
        ) from None
    return {"rhythm": Rhythm(value, draft.zone)}


def _flag(field: str) -> "_Setter":
    def setter(_draft: Draft, value: str, _now: datetime) -> Changes:
        return {field: _list(value, ("yes", "no")) == ("yes",)}

    return setter


def _known() -> str:
    """No `text.ru`: that is a domain, too."""
    return ", ".join((*_SETTERS, "text.LANGUAGE", "button.LANGUAGE", "alt.LANGUAGE"))


_Setter = Callable[[Draft, str, datetime], Changes]
_SETTERS: Mapping[str, _Setter] = {
    "kind": _kind,
    "zone": _zone,
    "starts": _time("starts_at"),
    "ends": _time("ends_at"),
    "send": _time("send_at"),
    "reminders": _reminders,
    "cron": _rhythm,
    "automatic": _words("automatic", ("running", "completed")),
    "late": _late,
    "platforms": _audience("platforms"),
    "languages": _audience("languages", tuple(LANGUAGES)),
    "tags": _audience("tags"),
    "topic": _topic,
    "places": _places,
    "fallback": _words("fallback", tuple(LANGUAGES)),
    "components": _words("components"),
    "pin": _flag("pin"),
    "follow_ups": _flag("follow_ups"),
    "urgent": _flag("urgent"),
    "amends": _amends,
    "image": _no_image,
}
KEYS = (
    *_SETTERS,
    *(f"{name}.{language}" for name in ("text", "button", "alt") for language in LANGUAGES),
)
ORDER = ("zone", *(key for key in KEYS if key != "zone"))  # times are read by the zone


def written(value: object) -> str:
    """A value of a TOML document as it would be typed in a chat."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return " ".join(map(written, value)) or "none"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case _:
            return str(value)
