"""What follows from each step that is told to everybody, in the same transaction.

The words can be verified before anybody reads them. While a maintenance runs, questions about it
are answered with the notice, and tickets about it belong to one known issue whose askers hear its
end.
"""

from datetime import timedelta

from core import faq
from core.announcements import components, rendering
from core.announcements.draft import Notice, Step
from core.announcements.proof import recording
from core.announcements.rules import Kind, State
from core.context import Unit
from core.faq import Loan
from core.text import Instant, Mention, Part, Quoted, Words, escape
from core.tickets import known

FORGOTTEN_AFTER = timedelta(days=1)  # past its expected end a notice answers no more questions


async def follow(unit: Unit, notice: Notice, step: Step) -> None:
    await recording.record(unit, notice, step)
    covers = components.covered(unit.config, notice.draft.components)
    if step.state in components.BUSY and covers:
        await _lend(unit, notice, step, covers)
        if step.kind is Kind.RUNNING:
            await _open_issue(unit, notice, covers)
    elif step.state not in components.BUSY:
        if notice.draft.issue is not None and notice.draft.issue.is_end:
            await known.end(unit, notice.draft.issue.number, tell=False)
        await faq.take_back(unit, _name(notice))
        await _end_issue(unit, notice, tell=step.state in (State.COMPLETED, State.CANCELLED))


def _name(notice: Notice) -> str:
    return f"announcement {notice.id}"


async def _lend(unit: Unit, notice: Notice, step: Step, covers: tuple[str, ...]) -> None:
    """As the post stands now, by the community's clock."""
    zone = unit.config.community.zone
    posts = {code: rendering.post(notice, step, code, zone) for code in notice.draft.bodies}
    words = {code: "".join(map(_markdown, body)) for code, body in posts.items()}
    until = (step.ends_at or unit.now) + FORGOTTEN_AFTER
    await faq.lend(unit, Loan(name=_name(notice), covers=covers, words=words, until=until))


def _markdown(part: Part) -> str:
    match part:
        case Words(markdown=words) | Instant(words=words):
            return words
        case Quoted(text=words) | Mention(name=words):
            return escape(words)


async def _open_issue(unit: Unit, notice: Notice, covers: tuple[str, ...]) -> None:
    named = (components.name_of(unit.config, name, "en") for name in notice.draft.components)
    number = await known.begin(unit, f"No. {notice.id}: {', '.join(named)}", covers)
    await unit.tx.execute(
        "INSERT INTO announcement_issues (announcement, issue) VALUES (?, ?)"
        " ON CONFLICT (announcement) DO UPDATE SET issue = excluded.issue",
        notice.id,
        number,
    )


async def _end_issue(unit: Unit, notice: Notice, *, tell: bool) -> None:
    rows = await unit.tx.fetch(
        "DELETE FROM announcement_issues WHERE announcement = ? RETURNING issue", notice.id
    )
    for row in rows:
        await known.end(unit, int(row[0]), tell=tell)
