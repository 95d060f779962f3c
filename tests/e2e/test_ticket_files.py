"""Files between an asker on Telegram and staff on Discord: brought over, or named."""

import secrets
from collections.abc import Sequence

import pytest

from tests.e2e.discord_desk import eventually, said
from tests.e2e.test_ticket_across import Story, desk, story
from tests.fakes import faults
from tests.fakes.telegram.messages import kept

__all__ = ["desk", "story"]  # fixtures
PICTURE = secrets.token_bytes(3_000)


@pytest.fixture
async def opened(story: Story) -> Story:
    """Anna has a ticket."""
    telegram, anna = story.telegram, story.anna
    telegram.says(anna, anna, "/ticket мой вывод так и не пришёл")
    await eventually(lambda: bool(telegram.ours(anna)) and bool(telegram.ours(anna)[-1].labels))
    telegram.presses(anna, telegram.ours(anna)[-1], "Торговля")
    await story.dan_sees("👤 мой вывод так и не пришёл")
    await story.bot.settled()
    return story


def brought(story: Story) -> Sequence[tuple[str, bytes]]:
    """To Discord: names and contents."""
    world = story.desk.fake.world
    files = [
        file
        for message in story.desk.thread.messages.values()
        if message.author is story.desk.fake.bot
        for file in message.body["attachments"]
    ]
    paths = {path.split("/")[2]: path for path in world.files}
    return [(file["filename"], world.files[paths[file["id"]]]) for file in files]


def sends(story: Story, data: bytes, name: str, **more: object) -> None:
    """Anna, as a document."""
    document = kept(story.telegram.world, data) | {"file_unique_id": "u", "file_name": name}
    story.telegram.says(story.anna, story.anna, document=document | more)


async def test_an_askers_file_reaches_staff_on_another_platform(opened: Story) -> None:
    sends(opened, PICTURE, "screen.png")
    await eventually(lambda: list(brought(opened)) == [("screen.png", PICTURE)])
    assert any("📎 screen.png" in text for text in opened.desk.sees())


async def test_staffs_file_reaches_the_asker_on_another_platform(opened: Story) -> None:
    discord = opened.desk.fake
    file = discord.world.keep("how to.pdf", PICTURE)
    desk, line = opened.desk, opened.desk.line()
    discord.says(desk.dan, desk.thread, "like this", reply_to=line, attachments=[file])
    world = opened.telegram.world
    await eventually(lambda: PICTURE in world.files.values())
    await opened.bot.settled()
    assert any("like this" in text and "how to.pdf" in text for text in opened.anna_sees())
    assert all("Authorization" not in headers for headers in discord.cdn_headers)


async def test_an_askers_file_that_is_too_large_for_the_other_side_is_named(
    opened: Story,
) -> None:
    sends(opened, PICTURE, "film.mkv", file_size=11_000_000)
    await opened.dan_sees("👤 📎 film.mkv, 11.0 MB")
    await opened.bot.settled()
    assert not brought(opened)


async def test_without_the_right_to_attach_files_they_are_named_and_admins_hear(
    opened: Story,
) -> None:
    opened.desk.fake.forbids(opened.desk.room, "attach_files")
    sends(opened, PICTURE, "screen.png")
    named = "The file screen.png could not be brought over."
    await eventually(lambda: named in opened.desk.sees())


async def test_staff_hears_of_its_own_file_that_is_too_large(opened: Story) -> None:
    desk = opened.desk
    file = desk.fake.world.keep("film.mkv", PICTURE) | {"size": 51_000_000}
    desk.fake.says(desk.dan, desk.thread, "see", reply_to=desk.line(), attachments=[file])
    await opened.dan_sees("The file film.mkv could not be brought over.")
    assert PICTURE not in opened.telegram.world.files.values()


async def test_a_file_that_is_there_no_more_is_named_and_holds_nothing_up(
    opened: Story, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Its address holds the token, which no log may hold."""
    opened.telegram.inject(faults.status(404), "download")
    sends(opened, PICTURE, "screen.png")
    opened.telegram.says(opened.anna, opened.anna, "видно?")
    await eventually(lambda: "👤 видно?" in opened.desk.sees())
    named = "The file screen.png could not be brought over."
    await eventually(lambda: named in opened.desk.sees())
    assert not brought(opened)
    logged = capsys.readouterr()
    assert opened.telegram.token not in logged.out + logged.err + caplog.text


async def test_what_dan_took_back_before_it_left_is_not_brought(opened: Story) -> None:
    """An attachment is read from its message, which is gone."""
    discord = opened.desk.fake
    file = discord.world.keep("secret.pdf", PICTURE)
    discord.inject(faults.status(404), "get_message")
    line = opened.desk.line()
    discord.says(opened.desk.dan, opened.desk.thread, "see", reply_to=line, attachments=[file])
    await opened.dan_sees("The file secret.pdf could not be brought over.")
    assert said(opened.anna_sees()[-1]).endswith("see\n📎 secret.pdf, 0.0 MB")
    assert PICTURE not in opened.telegram.world.files.values()
