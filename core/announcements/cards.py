"""What staff sees of an announcement: the draft, the request for a second key, what was done."""

from collections.abc import Sequence

from core.announcements import checks, sameness, store, targets, telling
from core.announcements.draft import Approval, Draft, Notice
from core.announcements.rules import PUBLIC, Kind, State, next_by_hand
from core.announcements.telling import Offers
from core.context import Unit
from core.i18n import LANGUAGES, Message, Reader, _, _n
from core.platform import Role
from core.text import Quoted

STATES: dict[State, Message] = {
    State.DRAFT: _("draft"),
    State.APPROVED: _("approved"),
    State.SCHEDULED: _("planned"),
    State.RUNNING: _("in progress"),
    State.VERIFYING: _("being checked"),
    State.COMPLETED: _("completed"),
    State.CANCELLED: _("cancelled"),
    State.STOPPED: _("stopped"),
    State.DISCARDED: _("discarded"),
    State.RECALLED: _("recalled"),
}
BUTTONS: dict[Kind, Message] = {
    Kind.RUNNING: _("It has begun"),
    Kind.VERIFYING: _("Done, being checked"),
    Kind.COMPLETED: _("It is over"),
    Kind.EXTENDED: _("30 more minutes"),
    Kind.POSTPONED: _("An hour later"),
    Kind.CANCELLED: _("Cancel it"),
    Kind.RECALLED: _("Delete it everywhere"),
    Kind.DISCARDED: _("Discard"),
    Kind.STOPPED: _("⛔ Stop"),
}
NO_PICTURE = _("That is no picture in PNG or JPEG of at most 5 MB.")
_LENGTHS = {Kind.EXTENDED: " 30m", Kind.POSTPONED: " 1h"}
_NAMES = {"notice": _("notice"), "maintenance": _("maintenance"), "update": _("update")}


def listed(head: Message, lines: Sequence[Message]) -> Message:
    """A sentence, and a line for each of the others."""
    fields = {f"line{number}": line for number, line in enumerate(lines)}
    template = "%(head)s" + "".join(f"\n- %({name})s" for name in fields)
    return Message(template, {"head": head, **fields})


# -- a draft -------------------------------------------------------------------------------------


async def of_draft(unit: Unit, notice: Notice, reader: Reader) -> Message:
    """What is in it, and what is missing."""
    draft = notice.draft
    lines = [
        *_about(draft),
        *_texts(draft),
        *_picture(draft),
        *_missing(unit, draft),
        *_times(notice, reader),
        *await _reach(unit, draft),
    ]
    return listed(headline(notice), lines)


def headline(notice: Notice) -> Message:
    return _(
        "**No. %(number)s** · %(kind)s · %(state)s",
        number=notice.id,
        kind=_NAMES[notice.draft.kind],
        state=STATES[notice.state],
    )


def _about(draft: Draft) -> list[Message]:
    if draft.issue is not None and draft.issue.is_end:
        return [_("Known issue %(number)s is over by it", number=draft.issue.number)]
    return [_("About No. %(number)s", number=draft.amends)] if draft.amends else []


def _picture(draft: Draft) -> list[Message]:
    """With what it shows, language by language."""
    if draft.picture is None:
        return []
    alts = " / ".join(f"{LANGUAGES[one]}: {alt}" for one, alt in draft.alts.items())
    digest = f"`{draft.picture.sha256[:16]}`"
    return [_("A picture %(digest)s: %(alts)s", digest=digest, alts=Quoted(alts))]


def _texts(draft: Draft) -> list[Message]:
    have = ", ".join(LANGUAGES[language] for language in draft.bodies)
    return [_("Texts: %(languages)s", languages=have)] if have else [_("There is no text yet.")]


def _missing(unit: Unit, draft: Draft) -> list[Message]:
    return [
        _n(
            "No text in %(language)s: %(count)s place gets %(instead)s.",
            "No text in %(language)s: %(count)s places get %(instead)s.",
            count,
            language=LANGUAGES[language],
            instead=LANGUAGES[instead],
        )
        for language, (instead, count) in checks.missing_languages(unit, draft).items()
    ]


def _times(notice: Notice, reader: Reader) -> list[Message]:
    draft = notice.draft
    found = []
    for name, at in (
        (_("Is sent: %(time)s"), notice.send_at or draft.send_at),
        (_("Begin: %(time)s"), notice.starts_at or draft.starts_at),
        (_("Expected end: %(time)s"), notice.ends_at or draft.ends_at),
    ):
        if at is not None:
            found.append(_with_time(name, Reader(reader.language, draft.zone).datetime(at)))
    if draft.rhythm is not None:
        rule = f"`{draft.rhythm.cron}` {draft.rhythm.zone}"
        found.append(_("Comes again: %(rule)s", rule=rule))
    if draft.reminders and draft.kind == "maintenance":
        lengths = ", ".join(map(reader.duration, draft.reminders))
        found.append(_("Reminders before it begins: %(lengths)s", lengths=lengths))
    return found


def _with_time(name: Message, time: str) -> Message:
    return Message(name.text, {"time": time})


