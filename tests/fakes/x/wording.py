"""The faults speak Telegram's JSON where they have to speak at all: here it becomes X's."""

from __future__ import annotations

import json
import math
from email.utils import formatdate

from aiohttp import web


def in_x_words(answer: web.StreamResponse, now: float) -> web.StreamResponse:
    """A refusal as X words it; whatever else was answered stays as it is."""
    if not isinstance(answer, web.Response) or answer.content_type != "application/json":
        return answer
    try:
        said = json.loads(answer.text or "")
    except ValueError:
        return answer
    if said.get("ok") is not False:
        return answer
    if answer.status == 200:
        return web.json_response({"errors": [{"title": "Internal", "type": "about:blank"}]})
    headers = {"Date": formatdate(now, usegmt=True)}
    if (seconds := said.get("parameters", {}).get("retry_after")) is not None:
        headers["x-rate-limit-reset"] = str(int(now) + math.ceil(seconds))
    if "Retry-After" in answer.headers:
        headers["Retry-After"] = answer.headers["Retry-After"]
    body = {"title": said["description"], "detail": said["description"]}
    return web.json_response(body, status=answer.status, headers=headers)
