"""A chapter of the history in a reader's words, for the page and for the feeds. Pure."""

from collections.abc import Sequence

import msgspec

from core.announcements import components, rendering
from core.announcements.cards import STATES, STEPS
from core.announcements.draft import Draft
from core.announcements.proof import commands
from core.announcements.proof.judging import Withdrawn
from core.announcements.rules import PUBLIC, Kind
from core.announcements.status.feeds import Item
from core.announcements.status.history import Chapter
from core.config import Config
from core.i18n import Message, Reader, _
from core.text import render, to_html

_FIRST = _("announced")
_KINDS: dict[Kind, Message] = {
    Kind.POSTED: _FIRST,
    Kind.SAID: _FIRST,
    Kind.REMINDED: _("reminded"),
}


class Part(msgspec.Struct, frozen=True):
    """A component on the page."""

    words: str
    busy: bool


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An announcement on the page; `look` is what it is drawn as, `pictures` are (address, what it
    shows), `steps` (when, what)."""

    number: int
    title: str
    state: str
    look: str
    html: str
    pictures: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]


def parts(config: Config, living: Sequence[Chapter], reader: Reader) -> list[Part]:
    found = components.healths(config, [one.notice for one in living])
    named = ((each, components.name_of(config, each.name, reader.language)) for each in found)
    return [
        Part(reader.gettext(components.sentence(each, name, reader)), each.is_busy)
        for each, name in named
    ]


def shown(config: Config, chapter: Chapter, reader: Reader) -> Shown:
    return Shown(
        number=chapter.notice.id,
        title=_title(config, chapter, reader),
        state=reader.gettext(STATES[chapter.state]),
        look=_look(chapter),
        html=_html(chapter, reader),
        pictures=_pictures(chapter, reader),
        steps=tuple(
            (reader.datetime(each.at), _step(each.kind, reader)) for each in chapter.moments
        ),
    )


def item(config: Config, chapter: Chapter, reader: Reader) -> Item:
    """One entry of a feed."""
    moments = chapter.moments
    return Item(
        number=chapter.notice.id,
        title=f"{_title(config, chapter, reader)} ({reader.gettext(STATES[chapter.state])})",
        html=_html(chapter, reader),
        published=moments[0].at if moments else chapter.notice.created_at,
        updated=moments[-1].at if moments else chapter.step.at,
    )


def _look(chapter: Chapter) -> str:
    if chapter.is_withdrawn:
        return "bad"
    return "now" if chapter.state in PUBLIC else "past"


def _title(config: Config, chapter: Chapter, reader: Reader) -> str:
    notice = chapter.notice
    names = [components.name_of(config, name, reader.language) for name in notice.draft.components]
    said = _("Announcement No. %(number)s", number=notice.id)
    if notice.draft.kind == "maintenance":
        said = _("Maintenance No. %(number)s", number=notice.id)
    return ": ".join(filter(None, (reader.gettext(said), ", ".join(names))))


def _html(chapter: Chapter, reader: Reader) -> str:
    """Of what was taken back not a word is said again."""
    notice = chapter.notice
    if chapter.is_withdrawn:
        gone = Withdrawn(notice.id, notice.state, notice.changed_at)
        return to_html(render(commands.words(gone, reader)))
    spoken = _spoken(notice.draft, reader)
    return to_html(render(rendering.post(notice, chapter.step, spoken, reader.zone)))


def _spoken(draft: Draft, reader: Reader) -> str:
    return draft.language(reader.language) or next(iter(draft.bodies))


def _pictures(chapter: Chapter, reader: Reader) -> tuple[tuple[str, str], ...]:
    draft = chapter.notice.draft
    files = () if chapter.is_withdrawn else draft.attachments(_spoken(draft, reader))
    return tuple((f"/pictures/{file.ref}/{file.name}", file.alt) for file in files)


def _step(kind: Kind, reader: Reader) -> str:
    return reader.gettext(_KINDS.get(kind) or STEPS[kind])
