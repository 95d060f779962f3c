"""What Discord answers: its JSON, its refusals, its 429.

discord.py reads JSON only where the type is exactly `application/json`, as Discord sends it.
"""

from __future__ import annotations

import msgspec
from aiohttp import web

from tests.fakes.discord.rules import ApiError, Json

VIA = {"Via": "1.1 google"}  # Cloudflare's own pages lack it; discord.py tells them apart by it


def answered(result: object, headers: dict[str, str] | None = None) -> web.Response:
    if result is None:
        return web.Response(status=204, headers=VIA | (headers or {}))
    return _json(result, 200, headers)


def refused(error: ApiError, headers: dict[str, str] | None = None) -> web.Response:
    body: Json = {"message": error.message, "code": error.code}
    if error.errors:
        body["errors"] = error.errors
    return _json(body, error.status, headers)


def told_to_wait(
    seconds: float | None, *, is_global: bool = False, header: float | None = None
) -> web.Response:
    """429 (topics/rate-limits); None leaves the seconds out of the body."""
    body: Json = {"message": "You are being rate limited.", "global": is_global}
    headers = {"X-RateLimit-Scope": "global" if is_global else "user"}
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    if seconds is not None:
        body["retry_after"] = float(seconds)
    if seconds is not None or header is not None:
        headers["Retry-After"] = str(seconds if header is None else header)
    return _json(body, 429, headers)


def in_discords_words(answer: web.Response) -> web.Response:
    """A fault's refusal in Discord's dialect; pages of Cloudflare's, and cut ones, stay."""
    if answer.content_type != "application/json":
        return answer
    try:
        said = msgspec.json.decode(answer.body if isinstance(answer.body, bytes) else b"")
    except msgspec.DecodeError:
        return web.Response(
            body=answer.body, status=answer.status, content_type=answer.content_type
        )
    if "message" in said:
        return answer  # in its words already
    if answer.status == 429:
        header = answer.headers.get("Retry-After")
        wait = said.get("parameters", {}).get("retry_after")
        return told_to_wait(wait, header=float(header) if header else None)
    status = answer.status if answer.status >= 400 else 500  # it has no 200 that means no
    return refused(ApiError(status, 0, f"{status}: {said.get('description')}"))


def _json(body: object, status: int, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body),
        status=status,
        content_type="application/json",
        headers=VIA | (headers or {}),
    )
