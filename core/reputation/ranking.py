"""Ranks: looked at after each change and once a day, told to the person, given by a moderator at
the top."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from core import numbers, people, staffroom
from core.actions import Button
from core.context import Context, Unit, words
from core.feature import UserError
from core.i18n import Message, _, translate
from core.moments import to_micros
from core.people import Member
from core.reputation import badges, judges, ledger, names, ranks, store, wording
from core.reputation.ledger import Entry
from core.text import Quoted

ASKED_AGAIN_IN = timedelta(days=30)

UNLOCKED: Mapping[int, Message] = {
    1: _(
        "You can propose better words and more ways to ask for entries of the FAQ (/edit), and say"
        " which two are one (/duplicate)."
    ),
    2: _(
        "You can write drafts and translations for the FAQ (/draft), and when you report a"
        " newcomer's message that somebody else has reported, it is hidden until a moderator has"
        " looked at it."
    ),
    3: _("The moderators count on you. Thank you for all the help."),
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a member has in the last 90 days, and the rank that is theirs. `named`: by a moderator,
    as the top rank is. `asked_at` is when moderators were last asked."""

    points: int
    people: int
    number: int = 0
    named: bool = False
    hidden: bool = False
    asked_at: int = 0


async def look(unit: Unit, payload: str) -> None:
    """Give or take the rank of this member, as the ledger stands now."""
    member = Member(id=int(payload))
    before = await standing(unit, member)
    after = _attained(unit, before)
    if _may_rise(unit, after):
        after = await _nominate(unit, member, after)
    if after != before:
        await _put(unit, member, after)
    if after.number != before.number:
        await _tell(unit, member, before.number, after.number)
    await badges.show(unit, member, after.number)


async def look_at_all(unit: Unit) -> None:
    """Days pass: whoever has a rank may have it no more."""
    for row in await unit.tx.fetch("SELECT member FROM ranks WHERE number > 0 ORDER BY member"):
        await look(unit, str(row[0]))


async def standing(unit: Unit, member: Member) -> Standing:
    entries = await lately(unit, member)
    points, helped = ranks.standing(entries, to_micros(unit.now))
    row = await unit.tx.fetch_one(
        "SELECT number, named, hidden, asked_at FROM ranks WHERE member = ?", member.id
    )
    kept = row or (0, 0, 0, 0)
    return Standing(
        points=points, people=helped, number=int(kept[0]), named=bool(kept[1]),
        hidden=bool(kept[2]), asked_at=int(kept[3]),
    )  # fmt: skip


async def lately(unit: Unit, member: Member) -> list[Entry]:
    """What the member earned in the window, with givers as persons."""
    since = to_micros(unit.now) - ranks.WINDOW
    persons = await store.persons(unit.tx)
    found: list[Entry] = []
    for account in await people.accounts_of(unit.tx, member):
        rows = await store.rows(unit.tx, account, since)
        found += ledger.entries(rows).values()
    return [msgspec.structs.replace(one, by=persons.get(one.by, one.by)) for one in found]


def _attained(unit: Unit, before: Standing) -> Standing:
    """The top rank waits for a moderator's word, and has to be given anew once it is lost."""
    wanted = unit.config.reputation.ranks
    number = ranks.attained(before.points, before.people, before.number, wanted)
    if number == len(wanted) and not before.named:
        number -= 1
    return msgspec.structs.replace(
        before, number=number, named=before.named and number == len(wanted)
    )


def _may_rise(unit: Unit, now: Standing) -> bool:
    """They meet the numbers of the top, and nobody was asked about it lately."""
    top = unit.config.reputation.ranks[-1]
    meets = now.points >= top.points and now.people >= top.people
    return meets and not now.named and now.asked_at < to_micros(unit.now - ASKED_AGAIN_IN)


async def _put(unit: Unit, member: Member, now: Standing) -> None:
    await unit.tx.execute(
        "INSERT INTO ranks (member, number, named, hidden, asked_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (member) DO UPDATE SET number = excluded.number, named = excluded.named,"
        " hidden = excluded.hidden, asked_at = excluded.asked_at",
        member.id,
        now.number,
        int(now.named),
        int(now.hidden),
        now.asked_at,
    )


async def join(unit: Unit, home: Member, member: Member) -> None:
    """Two are one: the higher rank, a moderator's word, and the wish to be hidden stay."""
    one, other = await standing(unit, home), await standing(unit, member)
    both = msgspec.structs.replace(
        other,
        number=max(one.number, other.number),
        named=one.named or other.named,
        hidden=one.hidden or other.hidden,
        asked_at=max(one.asked_at, other.asked_at),
    )
    await _put(unit, member, both)
    await unit.tx.execute("DELETE FROM ranks WHERE member = ?", home.id)


