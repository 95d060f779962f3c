"""The card that shows a draft to staff: what would be published, with two buttons."""

from collections.abc import Mapping, Sequence

from core import staffroom
from core.actions import Button, Buttons
from core.context import Unit, words
from core.faq.drafts import Draft, State
from core.faq.entries import Entry
from core.faq.staffroom import rooms
from core.i18n import LANGUAGES, Message, _, translate
from core.text import Body, Quoted, Words

DECIDED: Mapping[State, Message] = {
    "published": _("Published."),
    "rejected": _("Rejected."),
    "overtaken": _("The entry has changed since; please draft it again."),
}


async def show(unit: Unit, draft: Draft, duplicate: Entry | None = None) -> None:
    """In every room of the staff, in its language."""
    for place in await rooms(unit):
        language = staffroom.language_of(unit, place)
        body, buttons = card(draft, language, duplicate), _choice(draft, language)
        await staffroom.show(unit, place, _key(draft), body, buttons)


async def decide(unit: Unit, draft: Draft, decision: Message) -> None:
    """Say on every card what has become of it; nobody can press any more."""
    for place in await rooms(unit):
        language = staffroom.language_of(unit, place)
        body = _paragraphs([card(draft, language), words(decision, language)])
        await staffroom.rewrite(unit, place, _key(draft), body)


def card(draft: Draft, language: str, duplicate: Entry | None = None) -> Body:
    """What would be published, and by whom it was written. Labels may look like addresses, so they
    are no words of ours. Of the entry that would go, its answer, for one to compare."""
    wording = draft.entry.wordings[draft.language]
    head = _(
        "Draft %(number)s for `%(slug)s` (%(language)s) by %(author)s",
        number=draft.id,
        slug=draft.entry.slug,
        language=LANGUAGES[draft.language],
        author=f"`{draft.author}`",
    )
    parts: list[Body] = [words(head, language)]
    if draft.duplicate:
        parts.append(words(_goes(draft), language))
    parts.append((Words(f"**{wording.question}**"),))
    parts.append((Words(wording.answer),))
    if wording.disclaimer:
        parts.append((Words(f"*{wording.disclaimer}*"),))
    if wording.alternatives:
        parts.append((Quoted("\n".join(wording.alternatives)),))
    parts.append((Quoted(_labels(draft.entry)),))
    if duplicate is not None:
        parts.append(words(_("What goes says:"), language))
        parts.append((Quoted(_said(duplicate, draft.language)),))
    if draft.needed == "admin":
        only = _("Only an admin can approve this: links, or an official entry.")
        parts.append(words(only, language))
    return _paragraphs(parts)


def _goes(draft: Draft) -> Message:
    return _(
        "`%(slug)s` says the same and goes; its questions lead here from then on.",
        slug=draft.duplicate,
    )


def _said(entry: Entry, language: str) -> str:
    wording = entry.wordings.get(language) or next(iter(entry.wordings.values()))
    return f"{wording.question}\n{wording.answer}"


def _labels(entry: Entry) -> str:
    review = [entry.review.isoformat()] if entry.review else []
    return " · ".join([entry.category, *entry.tags, *review])


def _paragraphs(parts: Sequence[Body]) -> Body:
    body: Body = parts[0]
    for part in parts[1:]:
        body = (*body, Words("\n\n"), *part)
    return body


def _choice(draft: Draft, language: str) -> Buttons:
    approve, reject = (translate(label, language) for label in (_("Approve"), _("Reject")))
    return ((Button(approve, f"/approve {draft.id}"), Button(reject, f"/reject {draft.id}")),)


def _key(draft: Draft) -> str:
    return f"faq-draft:{draft.id}"
