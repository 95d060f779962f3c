"""Our own house: who gains power there, what it is called, and whether we are still in it.

Staff hears of each such change, whoever made it: an account of staff's may be in wrong hands.
"""

from collections.abc import Iterator

from core.context import Context
from core.events import Event, MemberJoined, PlaceChanged, PlaceJoined, PlaceLost
from core.feature import Listener, View
from core.i18n import Message, _, translate
from core.rights import RIGHTS
from core.text import Quoted
from moderation import staffroom

Seen = PlaceChanged | PlaceJoined | PlaceLost | MemberJoined


def concerns(event: Event, view: View) -> Seen | None:
    match event:
        case PlaceChanged() | PlaceLost() if not event.place.private:
            return event
        case PlaceJoined(lost=lost) if lost:
            return event
        case MemberJoined(is_bot=True) if str(event.author) not in view.config.moderation.bots:
            return event
    return None


async def hear(ctx: Context, seen: Seen) -> bool:
    """Never the only one who hears it."""
    is_lost = isinstance(seen, PlaceLost)
    without = seen.place.chat if is_lost else ""
    await staffroom.alarm(ctx, lambda language: list(said(seen, language)), without=without)
    return False


def said(seen: Seen, language: str) -> Iterator[Message]:
    """What happened, who did it, what to do."""
    yield _what(seen, language)
    if isinstance(seen, PlaceChanged | PlaceJoined):
        yield _who(seen)
        yield _("If that was none of you, act now: somebody may have taken an account over.")


def _what(seen: Seen, language: str) -> Message:
    place = f"`{seen.place.key}`"
    match seen:
        case PlaceLost():
            return _("I was taken out of %(place)s, or it is no more.", place=place)
        case MemberJoined():
            who = Quoted(f"{seen.name} ({seen.author})")
            return _("A bot came into %(place)s: %(who)s", place=place, who=who)
        case PlaceJoined():
            rights = names(seen.lost, language)
            return _("In %(place)s I may no longer: %(rights)s", place=place, rights=rights)
        case _:
            return _changed(seen, place, names(seen.rights, language))


def _changed(seen: PlaceChanged, place: str, rights: Quoted) -> Message:
    subject = Quoted(f"{seen.subject} ({seen.account})" if seen.account else seen.subject)
    match seen.what:
        case "title":
            return _("%(place)s is called something else now: %(name)s", place=place, name=subject)
        case "picture":
            return _("%(place)s has another picture now.", place=place)
        case "webhook":
            return _("In %(place)s a webhook was made, changed or removed.", place=place)
        case "integration":
            return _("%(name)s was connected with %(place)s.", name=subject, place=place)
        case "role":
            return _(
                "In %(place)s everybody with the role %(name)s may now: %(rights)s",
                place=place,
                name=subject,
                rights=rights,
            )
        case "member":
            return _(
                "In %(place)s %(name)s may now: %(rights)s",
                place=place,
                name=subject,
                rights=rights,
            )


def _who(seen: PlaceChanged | PlaceJoined) -> Message:
    if seen.author is None:
        return _("I am not told who did it.")
    return _("It was done by %(who)s.", who=f"`{seen.author}`")


def names(rights: tuple[str, ...], language: str) -> Quoted:
    """In the reader's language, as a list."""
    known = (RIGHTS.get(right) for right in rights)
    return Quoted(
        ", ".join(
            translate(message, language) if message else right
            for right, message in zip(rights, known, strict=True)
        )
    )


LISTENER = Listener("house", 5, concerns, hear)
