"""The words for kinds, reasons, states and ranks."""

from collections.abc import Mapping

from core.config.reputation import Rank
from core.i18n import Message, _, _n
from core.reputation.ledger import Row

KINDS: Mapping[str, Message] = {
    "accept": _("your answer solved it"),
    "thanks": _("thanks from the asker"),
    "vote": _("a helpful vote"),
    "merged": _("your draft is in the FAQ"),
    "translated": _("your translation is in the FAQ"),
    "report": _("a moderator agreed with your report"),
    "wrong": _("an answer of yours was wrong"),
    "spam": _("confirmed spam"),
}

# Why something counts as it does, by `rules.REASONS`.
REASONS: Mapping[str, Message] = {
    "oneself": _("nobody can thank themselves, nor an account of their own"),
    "new account": _("who gives must have been here for a while"),
    "standing": _("who gives must be in good standing"),
    "receivers": _("one message can thank only a few people"),
    "again": _("this answer was thanked by the same person before"),
    "pair today": _("the same two people counted for each other a short while ago"),
    "pair month": _("the same two people count for each other only a few times a month"),
    "asker today": _("an asker can accept only so many answers a day"),
    "asker month": _("an asker can accept only so many answers a month"),
    "votes": _("votes on one answer have a limit"),
    "day": _("thanks and votes have a limit for each day"),
    "few answerers": _("it counts in full once the asker has had help from more people"),
    "staff": _("the team earns no points"),
    "off": _("points are switched off here"),
    "replaced": _("the same answer was accepted, which counts instead"),
    "undone": _("it was taken back"),
    "removed": _("a moderator removed the answer"),
    "collusion": _("a moderator looks at it before it counts"),
    "released": _("a moderator has looked at it, and it counts"),
    "void": _("a moderator has decided that it does not count"),
    "wrong": _("two trusted members said that it was wrong"),
}

# What speaks against a group, by `signs.SIGNS`.
SIGNS: Mapping[str, Message] = {
    "ring": _("they reward each other and hardly anybody else"),
    "mutual": _("most goes both ways"),
    "same askers": _("the same askers again and again"),
    "evenly": _("all give about equally often"),
    "new accounts": _("many new accounts"),
    "burst": _("all within a few days"),
}

RANKS = (_("Apprentice"), _("Journeyman"), _("Master"))


def rank_name(ranks: tuple[Rank, ...], number: int, language: str) -> Message:
    """`number` from 1; a name of the operator's own, else the default. There may be fewer ranks now
    than when this one was given."""
    own = ranks[number - 1].name if number <= len(ranks) else {}
    text = own.get(language) or own.get("en")
    return Message("%(name)s", {"name": text}) if text else RANKS[number - 1]


def points(number: int) -> Message:
    return _n("%(count)s point", "%(count)s points", number)


GIVEN_BACK = _(
    "A moderator has looked again: it was no spam. The points that it took are yours again."
)

RIGHT_AFTER_ALL = _(
    "A moderator has looked again: your answer was right. The points that it took are yours again."
)


def taken(row: Row) -> Message:
    """To the person: what was taken, and why."""
    if row.kind == "spam":
        return _(
            "%(points)s taken: a moderator has confirmed spam. For 30 days you neither give nor"
            " earn points. If this is a mistake, please tell the team. /rep history shows"
            " everything.",
            points=points(-row.points),
        )
    reason = REASONS.get(row.why) or KINDS[row.kind]
    return _(
        "%(points)s taken: %(reason)s (%(what)s). /rep history shows everything.",
        points=points(-row.points),
        reason=reason,
        what=KINDS[row.kind],
    )


def own(number: int) -> Message:
    """To a person whose accounts have rewarded each other until they were linked."""
    return _(
        "%(points)s taken: %(reason)s. /rep history shows everything.",
        points=points(number),
        reason=REASONS["oneself"],
    )


def held(number: int) -> Message:
    return _(
        "%(points)s are held until a moderator has looked at them. They are not lost, and you need"
        " not do anything.",
        points=points(number),
    )


def decided(number: int, *, released: bool) -> Message:
    """On points that were held."""
    if released:
        return _("A moderator has looked: %(points)s count again.", points=points(number))
    return _(
        "A moderator has decided that %(points)s do not count: they came from a few people who"
        " reward mostly each other.",
        points=points(number),
    )
