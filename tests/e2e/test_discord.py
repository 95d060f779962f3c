"""Conversations on Discord, as they were said and heard."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord import Intents

from core import faq
from core.context import Context
from core.feature import Command, Feature
from core.i18n import LANGUAGES, _
from core.platform import Argument, CommandSpec
from tests.e2e.discord_town import DiscordTown
from tests.e2e.town import question, starter
from tests.fakes.discord import Channel, FakeDiscord, Guild, Shown, User

ENTRY = "reset-2fa"


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def town(fake: FakeDiscord, starter_database: Path, tmp_path: Path) -> DiscordTown:
    database = tmp_path / "guildhall.db"
    shutil.copyfile(starter_database, database)
    return DiscordTown(fake, database)


@pytest.fixture
def ann(fake: FakeDiscord) -> User:
    return fake.user("Ann")


@pytest.fixture
def guild(fake: FakeDiscord, ann: User) -> Guild:
    return fake.guild("Exchange", [ann, fake.user("Bo")])


@pytest.fixture
def support(fake: FakeDiscord, guild: Guild) -> Channel:
    return fake.channel(guild, "support")


def is_answer(shown: Shown, language: str = "en") -> bool:
    """The entry's own title first, as Discord shows it."""
    title = starter()[ENTRY].wordings[language].question
    return shown.text.replace("\\", "").startswith(f"**{title}**")


async def test_a_mention_is_answered_by_a_silent_reply(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        asked = fake.says(ann, support, f"{fake.mention} {question(ENTRY)}")
        (answer,) = await fake.heard(support)
    assert is_answer(answer)
    assert (answer.reply_to, answer.silent, answer.calls) == (asked.id, True, ())


async def test_a_private_question_is_answered(
    town: DiscordTown, fake: FakeDiscord, ann: User, guild: Guild
) -> None:
    async with town.awake():
        fake.says(ann, ann, question(ENTRY))
        (answer,) = await fake.heard(ann)
    assert is_answer(answer)


async def test_ask_is_answered_to_the_asker_who_may_share_it(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        fake.slash(ann, support, "ask", question=question(ENTRY))
        (answer,) = await fake.heard(support)
        assert is_answer(answer)
        assert answer.only_for == "Ann"
        assert "Share in the channel" in answer.labels
        fake.presses(ann, answer, "Share in the channel")
        _own, shared = await fake.heard(support, 2)
    assert is_answer(shared)
    assert shared.only_for is None
    assert "Share in the channel" not in shared.labels


async def test_ask_offers_titles_while_one_types(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        typed = fake.types(ann, support, "ask", "question", "reset my 2fa")
        await fake.answered(typed)
    assert question(ENTRY) in [choice["name"] for choice in typed.choices]


async def test_a_message_can_be_asked_about(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        asked = fake.says(ann, support, question(ENTRY))
        fake.picks(ann, asked, "Ask about this")
        (answer,) = await fake.heard(support)
    assert is_answer(answer)
    assert answer.only_for == "Ann"


async def test_buttons_work_after_a_restart(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        fake.says(ann, support, f"{fake.mention} {question(ENTRY)}")
        (answer,) = await fake.heard(support)
    async with town.awake():
        fake.presses(ann, answer, "👍")
        await fake.until(lambda: "👍 1" in fake.ours(support)[0].labels)


async def test_a_vote_under_a_whispered_answer_is_shown_in_it(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        fake.slash(ann, support, "ask", question=question(ENTRY))
        (answer,) = await fake.heard(support)
        fake.presses(ann, answer, "👍")
        await fake.until(lambda: "👍 1" in fake.ours(support)[0].labels)
    assert len(fake.ours(support)) == 1


async def test_a_private_command_is_whispered(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        fake.slash(ann, support, "id")
        (answer,) = await fake.heard(support)
    assert (answer.only_for, f"discord:{ann.id}" in answer.text.replace("\\", "")) == ("Ann", True)


async def test_a_public_command_is_answered_to_all(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        asked = fake.slash(ann, support, "help")
        (answer,) = await fake.heard(support)
    assert answer.only_for is None
    assert not asked.is_loading


CONFIG = '[places."discord:{}"]\nauto_answers = true\n'


async def test_a_forum_post_gets_a_first_reply_where_that_is_on(
    town: DiscordTown, fake: FakeDiscord, ann: User, guild: Guild
) -> None:
    fake.world.privileged = Intents(message_content=True)
    forum = fake.channel(guild, "questions", "forum")
    async with town.awake(CONFIG.format(forum.id), message_content=True):
        post = fake.thread(ann, forum, question(ENTRY), text="It does not work at all.")
        (answer,) = await fake.heard(post)
    assert is_answer(answer)


async def test_a_forum_post_is_left_alone_elsewhere(
    town: DiscordTown, fake: FakeDiscord, ann: User, guild: Guild
) -> None:
    fake.world.privileged = Intents(message_content=True)
    forum = fake.channel(guild, "questions", "forum")
    async with town.awake(message_content=True):
        post = fake.thread(ann, forum, question(ENTRY), text="It does not work at all.")
        fake.says(ann, ann, "/id")
        await fake.heard(ann)
    assert fake.ours(post) == []


async def test_what_was_asked_while_away_is_answered_and_chatter_is_not(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake():
        fake.says(ann, support, f"{fake.mention} /id")
        await fake.heard(support)
    fake.says(ann, support, "good morning everybody")
    fake.says(ann, support, f"{fake.mention} {question(ENTRY)}")
    async with town.awake():
        _first, answer = await fake.heard(support, 2)
    assert is_answer(answer)
    assert len(fake.ours(support)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_answers_come_in_the_language_of_the_askers_client(
    town: DiscordTown, fake: FakeDiscord, guild: Guild, support: Channel, language: str
) -> None:
    locale = {"en": "en-GB", "zh": "zh-CN", "es": "es-419"}.get(language, language)
    person = fake.user("Kim", language=locale)
    fake.joins(person, guild)
    async with town.awake():
        fake.slash(person, support, "ask", question=question(ENTRY, language))
        (answer,) = await fake.heard(support)
    assert is_answer(answer, language)


async def note(ctx: Context, arguments: dict[str, str]) -> None:
    await ctx.say(_("Your id: %(account)s", account="|".join(arguments.values())))


NOTE = CommandSpec(
    name="note",
    summary=_("Show an answer"),
    arguments=(
        Argument(name="title", summary=_("Which entry"), rest=True),
        Argument(name="text", summary=_("And what is the answer?")),
    ),
    form=True,
)
NOTES = Feature(name="notes", commands=(Command(NOTE, note),))  # type: ignore[arg-type]


async def test_a_form_is_shown_as_a_window_and_taken_whole(
    town: DiscordTown, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with town.awake(features=(faq.FEATURE, NOTES)):
        asked = await fake.answered(fake.slash(ann, support, "note"))
        fake.submits(asked, title="two words", text="and a line\nmore")
        (answer,) = await fake.heard(support)
    assert "two words|and a line\nmore" in answer.text.replace("\\", "")
