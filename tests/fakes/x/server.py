"""The HTTP side: signatures, endpoints, pages, quotas, the bill, faults and the log of calls."""

from __future__ import annotations

import random
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.fakes.listener import Listener
from tests.fakes.x import rules, signing, wording
from tests.fakes.x.rules import ApiError, Json
from tests.fakes.x.world import User, World, addresses

WINDOW_SECONDS = 15 * 60
WRITES = frozenset({"post", "write", "upload", "delete_post", "delete_message", "hide"})

Endpoint = Callable[[web.Request, Json], Any]


@dataclass(frozen=True)
class Call:
    name: str
    body: Json
    query: dict[str, str]
    at: float


class Server(Listener):
    """One account's API on a port of loopback. `limits`: requests in 15 minutes by endpoint;
    `refuses`: what the plan does not allow; `bill`: what X would charge, in micros of a dollar.
    Faults can be given to all `writes` or `reads`, too."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = {
            name: secrets.token_urlsafe(24)
            for name in ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
        }
        us = User(random.randrange(10**9, 10**10), "Guide", "example_guide")
        self.world = World(us, {str(us.id): us})
        self.is_revoked = False
        self.has_credits = True
        self.access_level = "read-write-directmessages"
        self.limits: dict[str, int] = {}
        self.refuses: dict[str, ApiError] = {}
        self.calls: list[Call] = []
        self.bill = 0
        self.connections: set[object] = set()
        self._billed: set[tuple[str, str, str]] = set()
        self._used: Counter[str] = Counter()

    @property
    def api_base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        for method, path, name in _ROUTES:
            app.router.add_route(method, path, self._route(name))
        return app

    # --- requests

    def _route(self, name: str) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            peer = request.transport.get_extra_info("peername") if request.transport else None
            self.connections.add(peer)
            fault = self._next_fault(name, "writes" if name in WRITES else "reads")
            if fault is None:
                return await self._answer(request, name)
            real = await self._answer(request, name) if fault.effect else None
            return wording.in_x_words(await fault.answer(request, real), self.world.now())

        return handle

    async def _answer(self, request: web.Request, name: str) -> web.Response:
        headers = {"Date": formatdate(self.world.now(), usegmt=True)}
        try:
            self._check(request, name)
            headers |= self._quota(name)
            body = await request.json() if request.can_read_body else {}
            self.calls.append(Call(name, body, dict(request.query), time.monotonic()))
            self.world.changed()
            answer = getattr(self, f"_{name}")(request, body)
        except ApiError as error:
            return web.json_response(error.body, status=error.status, headers=headers)
        if isinstance(answer, web.Response):
            return answer
        self._charge(name, body, answer)
        status = 201 if name in ("post", "write") else 200
        return web.json_response(answer, status=status, headers=headers)

    def _check(self, request: web.Request, name: str) -> None:
        host = signing.MEDIA_HOST if name == "picture" else signing.HOST
        signing.check(request, self.keys, self.world.now(), host)
        if self.is_revoked:
            raise rules.unauthorized()
        if not self.has_credits:
            raise rules.no_credits()
        if name in self.refuses:
            raise self.refuses[name]

    def _quota(self, name: str) -> dict[str, str]:
        """Headers of what is left in this window."""
        headers = {"x-access-level": self.access_level}
        if name not in self.limits:
            return headers
        self._used[name] += 1
        left = self.limits[name] - self._used[name]
        headers |= {
            "x-rate-limit-limit": str(self.limits[name]),
            "x-rate-limit-remaining": str(max(0, left)),
            "x-rate-limit-reset": str(int(self.world.now()) + WINDOW_SECONDS),
        }
        if left < 0:
            raise rules.too_many()
        return headers

    # --- the bill

    def _charge(self, name: str, body: Json, answer: Json) -> None:
        if name in WRITES:
            self.bill += rules.PRICES[self._kind(name, body)]
            return
        data = answer.get("data") or []
        for one in data if isinstance(data, list) else [data]:
            self._charge_once(name, str(one.get("id")))
        for user in answer.get("includes", {}).get("users", []):
            self._charge_once("user", user["id"])
        for media in answer.get("includes", {}).get("media", []):
            self._charge_once("media", media["media_key"])

    def _kind(self, name: str, body: Json) -> str:
        """A reply to one's own post is no summoned one."""
        if name != "post":
            return name
        if addresses(body["text"]):
            return "post with a link"
        reply_to = body.get("reply", {}).get("in_reply_to_tweet_id")
        return "post" if reply_to is None or reply_to in self.world.ours else "reply"

    def _charge_once(self, name: str, id_: str) -> None:
        resource = {"me": "user", "talk": "messages"}.get(name, name)
        key = (resource, id_, f"{datetime.now(UTC):%F}")
        if key not in self._billed:
            self._billed.add(key)
            self.bill += rules.PRICES[name]

    # --- endpoints

    def _me(self, _request: web.Request, _body: Json) -> Json:
        return {"data": self.world.us.as_json()}

    def _mentions(self, request: web.Request, _body: Json) -> Json:
        since = int(request.query.get("since_id", 1))
        return self._page(request, [one for one in self.world.mentions if _id(one) > since])

    def _own_posts(self, request: web.Request, _body: Json) -> Json:
        ours = [one for one in self.world.posts.values() if self._is_ours(one)]
        start, since = request.query.get("start_time", ""), int(request.query.get("since_id", 0))
        return self._page(request, [o for o in ours if o["created_at"] >= start and _id(o) > since])

    def _is_ours(self, post: Json) -> bool:
        return bool(post["author_id"] == str(self.world.us.id))

    def _messages(self, request: web.Request, _body: Json) -> Json:
        return self._page(request, self.world.messages)

    def _talk(self, request: web.Request, _body: Json) -> Json:
        return self._page(request, self.world.talk_with(request.match_info["id"]))

    def _page(self, request: web.Request, all_: list[Json]) -> Json:
        """Newest first; who wrote comes along where that is asked for."""
        start = int(request.query.get("pagination_token", 0))
        most = int(request.query.get("max_results", 10))
        newest_first = all_[::-1]
        page = newest_first[start : start + most]
        answer: Json = {"meta": {"result_count": len(page)}}
        if page:
            answer["data"] = page
        if start + most < len(newest_first):
            answer["meta"]["next_token"] = str(start + most)
        if request.query.get("expansions"):
            answer["includes"] = {"users": self._writers(page)}
        if "attachments.media_keys" in request.query.get("expansions", ""):
            keys = [k for one in page for k in one.get("attachments", {}).get("media_keys", ())]
            if found := [self.world.media[key] for key in keys if key in self.world.media]:
                answer["includes"]["media"] = found
        return answer

    def _writers(self, page: list[Json]) -> list[Json]:
        ids = dict.fromkeys(str(one.get("author_id") or one.get("sender_id")) for one in page)
        return [self.world.users[id_].as_json() for id_ in ids if id_ in self.world.users]

    def _tweet(self, request: web.Request, _body: Json) -> Json:
        post = self.world.posts.get(request.match_info["id"])
        if post is None:
            return {"errors": [{"title": "Not Found Error", "type": "about:blank"}]}
        return {"data": post, "includes": {"users": self._writers([post])}}

    def _user(self, request: web.Request, _body: Json) -> Json:
        user = self.world.users.get(request.match_info["id"])
        if user is None:
            return {"errors": [{"title": "Not Found Error", "type": "about:blank"}]}
        return {"data": user.as_json()}

    def _post(self, _request: web.Request, body: Json) -> Json:
        reply = body.get("reply", {}).get("in_reply_to_tweet_id")
        shown = body.get("media", {}).get("media_ids", [])
        return {"data": self.world.post(body.get("text", ""), reply, shown)}

    def _upload(self, _request: web.Request, body: Json) -> Json:
        return {"data": {"id": self.world.upload(body)}}

    def _describe(self, _request: web.Request, body: Json) -> Json:
        self.world.describe(body["id"], body["metadata"]["alt_text"]["text"])
        return {"data": {"id": body["id"]}}

    def _write(self, request: web.Request, body: Json) -> Json:
        (media,) = [one["media_id"] for one in body.get("attachments") or ()] or [None]
        text = body.get("text", "")
        return {"data": self.world.write(request.match_info["id"], text, media)}

    def _picture(self, request: web.Request, _body: Json) -> web.Response:
        content = self.world.pictures.get(request.path)
        if content is None:
            raise rules.not_found()
        return web.Response(body=content, content_type="image/png")

    def _hide(self, request: web.Request, body: Json) -> Json:
        hidden = bool(body["hidden"])
        self.world.hide(request.match_info["id"], hidden=hidden)
        return {"data": {"hidden": hidden}}

    def _delete_post(self, request: web.Request, _body: Json) -> Json:
        self.world.delete(request.match_info["id"], private=False)
        return {"data": {"deleted": True}}

    def _delete_message(self, request: web.Request, _body: Json) -> Json:
        self.world.delete(request.match_info["id"], private=True)
        return {"data": {"deleted": True}}


_ROUTES = (
    ("GET", "/2/users/me", "me"),
    ("GET", "/2/users/{id}/mentions", "mentions"),
    ("GET", "/2/users/{id}/tweets", "own_posts"),
    ("GET", "/2/users/{id}", "user"),
    ("GET", "/2/dm_events", "messages"),
    ("GET", "/2/dm_conversations/with/{id}/dm_events", "talk"),
    ("POST", "/2/dm_conversations/with/{id}/messages", "write"),
    ("DELETE", "/2/dm_events/{id}", "delete_message"),
    ("POST", "/2/media/upload", "upload"),
    ("GET", "/1.1/ton/data/dm/{rest:.*}", "picture"),
    ("GET", "/2/tweets/{id}", "tweet"),
    ("POST", "/2/tweets", "post"),
    ("POST", "/2/media/metadata", "describe"),
    ("PUT", "/2/tweets/{id}/hidden", "hide"),
    ("DELETE", "/2/tweets/{id}", "delete_post"),
)


def _id(post: Json) -> int:
    return int(post["id"]) if str(post.get("id", "")).lstrip("-").isdigit() else 2**63
