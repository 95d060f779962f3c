"""An entry as an answer: in which language, with what around it, and to whom it exists at all."""

from collections.abc import Sequence
from functools import cache

from core import people
from core.actions import Button, Buttons
from core.config import Config
from core.context import Context, words
from core.faq import rules
from core.faq.entries import Entry, Wording
from core.feature import UserError
from core.i18n import LANGUAGES, _, translate
from core.text import Body, Words


def entry_for(ctx: Context, slug: str) -> Entry:
    """Raises UserError for an entry that is gone, or not for this reader in this place."""
    entry = ctx.snapshots["knowledge"].entries.get(slug)
    if entry is None or (entry.visibility == "staff" and not _among_staff(ctx)):
        raise UserError(_("This answer does not exist any more. Please ask again."))
    found: Entry = entry
    return found


def _among_staff(ctx: Context) -> bool:
    """What is for staff only is not shown where others read."""
    apart = ctx.place.private or ctx.app.is_staff_place(ctx.place)
    return apart and people.outranks(ctx.role, "moderator")


def shown_language(entry: Entry, wanted: str, config: Config) -> str:
    return rules.pick_language(entry.wordings, wanted, config.community.fallback_languages)


def answer_body(entry: Entry, language: str, wanted: str) -> Body:
    """Question, answer, disclaimer; a line first where the asker's language is missing."""
    wording: Wording = entry.wordings[language]
    parts = [f"**{wording.question}**", wording.answer]
    if wording.disclaimer:
        parts.append(f"*{wording.disclaimer}*")
    body: Body = (Words("\n\n".join(parts)),)
    if language == wanted:
        return body
    missing = _(
        "This answer does not exist in your language yet. Here it is in %(language)s.",
        language=LANGUAGES.get(language, language),
    )
    return (*words(missing, wanted), Words("\n\n"), *body)


def answer_buttons(
    entry: Entry, language: str, asker: str, votes: tuple[int, int] = (0, 0)
) -> Buttons:
    """`/helpful` is told the asker's language, too: whoever presses it may read another."""
    both = language if asker == language else f"{language} {asker}"
    up, down = (f" {count}" if count else "" for count in votes)
    return (
        (
            Button(f"👍{up}", f"/helpful {entry.slug} yes {both}"),
            Button(f"👎{down}", f"/helpful {entry.slug} no {both}"),
        ),
        human(asker),
    )


def share(entry: Entry, language: str) -> Button:
    return Button(translate(_("Share in the channel"), language), f"/share {entry.slug}")


@cache
def human(language: str) -> tuple[Button, ...]:
    return (Button(translate(_("Talk to a human"), language), "/ticket"),)


def titles(ctx: Context, slugs: Sequence[str]) -> Buttons:
    """The questions of entries as buttons, one a row."""
    entries = [entry_for(ctx, slug) for slug in slugs]
    return tuple((Button(_title(ctx, entry), f"/entry {entry.slug}"),) for entry in entries)


def _title(ctx: Context, entry: Entry) -> str:
    return entry.wordings[shown_language(entry, ctx.reader.language, ctx.config)].question
