"""The loopback in the contract suite: nothing but the contract, so it shows what the suite asks."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from core import moments
from core.actions import Receipt
from core.events import Account, MessageReceived, OwnMessageSeen, Place
from core.platform import RetryAt, Scope
from tests.contract.platforms.driver import Driver, Form, Recording, Seen, Update
from tests.fakes.loopback import Loopback, incoming

SDK: tuple[str, ...] = ()
WIRE = False
OURS = Account("loop", "guide")
ENOUGH = 100  # more deliveries than any test makes


@asynccontextmanager
async def open_driver() -> AsyncIterator["LoopbackDriver"]:
    yield LoopbackDriver()


class LoopbackDriver(Driver):
    platform: Loopback

    def __init__(self) -> None:
        super().__init__()
        self.platform = Loopback()
        self.private = Place("loop", "ann", private=True)
        self.stranger = Place("loop", "eve", private=True)
        self.crowd = Place("loop", "group")
        self.member = Account("loop", "ann")
        self.platform.closed.add(self.stranger.id)
        self._ids = itertools.count(1)

    def create(self) -> Loopback:
        return Loopback()

    async def bring(self, updates: Sequence[Update]) -> None:
        for update in updates:
            if (event := incoming(update, OURS, moments.now())) is not None:
                self.platform.happens(event)
        await self.platform.settled()

    async def recordings(self) -> list[Recording]:
        spoken, ours = self._message("hello"), self._message("hi", **{"from": OURS.id})
        edited = self._message("hm", edited=True, message="7")
        pressed = self._message("/lang ko", message="8", pressed="8")
        own = OwnMessageSeen(
            id=f"u{ours['id']}", at=moments.now(), place=self.crowd, message=str(ours["id"])
        )
        return [
            self._heard(spoken, message=str(spoken["id"])),
            self._heard(edited, message="7", edited=True),
            self._heard(pressed, message="8", pressed="8", addressed=True),
            Recording(ours, own),
        ]

    def forms(self) -> Mapping[str, Form | None]:
        labels = ("caption", "quote", "forward", "poll", "contact", "button")
        beside = {label: self._shown(label) for label in (*labels, "file name", "topic title")}
        album = [self._message("hi", album="9"), self._message("there", album="9")]
        links = {"https://a.example": "here", "b.example": "b.example"}
        return {
            "text": Form([self._message("some words")], ["some words"]),
            "edit": Form([self._message("other words", edited=True)], ["other words"]),
            "album": Form(album, ["hi", "there"]),
            "hidden link": Form(
                [self._message("here", links=links)], ["here"], [("https://a.example", "here")]
            ),
            "bare link": Form(
                [self._message("b.example", links=links)], [], [("b.example", "b.example")]
            ),
            "own tag": self._shown("own tag"),
            **beside,
        }

    def numbered(self, number: int | str) -> Update:
        return self._message("hello", id=number, private=True, **{"from": number, "chat": number})

    def strange(self) -> list[Update]:
        return [{}, {"id": 1}, {"id": 2, "weather": "fine"}]

    def adorned(self, update: Update) -> Update:
        return {**update, "weather": "fine", "mood": {"of": [1, None]}}

    def echo(self, receipt: Receipt) -> list[Update]:
        return [self._message("ours", id=id_, **{"from": OURS.id}) for id_ in receipt.ids]

    async def screen(self, place: Place) -> list[Seen]:
        return [
            Seen(
                id=seen.id,
                text=seen.text,
                thread=place.thread,
                buttons=tuple(button.label for button in seen.buttons),
                live=seen.links,
                silent=seen.silent,
            )
            for seen in self.platform.screens[place.key]
        ]

    async def title(self, thread: Place) -> str:
        return self.platform.titles[thread.key][-1]

    async def state(self) -> object:
        return {key: len(screen) for key, screen in self.platform.screens.items()}

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        self.platform.faults.extend([self._later()] * ENOUGH)
        yield
        self.platform.faults.clear()

    def break_after(self, parts: int) -> bool:
        self.platform.parts_before_fault = parts
        self.platform.faults.append(self._later())
        return True

    def _later(self) -> RetryAt:
        return RetryAt(moments.now() + timedelta(seconds=2), Scope.BOT)

    def _heard(self, update: dict[str, Any], **told: Any) -> Recording:
        event = MessageReceived(
            id=f"u{update['id']}",
            at=moments.now(),
            place=self.crowd,
            author=self.member,
            name="Ann",
            text=update["text"],
            **told,
        )
        return Recording(update, event)

    def _message(self, text: str, **more: Any) -> dict[str, Any]:
        id_ = next(self._ids)
        return {"id": id_, "chat": "group", "from": "ann", "name": "Ann", "text": text, **more}

    def _shown(self, label: str) -> Form:
        return Form([self._message("hi", shown={label: "small print"})], ["hi", "small print"])
