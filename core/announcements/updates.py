"""Free words about a maintenance that everybody knows of: an update, which needs two keys again.

It is a draft of its own, for whom the maintenance is for, so all that guards drafts guards it. When
its time comes its words stand in the posts of the maintenance, and are said in a short message.
"""

import msgspec

from core.announcements import rules, store
from core.announcements.draft import Draft, Notice
from core.announcements.rules import Kind
from core.context import Unit
from core.feature import UserError
from core.i18n import LANGUAGES, Message, _


async def adopt(unit: Unit, draft: Draft) -> Draft:
    """For whom and by whose order of languages is the maintenance's affair. Raises UserError where
    there is none that lives."""
    if draft.amends is None:
        return draft
    notice = await store.find(unit.tx, draft.amends)
    if notice is None or not _lives(notice):
        raise UserError(_over(draft.amends))
    own = notice.draft
    return msgspec.structs.replace(
        draft, audience=own.audience, fallback=own.fallback, reminders=(), urgent=own.urgent
    )


async def objections(unit: Unit, draft: Draft) -> list[Message]:
    """The maintenance is over, or some of its readers would read no language of the update."""
    if draft.amends is None:
        return []
    notice = await store.find(unit.tx, draft.amends)
    if notice is None or not _lives(notice):
        return [_over(draft.amends)]
    return [
        _("The update has no text for those who read %(language)s.", language=LANGUAGES[language])
        for language in notice.draft.bodies
        if draft.language(language) is None
    ]


async def amended(unit: Unit, update: Notice) -> Notice | None:
    """The maintenance with these words; None where it lives no more."""
    notice = await store.find(unit.tx, update.draft.amends or 0)
    if notice is None or not _lives(notice):
        return None
    return msgspec.structs.replace(notice, words=update.draft.bodies)


async def without(unit: Unit, update: Notice) -> Notice | None:
    """The maintenance without these words; None where they do not stand in its posts."""
    notice = await amended(unit, update)
    if notice is None:
        return None
    found = await store.find(unit.tx, notice.id)
    stands = found is not None and found.words == update.draft.bodies
    return msgspec.structs.replace(notice, words={}) if stands else None


def _lives(notice: Notice) -> bool:
    return rules.after(Kind.AMENDED, notice.state) is not None


def _over(number: int) -> Message:
    return _("No maintenance No. %(number)s is planned or in progress.", number=number)
