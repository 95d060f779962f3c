"""Who decides on points: nobody about themselves."""

from collections.abc import Set

from core.context import Context
from core.reputation import store


async def is_party(ctx: Context, accounts: Set[str]) -> bool:
    """Whether one of them is the moderator's own, or ever was linked with one of those."""
    return not accounts.isdisjoint(await store.kin(ctx.tx, ctx.account))
