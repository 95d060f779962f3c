"""Two entries that say the same: `/duplicate` proposes that one of them goes."""

from collections.abc import Mapping

import msgspec

from core.context import Context
from core.faq import drafting, store
from core.faq.entries import Entry, Wording
from core.feature import Command, UserError
from core.i18n import _
from core.platform import Argument, CommandSpec


async def duplicate(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Whoever asked as the one that goes asked for the one that stays."""
    goes, stays = arguments["slug"].lower(), arguments["stays"].lower()
    if goes == stays:
        raise UserError(_("These are one and the same entry."))
    found, into = await store.find(ctx.tx, goes), await store.find(ctx.tx, stays)
    if found is None or into is None or found.visibility != into.visibility:
        raise UserError(_("There are no two such entries."))
    after, language = merged(into, found), _language(ctx, into)
    await drafting.propose(ctx, into, after, language, duplicate=found)


def _language(ctx: Context, entry: Entry) -> str:
    """In which staff is shown it."""
    wanted = (ctx.config.community.language, ctx.reader.language, *entry.wordings)
    return next(language for language in wanted if language in entry.wordings)


def merged(stays: Entry, goes: Entry) -> Entry:
    """The one that stays, answering to what the other is asked as, and speaking its languages."""
    wordings = dict(goes.wordings)
    for language, wording in stays.wordings.items():
        other = goes.wordings.get(language)
        wordings[language] = wording if other is None else _with(wording, other)
    return msgspec.structs.replace(stays, wordings=dict(sorted(wordings.items())))


def _with(wording: Wording, other: Wording) -> Wording:
    known = {words.casefold() for words in (wording.question, *wording.alternatives)}
    fresh = {words.casefold(): words for words in (other.question, *other.alternatives)}
    more = (words for folded, words in fresh.items() if folded not in known)
    return msgspec.structs.replace(wording, alternatives=(*wording.alternatives, *more))


COMMANDS = (
    Command(
        CommandSpec(
            name="duplicate",
            summary=_("Say that two entries of the FAQ are one"),
            arguments=(
                Argument(name="slug", summary=_("Which entry is one too many?")),
                Argument(name="stays", summary=_("Which entry says the same, and stays?")),
            ),
            role="helper",
            rank=1,
            where="private",
            form=True,
            menu=False,
        ),
        duplicate,
    ),
)
