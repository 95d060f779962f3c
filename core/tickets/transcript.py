"""A ticket as it was said, as HTML and as JSON: the public version, or the internal one. Pure."""

import html
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from core.events import Account
from core.i18n import Message, Reader, _, translate
from core.tickets.lines import Line
from core.tickets.rules import Happening, Kind, Ticket

_PUBLIC = (Kind.OPENED, Kind.CLAIMED, Kind.RESOLVED, Kind.REOPENED, Kind.CLOSED)
_SAID = (Kind.ASKED, Kind.REPLIED, Kind.NOTED)  # their words stand there themselves
_KINDS: Mapping[Kind, Message] = {
    Kind.OPENED: _("opened"),
    Kind.CLAIMED: _("taken by the team"),
    Kind.RESOLVED: _("resolved"),
    Kind.REOPENED: _("opened again"),
    Kind.CLOSED: _("closed"),
}
ASKER = _("Asker")
STYLE = (
    ":root{color-scheme:light dark}*{box-sizing:border-box}"
    "body{font:16px/1.55 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:2rem 1rem 4rem}"
    "h1{font-size:1.5rem;margin:0}ul{display:grid;gap:1.1rem;padding:0;margin:1.75rem 0}"
    "li{list-style:none;min-width:0}time,.event{font-size:.8125rem;opacity:.75}"
    "time{margin-inline-start:.35rem}.event{text-align:center}.event time{font-size:1em;opacity:1}"
    "p{margin:.3rem 0 0;padding:.6rem 1rem;border:1px solid #8884;border-radius:1rem;"
    "white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;background:#8881}"
    ".asker{margin-inline-end:8%}.staff,.internal{margin-inline-start:8%}"
    ".staff p{background:#0d6b5c22}.internal p{background:#f5b30133;border-style:dashed}"
    "ins{display:block;text-decoration:none}"
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said, or that happened (`event`). `by` is a duty name, `account` stands
    in the internal version only."""

    at: datetime
    side: str
    by: str = ""
    account: str | None = None
    event: str | None = None
    detail: Mapping[str, Any] | None = None
    text: str = ""
    files: tuple[str, ...] = ()


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    version: str
    category: str
    state: str
    opened_at: datetime
    resolved_at: datetime | None
    entries: tuple[Entry, ...]


def build(
    ticket: Ticket,
    lines: Iterable[Line],
    happenings: Iterable[Happening],
    *,
    names: Mapping[Account, str],
    internal: bool,
) -> Transcript:
    """In order of time. The public version has no internal remarks, no accounts, no reasons."""
    said = [_said(line, names, internal) for line in lines if internal or line.side != "internal"]
    kinds = [kind for kind in Kind if kind not in _SAID] if internal else _PUBLIC
    happened = [_happened(one, names, internal) for one in happenings if one.kind in kinds]
    return Transcript(
        number=ticket.id,
        version="internal" if internal else "public",
        category=ticket.category,
        state=ticket.state.value,
        opened_at=ticket.opened_at,
        resolved_at=ticket.resolved_at,
        entries=tuple(sorted([*happened, *said], key=lambda entry: entry.at)),
    )


def _said(line: Line, names: Mapping[Account, str], internal: bool) -> Entry:
    return Entry(
        at=line.at,
        side=line.side,
        by="" if line.side == "asker" else names.get(line.author, ""),
        account=str(line.author) if internal else None,
        text=line.text,
        files=tuple(file.name or file.kind for file in line.files),
    )


def _happened(happening: Happening, names: Mapping[Account, str], internal: bool) -> Entry:
    by = happening.by
    return Entry(
        at=happening.at,
        side="event",
        by=names.get(by, "") if by else "",
        account=str(by) if by and internal else None,
        event=happening.kind.value,
        detail=dict(happening.detail) if internal else None,
    )


def to_json(transcript: Transcript) -> str:
    return msgspec.json.format(msgspec.json.encode(transcript), indent=2).decode()


def to_html(transcript: Transcript, reader: Reader) -> str:
    """A page of its own, without anything to be loaded."""
    title = html.escape(
        translate(_("Ticket #%(number)s", number=transcript.number), reader.language)
    )
    items = "\n".join(_item(entry, reader) for entry in transcript.entries)
    return (
        f'<!doctype html>\n<html lang="{reader.language}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{title}</h1>\n<ul>\n{items}\n</ul></body>\n</html>\n"
    )


def _item(entry: Entry, reader: Reader) -> str:
    when = (
        f'<time datetime="{entry.at.isoformat()}">{html.escape(reader.datetime(entry.at))}</time>'
    )
    who = html.escape(" · ".join(filter(None, (_who(entry, reader), entry.account))))
    if entry.event is not None:
        told = html.escape(what(entry, reader))
        return f'<li class="event">{" · ".join(filter(None, (told, who)))} {when}</li>'
    files = "".join(f"<ins>📎 {html.escape(name)}</ins>" for name in entry.files)
    text = html.escape(entry.text) if entry.text or files else "🗑"
    kind = html.escape(entry.side)
    return f'<li class="{kind}"><strong>{who}</strong>{when}<p>{text}{files}</p></li>'


def _who(entry: Entry, reader: Reader) -> str:
    return reader.gettext(ASKER) if entry.side == "asker" else entry.by


def what(entry: Entry, reader: Reader) -> str:
    known = next((message for kind, message in _KINDS.items() if kind == entry.event), None)
    said = reader.gettext(known) if known else str(entry.event)
    detail = " ".join(f"{name}={value}" for name, value in (entry.detail or {}).items())
    return f"{said} ({detail})" if detail else said
