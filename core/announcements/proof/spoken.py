"""Every text that one step says, as its readers see it, whatever the platform makes of it. Pure."""

from collections.abc import Iterable, Iterator

import msgspec

from core.actions import Edit, Send
from core.announcements import shaping
from core.announcements.draft import Notice, Post, Step, Target
from core.announcements.proof import fingerprint
from core.announcements.rules import FIRST
from core.platform import Capabilities
from core.text import links_of, render, to_plain

_SOMEWHERE = "any:where"


class Form(msgspec.Struct, frozen=True):
    """In what a text differs from place to place: language, zone, and what is possible there."""

    language: str
    zone: str
    capabilities: Capabilities


class Spoken(msgspec.Struct, frozen=True):
    digest: str
    language: str
    links: tuple[str, ...]


def texts(notice: Notice, step: Step, forms: Iterable[Form]) -> Iterator[Spoken]:
    """Each once; in more than one way where a client may or may not show what is behind a link."""
    found = {spoken.digest: spoken for form in forms for spoken in _texts(notice, step, form)}
    return iter(found.values())


def _texts(notice: Notice, step: Step, form: Form) -> Iterator[Spoken]:
    for action in _actions(notice, step, form):
        if isinstance(action, Send | Edit):
            rich = render(action.body)
            urls = [button.url for row in action.buttons for button in row if button.url]
            links = tuple(dict.fromkeys((*links_of(rich), *urls)))
            for shown in (rich.text, to_plain(rich)):
                yield Spoken(fingerprint.of(shown), form.language, links)


def _actions(notice: Notice, step: Step, form: Form) -> Iterable[object]:
    if step.kind in FIRST:
        target = Target(
            cursor="",
            key=_SOMEWHERE,
            platform="any",
            private=False,
            language=form.language,
            zone=form.zone,
        )
        return shaping.first(notice, step, target, form.capabilities, "first")
    post = Post(
        key="post",
        announcement=notice.id,
        run=0,
        place=_SOMEWHERE,
        private=False,
        language=form.language,
        zone=form.zone,
        state="sent",
    )
    return shaping.change(notice, step, post, form.capabilities)
