"""Every text that one step says, as its readers see it, whatever the platform makes of it. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from core.actions import Action, Edit, Send
from core.announcements import rendering, shaping
from core.announcements.draft import Notice, Post, Step, Target
from core.announcements.proof import fingerprint
from core.announcements.rules import FIRST, Kind
from core.platform import Capabilities
from core.text import Body, links_of, render, to_plain

_SOMEWHERE = "any:where"


class Form(msgspec.Struct, frozen=True):
    """In what a text differs from place to place: language, zone, and what is possible there."""

    platform: str
    language: str
    zone: str
    capabilities: Capabilities


class Spoken(msgspec.Struct, frozen=True):
    digest: str
    language: str
    links: tuple[str, ...]


Cut = Callable[[str, Body], Sequence[str]]  # a body as a platform posts it, part by part


def texts(notice: Notice, step: Step, forms: Iterable[Form], cut: Cut) -> list[Spoken]:
    """Each once; in more than one way where a client may or may not show what is behind a link, and
    part by part where a platform takes several."""
    found = {spoken.digest: spoken for form in forms for spoken in _texts(notice, step, form, cut)}
    return list(found.values())


def _texts(notice: Notice, step: Step, form: Form, cut: Cut) -> Iterator[Spoken]:
    for action in _actions(notice, step, form):
        if isinstance(action, Send | Edit):
            rich = render(action.body)
            urls = [button.url for row in action.buttons for button in row if button.url]
            links = tuple(dict.fromkeys((*links_of(rich), *urls)))
            alts = [file.alt for file in action.files if file.alt]  # a caption, in some places
            parts = cut(form.platform, action.body)
            for shown in (rich.text, to_plain(rich), *parts, *alts):
                yield Spoken(fingerprint.of(shown), form.language, links)


def _actions(notice: Notice, step: Step, form: Form) -> Iterator[Action]:
    target = Target(
        cursor="",
        key=_SOMEWHERE,
        platform="any",
        private=False,
        language=form.language,
        zone=form.zone,
    )
    # Where it comes late, the first message says what was said last.
    yield from shaping.first(notice, step, target, form.capabilities, "first")
    if step.kind in FIRST:
        return
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
    yield from shaping.change(notice, step, post, form.capabilities)
    if step.kind is Kind.REMINDED:
        late = rendering.without_length(step)
        yield from shaping.change(notice, late, post, form.capabilities)
