"""News of a known issue among the words of a ticket: what their reader answers belongs there."""

from core.actions import Receipt
from core.announcements import store as notices
from core.announcements.broadcast import posts
from core.announcements.broadcast.deliveries import Delivery
from core.announcements.broadcast.runs import Run
from core.context import Unit
from core.events import Account, Place
from core.tickets import issue_store, news


async def stands(unit: Unit, run: Run, delivery: Delivery, receipt: Receipt) -> None:
    """Nothing for what is no such news."""
    notice = await notices.find(unit.tx, run.announcement) if delivery.private else None
    if notice is None or notice.draft.issue is None:
        return
    number = notice.draft.issue.number
    ticket = await issue_store.asked_from(unit.tx, number, delivery.place)
    if ticket is not None:
        text = notice.draft.bodies[delivery.language]
        await news.stands(unit, ticket, text, Account.parse(notice.author), receipt)


async def gone(unit: Unit, delivery: Delivery) -> None:
    """Deleted everywhere, it is no word of the ticket either."""
    post = await posts.find(unit.tx, delivery.post) if delivery.private else None
    if post is not None:
        for message in post.ids:
            await news.gone(unit, Place.at(post.place, private=True), message)