async def set_hidden(unit: Unit, member: Member, hidden: bool) -> None:
    now = await standing(unit, member)
    await _put(unit, member, msgspec.structs.replace(now, hidden=hidden))


async def _tell(unit: Unit, member: Member, before: int, after: int) -> None:
    for account in await people.accounts_of(unit.tx, member):
        person = await people.recognise(unit.tx, account)
        language = (person and person.member.language) or unit.config.community.language
        if await unit.write_to(account, _told(unit, before, after, language)):
            return


def _told(unit: Unit, before: int, after: int, language: str) -> Message:
    wanted = unit.config.reputation.ranks
    if after > before:
        return _(
            "Your help is seen: you are %(rank)s now. %(unlocked)s",
            rank=wording.rank_name(wanted, after, language),
            unlocked=UNLOCKED[after],
        )
    return _(
        "A rank asks for help in the last 90 days, and yours has become less: you are no longer"
        " %(rank)s. What you have earned stays on the board. /rep shows how far it is.",
        rank=wording.rank_name(wanted, before, language),
    )


# -- the top rank ----------------------------------------------------------------------------------


async def _nominate(unit: Unit, member: Member, now: Standing) -> Standing:
    """Moderators are shown who meets the numbers, and decide."""
    who = await whom(unit, member)
    for place in await staffroom.rooms(unit):
        language = staffroom.language_of(unit, place)
        name = wording.rank_name(unit.config.reputation.ranks, _top(unit), language)
        said = _(
            "%(who)s meets what %(rank)s asks for: %(points)s, %(people)s different people helped"
            " in 90 days. Shall they have it?",
            who=Quoted(who),
            rank=name,
            points=wording.points(now.points),
            people=now.people,
        )
        buttons = (
            Button(translate(_("Give it"), language), f"/rank give {member.id}"),
            Button(translate(_("Not now"), language), f"/rank leave {member.id}"),
        )
        await staffroom.show(unit, place, _key(member), words(said, language), (buttons,))
    return msgspec.structs.replace(now, asked_at=to_micros(unit.now))


async def decide(ctx: Context, arguments: Mapping[str, str]) -> None:
    """`/rank give|leave MEMBER`: the word of a moderator, nobody's about themselves."""
    member = Member(id=numbers.typed(arguments["member"]))
    accounts = {str(account) for account in await people.accounts_of(ctx.tx, member)}
    if not accounts:
        raise UserError(_("There is no such member."))
    if await judges.is_party(ctx, accounts):
        raise UserError(_("Somebody else has to decide this."))
    outcome = _("It stays as it is. Decided by %(who)s.", who=f"`{ctx.account}`")
    if arguments["what"] == "give":
        await _give(ctx, member)
        outcome = _("The rank is given. Decided by %(who)s.", who=f"`{ctx.account}`")
    await people.note(ctx.tx, ctx.account, f"rank {arguments['what']}", str(member.id), ctx.now)
    for place in await staffroom.rooms(ctx):
        body = words(outcome, staffroom.language_of(ctx, place))
        await staffroom.rewrite(ctx, place, _key(member), body)


async def _give(ctx: Context, member: Member) -> None:
    now = await standing(ctx, member)
    top = _top(ctx)
    if ranks.attained(now.points, now.people, now.number, ctx.config.reputation.ranks) < top:
        raise UserError(_("They do not meet what the rank asks for any more."))
    await _put(ctx, member, msgspec.structs.replace(now, number=top, named=True))
    if now.number != top:
        await _tell(ctx, member, now.number, top)
    await badges.show(ctx, member, top)


async def nominate(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """As a reply to somebody who has helped: moderators are asked, where the numbers are met."""
    quoted = ctx.message.quoted
    person = await people.recognise(ctx.tx, quoted.author) if quoted and quoted.author else None
    if person is None:
        raise UserError(_("Reply to a message of the person whom you mean."))
    now = await standing(ctx, person.member)
    top = ctx.config.reputation.ranks[-1]
    if now.named or now.points < top.points or now.people < top.people:
        raise UserError(_("They do not meet what the top rank asks for, or have it already."))
    await _put(ctx, person.member, await _nominate(ctx, person.member, now))
    await ctx.say(_("Thank you. The moderators decide."))


async def whom(unit: Unit, member: Member) -> str:
    """Name and accounts, for moderators."""
    called = await names.by_member(unit.tx, [member.id])
    accounts = map(str, await people.accounts_of(unit.tx, member))
    return " ".join(filter(None, (called.get(member.id), *accounts)))


def _top(unit: Unit) -> int:
    return len(unit.config.reputation.ranks)


def _key(member: Member) -> str:
    return f"reputation-rank:{member.id}"
