"""The card that staff gets for all that was found: who, where, which rule, and four buttons."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from core.actions import Button, Buttons, Edit, Send
from core.context import Unit, words
from core.events import Account, Place
from core.i18n import Field, Message, Reader, _, translate
from core.outbox import Lane, NoSuchMessage
from core.text import Body, Quoted, Words
from moderation import history, reasons, staffroom, store
from moderation.history import History
from moderation.store import Case, Wave

_LEADS = re.compile(
    r"@\w{3,}|[+]?\d[\d ()-]{5,}\d|\w{4,}\d\w{3,}|[^\s/]*\w[.:/@]+\w\S*", re.UNICODE
)
Left = Sequence[tuple[Message, str]]  # labels and command lines
MOST_SHOWN = 600  # code points of what was said
MOST_LISTED = 40  # accounts of a wave
Names = Callable[[Place, Account | None], str]  # how somebody is called in a place; "" if unknown

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
# The same where the platform did not let us remove the message.
STAYS: Mapping[str, Message] = {
    **dict.fromkeys(("report", "hold", "delete", "warn"), _("the message could not be removed")),
    "mute": _("author muted, but the message could not be removed"),
    "ban": _("author banned, but the message could not be removed"),
}

_ALONE = _("Case %(number)s in %(place)s: %(rule)s (%(why)s), %(done)s")
_TOGETHER = _(
    "Case %(number)s in %(place)s: %(rule)s (%(why)s). Accounts: %(accounts)s; messages removed:"
    " %(removed)s; accounts restricted: %(restricted)s."
)


async def show(unit: Unit, case: Case, names: Names) -> None:
    """In each of the staff's places, or to each admin in private where there is none."""
    for place, body in await _cards(unit, case, names):
        buttons = _buttons(unit, case, staffroom.language_of(unit, place))
        send = Send(place=place, body=body, buttons=buttons, silent=True)
        await unit.put(send, lane=Lane.TICKETS, key=_key(case, place))


async def redraw(unit: Unit, case: Case, names: Names) -> None:
    """Something else is true than the card says; its buttons stay."""
    for place, body in await _cards(unit, case, names):
        buttons = _buttons(unit, case, staffroom.language_of(unit, place))
        await _rewrite(unit, Edit(target=_key(case, place), body=body, buttons=buttons))


async def close(unit: Unit, case: Case, outcome: Message, left: Left = ()) -> bool:
    """Say on every card what was decided; of the buttons only those `left` stay. False where we no
    longer know where the cards are."""
    is_known = False
    for place in await staffroom.rooms(unit):
        language = staffroom.language_of(unit, place)
        body, buttons = await closed(unit, case, outcome, language), row(left, language)
        edit = Edit(target=_key(case, place), body=body, buttons=buttons)
        is_known = await _rewrite(unit, edit) or is_known
    return is_known


async def _rewrite(unit: Unit, edit: Edit) -> bool:
    try:
        await unit.put(edit, lane=Lane.TICKETS, on_uncertain="again")
    except NoSuchMessage:
        return False
    return True


async def closed(unit: Unit, case: Case, outcome: Message, language: str) -> Body:
    """Nobody's words and names any more."""
    wave = await store.wave(unit.tx, case)
    return (*_head(case, wave, language), Words("\n\n"), *words(outcome, language))


def line(case: Case, reader: Reader) -> Message:
    """A case in a list."""
    return _(
        "%(date)s: %(rule)s (%(why)s), %(done)s",
        date=reader.date(case.at),
        rule=RULES[case.rule],
        why=reasons.said(case.why),
        done=done(case),
    )


def undo_of(case: Case) -> Left:
    """Whatever was decided has its way back on the same card."""
    return ((_("Wrong: undo"), f"/mod wrong {case.id}"),)


def row(left: Left, language: str) -> Buttons:
    """Their buttons, side by side."""
    return (
        (tuple(Button(translate(label, language), line) for label, line in left),) if left else ()
    )


