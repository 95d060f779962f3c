"""The card that staff gets for all that was found: who, where, which rule, and four buttons."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from core.actions import Button, Buttons, Edit, Send
from core.context import Unit, words
from core.events import Place
from core.i18n import Message, Reader, _, translate
from core.outbox import Lane, NoSuchMessage
from core.text import Body, Quoted, Words
from moderation import reasons, staffroom, store
from moderation.store import Case, History

_LEADS = re.compile(
    r"@\w{3,}|[+]?\d[\d ()-]{5,}\d|\w{4,}\d\w{3,}|[^\s/]*\w[.:/@]+\w\S*", re.UNICODE
)
Left = Sequence[tuple[Message, str]]  # labels and command lines
MOST_SHOWN = 600  # code points of what was said

RULES: Mapping[str, Message] = {
    "secret": _("a secret in public"),
    "personal": _("personal data in public"),
    "impostor": _("a name like one of ours"),
    "private_contact": _("drawing members into private"),
    "link": _("a link"),
    "spam": _("spam"),
    "channel": _("a post without a person"),
    "raid": _("many strangers at once"),
    "reported": _("reported by members"),
    "staff": _("a decision of staff"),
}
DONE: Mapping[str, Message] = {
    "report": _("reported only"),
    "hold": _("message held"),
    "delete": _("message deleted"),
    "warn": _("author warned"),
    "mute": _("author muted"),
    "ban": _("author banned"),
}


async def show(unit: Unit, case: Case, name: str, handle: str | None, said: str | None) -> None:
    """In each of the staff's places, or to each admin in private where there is none."""
    history = await store.history(unit.tx, case)
    for place in await staffroom.rooms(unit):
        language = staffroom.language_of(unit, place)
        body = card(case, name, handle, said, language)
        body = (*body, *_history(history, staffroom.reader_at(unit, place)))
        send = Send(place=place, body=body, buttons=buttons(unit, case, language), silent=True)
        await unit.put(send, lane=Lane.TICKETS, key=_key(case, place))


async def redraw(unit: Unit, case: Case, name: str, said: str | None) -> None:
    """More was done than the card says; its buttons stay."""
    history = await store.history(unit.tx, case)
    for place in await staffroom.rooms(unit):
        language = staffroom.language_of(unit, place)
        body = card(case, name, None, said, language)
        body = (*body, *_history(history, staffroom.reader_at(unit, place)))
        edit = Edit(target=_key(case, place), body=body, buttons=buttons(unit, case, language))
        try:
            await unit.put(edit, lane=Lane.TICKETS, on_uncertain="again")
        except NoSuchMessage:
            continue


async def close(unit: Unit, case: Case, outcome: Message, left: Left = ()) -> bool:
    """Say on every card what was decided; of the buttons only those `left` stay. False where we no
    longer know where the cards are."""
    is_known = False
    for place in await staffroom.rooms(unit):
        language = staffroom.language_of(unit, place)
        body, buttons = closed(case, outcome, language), row(left, language)
        try:
            edit = Edit(target=_key(case, place), body=body, buttons=buttons)
            await unit.put(edit, lane=Lane.TICKETS, on_uncertain="again")
        except NoSuchMessage:
            continue
        is_known = True
    return is_known


def closed(case: Case, outcome: Message, language: str) -> Body:
    """Nobody's words and names any more."""
    return (*_head(case, language), Words("\n\n"), *words(outcome, language))


def line(case: Case, reader: Reader) -> Message:
    """A case in a list."""
    return _(
        "%(date)s: %(rule)s (%(why)s), %(done)s",
        date=reader.date(case.at),
        rule=RULES[case.rule],
        why=reasons.said(case.why),
        done=DONE[case.action],
    )


def row(left: Left, language: str) -> Buttons:
    """Their buttons, side by side."""
    return (
        (tuple(Button(translate(label, language), line) for label, line in left),) if left else ()
    )


def card(case: Case, name: str, handle: str | None, said: str | None, language: str) -> Body:
    """The words of others, masked: what leads or belongs somewhere is not passed on by us."""
    who = " ".join(filter(None, (name, handle and f"@{handle}", str(case.account or "?"))))
    body: Body = (*_head(case, language), Words("\n\n"), Quoted(who))
    if case.site and case.rule == "link":
        body = (*body, Words("\n"), Quoted(case.site))
    if said:
        shown = masked(said if len(said) <= MOST_SHOWN else f"{said[:MOST_SHOWN]}…")
        body = (*body, Words("\n\n"), Quoted(shown))
    return body


def _history(history: History | None, reader: Reader) -> Body:
    """What was known of them before."""
    if history is None:
        return ()
    rules = Counter(history.rules).items()
    cases = ", ".join(f"{number} × {reader.gettext(RULES[rule])}" for rule, number in rules)
    before = _("Cases before: %(cases)s.", cases=cases) if cases else _("No case before.")
    if history.since is None:
        seen = _("New here.")
    else:
        seen = _("Here since %(date)s.", date=reader.date(history.since))
    return (
        Words("\n\n"), *words(seen, reader.language),
        Words(" "), *words(before, reader.language),
    )  # fmt: skip


def masked(said: str) -> str:
    """Addresses, links, handles and long numbers keep their first two signs."""
    return _LEADS.sub(lambda found: found[0][:2] + "•" * min(len(found[0]) - 2, 8), said)


def _head(case: Case, language: str) -> Body:
    return words(
        _(
            "Case %(number)s in %(place)s: %(rule)s (%(why)s), %(done)s",
            number=str(case.id),
            place=f"`{case.place.key}`",
            rule=RULES[case.rule],
            why=reasons.said(case.why),
            done=DONE[case.action],
        ),
        language,
    )


def buttons(unit: Unit, case: Case, language: str) -> Buttons:
    first = [
        Button(translate(_("Right"), language), f"/mod right {case.id}"),
        Button(translate(_("Wrong: undo"), language), f"/mod wrong {case.id}"),
    ]
    second: list[Button] = []
    if case.account is not None and unit.capabilities(case.place.platform).restricts:
        second.append(Button(translate(_("Ban"), language), f"/mod ban {case.id}"))
    if case.site and case.rule == "link":
        allow = translate(_("Allow this link"), language)
        second.append(Button(allow, f"/mod allow {case.id}"))
    if case.text:
        second.append(Button(translate(_("Show"), language), f"/mod show {case.id}"))
    third = [Button(translate(_("Which rules are active where"), language), "/rules")]
    return tuple(tuple(row) for row in (first, second, third) if row)


def _key(case: Case, place: Place) -> str:
    return f"moderation:{case.id}:{place.key}"
