""" "Who helped you?": asked once, in private, and one tap is an acceptance."""

from datetime import timedelta

from core.context import Unit
from core.events import Quote
from core.moments import to_micros
from core.reputation.answers import MOST_SILENT, silent
from core.storage import Storage
from tests.core.reputation.village import CONFIG, POST, Villagers, account, village
from tests.house import GROUP

ASK = "reputation-asking"
QUESTION = "Did somebody's answer help you?"


async def silence(people: Villagers, minutes: float = 31) -> None:
    await people.runs("reputation-answers")
    people.house.shift += timedelta(minutes=minutes)
    await people.runs(ASK)


async def test_an_asker_is_asked_once_in_private_after_a_silence(storage: Storage) -> None:
    async with village(storage) as people:
        await people.answers("ben", "ann")
        await silence(people, minutes=29)
        assert QUESTION not in people.told("ann")
        await silence(people, minutes=2)
        asked = people.platform.screens["loop:ann"][-1]
        assert asked.text.startswith(QUESTION)
        assert [button.label for button in asked.buttons] == ["✅ Ben", "Nobody"]
        await people.answers("cat", "ann")
        await silence(people)
        assert people.platform.screens["loop:ann"][-1] is asked


async def test_a_tap_accepts_and_only_the_askers_tap(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.answers("ben", "ann")
        await silence(people)
        asked = people.platform.screens["loop:ann"][-1]
        said = await people.house.says("eve", asked.buttons[0].command)
        assert "expired" in said[-1].text
        await people.house.presses("ann", asked, "Ben")
        assert await people.points("ben") == 5  # few have answered ann yet
        assert "Thank you for telling us" in people.told("ann")


async def test_nobody_is_an_answer_too(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.answers("ben", "ann")
        await silence(people)
        await people.house.presses("ann", people.platform.screens["loop:ann"][-1], "Nobody")
        assert "All right" in people.told("ann")
        assert await people.points("ben") == 0


async def test_whoever_has_said_thanks_is_not_asked(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.thanks("ann", "ben")
        await silence(people)
        assert QUESTION not in people.told("ann")


async def test_who_asks_on_is_asked_later_and_the_helper_never(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.runs("reputation-answers")
        people.house.shift += timedelta(minutes=29)
        await people.says("ann", "it says error 5 now", quoted=answer)
        await silence(people, minutes=2)
        assert QUESTION not in people.told("ann")
        await silence(people)
        assert people.told("ann").startswith(QUESTION)
        assert QUESTION not in people.told("ben")


async def test_who_asks_on_in_a_thread_of_their_own_is_asked_later(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        await people.opens_post("ann")
        await people.says("ben", "like so", POST)
        await people.runs("reputation-answers")
        people.house.shift += timedelta(minutes=29)
        await people.says("ann", "and then?", POST)
        await silence(people, minutes=2)
        assert QUESTION not in people.told("ann")
        await silence(people)
        assert people.told("ann").startswith(QUESTION)


async def test_nobody_is_asked_about_the_team(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.answers("bob", "ann")
        await silence(people)
        assert QUESTION not in people.told("ann")


async def test_the_team_is_named_where_it_earns_and_a_bot_is_asked_nothing(
    sqlite_storage: Storage,
) -> None:
    earns = f"{CONFIG}\n[reputation]\nstaff_earns = true\n"
    async with village(sqlite_storage, earns) as people:
        await people.answers("bob", "ann")
        news = Quote("u77", account("robot"), "Robot", "Breaking news", is_bot=True)
        await people.says("ben", "I have heard that", quoted=news)
        await silence(people)
        asked = people.platform.screens["loop:ann"][-1]
        assert [button.label for button in asked.buttons] == ["✅ Bob", "Nobody"]
        assert all(QUESTION not in seen.text for seen in people.platform.screens[GROUP.key])


async def test_who_has_asked_nothing_is_not_asked_about_a_reply(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        hello = Quote(await people.says("ann", "good morning all"), account("ann"), "Ann")
        await people.says("ben", "and to you", quoted=hello)
        await silence(people)
        assert QUESTION not in people.told("ann")
        await people.answers("cat", "ann")
        await silence(people)
        assert people.told("ann").startswith(QUESTION)


async def test_who_cannot_be_written_to_is_asked_where_it_was(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "nora")
        await silence(people)
        asked = people.platform.screens[GROUP.key][-1]
        assert asked.text.startswith(QUESTION)
        assert (asked.reply_to, asked.silent) == (answer.id, True)


async def test_many_who_only_chat_do_not_stand_in_the_way_of_who_has_asked(
    storage: Storage,
) -> None:
    async with village(storage) as people:
        start = to_micros(people.house.now())
        askers = [*(f"loop:a{number}" for number in range(MOST_SILENT)), "loop:nora"]

        async def chat(unit: Unit) -> None:
            for number, asker in enumerate(askers):
                row = (f"m{number}", GROUP.key, "loop:ben", asker, start + number)
                await unit.tx.write("INSERT INTO reputation_answers VALUES (?, ?, ?, ?, ?)", *row)

        await people.house.app.unit(chat)
        now, after = people.house.now() + timedelta(hours=1), timedelta(minutes=30)
        found = await people.house.storage.read(lambda tx: silent(tx, now, after))
        assert (found[0].asker, len(found)) == (account("nora"), MOST_SILENT)
