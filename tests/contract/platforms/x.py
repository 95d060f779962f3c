"""X in the contract suite: the real SDK against its API on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
import regex
from aiohttp import web

from bots.twitter import Settings, create
from bots.twitter.adapter import X
from bots.twitter.api import Timings
from bots.twitter.outgoing import MAX_MESSAGE
from core.actions import Receipt
from core.events import Account, MessageReceived, OwnMessageSeen, Place, Quote
from tests.contract.platforms.driver import COMMANDS, Form, Recording, Seen, Update, WiredDriver
from tests.fakes.faults import Fault
from tests.fakes.x import FakeX, Shown, rules
from tests.fakes.x.world import addresses

SDK = ("tweepy", "twitter_text", "oauthlib")
WIRE = True
QUICK = Timings(
    call=1.0,
    shortest=0.02,
    longest=0.1,
    private=0.02,
    first_pause=0.01,
    last_pause=0.1,
    watch=0.02,
    probe=0.2,
)
LONG_AGO = "2026-01-01T00:00:00.000Z"
TIMELINE = Place("x", "timeline")
LIVE = regex.compile(r"(?<![\w!#$%&*@＠])[@＠]\w+|(?<!\w)[#＃]\w*\p{L}\w*|(?<!\w)\$[A-Za-z]{1,6}\b")
SOURCES = {"mention": "mentions", "message": "messages"}


@asynccontextmanager
async def open_driver() -> AsyncIterator["XDriver"]:
    async with FakeX() as fake:
        driver = XDriver(fake)
        try:
            yield driver
        finally:
            for adapter in driver.made:
                await adapter.close()


class XDriver(WiredDriver):
    def __init__(self, fake: FakeX) -> None:
        super().__init__()
        self.fake = fake
        self.ann = fake.user("Ann", "ann_lee")
        fake.writes(self.ann, "Hi")
        fake.world.messages[-1]["created_at"] = LONG_AGO
        self.member = Account("x", str(self.ann.id))
        self.private = Place("x", self.member.id, private=True)
        self.stranger = Place("x", str(fake.user("Eve").id), private=True)
        self.crowd = TIMELINE
        self.made: list[X] = []
        self.platform = self._made(fake.api_base_url, QUICK)

    def create(self) -> X:
        settings = self._settings(self.fake.api_base_url)
        return create(settings, COMMANDS, self.suggest, web.UrlDispatcher(), self.notes)

    async def bring(self, updates: Sequence[Update]) -> None:
        for kind, raw in updates:
            self.fake.put_raw(kind, raw)
        while not all(self._is_done(kind, raw) for kind, raw in updates):  # noqa: ASYNC110
            await asyncio.sleep(0.005)

    def _is_done(self, kind: str, raw: dict[str, Any]) -> bool:
        kept = self.notes.kept.get(SOURCES[kind], '{"ids": []}')
        return "id" not in raw or str(raw["id"]) in json.loads(kept)["ids"]

    async def recordings(self) -> list[Recording]:
        ours = self.fake.world.written(self.fake.world.us, "Welcome")
        # Not as one that we hear of by ourselves.
        self.fake.world.posts[ours["id"]] = ours | {"created_at": LONG_AGO}
        calls = self._mention("@example_guide why?")
        follows = self._mention("@example_guide and then?", reply_to=ours["id"])
        passing = self._passing()
        edited = self._mention("@example_guide hm") | {"edit_history_tweet_ids": ["1", "2"]}
        written = self.fake.world.said(self.ann, self.member.id, "hello")
        sent = self.fake.world.said(self.fake.world.us, self.member.id, "ours")
        quote = Quote(id=ours["id"], author=Account("x", ours["author_id"]), ours=True)
        return [
            self._heard(calls, text="why?", addressed=True),
            self._heard(follows, text="and then?", quoted=quote),
            self._heard(passing, text="so it is", quoted=self._quote(passing)),
            self._heard(edited, text="hm", addressed=True, edited=True),
            self._whispered(written, text="hello"),
            Recording(("mention", ours), self._own("post", ours, self.crowd)),
            Recording(("message", sent), self._own("dm", sent, self.private)),
        ]

    def forms(self) -> Mapping[str, Form | None]:
        words = self._mention("@example_guide so: a < b & c")
        link = self._mention("@example_guide is https://b.example.com/x yours?")
        edited = self._mention("@example_guide other words") | {"edit_history_tweet_ids": ["1"]}
        return {
            **dict.fromkeys(("caption", "quote", "forward", "poll", "contact", "hidden link")),
            **dict.fromkeys(("button", "album", "file name", "topic title", "own tag")),
            "text": Form([("mention", words)], ["a < b & c"]),
            "edit": Form([("mention", edited)], ["other words"]),
            "bare link": Form(
                [("mention", link)], ["is b.example.com/x yours?"], [self._target(link)]
            ),
        }

    def numbered(self, number: int | str) -> Update:
        message = self.fake.world.said(self.ann, str(number), "hi")
        return "message", message | {"id": number, "sender_id": number}

    def strange(self) -> list[Update]:
        world, words = self.fake.world, self._mention("@example_guide hm")
        member = world.said(self.ann, self.member.id, "hm")
        return [
            ("mention", {}),
            ("mention", {"id": world.new_id()}),
            ("mention", {**words, "id": world.new_id(), "created_at": "yesterday"}),
            ("mention", {**words, "id": world.new_id(), "entities": 7}),
            ("message", {"id": world.new_id()}),
            ("message", {**member, "id": world.new_id(), "event_type": "ParticipantsJoin"}),
            ("message", {**member, "id": world.new_id(), "dm_conversation_id": "1585"}),
        ]

    def adorned(self, update: Update) -> Update:
        kind, raw = update
        entities = {**raw["entities"], "weather": {"of": [1, None]}}
        return kind, {**raw, "mood": {"of": [1, None]}, "entities": entities}

    def echo(self, receipt: Receipt) -> list[Update]:
        return [("mention", self.fake.world.posts[id_]) for id_ in receipt.ids]

    async def screen(self, place: Place) -> list[Seen]:
        world = self.fake.world
        shown = world.private(place.id) if place.private else world.public()
        return [_seen(one) for one in shown if not one.is_deleted]

    async def state(self) -> object:
        return self.requests(), dict(self.notes.kept)

    def outage(self) -> AbstractAsyncContextManager[None]:
        return self.fake.offline()

    @property
    def limit(self) -> int:
        return MAX_MESSAGE

    async def answers(self, receipt: Receipt) -> str:
        return self.fake.posts(self.ann, "so it is", reply_to=receipt.ids[0])

    def hidden(self) -> set[str]:
        return self.fake.world.hidden

    # --- the wire

    def inject(self, fault: Fault, times: int = 1) -> None:
        self.fake.inject(fault, "writes", times=times)

    def requests(self) -> int:
        return len(self.fake.calls_of("post", "write", "delete_post", "delete_message", "hide"))

    def revoke(self) -> None:
        self.fake.is_revoked = True

    def remove_us(self) -> None:
        self.fake.refuses["post"] = rules.no_permission()

    def move(self) -> None:
        return None

    def elsewhere(self, address: str) -> X:
        return self._made(address, Timings())

    # --- within

    def _made(self, address: str, timings: Timings) -> X:
        adapter = X(self._settings(address), self.notes, timings)
        self.made.append(adapter)
        return adapter

    def _settings(self, address: str) -> Settings:
        settings = Settings(
            api_base_url=address, dry_run=False, allow_links=True, monthly_cap_usd=10_000.0
        )
        return msgspec.structs.replace(settings, **self.fake.keys)

    def _mention(self, text: str, **more: Any) -> dict[str, Any]:
        return self.fake.world.written(self.ann, text, **more)

    def _passing(self) -> dict[str, Any]:
        """A reply to somebody else, into which our handle came along."""
        eve = self.fake.user("Eve")
        theirs = self.fake.world.written(eve, "@example_guide is slow")
        self.fake.world.posts[theirs["id"]] = theirs
        return self._mention("@eve @example_guide so it is", reply_to=theirs["id"])

    def _quote(self, post: dict[str, Any]) -> Quote:
        author = Account("x", post["in_reply_to_user_id"])
        return Quote(id=post["referenced_tweets"][0]["id"], author=author)

    def _heard(self, post: dict[str, Any], **told: Any) -> Recording:
        mentions = tuple(Account("x", each["id"]) for each in post["entities"]["mentions"])
        event = MessageReceived(
            id=f"post:{post['id']}",
            at=datetime.now(UTC),
            place=self.crowd,
            message=post["id"],
            author=self.member,
            name="Ann",
            handle="ann_lee",
            locale="en",
            mentions=mentions,
            **told,
        )
        return Recording(("mention", post), event)

    def _whispered(self, message: dict[str, Any], text: str) -> Recording:
        event = MessageReceived(
            id=f"dm:{message['id']}",
            at=datetime.now(UTC),
            place=self.private,
            message=message["id"],
            author=self.member,
            name="Ann",
            handle="ann_lee",
            text=text,
            addressed=True,
        )
        return Recording(("message", message), event)

    def _own(self, kind: str, raw: dict[str, Any], place: Place) -> OwnMessageSeen:
        id_ = raw["id"]
        return OwnMessageSeen(id=f"{kind}:{id_}", at=datetime.now(UTC), place=place, message=id_)

    def _target(self, post: dict[str, Any]) -> tuple[str, str]:
        (url,) = post["entities"]["urls"]
        return url["expanded_url"], url["display_url"]


def _seen(shown: Shown) -> Seen:
    live = (*addresses(shown.text), *LIVE.findall(shown.text))
    return Seen(id=shown.id, text=shown.text, live=live)
