"""The fake X refuses what X refuses, and shows what everybody would see."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.x import FakeX
from tests.fakes.x.rules import ApiError


@pytest.fixture
async def fake() -> AsyncIterator[FakeX]:
    async with FakeX() as fake:
        yield fake


@pytest.mark.parametrize("header", ["", "Bearer abc", 'OAuth oauth_consumer_key="x"'])
async def test_nobody_gets_in_without_a_signature(fake: FakeX, header: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{fake.api_base_url}/2/users/me", headers={"Authorization": header}) as answer,
    ):
        assert (answer.status, (await answer.json())["title"]) == (401, "Unauthorized")
    assert fake.calls == []


async def test_the_same_text_is_refused_however_it_is_composed(fake: FakeX) -> None:
    fake.world.post("cafe\u0301  noir", None)
    with pytest.raises(ApiError, match="duplicate"):
        fake.world.post("café noir", None)
    fake.world.delete(next(iter(fake.world.ours)), private=False)
    fake.world.post("café noir", None)


async def test_only_whoever_called_us_may_be_answered(fake: FakeX) -> None:
    ann = fake.user("Ann")
    called, talked = fake.asks(ann, "how?"), fake.posts(ann, "good morning")
    carried = fake.posts(ann, "@example_guide me too", reply_to=fake.asks(fake.user("Bob"), "why?"))
    fake.world.post("So.", called)
    for number, post in enumerate((talked, carried)):
        with pytest.raises(ApiError, match="not been mentioned"):
            fake.world.post(f"So {number}.", post)
    with pytest.raises(ApiError, match="deleted"):
        fake.world.post("So?", "404")


async def test_a_post_has_room_for_280_as_x_counts_and_handles_before_a_reply_are_free(
    fake: FakeX,
) -> None:
    fake.world.post("日" * 140, None)
    with pytest.raises(ApiError, match="too long"):
        fake.world.post("日" * 141, None)
    fake.world.post("@ann " + "a" * 280, fake.asks(fake.user("Ann"), "how?"))


async def test_nobody_is_written_to_who_has_not_written(fake: FakeX) -> None:
    ann = fake.user("Ann")
    with pytest.raises(ApiError, match="permission to DM"):
        fake.world.write(str(ann.id), "hello")
    fake.writes(ann, "hi")
    fake.world.write(str(ann.id), "hello")
    assert [shown.text for shown in await fake.got(ann)] == ["hello"]


async def test_words_come_escaped_with_short_addresses_and_handles_found(fake: FakeX) -> None:
    ann = fake.user("Ann")
    fake.asks(ann, "is https://a.example.com/b?c yours & not <theirs>, @ann?")
    (post,) = fake.world.mentions
    assert post["text"].endswith("is https://t.co/0000000000 yours &amp; not &lt;theirs&gt;, @ann?")
    assert [each["username"] for each in post["entities"]["mentions"]] == ["example_guide", "ann"]
    assert post["entities"]["urls"][0]["expanded_url"] == "https://a.example.com/b?c"
