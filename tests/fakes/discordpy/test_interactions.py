"""Interactions keep Discord's word: deadlines, tokens, forms, what only one reader sees."""

import asyncio

import discord
import pytest
from discord import app_commands

from tests.fakes.discord import Channel, FakeDiscord, Guild, Interaction, User
from tests.fakes.discord.interactions import AUTOCOMPLETE
from tests.fakes.discordpy.client import Bot, until


@pytest.fixture
async def menu(fake: FakeDiscord, bot: Bot) -> None:
    """/ask with a question that completes itself, and one command for messages."""
    tree = app_commands.CommandTree(bot)

    @tree.command(description="Ask a question")
    async def ask(interaction: discord.Interaction, question: str) -> None: ...

    @ask.autocomplete("question")
    async def complete(
        interaction: discord.Interaction, text: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{text}es?", value="fees")]

    @tree.context_menu(name="Ask about this")
    async def about(interaction: discord.Interaction, message: discord.Message) -> None: ...

    await tree.sync()
    assert list(fake.menu()) == ["ask", "Ask about this"]


async def begun(fake: FakeDiscord, bot: Bot, ann: User, support: Channel) -> Interaction:
    interaction = fake.slash(ann, support, "ask", question="fees")
    await bot.is_asked()
    return interaction


@pytest.mark.usefixtures("menu")
async def test_an_answer_for_one_reader_is_seen_by_them_alone(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    interaction = await begun(fake, bot, ann, support)
    await bot.asked[0].response.send_message("only you", ephemeral=True)
    (shown,) = await fake.heard(support)
    assert (shown.text, shown.only_for) == ("only you", "Ann")
    assert (await fake.answered(interaction)).acknowledged_after is not None
    assert bot.asked[0].locale is discord.Locale.korean
    assert [message async for message in bot.get_partial_messageable(support.id).history()] == []


@pytest.mark.usefixtures("menu")
async def test_a_second_acknowledgement_is_refused(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    interaction = await begun(fake, bot, ann, support)
    await bot.asked[0].response.defer()
    fake.repeats(interaction)
    again = await bot.is_asked(2)
    with pytest.raises(discord.HTTPException) as refused:
        await again.response.defer()
    assert refused.value.code == 40060


@pytest.mark.usefixtures("menu")
async def test_after_three_seconds_an_interaction_is_unknown(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    await begun(fake, bot, ann, support)
    now = fake.world.clock()
    fake.world.clock = lambda: now + 3.01
    with pytest.raises(discord.NotFound) as late:
        await bot.asked[0].response.defer()
    assert late.value.code == 10062
    with pytest.raises(discord.NotFound) as never:
        await bot.asked[0].followup.send("hello")
    assert never.value.code == 10015


@pytest.mark.usefixtures("menu")
async def test_what_was_deferred_is_filled_by_the_first_answer_and_as_visible(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    await begun(fake, bot, ann, support)
    await bot.asked[0].response.defer(ephemeral=True)
    assert [(each.is_thinking, each.only_for) for each in fake.screen(support)] == [(True, "Ann")]
    assert (await bot.asked[0].original_response()).flags.loading
    await bot.asked[0].edit_original_response(content="found")
    await bot.asked[0].followup.send("for all")
    first, second = await fake.heard(support, 2)
    assert (first.only_for, second.only_for) == ("Ann", None)
    await bot.asked[0].delete_original_response()
    assert [each.text for each in fake.ours(support)] == ["for all"]


@pytest.mark.usefixtures("menu")
async def test_after_fifteen_minutes_the_token_is_invalid(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    await begun(fake, bot, ann, support)
    await bot.asked[0].response.defer()
    now = fake.world.clock()
    fake.world.clock = lambda: now + 901
    with pytest.raises(discord.HTTPException) as expired:
        await bot.asked[0].followup.send("late")
    assert (expired.value.status, expired.value.code) == (401, 50027)


@pytest.mark.usefixtures("menu")
async def test_a_deferred_answer_into_an_archived_thread_fails_until_it_is_open(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    """D04: discord/discord-api-docs#3197."""
    thread = fake.thread(ann, support, "Fees")
    fake.slash(ann, thread, "ask", question="fees")
    asked = await bot.is_asked()
    await asked.response.defer()
    fake.archives(thread)
    editing = asyncio.create_task(asked.edit_original_response(content="found"))
    await fake.called("edit_followup")
    assert fake.ours(thread) == []
    fake.unarchives(thread)
    await editing  # the library tries again
    assert [each.text for each in fake.ours(thread)] == ["found"]


@pytest.mark.usefixtures("menu")
async def test_typing_asks_for_choices_and_the_tree_gives_them(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    interaction = fake.types(ann, support, "ask", "question", "fe")
    assert interaction.kind == AUTOCOMPLETE
    await fake.answered(interaction)
    assert interaction.choices == [{"name": "fees?", "value": "fees"}]


@pytest.mark.usefixtures("menu")
async def test_a_message_menu_brings_the_message_with_its_words(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    message = fake.says(ann, support, "what does this mean?")
    fake.picks(ann, message, "Ask about this")
    asked = await bot.is_asked()
    assert asked.data is not None
    resolved = asked.data["resolved"]["messages"][str(message.id)]  # type: ignore[typeddict-item]
    assert resolved["content"] == "what does this mean?"


class Form(discord.ui.Modal, title="Ask"):
    question: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Question", max_length=9)

    def __init__(self) -> None:
        super().__init__()
        self.got = ""

    async def on_submit(self, interaction: discord.Interaction) -> None:
        self.got = self.question.value
        await interaction.response.send_message("thanks")


@pytest.mark.usefixtures("menu")
async def test_a_form_is_shown_filled_in_and_handed_on(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    interaction, form = await begun(fake, bot, ann, support), Form()
    await bot.asked[0].response.send_modal(form)
    assert (await fake.answered(interaction)).modal is not None
    with pytest.raises(AssertionError, match="takes 0 to 9"):
        fake.submits(interaction, **{form.question.custom_id: "x" * 10})
    fake.submits(interaction, **{form.question.custom_id: "fees?"})
    await fake.heard(support)
    assert form.got == "fees?"


async def test_a_press_brings_its_message_which_it_may_change(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="More", custom_id="more"))
    await bot.get_partial_messageable(support.id).send("text", view=view)
    (shown,) = await fake.heard(support)
    interaction = fake.presses(ann, shown, "More")
    asked = await bot.is_asked()
    await asked.response.edit_message(content="more text", view=None)
    assert interaction.response == discord.InteractionResponseType.message_update.value
    assert [(each.text, each.labels) for each in fake.ours(support)] == [("more text", [])]


async def test_who_is_missing_a_permission_does_not_see_the_command(
    fake: FakeDiscord, bot: Bot, ann: User, guild: Guild, support: Channel
) -> None:
    tree = app_commands.CommandTree(bot)

    @tree.command(description="Give a role")
    @app_commands.default_permissions(manage_guild=True)
    async def staff(interaction: discord.Interaction) -> None: ...

    tree.copy_global_to(guild=discord.Object(guild.id))
    await tree.sync(guild=discord.Object(guild.id))
    with pytest.raises(AssertionError, match="does not see"):
        fake.slash(ann, support, "staff")
    fake.slash(guild.owner, support, "staff")
    await until(lambda: len(bot.asked) == 1)


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Ask", "description": "x"},
        {"name": "ask", "description": ""},
        {"name": "ask", "description": "x" * 101},
        {"name": "ask", "description": "x", "name_localizations": {"xx": "ask"}},
        {"name": "a b", "description": "x"},
    ],
)
async def test_commands_that_do_not_fit_are_refused(bot: Bot, command: dict[str, object]) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.bulk_upsert_global_commands(bot.application_id or 0, [command])
    assert refused.value.code == 50035
