"""What stands against sending a draft; while anything does, nothing is queued. Pure but the last.

Every objection names what it is about.
"""

from collections.abc import Iterator
from datetime import datetime

from core import chats
from core.announcements import rhythm, sameness, targets
from core.announcements.draft import Draft
from core.context import Unit
from core.i18n import LANGUAGES, Message, _
from core.official import Official, foreign
from core.text import Quoted

LONGEST_ALT = 1_000  # characters, as X takes them; others take more
_KINDS = {
    "links": _("link"),
    "handles": _("handle"),
    "tickers": _("ticker"),
    "dates": _("date"),
    "numbers": _("number"),
}


def objections(draft: Draft, official: Official, now: datetime) -> Iterator[Message]:
    """Of the draft by itself: no text, something foreign, languages that differ, times."""
    if not draft.bodies:
        yield _("There is no text yet.")
    yield from strangers(draft, official)
    yield from _of_buttons(draft)
    yield from _of_picture(draft)
    yield from map(_difference, sameness.differences(draft.bodies))
    yield from map(_difference, sameness.differences(draft.alts))
    yield from _of_times(draft, now)


def strangers(draft: Draft, official: Official) -> Iterator[Message]:
    """Everything that is not ours, in whatever words of it: nothing of it is even shown."""
    for language, words in _words(draft):
        for what in foreign(official, words):
            yield _not_ours(LANGUAGES[language], what)
    for button in draft.buttons:
        if not official.owns(button.url):
            yield _not_ours(Quoted(next(iter(button.labels.values()))), button.url)


def _words(draft: Draft) -> Iterator[tuple[str, str]]:
    yield from draft.bodies.items()
    yield from draft.alts.items()
    for button in draft.buttons:
        yield from button.labels.items()


def _not_ours(where: str | Quoted, what: str) -> Message:
    return _(
        "%(where)s: %(what)s is not on the official list.", where=where, what=Quoted(_broken(what))
    )


def _broken(what: str) -> str:
    """Named, yet nothing that anybody could follow."""
    return what.replace(".", "[.]").replace("@", "[@]")


def _of_buttons(draft: Draft) -> Iterator[Message]:
    for button in draft.buttons:
        for language in sorted(set(draft.bodies) - set(button.labels)):
            yield _("A button has no label in %(language)s.", language=LANGUAGES[language])


def _of_picture(draft: Draft) -> Iterator[Message]:
    if draft.picture is None:
        return
    for language in draft.bodies:
        alt, name = draft.alts.get(language, "").strip(), LANGUAGES[language]
        if not alt:
            yield _(
                "The picture has no words in %(language)s that say what it shows.", language=name
            )
        if len(alt) > LONGEST_ALT:
            yield _("What the picture shows is too long in %(language)s.", language=name)


def _difference(found: sameness.Difference) -> Message:
    return _(
        "%(language)s has the %(kind)s %(what)s, %(other)s has not.",
        language=LANGUAGES[found.language],
        kind=_KINDS[found.kind],
        what=Quoted(_broken(found.what)),
        other=LANGUAGES[found.other],
    )


def _of_times(draft: Draft, now: datetime) -> Iterator[Message]:
    if draft.rhythm is not None and rhythm.next_time(draft.rhythm, now) is None:
        yield _("The rule of its times never comes true.")
    if draft.send_at is not None and draft.send_at < now:
        yield _("The time to send it is past.")
    if draft.kind != "maintenance":
        return
    if draft.starts_at is None or draft.ends_at is None:
        yield _("A maintenance needs a begin and an expected end.")
        return
    if draft.ends_at <= draft.starts_at:
        yield _("It would end before it begins.")
    if draft.starts_at < now and draft.rhythm is None:
        yield _("Its begin is past.")
    if draft.send_at is not None and draft.send_at > draft.starts_at:
        yield _("It would be sent after its begin.")


async def unreachable(unit: Unit, draft: Draft) -> list[Message]:
    """Of the places that it is for: none at all, no text for one, one that cannot be written to."""
    places, people = await targets.reach(unit, draft)
    if not places + people:
        return [_("It reaches nobody: no place of the config and no subscriber.")]
    lost = await chats.unreachable(unit.tx)
    found = []
    for key in targets.places_of(unit.config, draft):
        settings = unit.config.place(key)
        language = settings.language or unit.config.community.language
        if draft.language(language) is None:
            found.append(_("%(place)s reads a language that is missing.", place=f"`{key}`"))
        if key.partition(":")[0] not in unit.app.deliveries:
            found.append(_("%(place)s is on a platform that is off.", place=f"`{key}`"))
        elif unit.app.moved_to(key.partition("/")[0]) in lost:
            found.append(_("%(place)s cannot be written to.", place=f"`{key}`"))
    return found


def missing_languages(unit: Unit, draft: Draft) -> dict[str, tuple[str, int]]:
    """Languages of places without a text of their own: what they get instead, and how many."""
    found: dict[str, tuple[str, int]] = {}
    for key in targets.places_of(unit.config, draft):
        language = unit.config.place(key).language or unit.config.community.language
        instead = draft.language(language)
        if instead is not None and instead != language:
            found[language] = (instead, found.get(language, ("", 0))[1] + 1)
    return found
