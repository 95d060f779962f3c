"""The rows of the outbox: every action ends once, in order, and follows its keys and chats."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import chats, flights, moves, outbox
from core.actions import Action, Button, Delete, Edit, MessageRef, OpenThread, React, Receipt, Send
from core.config import Config
from core.events import Place
from core.flights import Claimed, Ended
from core.official import NotOfficial, Official
from core.outbox import Lane, Wake
from core.platform import Gone, RetryAt, Scope, Uncertain
from core.storage import Storage, Transaction
from core.text import Words

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
OFFICIAL = Official.of(Config())
GROUP = Place("loop", "group")
TOPIC = Place("loop", "group", "t1")


class Post:
    """The functions of the outbox, each in a unit of its own."""

    def __init__(self, storage: Storage) -> None:
        self.storage, self.now, self.moves = storage, NOW, moves.Moves()

    async def put(self, action: Action, **how: Any) -> Wake | None:
        async def unit(tx: Transaction) -> Wake | None:
            return await outbox.put(
                tx, action, official=OFFICIAL, now=self.now, moved_to=self.moves.now, **how
            )

        return await self.storage.run(unit)

    async def claim(self, chat: str = "loop:group", lane: Lane = Lane.REPLIES) -> Any:
        return await self.storage.run(lambda tx: flights.claim(tx, chat, lane, self.now))

    async def claimed(self, chat: str = "loop:group", lane: Lane = Lane.REPLIES) -> Claimed:
        head = await self.claim(chat, lane)
        assert isinstance(head, Claimed)
        return head

    async def deliver(self, *ids: str, chat: str = "loop:group") -> Claimed:
        head = await self.claimed(chat)
        receipt = Receipt(place=head.delivery.place, ids=ids)
        await self.storage.run(lambda tx: flights.confirm(tx, head, receipt, self.now))
        return head

    async def doubt(self, head: Claimed, *, recognised: bool = False) -> Ended | None:
        return await self.storage.run(
            lambda tx: flights.doubt(tx, head, recognised=recognised, done=(), now=self.now)
        )

    async def postpone(self, head: Claimed, outcome: RetryAt) -> datetime:
        due = await self.storage.run(lambda tx: flights.postpone(tx, head, outcome, (), self.now))
        assert isinstance(due, datetime)
        return due

    async def move(self, before: str, after: str) -> None:
        await self.storage.run(lambda tx: moves.move(tx, before, after))

    async def block(self, chat: str, until: datetime) -> None:
        await self.storage.run(lambda tx: chats.block(tx, chat, until))

    async def states(self) -> list[str]:
        async def query(tx: Transaction) -> list[str]:
            return [row[0] for row in await tx.fetch("SELECT state FROM outbox ORDER BY id")]

        return await self.storage.read(query)


@pytest.fixture
def post(storage: Storage) -> Post:
    return Post(storage)


def send(text: str, place: Place | str = GROUP) -> Send:
    return Send(place=place, body=(Words(text),))


def text_of(claimed: Claimed) -> str:
    action = claimed.delivery.action
    assert isinstance(action, Send | Edit)
    assert isinstance(action.body[0], Words)
    return action.body[0].markdown


async def test_a_lane_goes_out_in_the_order_in_which_it_was_put(post: Post) -> None:
    for text in ("one", "two", "three"):
        await post.put(send(text))
    assert [text_of(await post.deliver("m")) for _ in range(3)] == ["one", "two", "three"]
    assert await post.claim() is None


async def test_nothing_overtakes_a_head_that_has_to_wait(post: Post) -> None:
    await post.put(send("one"))
    await post.put(send("two"))
    head = await post.claimed()
    until = NOW + timedelta(seconds=37)
    await post.postpone(head, RetryAt(until, Scope.ROW, ordered=True))
    assert await post.claim() == until
    post.now = until
    again = await post.claimed()
    assert (text_of(again), again.attempts) == ("one", 0)


async def test_an_unordered_wait_counts_attempts_and_stays_short(post: Post) -> None:
    await post.put(send("one"))
    pauses = []
    for _ in range(8):
        due = await post.postpone(await post.claimed(), RetryAt(post.now))
        pauses.append((due - post.now).total_seconds())
        post.now = due
    assert pauses == [0.5, 1, 2, 3, 3, 3, 3, 3]
    assert (await post.claimed()).attempts == 8


async def test_a_row_in_flight_is_not_claimed_twice(post: Post) -> None:
    await post.put(send("one"))
    await post.claimed()
    assert isinstance(await post.claim(), datetime)


async def test_a_clock_that_was_set_back_delays_nothing_new(post: Post) -> None:
    await post.put(send("one"))
    post.now -= timedelta(hours=1)
    assert isinstance(await post.claim(), Claimed)


async def test_an_answer_that_comes_too_late_is_not_sent(post: Post) -> None:
    await post.put(send("one"), key="k", owner="faq", expires_at=NOW + timedelta(minutes=10))
    post.now += timedelta(minutes=10)
    assert await post.claim() == Ended("k", "faq", Gone("too late"))
    assert await post.states() == ["failed"]


# -- keys ----------------------------------------------------------------------------------------


async def test_an_edit_of_an_unsent_row_rewrites_the_row(post: Post) -> None:
    await post.put(send("old"), key="card")
    assert await post.put(Edit(target="card", body=(Words("new"),))) is None
    assert text_of(await post.deliver("m1")) == "new"
    assert await post.claim() is None


async def test_a_delete_of_an_unsent_row_cancels_it(post: Post) -> None:
    await post.put(send("old"), key="card")
    assert await post.put(Delete(target="card")) is None
    assert await post.states() == ["cancelled"]
    assert await post.claim() is None


async def test_an_edit_of_a_row_in_flight_waits_for_its_receipt(post: Post) -> None:
    await post.put(send("old"), key="card")
    flying = await post.claimed()
    assert await post.put(Edit(target="card", body=(Words("new"),)), lane=Lane.SAFETY) is not None
    assert isinstance(await post.claim(lane=Lane.SAFETY), datetime)
    receipt = Receipt(place=GROUP, ids=("m1", "m2"))
    await post.storage.run(lambda tx: flights.confirm(tx, flying, receipt, NOW))
    edit = await post.claimed(lane=Lane.SAFETY)
    assert (text_of(edit), edit.delivery.target) == ("new", ("m1", "m2"))


async def test_what_depends_on_a_failed_action_fails_too(post: Post) -> None:
    await post.put(OpenThread(place=GROUP, title="Ticket 1"), key="thread")
    await post.put(send("first words", "thread"), key="words", owner="tickets")
    thread = await post.claimed()
    await post.storage.run(lambda tx: flights.fail(tx, thread, Gone("rights"), NOW))
    assert await post.claim() == Ended("words", "tickets", Gone("thread"))
    assert await post.states() == ["failed", "failed"]


async def test_words_for_a_thread_go_into_the_thread_that_was_opened(post: Post) -> None:
    await post.put(OpenThread(place=GROUP, title="Ticket 1"), key="thread")
    await post.put(send("first words", "thread"))
    thread = await post.claimed()
    receipt = Receipt(place=TOPIC)
    await post.storage.run(lambda tx: flights.confirm(tx, thread, receipt, NOW))
    assert (await post.claimed()).delivery.place == TOPIC


async def test_an_edit_with_nothing_to_do_forgets_no_message(post: Post) -> None:
    await post.put(send("old"), key="card")
    await post.deliver("m1")
    await post.put(Edit(target="card", body=(Words("old"),)))
    await post.deliver()
    await post.put(React(target="card", emoji="👀"))
    assert (await post.claimed()).delivery.target == ("m1",)


async def test_an_action_on_a_key_never_used_is_a_mistake(post: Post) -> None:
    with pytest.raises(outbox.NoSuchMessage):
        await post.put(Edit(target="nobody", body=(Words("x"),)))


async def test_a_key_is_still_known_when_the_body_was_tidied_away(post: Post) -> None:
    await post.put(send("one"), key="card")
    await post.deliver("m1")
    two_days = NOW + timedelta(days=2)
    await post.storage.run(lambda tx: outbox.tidy(tx, two_days))
    await post.put(Edit(target="card", body=(Words("two"),)))
    assert (await post.claimed()).delivery.target == ("m1",)


# -- doubt ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_uncertain", "owner_hears", "state"),
    [("drop", None, "uncertain"), ("ask", "tickets", "uncertain"), ("again", None, "due")],
)
async def test_an_uncertain_row_ends_as_its_action_wants(
    post: Post, on_uncertain: str, owner_hears: str | None, state: str
) -> None:
    await post.put(send("one"), key="k", owner="tickets", on_uncertain=on_uncertain)
    ended = await post.doubt(await post.claimed())
    assert await post.states() == [state]
    assert ended == (None if state == "due" else Ended("k", owner_hears, Uncertain()))


async def test_a_platform_that_knows_repeats_gets_the_row_again(post: Post) -> None:
    await post.put(send("one"))
    first = await post.claimed()
    assert await post.doubt(first, recognised=True) is None
    post.now += timedelta(seconds=1)
    again = await post.claimed()
    assert again.delivery.row == first.delivery.row
    assert again.delivery.uncertain_before


async def test_a_delivery_tells_since_when_it_was_asked_for(post: Post) -> None:
    """So that a platform without keys can look for it among what is no older."""
    asked = post.now
    await post.put(send("one"))
    post.now += timedelta(hours=1)
    assert (await post.claimed()).delivery.queued_at == asked


@pytest.mark.parametrize(("recognised", "state"), [(False, "uncertain"), (True, "due")])
async def test_a_row_in_flight_at_a_crash_is_in_doubt_after_it(
    post: Post, recognised: bool, state: str
) -> None:
    await post.put(send("one"))
    await post.put(send("two"))
    await post.claimed()
    await post.storage.run(lambda tx: flights.recover(tx, "loop", recognised, NOW))
    assert await post.states() == [state, "due"]


# -- moves ---------------------------------------------------------------------------------------


async def test_everything_of_a_moved_chat_goes_to_its_new_id(post: Post) -> None:
    await post.put(send("sent", TOPIC), key="card")
    await post.deliver("m1")
    await post.put(send("waiting", TOPIC))
    await post.move("loop:group", "loop:super")
    await post.put(Edit(target="card", body=(Words("edited"),)))
    assert await post.claim() is None
    words = await post.deliver("m2", chat="loop:super")
    assert words.delivery.place == Place("loop", "super", "t1")
    edit = await post.claimed(chat="loop:super")
    assert (edit.delivery.place.id, edit.delivery.target) == ("super", ("m1",))


async def test_a_chat_that_moved_twice_or_back_is_found_in_one_step(post: Post) -> None:
    for before, after in (("a", "b"), ("b", "c"), ("b", "c"), ("c", "a")):
        await post.move(f"loop:{before}", f"loop:{after}")
    found = await post.storage.read(moves.all_moves)
    assert sorted(found) == [("loop:b", "loop:a"), ("loop:c", "loop:a")]
    known = moves.Moves()
    for before, after in found:
        known.note(before, after)
    assert known.now("loop:b") == known.now("loop:c") == known.now("loop:a") == "loop:a"
    assert set(known.names("loop:a")) == {"loop:a", "loop:b", "loop:c"}


async def test_dialogues_and_answers_move_along(post: Post) -> None:
    async def plant(tx: Transaction) -> None:
        for member, place in ((1, "loop:group"), (1, "loop:super"), (2, "loop:group/t1")):
            await tx.execute(
                "INSERT INTO dialogues (member, place, command, answers, expires_at)"
                " VALUES (?, ?, ?, '{}', 1)",
                member,
                place,
                place,
            )
        await tx.execute(
            "INSERT INTO faq_answers (slug, language, member, place, unasked, at)"
            " VALUES ('s', 'en', 1, 'loop:group', 0, 1), ('s', 'en', 1, 'loop:group2', 0, 1)"
        )
        await moves.move(tx, "loop:group", "loop:super")

    async def places(tx: Transaction) -> list[tuple[Any, ...]]:
        rows = await tx.fetch("SELECT member, place, command FROM dialogues ORDER BY member")
        more = await tx.fetch("SELECT place FROM faq_answers ORDER BY place")
        return [*((row[0], row[1], row[2]) for row in rows), *((row[0],) for row in more)]

    await post.storage.run(plant)
    assert await post.storage.read(places) == [
        (1, "loop:super", "loop:super"),
        (2, "loop:super/t1", "loop:group/t1"),
        ("loop:group2",),
        ("loop:super",),
    ]


# -- the rest ------------------------------------------------------------------------------------


async def test_a_foreign_link_is_refused_in_words_and_buttons(post: Post) -> None:
    with pytest.raises(NotOfficial):
        await post.put(send("See evil.example.org"))
    button = Button("Go", url="https://evil.example.org")
    with pytest.raises(NotOfficial):
        await post.put(Send(place=GROUP, body=(Words("Look"),), buttons=((button,),)))
    assert await post.states() == []


async def test_bodies_go_after_a_day_and_rows_after_a_week(post: Post) -> None:
    await post.put(send("private words"))
    await post.deliver("m1")
    await post.put(send("waits"))
    day, week = NOW + timedelta(days=1, seconds=1), NOW + timedelta(days=7, seconds=1)
    await post.storage.run(lambda tx: outbox.tidy(tx, day))

    async def bodies(tx: Transaction) -> list[bool]:
        rows = await tx.fetch("SELECT action FROM outbox ORDER BY id")
        return ["words" in row[0] and row[0] != "" for row in rows]

    assert await post.storage.read(bodies) == [False, True]
    await post.storage.run(lambda tx: outbox.tidy(tx, week))
    assert await post.states() == ["due"]


async def test_of_two_ordered_waits_the_longer_one_survives_a_restart(post: Post) -> None:
    for seconds in (60, 5):
        await post.block("loop", NOW + timedelta(seconds=seconds))
    blocked = await post.storage.read(lambda tx: chats.blocked(tx, "loop", NOW))
    assert blocked == {"loop": NOW + timedelta(seconds=60)}


async def test_a_message_reference_is_edited_where_it_is(post: Post) -> None:
    await post.put(Edit(target=MessageRef(TOPIC, ("m9",)), body=(Words("x"),)))
    edit = await post.claimed()
    assert (edit.delivery.place, edit.delivery.target) == (TOPIC, ("m9",))