def draft_offers(notice: Notice) -> Offers:
    number, draft = notice.id, notice.draft
    languages = [
        (Message("%(name)s", {"name": f"{'✅ ' * (one in draft.bodies)}{name}"}), one)
        for one, name in LANGUAGES.items()
    ]
    texts = [(label, f"/announcement {number} text.{one}") for label, one in languages]
    times = [
        (_("Kind"), f"/announcement {number} kind"),
        (_("When to send"), f"/announcement {number} send"),
    ]
    if draft.kind == "maintenance":
        times = [
            (_("Begin"), f"/announcement {number} starts"),
            (_("End"), f"/announcement {number} ends"),
            (_("Reminders"), f"/announcement {number} reminders"),
        ]
    whom = [
        (_("Time zone"), f"/announcement {number} zone"),
        (_("Tags"), f"/announcement {number} tags"),
        (_("Topic"), f"/announcement {number} topic"),
        (_("Subscribers only"), f"/announcement {number} places no"),
    ]
    ends = [
        (_("Preview"), f"/preview {number}"),
        (_("Ask for the second key"), f"/askkey {number}"),
        (_("Discard"), f"/notice {number} discarded"),
    ]
    rows = (times, whom) if draft.amends is None and draft.issue is None else ()
    return (tuple(texts[:3]), tuple(texts[3:]), *map(tuple, rows), tuple(ends))


# -- the second key ------------------------------------------------------------------------------


async def ask_admins(unit: Unit, notice: Notice, asked: Approval, code: str) -> None:
    """Every link and handle once, large, with the languages it occurs in; then all the texts, and
    the picture itself."""
    offers: Offers = (((_("Approve"), f"/turnkey {code}"),),)
    reader = Reader(unit.config.community.language)
    lines = [
        *_about(notice.draft),
        *_picture(notice.draft),
        *_carried(notice.draft),
        *_times(notice, reader),
        *await _reach(unit, notice.draft),
        _("Written by %(who)s", who=telling.named(notice.author)),
        _("Digest %(digest)s", digest=f"`{asked.digest[:16]}`"),
    ]
    head = _("**No. %(number)s wants a second key**", number=notice.id)
    card = Message("%(card)s%(texts)s", {"card": listed(head, lines), "texts": _whole(notice)})
    files = notice.draft.attachments(next(iter(notice.draft.bodies)))
    await telling.tell_admins(unit, card, offers, but=notice.author, files=files)


def _whole(notice: Notice) -> Message:
    """Every text, each below the name of its language."""
    bodies = notice.draft.bodies
    template = "".join(f"\n\n**{LANGUAGES[one]}**\n%({one})s" for one in bodies)
    return Message(template, dict(bodies))


def _carried(draft: Draft) -> list[Message]:
    """Large: what a thief would want to slip in."""
    found: dict[str, list[str]] = {}
    for language, body in (*draft.bodies.items(), *draft.alts.items()):
        carried = sameness.carries(body, language)
        for what in sorted(carried.links | carried.handles):
            found.setdefault(what, []).append(language)
    for button in draft.buttons:
        found.setdefault(button.url, []).extend(button.labels)
    return [
        Message(
            "**%(what)s** (%(languages)s)",
            {"what": f"`{what}`", "languages": ", ".join(dict.fromkeys(languages))},
        )
        for what, languages in found.items()
    ] or [_("No links and no handles.")]


async def _reach(unit: Unit, draft: Draft) -> list[Message]:
    places, people = await targets.reach(unit, draft)
    if draft.issue is not None:
        askers = _n(
            "%(count)s asker of known issue %(number)s",
            "%(count)s askers of known issue %(number)s",
            people,
            number=draft.issue.number,
        )
        return [askers]
    return [
        _n("%(count)s place", "%(count)s places", places),
        _n("%(count)s subscriber", "%(count)s subscribers", people),
    ]


async def tell_approved(unit: Unit, notice: Notice, approver: str) -> None:
    """All admins and the staff's places hear of it while it can still be stopped."""
    time = Reader(unit.config.community.language).datetime(notice.send_at or unit.now)
    said = _(
        "Announcement No. %(number)s is approved by %(who)s and goes out at %(time)s."
        " Anybody of staff can stop it.",
        number=notice.id,
        who=telling.named(approver),
        time=time,
    )
    stop: Offers = (((BUTTONS[Kind.STOPPED], f"/notice {notice.id} stopped"),),)
    await telling.tell_staff(unit, said, stop)


# -- a living notice -----------------------------------------------------------------------------


async def of_notice(unit: Unit, notice: Notice, reader: Reader) -> Message:
    posts = await store.count_posts(unit.tx, notice.id)
    reached = _n("It stands in %(count)s place.", "It stands in %(count)s places.", posts)
    return listed(headline(notice), [*_times(notice, reader), reached])


def notice_offers(notice: Notice, role: Role) -> Offers:
    """What this person may do alone now, two to a row; and words of one's own, with two keys."""
    kinds = next_by_hand(notice.state, role)
    buttons = [
        (BUTTONS[kind], f"/notice {notice.id} {kind.value}{_LENGTHS.get(kind, '')}")
        for kind in kinds
    ]
    if notice.state in PUBLIC:
        buttons.append((_("Write an update"), f"/update {notice.id}"))
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


STEPS: dict[Kind, Message] = {
    Kind.RUNNING: _("begun"),
    Kind.VERIFYING: _("being checked"),
    Kind.COMPLETED: _("completed"),
    Kind.EXTENDED: _("extended"),
    Kind.POSTPONED: _("postponed"),
    Kind.CANCELLED: _("cancelled"),
    Kind.AMENDED: _("updated"),
    Kind.RECALLED: _("deleted everywhere"),
    Kind.DISCARDED: _("discarded"),
    Kind.STOPPED: _("stopped"),
    Kind.LATE: _("done late"),
}


async def tell_step(unit: Unit, notice: Notice, kind: Kind, actor: str) -> None:
    """Of each step that one person took alone."""
    said = _(
        "Announcement No. %(number)s: %(what)s, by %(who)s alone.",
        number=notice.id,
        what=STEPS[kind],
        who=telling.named(actor),
    )
    offers = notice_offers(notice, "moderator")
    await telling.tell_staff(unit, said, offers)
