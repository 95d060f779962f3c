"""What is done in one place for one step, as actions. Pure."""

from core.actions import Action, Button, Buttons, Delete, Edit, MessageRef, Pin, Send, Target
from core.announcements import draft as drafts
from core.announcements import rendering, rules
from core.announcements.draft import Notice, Post, Step
from core.announcements.rules import Kind, State
from core.events import Attachment, Place
from core.i18n import Reader, _
from core.platform import Capabilities
from core.text import Body, Words

_OVER = (State.COMPLETED, State.CANCELLED)


def first(
    notice: Notice, step: Step, target: drafts.Target, capabilities: Capabilities, key: str
) -> tuple[Action, ...]:
    """The post, which takes `key`, and its pin where there are pins."""
    place = Place.at(target.key, private=target.private)
    body, buttons = whole(notice, step, target, capabilities)
    files = _files(notice, target, capabilities)
    send = Send(place=place, body=body, buttons=buttons, files=files)
    lasts = step.kind in rules.FIRST or step.state not in _OVER
    is_pinned = lasts and _is_pinned(notice, place, capabilities)
    return (send, Pin(target=key)) if is_pinned else (send,)


def change(
    notice: Notice, step: Step, post: Post, capabilities: Capabilities
) -> tuple[Action, ...]:
    """The post edited in place with a short follow-up; where posts cannot be edited, a follow-up
    that answers it. A recall deletes it, where that can be done."""
    place = Place.at(post.place, private=post.private)
    if step.kind is Kind.RECALLED:
        return (Delete(target=_where(post, place)),)
    edit, *pin = silent_change(notice, step, post, capabilities) or (None,)
    said = _is_followed(notice, step, capabilities)
    follow_up = _follow_up(notice, step, post, place, capabilities) if said else None
    return tuple(action for action in (edit, follow_up, *pin) if action is not None)


def silent_change(
    notice: Notice, step: Step, post: Post, capabilities: Capabilities
) -> tuple[Action, ...]:
    """Only what makes no sound: the edit, and an end of the pin."""
    if not capabilities.edits:
        return ()
    place = Place.at(post.place, private=post.private)
    body, buttons = whole(notice, step, post, capabilities)
    files = _files(notice, post, capabilities)
    edit = Edit(target=_where(post, place), body=body, buttons=buttons, files=files)
    if step.state in _OVER and _is_pinned(notice, place, capabilities):
        return (edit, Pin(target=edit.target, pinned=False))
    return (edit,)


def _files(
    notice: Notice, reader: drafts.Target | Post, capabilities: Capabilities
) -> tuple[Attachment, ...]:
    """The picture, where one of its size can be shown."""
    files = notice.draft.attachments(reader.language)
    return tuple(file for file in files if file.size <= capabilities.picture_bytes)


def _where(post: Post, place: Place) -> Target:
    return MessageRef(place, post.ids) if post.ids else post.key


def whole(
    notice: Notice, step: Step, reader: drafts.Target | Post, capabilities: Capabilities
) -> tuple[Body, Buttons]:
    """The post, with its addresses as buttons, or as lines where there are none; a person who
    subscribed finds the way out below it."""
    body = rendering.post(notice, step, reader.language, reader.zone)
    links = rendering.buttons_of(notice.draft, reader.language)
    if capabilities.buttons:
        addresses = tuple((Button(label, url=url),) for label, url in links)
        return body, (*addresses, *(_way_out(notice, reader.language) if reader.private else ()))
    lines = "".join(f"\n\n{label}: {url}" for label, url in links)
    return (*body, Words(lines)) if lines else body, ()


def _way_out(notice: Notice, language: str) -> Buttons:
    topic = notice.draft.audience.topic
    label = Reader(language).gettext(_("Unsubscribe"))
    return ((Button(label, f"/unsubscribe {topic}"),),) if topic is not None else ()


def _is_followed(notice: Notice, step: Step, capabilities: Capabilities) -> bool:
    """A reminder is nothing else; a first message is none, and words that are taken back."""
    if step.kind in rules.FIRST or (step.kind is Kind.AMENDED and not notice.words):
        return False
    return step.kind is Kind.REMINDED or notice.draft.follow_ups or not capabilities.edits


def _follow_up(
    notice: Notice, step: Step, post: Post, place: Place, capabilities: Capabilities
) -> Send:
    is_more = step.kind in (Kind.REMINDED, Kind.AMENDED)  # and what the post says is still so
    say = rendering.follow_up if capabilities.edits or is_more else rendering.replacement
    body = say(notice, step, post.language, post.zone)
    return Send(place=place, body=body, reply_to=post.ids[0] if post.ids else None)


def _is_pinned(notice: Notice, place: Place, capabilities: Capabilities) -> bool:
    return notice.draft.pin and capabilities.pins and not place.private
