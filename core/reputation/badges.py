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
    """What is not shown so yet, or was under another name; 0 takes badges away."""
    for account in await people.accounts_of(unit.tx, member):
        if not unit.capabilities(account.platform).badges:
            continue
        for chat, shown in await _shown(unit, account):
            name = _name(unit, chat, number)
            if shown != name:
                await _put(unit, account, chat, number, name)


async def take_away(unit: Unit, account: Account) -> None:
    """Everywhere: the person is to be forgotten."""
    for chat, shown in await _shown(unit, account):
        if shown:
            await _put(unit, account, chat, 0, "")


async def failed(unit: Unit, key: str, _outcome: Outcome) -> None:
    """Not shown after all: tried again when the rank is next looked at."""
    if key.startswith(_KEY):
        account, _bar, chat = key.removeprefix(_KEY).partition("|")
        sql = "DELETE FROM reputation_badges WHERE account = ? AND place = ?"
        await unit.tx.execute(sql, account, chat)


async def _shown(unit: Unit, account: Account) -> list[tuple[str, str]]:
    """Each chat in which the account has earned, and what is shown there."""
    found = await unit.tx.fetch(
        "SELECT DISTINCT l.place, COALESCE(b.name, '') FROM reputation_ledger l"
        " LEFT JOIN reputation_badges b ON b.account = l.account AND b.place = l.place"
        " WHERE l.account = ? AND l.place <> ''",
        str(account),
    )
    return [(row[0], str(row[1])) for row in found]


def _name(unit: Unit, chat: str, number: int) -> str:
    """In the language of the chat; empty for no rank."""
    if not number:
        return ""
    language = unit.settings(Place.at(chat)).language or unit.config.community.language
    return translate(wording.rank_name(unit.config.reputation.ranks, number, language), language)


async def _put(unit: Unit, account: Account, chat: str, number: int, name: str) -> None:
    await unit.tx.execute(
        "INSERT INTO reputation_badges (account, place, number, name) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account, place) DO UPDATE SET number = excluded.number,"
        " name = excluded.name",
        str(account),
        chat,
        number,
        name,
    )
    await unit.put(
        Badge(place=Place.at(chat), account=account, name=name),
        lane=Lane.TICKETS,
        key=f"{_KEY}{account}|{chat}",
        owner=OWNER,
        on_uncertain="again",
    )
