"""An announcement in a reader's language and zone: the post, and the short word of a change. Pure.

What people wrote are the bodies alone; every other sentence is the catalogues' own, so that one
admin may move a notice on without a word of their own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from core.announcements.canonical import Rendered
from core.announcements.draft import Draft, LinkButton, Notice, Step
from core.announcements.rules import Kind, State
from core.i18n import Message, Reader, _, compose
from core.text import Body, Instant, render, to_plain

_HEADINGS: Mapping[State, Message] = {
    State.SCHEDULED: _("🛠 **Planned maintenance**"),
    State.RUNNING: _("🛠 **Maintenance in progress**"),
    State.VERIFYING: _("🔎 **Maintenance: the work is done, we are checking it**"),
    State.COMPLETED: _("✅ **Maintenance completed**"),
    State.CANCELLED: _("**Maintenance cancelled**"),
}


def post(notice: Notice, step: Step, language: str, zone: str) -> Body:
    """The post as it is to stand from this step on."""
    reader = Reader(language, zone)
    lines: list[Message | str] = [_text(notice.draft, language)]
    if words := _update(notice, language):
        lines.append(_("**Update**\n%(words)s", words=words))
    if notice.draft.kind == "maintenance":
        lines = [_HEADINGS[step.state], *lines, *_times(step, reader)]
    number = _("No. %(number)s · Is this really ours? /verify %(number)s", number=notice.id)
    return compose(_joined([*lines, number], "\n\n"), language)


def _joined(lines: Sequence[Message | str], by: str) -> Message:
    fields = {f"line{number}": line for number, line in enumerate(lines)}
    return Message(by.join(f"%({name})s" for name in fields), dict(fields))


def _text(draft: Draft, language: str) -> str:
    return draft.bodies[language].strip()


def _update(notice: Notice, language: str) -> str:
    """Of a reader whose language it has not: in the first of the fallbacks that it has."""
    order = (language, *notice.draft.fallback)
    return next((notice.words[one].strip() for one in order if one in notice.words), "")


def _times(step: Step, reader: Reader) -> Iterator[Message]:
    lines = []
    if step.state is State.COMPLETED:
        lines = [_("Ended: %(time)s", time=_when(step.at, reader))]
    elif step.state is not State.CANCELLED:
        if step.starts_at is not None:
            lines.append(_("Begin: %(time)s", time=_when(step.starts_at, reader)))
        if step.ends_at is not None:
            lines.append(_("Expected end: %(time)s", time=_when(step.ends_at, reader)))
    if lines:
        yield _joined(lines, "\n")


def _when(at: datetime, reader: Reader) -> Instant:
    """In the reader's zone, and in UTC where that is another."""
    local, universal = reader.datetime(at), Reader(reader.language).datetime(at)
    words = local if local == universal else f"{local} ({universal})"
    return Instant(int(at.timestamp()), words)


def follow_up(notice: Notice, step: Step, language: str, zone: str) -> Body:
    """The short new message that tells of a change."""
    return compose(_change(notice, step, Reader(language, zone)), language)


def replacement(notice: Notice, step: Step, language: str, zone: str) -> Body:
    """The same where posts cannot be edited: it answers the post that it replaces."""
    said = _change(notice, step, Reader(language, zone))
    replaces = _("%(change)s\n\nThis replaces the post that it answers.", change=said)
    return compose(replaces, language)


def _change(notice: Notice, step: Step, reader: Reader) -> Message:
    number = notice.id
    begin = _when(step.starts_at or step.at, reader)
    end = _when(step.ends_at or step.at, reader)
    match step.kind:
        case Kind.REMINDED if step == without_length(step):
            return _(
                "⏰ Reminder: maintenance No. %(number)s begins %(begin)s.",
                number=number,
                begin=begin,
            )
        case Kind.REMINDED:
            return _(
                "⏰ Reminder: maintenance No. %(number)s begins in %(length)s, %(begin)s.",
                number=number,
                length=reader.duration((step.starts_at or step.at) - step.at),
                begin=begin,
            )
        case Kind.RUNNING:
            return _(
                "🛠 Maintenance No. %(number)s has begun. Expected end: %(end)s.",
                number=number,
                end=end,
            )
        case Kind.VERIFYING:
            return _(
                "🔎 Maintenance No. %(number)s: the work is done. We are checking it now.",
                number=number,
            )
        case Kind.COMPLETED:
            return _(
                "✅ Maintenance No. %(number)s is over. Thank you for your patience.",
                number=number,
            )
        case Kind.EXTENDED:
            return _(
                "🛠 Maintenance No. %(number)s: the expected end is now %(end)s. We are sorry.",
                number=number,
                end=end,
            )
        case Kind.POSTPONED:
            return _(
                "Maintenance No. %(number)s is postponed. Begin: %(begin)s, expected end: %(end)s.",
                number=number,
                begin=begin,
                end=end,
            )
        case Kind.CANCELLED:
            return _(
                "Maintenance No. %(number)s is cancelled and will not take place.", number=number
            )
        case Kind.AMENDED:
            return news(number, _update(notice, reader.language))
        case other:
            raise ValueError(f"{other} is told by the post itself")


def news(number: int, words: str) -> Message:
    """An update, as the short message says it."""
    return _("📣 Update on maintenance No. %(number)s:\n\n%(words)s", number=number, words=words)


def without_length(step: Step) -> Step:
    """A reminder that says only when it begins."""
    return msgspec.structs.replace(step, at=step.starts_at or step.at)


def buttons_of(draft: Draft, language: str) -> list[tuple[str, str]]:
    """(label, address), each label in the reader's language or one of the fallbacks."""
    return [(_label(button, draft, language), button.url) for button in draft.buttons]


def _label(button: LinkButton, draft: Draft, language: str) -> str:
    order = (language, *draft.fallback, *button.labels)
    return next(button.labels[one] for one in order if one in button.labels)


def rendered(notice: Notice, step: Step, platforms: Iterable[str]) -> Rendered:
    """What the first message would say, by platform and language, in UTC: a part of what the second
    key approves, so that a changed catalogue is noticed too."""
    texts = {language: _plain(notice, step, language) for language in notice.draft.bodies}
    return {platform: texts for platform in sorted(platforms)}


def _plain(notice: Notice, step: Step, language: str) -> str:
    links = [f"{label}: {url}" for label, url in buttons_of(notice.draft, language)]
    body = first_message(notice, step, language, "UTC")
    return "\n".join((to_plain(render(body)), *links))


def first_message(notice: Notice, step: Step, language: str, zone: str) -> Body:
    """The post; of an update, which has none of its own, the short message."""
    if notice.draft.amends is None:
        return post(notice, step, language, zone)
    return compose(news(notice.draft.amends, _text(notice.draft, language)), language)