async def _cards(unit: Unit, case: Case, names: Names) -> list[tuple[Place, Body]]:
    """The words of others, masked: what leads or belongs somewhere is not passed on by us."""
    said, wave = await store.text_of(unit.tx, case), await store.wave(unit.tx, case)
    known = None if wave else await history.of(unit.tx, case)
    people = _people(case, wave, names)
    made = []
    for place in await staffroom.rooms(unit):
        reader = staffroom.reader_at(unit, place)
        head = _head(case, wave, reader.language)
        made.append((place, (*head, *people, *_words(case, said), *_before(known, reader))))
    return made


def _people(case: Case, wave: Wave | None, names: Names) -> Body:
    accounts = wave.accounts if wave else (case.account,)
    body: Body = (Words("\n"),)
    for account in accounts[:MOST_LISTED]:
        who = " ".join(filter(None, (names(case.place, account), str(account or "?"))))
        body = (*body, Words("\n"), Quoted(who))
    return body if len(accounts) <= MOST_LISTED else (*body, Words("\n…"))


def _words(case: Case, said: str | None) -> Body:
    site: Body = (Words("\n"), Quoted(case.site)) if case.site and case.rule == "link" else ()
    if not said:
        return site
    shown = masked(said if len(said) <= MOST_SHOWN else f"{said[:MOST_SHOWN]}…")
    return (*site, Words("\n\n"), Quoted(shown))


def _before(known: History | None, reader: Reader) -> Body:
    """What was known of them before."""
    if known is None:
        return ()
    rules = Counter(known.rules).items()
    cases = ", ".join(f"{number} × {reader.gettext(RULES[rule])}" for rule, number in rules)
    before = _("Cases before: %(cases)s.", cases=cases) if cases else _("No case before.")
    if known.since is None:
        seen = _("New here.")
    else:
        seen = _("Here since %(date)s.", date=reader.date(known.since))
    return (
        Words("\n\n"), *words(seen, reader.language),
        Words(" "), *words(before, reader.language),
    )  # fmt: skip


def masked(said: str) -> str:
    """Addresses, links, handles and long numbers keep their first two signs."""
    return _LEADS.sub(lambda found: found[0][:2] + "•" * min(len(found[0]) - 2, 8), said)


def _head(case: Case, wave: Wave | None, language: str) -> Body:
    told: dict[str, Field] = {
        "number": str(case.id),
        "place": f"`{case.place.key}`",
        "rule": RULES[case.rule],
        "why": reasons.said(case.why),
    }
    if wave is None:
        return words(Message(_ALONE.text, {**told, "done": done(case)}), language)
    return words(Message(_TOGETHER.text, {**told, **_numbers(wave)}), language)


def _numbers(wave: Wave) -> dict[str, Field]:
    return {
        "accounts": str(len(wave.accounts)),
        "removed": str(wave.removed),
        "restricted": str(wave.restricted),
    }


def done(case: Case) -> Message:
    """What the platform let us do."""
    return (STAYS if case.stays else DONE)[case.action]


def _buttons(unit: Unit, case: Case, language: str) -> Buttons:
    first = [
        Button(translate(_("Right"), language), f"/mod right {case.id}"),
        Button(translate(_("Wrong: undo"), language), f"/mod wrong {case.id}"),
    ]
    second: list[Button] = []
    if case.account is not None and unit.capabilities(case.place.platform).restricts:
        ban = _("Ban all of them") if case.wave else _("Ban")
        second.append(Button(translate(ban, language), f"/mod ban {case.id}"))
    if case.site and case.rule == "link":
        allow = translate(_("Allow this link"), language)
        second.append(Button(allow, f"/mod allow {case.id}"))
    if case.text:
        second.append(Button(translate(_("Show"), language), f"/mod show {case.id}"))
    third = [Button(translate(_("Which rules are active where"), language), "/rules")]
    return tuple(tuple(row) for row in (first, second, third) if row)


def _key(case: Case, place: Place) -> str:
    return f"moderation:{case.id}:{place.key}"
