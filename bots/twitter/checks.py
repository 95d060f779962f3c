"""What `doctor` asks X, and what it reads in the notes of the running bot."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from bots.twitter import Settings, handles
from bots.twitter.api import Api, Me
from bots.twitter.budget import Budget, expected
from bots.twitter.incoming import TIMELINE
from bots.twitter.outcomes import TROUBLE, check_alive
from bots.twitter.prices import dollars
from bots.twitter.spending import kept_bill
from core.platform import Finding, Needs, Notes, PlatformStopped

_RULES = (
    "X answers nobody unasked: a reply is allowed only to who mentioned or quoted us; set "
    "auto_answers = false there"
)


async def findings(api: Api, settings: Settings, notes: Notes, needs: Needs) -> list[Finding]:
    """Costs one read of our own account, and writes nothing."""
    try:
        me = await api.who_am_i()
    except PlatformStopped as stopped:
        return [_error("account", "refused", stopped.remedy)]
    except TROUBLE as error:
        return [_not_reached(error, settings)]
    found = [Finding(what="account", found=f"@{me.handle}"), await _abilities(api)]
    found.append(_timeline())
    found += _addresses(me, needs, await handles.noted(notes))
    found += _bill(settings, await kept_bill_micros(notes))
    if settings.dry_run:
        remedy = "set dry_run = false when the log shows what you want posted"
        found.append(_warning("dry run", "on: nothing is posted", remedy))
    if settings.allow_links:
        found.append(Finding(what="links", found="allowed: a post with one costs $0.20"))
    if needs.auto_answers:
        found.append(_warning("auto answers", ", ".join(needs.auto_answers), _RULES))
    if api.session.clock.is_off:
        found.append(_warning("clock", f"off by {api.session.clock.skew:.0f} s", "set it right"))
    return found


def _timeline() -> Finding:
    """Where the rules work; no right of a place is given or taken here."""
    found = "a reply under a post of ours can be hidden, no other can; nobody can be muted"
    return Finding(what=TIMELINE.key, found=found, place=TIMELINE.key)


def _addresses(me: Me, needs: Needs, names: Collection[str]) -> Iterator[Finding]:
    """Our own account as it is called now and was before; other handles would cost a read each,
    every day."""
    for address in needs.addresses:
        handle = handles.named(address)
        if handle == me.handle.lower():
            yield Finding(what=address, found="ours", address=address, leads="ours")
        elif handle in names:
            yield Finding(
                what=address,
                found=f"was ours; our account is called @{me.handle} now",
                level="error",
                remedy="change the name back, or the official list",
                address=address,
                leads="elsewhere",
            )


async def kept_bill_micros(notes: Notes) -> int:
    return (await kept_bill(notes, datetime.now(UTC))).micros


def _not_reached(error: Exception, settings: Settings) -> Finding:
    try:
        check_alive(error)
    except PlatformStopped as stopped:
        return _error("account", "refused", stopped.remedy)
    remedy = f"check the network and api_base_url ({settings.api_base_url})"
    return _error("connection", type(error).__name__, remedy)


async def _abilities(api: Api) -> Finding:
    """The app's permissions, as X writes them beside each answer; no call tells the plan."""
    level = api.session.access_level
    if level is None:
        return Finding(what="access level", found="not told by X; each call shows what it allows")
    if "directmessages" in level:
        return Finding(what="access level", found=level)
    if "write" in level:
        remedy = "allow direct messages in the app's settings, then make new access tokens"
        return _warning("access level", f"{level}: private messages are not read", remedy)
    remedy = "allow reading and writing in the app's settings, then make new access tokens"
    return _error("access level", f"{level}: nothing can be posted", remedy)


def _bill(settings: Settings, spent: int) -> Iterator[Finding]:
    budget, now = Budget.of(settings), datetime.now(UTC)
    foreseen = expected(spent, now)
    found = (
        f"{dollars(spent)} of {dollars(budget.cap)} this month, {dollars(foreseen)} expected; "
        f"{dollars(budget.kept)} is kept for announcements"
    )
    if budget.is_spent(spent):
        remedy = "raise monthly_cap_usd, or wait for the next month"
        yield _error("budget", f"{found}; reading and answering have stopped", remedy)
    elif budget.is_near(spent) or foreseen > budget.cap:
        remedy = "raise monthly_cap_usd, or expect slower reading"
        yield _warning("budget", found, remedy)
    else:
        yield Finding(what="budget", found=found)


def _warning(what: str, found: str, remedy: str) -> Finding:
    return Finding(what=what, found=found, level="warning", remedy=remedy)


def _error(what: str, found: str, remedy: str) -> Finding:
    return Finding(what=what, found=found, level="error", remedy=remedy)
