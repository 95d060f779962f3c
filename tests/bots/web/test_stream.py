"""The stream of changes, on both databases."""

from random import Random

import pytest

from bots.web.outgoing import Content, Message
from bots.web.store import NoVisitor, Stream
from core.storage import Storage
from core.text import Rich


def words(text: str) -> Content:
    return Content(Rich(text))


async def everything(stream: Stream, since: int = 0) -> list[Message]:
    found: list[Message] = []
    while changes := await stream.changes("v", found[-1].seq if found else since):
        found += changes
    return found


async def test_a_repeated_message_takes_no_second_number(storage: Storage) -> None:
    stream = Stream(storage)
    assert await stream.hear("v", "question-1", words("Hello"), 1)
    assert not await stream.hear("v", "question-1", words("Hello"), 2)
    assert not await stream.say("nobody-else", {}, 3)
    assert [message.seq for message in await everything(stream)] == [1]


async def test_nothing_is_said_to_somebody_who_never_wrote(storage: Storage) -> None:
    with pytest.raises(NoVisitor):
        await Stream(storage).say("stranger", {"1.0": words("Hello")}, 1)


async def test_an_edit_keeps_the_place_and_takes_a_new_number(storage: Storage) -> None:
    stream = Stream(storage)
    await stream.introduce("v", 1)
    await stream.say("v", {"1.0": words("one"), "2.0": words("two")}, 1)
    assert await stream.rewrite("v", {"1.0": words("won")}, (), 2)
    assert not await stream.rewrite("v", {"1.0": words("won")}, (), 3)
    assert [(m.id, m.position, m.seq) for m in await everything(stream)] == [
        ("2.0", 2, 2),
        ("1.0", 1, 3),
    ]


async def test_a_deleted_message_is_forgotten_and_stays_deleted(storage: Storage) -> None:
    stream = Stream(storage)
    await stream.hear("v", "question-1", words("Hello"), 1)
    assert await stream.delete("v", ["question-1"])
    assert not await stream.delete("v", ["question-1"])
    assert not await stream.hear("v", "question-1", words("Hello"), 2)
    assert not await stream.rewrite("v", {"question-1": words("Hello")}, (), 3)
    assert [message.content for message in await everything(stream)] == [None]


@pytest.mark.parametrize("seed", range(4))
async def test_from_wherever_a_page_goes_on_it_ends_up_with_the_same(
    sqlite_storage: Storage, seed: int
) -> None:
    """T32: applying the changes above any number to what was known then gives what is."""
    stream, random = Stream(sqlite_storage), Random(seed)
    await stream.introduce("v", 0)
    pictures: list[dict[str, Content | None]] = [{}]
    for step in range(40):
        id_ = f"{random.randrange(12)}.0"
        match random.choice(["say", "rewrite", "delete"]):
            case "say":
                await stream.say("v", {id_: words(f"said {step}")}, step)
            case "rewrite":
                await stream.rewrite("v", {id_: words(f"rewritten {step}")}, (), step)
            case "delete":
                await stream.delete("v", [id_])
        last = await everything(stream)
        if last and last[-1].seq == len(pictures):
            pictures.append({message.id: message.content for message in last})
    for since, known in enumerate(pictures):
        news = {message.id: message.content for message in await everything(stream, since)}
        assert known | news == pictures[-1]


async def test_what_is_old_is_forgotten_with_its_visitor(storage: Storage) -> None:
    stream = Stream(storage)
    await stream.hear("v", "question-1", words("old"), 10)
    await stream.hear("w", "question-1", words("old"), 10)
    await stream.hear("w", "question-2", words("new"), 30)
    await stream.prune(before=20)
    assert not await stream.knows("v")
    assert await stream.knows("w")
    assert await stream.message("w", "question-1") is None
    assert await stream.message("w", "question-2") is not None


async def test_a_new_secret_link_makes_the_old_one_void(storage: Storage) -> None:
    stream = Stream(storage)
    await stream.set_link("v", "first", 1)
    await stream.set_link("v", "second", 2)
    assert await stream.linked("first") is None
    assert await stream.linked("second") == "v"
    await stream.set_link("v", None, 3)
    assert not await stream.has_link("v")
