"""Commands, permissions, forms, codes and limits: who may say what, where, how often."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import codes
from core.actions import Send
from core.context import Context, Unit
from core.events import Account, Place, Quote, Shown
from core.faq import FEATURE as FAQ
from core.feature import Command, Feature, Listener
from core.i18n import _
from core.platform import Argument, CommandSpec
from core.router import command_name, usage
from core.storage import Storage
from core.text import Quoted
from core.welcome import FEATURE as WELCOME
from tests.house import GROUP, STAFF_ROOM, House, open_house, private

CONFIG = '[staff]\nadmins = ["loop:bob"]\nplaces = ["loop:staff"]\n'


async def echo(ctx: Context, arguments: Mapping[str, str]) -> None:
    said = ", ".join(f"{name}={value}" for name, value in sorted(arguments.items()))
    await ctx.reply((Quoted(f"{ctx.event.place.id}: {said}"),))


def command(name: str, **how: object) -> Command:
    return Command(CommandSpec(name=name, summary=_("Thank you!"), **how), echo)  # type: ignore[arg-type]


def argument(name: str, **how: object) -> Argument:
    return Argument(name=name, summary=_("Thank you!"), **how)  # type: ignore[arg-type]


ECHOES = Feature(
    name="echoes",
    commands=(
        command("mods", role="moderator"),
        command("alone", where="private"),
        command("together", where="public"),
        command("apart", where="staff"),
        command("pair", arguments=(argument("one"), argument("two", required=False))),
        command("pick", arguments=(argument("what", choices=("red", "blue")),)),
        command("words", arguments=(argument("first"), argument("others", rest=True))),
        command(
            "form",
            form=True,
            arguments=(argument("colour", choices=("red", "blue")), argument("why", rest=True)),
        ),
        command("linked", link=True, arguments=(argument("one", required=False),)),
        command("shown", answer="shareable"),
        command("alone_with_you", answer="private"),
    ),
)


@pytest.fixture
async def house(sqlite_storage: Storage) -> object:
    async with open_house(
        sqlite_storage, CONFIG, features=[ECHOES, WELCOME, FAQ], small=True
    ) as house:
        yield house


async def heard(house: House, person: str, text: str, place: Place | None = None) -> str:
    said = await house.says(person, text, place, addressed=True)
    return said[-1].text.replace("\u2068", "").replace("\u2069", "") if said else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/ask", "ask"),
        ("/Ask how", "ask"),
        ("/ask\nhow", "ask"),
        ("/ask@otherbot how", None),
        ("ask", None),
        ("/", None),
        ("/ask: how", None),
        ("/usr/bin", None),
        ("/аsk", None),
        ("/ask_2", "ask_2"),
    ],
)
def test_a_command_line_is_a_slash_and_a_name(text: str, name: str | None) -> None:
    assert command_name(text) == name


@given(st.text())
def test_any_text_is_or_is_no_command(text: str) -> None:
    name = command_name(text)
    assert name is None or text.lower().startswith(f"/{name}")


async def test_an_unknown_command_is_answered_when_it_was_meant_for_us(house: House) -> None:
    assert "/help" in await heard(house, "ann", "/nonsense")
    assert await house.says("ann", "/nonsense", GROUP) == []


async def test_arguments_are_taken_by_position_and_the_rest_as_it_is(house: House) -> None:
    assert await heard(house, "ann", "/pair a  b") == "ann: one=a, two=b"
    assert await heard(house, "ann", "/PAIR a") == "ann: one=a"
    assert await heard(house, "ann", "/words a b  c\nd") == "ann: first=a, others=b  c\nd"


async def test_a_wrong_or_missing_argument_is_answered_with_the_usage(house: House) -> None:
    assert await heard(house, "ann", "/pick green") == "Please write it like this: /pick red|blue"
    assert "/pair one [two]" in await heard(house, "ann", "/pair")


def test_the_usage_shows_choices_and_what_may_be_left_out() -> None:
    spec = next(c.spec for c in ECHOES.commands if c.spec.name == "pair")
    assert usage(spec) == "/pair one [two]"


async def test_a_role_is_checked_at_each_use(house: House) -> None:
    assert "not allowed" in await heard(house, "ann", "/mods")
    assert await heard(house, "bob", "/mods") == "bob: "


@pytest.mark.parametrize(
    ("line", "works_in"),
    [
        ("/alone", {"ann"}),
        ("/together", {"group", "staff"}),
        ("/apart", {"ann", "staff"}),
    ],
)
async def test_a_command_works_only_where_it_belongs(
    house: House, line: str, works_in: set[str]
) -> None:
    for place in (None, GROUP, STAFF_ROOM):
        said = await heard(house, "bob", line, place)
        name = "bob" if place is None else place.id
        assert (said == f"{name}: ") == (name in {p.replace("ann", "bob") for p in works_in})


# -- forms ---------------------------------------------------------------------------------------


async def test_a_form_is_asked_field_by_field(house: House) -> None:
    assert await heard(house, "ann", "/form") == "Thank you!"
    assert await heard(house, "ann", "red") == "Thank you!"
    assert await heard(house, "ann", "because of it") == "ann: colour=red, why=because of it"


async def test_a_wrong_answer_leaves_the_question_open(house: House) -> None:
    await heard(house, "ann", "/form")
    assert "/form red|blue" in await heard(house, "ann", "green")
    assert await heard(house, "ann", "blue") == "Thank you!"


async def test_another_command_leaves_the_question_open_and_cancel_ends_it(house: House) -> None:
    await heard(house, "ann", "/form red")
    assert await heard(house, "ann", "/pair x") == "ann: one=x"
    assert await heard(house, "ann", "still here") == "ann: colour=red, why=still here"
    await heard(house, "ann", "/form red")
    assert await heard(house, "ann", "/cancel") == "Cancelled."
    assert await heard(house, "ann", "/cancel") == "There is no open question."


async def test_a_command_with_a_question_of_its_own_replaces_the_open_one(house: House) -> None:
    await heard(house, "ann", "/form red")
    await heard(house, "ann", "/ask")
    assert "reset-2fa answer" in await heard(house, "ann", "how do I reset my 2FA?")


async def test_an_open_question_takes_no_press_no_edit_and_no_other_person(house: House) -> None:
    await house.says("ann", "/form red", GROUP, addressed=True)
    await house.says("ann", "/pair x", GROUP, pressed="1")
    await house.says("ann", "edited", GROUP, addressed=True, edited=True)
    await house.says("eve", "mine", GROUP, addressed=True)
    await house.says("ann", "to a friend", GROUP)
    assert await heard(house, "ann", "now", GROUP) == "group: colour=red, why=now"


async def test_an_open_question_is_forgotten_after_half_an_hour(house: House) -> None:
    await heard(house, "ann", "/form red")
    house.shift += timedelta(minutes=30)
    assert "colour" not in await heard(house, "ann", "too late")


async def test_asking_as_a_reply_asks_the_quoted_words(house: House) -> None:
    quoted = Quote("u0", author=Account("loop", "eve"), text="how do I reset my 2FA?")
    said = await house.says("ann", "/ask", GROUP, addressed=True, quoted=quoted)
    assert "reset-2fa answer" in said[0].text


# -- codes and links -----------------------------------------------------------------------------


async def make_code(house: House, line: str, owner: str | None = None) -> str:
    async def work(unit: Unit) -> str:
        account = None if owner is None else Account("loop", owner)
        return await codes.make(
            unit.tx, "command", line, now=unit.now, lasts=timedelta(hours=1), owner=account
        )

    return await house.app.unit(work)


async def test_a_code_runs_its_line_once(house: House) -> None:
    code = await make_code(house, "/words a длинно")
    assert await heard(house, "ann", f"/code {code}") == "ann: first=a, others=длинно"
    assert "expired" in await heard(house, "ann", f"/code {code}")


async def test_a_code_is_of_no_use_to_others_or_later(house: House) -> None:
    code = await make_code(house, "/pair x", owner="ann")
    assert "expired" in await heard(house, "eve", f"/code {code}")
    house.shift += timedelta(hours=1, seconds=1)
    assert "expired" in await heard(house, "ann", f"/code {code}")


async def test_a_code_gives_no_rights(house: House) -> None:
    code = await make_code(house, "/mods")
    assert "not allowed" in await heard(house, "ann", f"/code {code}")
    assert await heard(house, "bob", f"/code {code}") == "bob: "


async def test_a_deep_link_runs_only_what_is_made_for_links(house: House) -> None:
    assert await heard(house, "ann", "/start linked_x") == "ann: one=x"
    assert await heard(house, "ann", "/start linked") == "ann: "
    assert "support assistant" in await heard(house, "ann", "/start pair_x")
    assert "support assistant" in await heard(house, "bob", "/start mods")
    assert "support assistant" in await heard(house, "ann", "/start nonsense_x")


async def test_a_deep_link_may_carry_a_code(house: House) -> None:
    code = await make_code(house, "/pair y")
    assert await heard(house, "ann", f"/start {code}") == "ann: one=y"


async def test_a_long_line_fits_on_a_button_by_a_code(house: House) -> None:
    async def work(unit: Unit) -> tuple[str, str]:
        lasts = timedelta(hours=1)
        short = await codes.button(unit.tx, "A", "/pair x", now=unit.now, lasts=lasts)
        long = await codes.button(unit.tx, "B", "/pair " + "x" * 70, now=unit.now, lasts=lasts)
        return short.command, long.command

    short, long = await house.app.unit(work)
    assert short == "/pair x"
    assert await heard(house, "ann", long) == f"ann: one={'x' * 70}"


# -- limits --------------------------------------------------------------------------------------


async def test_who_asks_too_much_is_told_once_then_not_answered(sqlite_storage: Storage) -> None:
    config = CONFIG + "[limits]\nquestions_per_minute = 3\npresses_per_minute = 2\n"
    async with open_house(sqlite_storage, config, features=[ECHOES], starter=False) as house:
        said = [await heard(house, "ann", "/pair x") for _ in range(6)]
        assert said[:3] == ["ann: one=x"] * 3
        assert "wait a minute" in said[3]
        assert said[4:] == ["", ""]
        pressed = [len(await house.says("ann", "/pair x", pressed="1")) for _ in range(4)]
        assert pressed == [1, 1, 1, 0]
        assert await heard(house, "eve", "/pair x") == "eve: one=x"
        house.shift += timedelta(minutes=1)
        assert await heard(house, "ann", "/pair x") == "ann: one=x"


async def test_staff_is_not_limited(sqlite_storage: Storage) -> None:
    config = CONFIG + "[limits]\nquestions_per_minute = 1\n"
    async with open_house(sqlite_storage, config, features=[ECHOES], starter=False) as house:
        assert [await heard(house, "bob", "/pair x") for _ in range(4)] == ["bob: one=x"] * 4


# -- order of listeners --------------------------------------------------------------------------


async def test_moderation_is_first_and_observers_hear_in_any_case(sqlite_storage: Storage) -> None:
    heard_by: list[str] = []

    def ear(name: str, order: int, stops: bool) -> Listener:
        async def hear(ctx: Context, _note: object) -> bool:
            heard_by.append(name)
            return stops or "stop " + name in ctx.message.text

        return Listener(name, order, lambda event, _view: event, hear)

    ears = (ear("observer", 90, False), ear("second", 30, True), ear("first", 20, False))
    features = [Feature(name="x", listeners=(*ears, ear("moderation", 0, False)))]
    async with open_house(sqlite_storage, features=features, starter=False) as house:
        for text, expected in (
            ("hello", ["moderation", "first", "second", "observer"]),
            ("stop first", ["moderation", "first", "observer"]),
            ("stop moderation", ["moderation"]),
        ):
            heard_by.clear()
            await house.says("ann", text)
            assert heard_by == expected


# -- forms filled in, and answers for one reader ---------------------------------------------------


async def filled(house: House, text: str, **answers: str) -> str:
    shown = tuple(Shown(name, words) for name, words in answers.items())
    said = await house.says("ann", text, GROUP, addressed=True, form=True, shown=shown)
    return said[-1].text.replace("\u2068", "").replace("\u2069", "")


async def test_a_form_that_was_filled_in_answers_all_at_once(house: House) -> None:
    said = await filled(house, "/form", colour="blue", why="it is\nthe sea")
    assert said == "group: colour=blue, why=it is\nthe sea"
    assert await filled(house, "/form red", why="so") == "group: colour=red, why=so"


async def test_a_form_with_a_choice_that_is_none_is_told_the_choices(house: House) -> None:
    assert "red|blue" in await filled(house, "/form", colour="green", why="so")


async def test_an_empty_answer_of_a_form_is_none(house: House) -> None:
    assert "Thank you!" in await filled(house, "/form", colour="blue", why="  ")


@pytest.mark.parametrize(
    ("line", "place", "handle", "whispered"),
    [
        ("/alone_with_you", GROUP, "h", True),
        ("/alone_with_you", GROUP, None, False),
        ("/shown", GROUP, "h", True),
        ("/shown", GROUP, None, False),
        ("/shown", private("ann"), "h", False),
        ("/together", GROUP, "h", False),
    ],
)
async def test_an_answer_is_whispered_where_there_is_a_way_to(
    house: House, line: str, place: Place, handle: str | None, whispered: bool
) -> None:
    await house.says("ann", line, place, addressed=True, reply_handle=handle)
    send = house.platform.performed[-1].action
    assert isinstance(send, Send)
    assert (send.whisper, send.reply_handle) == (whispered, handle)
