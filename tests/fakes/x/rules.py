"""What X refuses, in its words, and what it charges; each with its source.

docs.x.com/x-api/fundamentals/response-codes-and-errors, …/getting-started/pricing.
"""

from __future__ import annotations

import re
from typing import Any

from twitter_text import parse_tweet

Json = dict[str, Any]

MAX_WEIGHT = 280
MAX_MESSAGE = 10_000
MAX_PICTURE = 5_000_000
MAX_ALT = 1_000
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
CATEGORIES = ("tweet_image", "dm_image")

_LEADING = re.compile(r"(?:@\w{1,15}\s+)+", re.ASCII)

# In micros of a dollar: of each object that comes back, or each request that succeeds.
PRICES = {
    "mentions": 1_000,
    "own_posts": 1_000,
    "tweet": 5_000,
    "me": 10_000,
    "user": 10_000,
    "messages": 10_000,
    "talk": 10_000,
    "post": 15_000,
    "reply": 10_000,
    "post with a link": 200_000,
    "write": 15_000,
    "media": 5_000,
    "upload": 5_000,
    "delete_post": 10_000,
    "delete_message": 10_000,
    "hide": 10_000,
    "describe": 0,
}


class ApiError(Exception):
    """A problem as X's v2 writes it."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.body: Json = {
            "title": title,
            "detail": detail,
            "type": "about:blank",
            "status": status,
            **more,
        }


def forbidden(detail: str) -> ApiError:
    return ApiError(403, "Forbidden", detail)


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized", "Unauthorized")


def invalid(detail: str) -> ApiError:
    return ApiError(400, "Invalid Request", detail)


def not_found() -> ApiError:
    return ApiError(404, "Not Found Error", "Could not find the resource.")


def duplicate() -> ApiError:
    return forbidden("You are not allowed to create a Tweet with duplicate content.")


def not_engaged() -> ApiError:
    return forbidden(
        "Reply to this conversation is not allowed because you have not been mentioned or "
        "otherwise engaged by the author of the post you are replying to."
    )


def reply_to_nothing() -> ApiError:
    return forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")


def may_not_write_to() -> ApiError:
    return forbidden("You do not have permission to DM one or more participants.")


def not_in_plan(status: int = 403) -> ApiError:
    """Code 453 comes as HTTP 403 in the older form, and here and there as its own status."""
    detail = (
        "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints"
    )
    errors = [{"code": 453, "message": f"{detail} only."}]
    return ApiError(status, "Forbidden", detail, errors=errors)


def no_permission() -> ApiError:
    return forbidden(
        "Your client app is not configured with the appropriate oauth1 app permissions for this "
        "endpoint."
    )


def no_credits() -> ApiError:
    return ApiError(402, "CreditsDepleted", "Your enrolled account does not have any credits.")


def too_many() -> ApiError:
    return ApiError(429, "Too Many Requests", "Too Many Requests")


def check_picture(data: bytes, told: Json) -> None:
    """docs.x.com/x-api/media/upload-media"""
    if told.get("media_category") not in CATEGORIES or len(data) > MAX_PICTURE:
        raise invalid("media")
    if told.get("media_type") not in PICTURES:
        raise invalid("media_type")


def check_post(text: str, *, is_reply: bool) -> None:
    """Weighted; the handles that lead a reply weigh nothing."""
    counted = _LEADING.sub("", text, count=1) if is_reply else text
    parsed = parse_tweet(counted) if counted else None
    if not text.strip() or parsed is None:
        raise invalid("One or more parameters to your request was invalid: text")
    if parsed.weightedLength > MAX_WEIGHT:
        raise invalid("Your Tweet text is too long. (186)")
