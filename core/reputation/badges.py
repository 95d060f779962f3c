"""The rank beside a person's name, in the chats in which they have helped."""

from core import people
from core.actions import Badge
from core.context import Unit
from core.events import Account, Place
from core.i18n import translate
from core.outbox import Lane
from core.people import Member
from core.platform import Outcome
from core.reputation import wording

OWNER = "reputation"
_KEY = "reputation-badge:"


async def show(unit: Unit, member: Member, number: int) -> None:
    """What is not shown so yet; 0 takes badges away."""
    for account in await people.accounts_of(unit.tx, member):
        if not unit.capabilities(account.platform).badges:
            continue
        for chat, shown in await _shown(unit, account):
            if shown != number:
                await _put(unit, account, chat, number)


async def take_away(unit: Unit, account: Account) -> None:
    """Everywhere: the person is to be forgotten."""
    for chat, shown in await _shown(unit, account):
        if shown:
            await _put(unit, account, chat, 0)


async def failed(unit: Unit, key: str, _outcome: Outcome) -> None:
    """Not shown after all: tried again when the rank is next looked at."""
    if key.startswith(_KEY):
        account, _bar, chat = key.removeprefix(_KEY).partition("|")
        sql = "DELETE FROM reputation_badges WHERE account = ? AND place = ?"
        await unit.tx.execute(sql, account, chat)


async def _shown(unit: Unit, account: Account) -> list[tuple[str, int]]:
    """Each chat in which the account has earned, and the number that is shown there."""
    found = await unit.tx.fetch(
        "SELECT DISTINCT l.place, COALESCE(b.number, 0) FROM reputation_ledger l"
        " LEFT JOIN reputation_badges b ON b.account = l.account AND b.place = l.place"
        " WHERE l.account = ? AND l.place <> ''",
        str(account),
    )
    return [(row[0], int(row[1])) for row in found]


async def _put(unit: Unit, account: Account, chat: str, number: int) -> None:
    platform, _colon, id_ = chat.partition(":")
    place = Place(platform, id_)
    language = unit.settings(place).language or unit.config.community.language
    ranks = unit.config.reputation.ranks
    name = translate(wording.rank_name(ranks, number, language), language) if number else ""
    await unit.tx.execute(
        "INSERT INTO reputation_badges (account, place, number) VALUES (?, ?, ?)"
        " ON CONFLICT (account, place) DO UPDATE SET number = excluded.number",
        str(account),
        chat,
        number,
    )
    await unit.put(
        Badge(place=place, account=account, name=name),
        lane=Lane.TICKETS,
        key=f"{_KEY}{account}|{chat}",
        owner=OWNER,
        on_uncertain="again",
    )
