"""A ticket of the web chat: files both ways and a tick, with staff on Telegram."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.bots.web.stage import Browser, Talk
from tests.e2e.discord_desk import eventually, said
from tests.e2e.elsewhere import on_the_web
from tests.e2e.test_ticket_topics import Desk, open_desk
from tests.e2e.town import Town
from tests.fakes import faults
from tests.fakes.telegram.messages import kept

PICTURE = b"\x89PNG\r\n" + bytes(range(256)) * 8
MANUAL = b"%PDF-1.7 " + bytes(range(256))
FILE = "file-0001"


@dataclass
class Story:
    """Ann sits before a page of ours, Mia in a group of Telegram's."""

    desk: Desk
    ann: Browser
    talk: Talk
    folder: Path
    shown: dict[str, dict[str, Any]]

    async def ann_sees(self, words: str) -> dict[str, Any]:
        """The message with these words in it, as it is now."""
        while True:
            for message in self.shown.values():
                if words in said(message.get("html", message.get("text", ""))):
                    return message
            await self.more()

    async def more(self) -> None:
        for message in (await self.talk.until("messages"))["messages"]:
            self.shown[message["id"]] = message

    async def reached(self, words: str) -> None:
        while not (await self.ann_sees(words))["reached"]:
            await self.more()

    async def opens(self) -> None:
        await self.talk.ask("/ticket zxqv mmbn vanished", "question-0")
        offer = await self.ann_sees("choose what it is about")
        (trading,) = [b for row in offer["buttons"] for b in row if b["label"] == "Trading"]
        await self.talk.send(
            type="press", id="press-0001", message=offer["id"], command=trading["command"]
        )
        await self.ann_sees("is open")
        await self.mia_gets("👤 zxqv mmbn vanished")

    async def mia_gets(self, words: str) -> None:
        desk = self.desk
        await eventually(lambda: bool(desk.staff.topics) and words in desk.said(desk.topic()))

    async def mia_sends(self, data: bytes, name: str) -> None:
        desk, topic = self.desk, self.desk.topic()
        line = [s for s in desk.in_topic(topic) if s.text.startswith("👤")][-1]
        document = kept(desk.fake.world, data) | {"file_unique_id": "u", "file_name": name}
        desk.fake.says(
            desk.mia, desk.staff, caption="see here", document=document, thread=topic,
            reply_to=line.id,
        )  # fmt: skip

    async def mias_file(self) -> dict[str, Any]:
        while True:
            for message in self.shown.values():
                if message["ours"] and message["files"]:
                    file: dict[str, Any] = message["files"][0]
                    return file
            await self.more()


@pytest.fixture
async def story(town: Town, tmp_path: Path) -> AsyncIterator[Story]:
    folder = tmp_path / "files"
    async with (
        open_desk(town) as desk,
        on_the_web(desk.bot, folder) as ann,
        ann.talk() as talk,
    ):
        yield Story(desk, ann, talk, folder, {})


async def test_an_asker_who_goes_on_in_the_browser_is_answered_there(story: Story) -> None:
    """Linked accounts share the ticket; a reply goes where its asker wrote last."""
    desk = story.desk
    await desk.ann_says("/link")
    code = desk.ann_sees()[-1].partition("/link ")[2].split()[0]
    await story.talk.ask(f"/link {code}", "link-0001")
    await eventually(lambda: "Link them" in desk.fake.ours(desk.ann)[-1].labels)
    desk.fake.presses(desk.ann, desk.fake.ours(desk.ann)[-1], "Link them")
    await story.ann_sees("is linked with")
    await desk.opens("my order vanished")
    await desk.mia_says("which one?", desk.topic(), reply_to=desk.in_topic(desk.topic())[-1].id)
    assert desk.ann_sees()[-1] == "Support · 1\nwhich one?"
    await story.talk.ask("the blue one, from my desk", "more-0001")
    await story.mia_gets("👤 the blue one, from my desk")
    before = desk.ann_sees()
    line = desk.in_topic(desk.topic())[-1]
    await desk.mia_says("thank you", desk.topic(), reply_to=line.id)
    await story.ann_sees("thank you")
    assert desk.ann_sees() == before


async def test_what_reached_the_team_has_a_tick(story: Story) -> None:
    await story.opens()
    await story.talk.ask("and my fees too", "question-1")
    await story.mia_gets("👤 and my fees too")
    await story.reached("and my fees too")


async def test_a_picture_of_the_page_reaches_a_topic_and_is_kept_under_no_name(
    story: Story,
) -> None:
    await story.opens()
    assert await story.ann.bring(FILE, PICTURE) == 201
    await story.talk.ask("look", "question-1", **{FILE: "../shot.png"})
    await story.mia_gets("👤 look\n🖼 shot.png, 0.0 MB")
    world = story.desk.fake.world
    await eventually(lambda: PICTURE in world.files.values())
    assert all("shot" not in path.name for path in story.folder.iterdir())


async def test_an_identity_document_is_refused_with_the_reason(story: Story) -> None:
    await story.opens()
    await story.ann.bring(FILE, PICTURE)
    await story.talk.ask("here", "question-1", **{FILE: "my passport.png"})
    await story.ann_sees("identity document")
    assert PICTURE not in story.desk.fake.world.files.values()


async def test_staffs_file_is_fetched_from_telegram_when_the_page_takes_it(story: Story) -> None:
    await story.opens()
    await story.mia_sends(MANUAL, "how to.pdf")
    await story.ann_sees("see here")
    file = await story.mias_file()
    assert file["name"] == "how to.pdf"
    async with story.ann.session.get(story.ann.stage.url + file["address"]) as answer:
        assert await answer.read() == MANUAL
    assert not story.folder.exists()  # nothing of it was ever on our disk


async def test_a_file_that_telegram_has_no_more_is_told_kindly_and_without_the_token(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    await story.opens()
    await story.mia_sends(MANUAL, "how to.pdf")
    file = await story.mias_file()
    story.desk.fake.inject(faults.status(404), "download")
    status, page = await story.ann.get(file["address"])
    assert (status, "not there any more" in page) == (404, True)
    assert story.desk.fake.token not in page + "".join(capsys.readouterr())
