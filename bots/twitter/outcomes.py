"""What X's refusals mean, for a reader and for an action.

Problem types: docs.x.com/x-api/fundamentals/response-codes-and-errors. What a refusal says is
compared, and never logged: it may quote a post.
"""

from datetime import datetime, timedelta

from tweepy.errors import HTTPException

from bots.twitter.session import Flooded, NetworkTrouble, NoAnswer, Unanswered
from bots.twitter.spending import TooDear
from core.platform import (
    Gone,
    NotAllowed,
    Outcome,
    PlatformStopped,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)

TROUBLE = (HTTPException, NetworkTrouble, NoAnswer, TooDear)  # all that an Api raises

OUTAGE_PAUSE = timedelta(seconds=2)  # ours: back soon after the network
ASK_FOR_TOKENS = (
    "X does not accept the keys: make new ones at console.x.com, with read, write and direct "
    "message permissions, and set X_CONSUMER_KEY, X_CONSUMER_SECRET, X_ACCESS_TOKEN and "
    "X_ACCESS_TOKEN_SECRET"
)
BUY_CREDITS = "the X account has no credits left: buy some at console.x.com"
ACCOUNT_LOCKED = "X has locked or suspended the account: log in there as this account"

_LOCKED = ("suspended", "temporarily locked", "account is locked")
_PLAN = (
    *("access level", "subset of x api", "subset of twitter api", "client-not-enrolled"),
    *("oauth1 app permissions", "not permitted to perform", "unsupported-authentication"),
    *("usage-capped", "when authenticating requests"),
)
_PLAN_CODES = frozenset({453, 261})
_UNINVITED = ("mentioned or otherwise engaged", "author mentioned", "who can reply")
_GONE = ("deleted or not visible", "not visible to you", "could not be found")
_CLOSED = ("permission to dm", "cannot send messages to", "send direct messages to")


def check_alive(error: Exception) -> None:
    """Raises PlatformStopped where nothing at all would work any more."""
    status = status_of(error)
    if status == 401:
        raise PlatformStopped(ASK_FOR_TOKENS) from None
    if status == 402:
        raise PlatformStopped(BUY_CREDITS) from None
    if status == 403 and _says(error, _LOCKED):
        raise PlatformStopped(ACCOUNT_LOCKED) from None


def is_not_in_plan(error: Exception) -> bool:
    """The app's plan or permissions do not allow this; the rest may work."""
    if not isinstance(error, HTTPException) or status_of(error) not in (403, 453):
        return False
    codes = _PLAN_CODES & {int(code) for code in error.api_codes if str(code).isdigit()}
    return status_of(error) == 453 or bool(codes) or _says(error, _PLAN)


def is_duplicate(error: Exception) -> bool:
    return status_of(error) == 403 and _says(error, ("duplicate",))


def outcome_of(error: Exception, right: str, now: datetime) -> Outcome:
    """`right` is the name of what was tried. Raises PlatformStopped."""
    check_alive(error)
    match error:
        case TooDear():
            return NotAllowed("spend")
        case Flooded():
            return RetryAt(now + timedelta(seconds=error.seconds), Scope.CHAT, ordered=True)
        case Unanswered() | NoAnswer():
            return Uncertain()
        case NetworkTrouble():
            return RetryAt(now + OUTAGE_PAUSE, Scope.BOT)
        case _:
            return _of_refusal(error, right)


def _of_refusal(error: Exception, right: str) -> Outcome:
    if is_not_in_plan(error):
        return NotAllowed(right)
    if is_duplicate(error):
        return Refused("X has seen this text before")
    if _says(error, _UNINVITED):
        return Refused("nobody there called us")
    if _says(error, _GONE) or status_of(error) == 404:
        return Gone("message")
    if _says(error, _CLOSED):
        return NotAllowed("not_started")
    if status_of(error) == 403:
        return NotAllowed(right)
    return Refused(f"{type(error).__name__} {status_of(error)}")


def status_of(error: Exception) -> int:
    """0 for what is no answer."""
    return int(error.response.status) if isinstance(error, HTTPException) else 0


def _says(error: Exception, words: tuple[str, ...]) -> bool:
    said = str(error).lower()
    return any(each in said for each in words)
