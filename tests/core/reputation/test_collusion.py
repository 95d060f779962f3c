"""Groups that reward mostly one another are found, friends and mentors are not."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config.reputation import Collusion
from core.reputation import collusion
from core.reputation.collusion import Suspicion
from core.reputation.ledger import Entry
from core.reputation.rules import DAY

NOW = 100 * DAY
Pair = tuple[str, str]
RING = [f"ring{n}" for n in range(8)]


def gift(number: int, pair: Pair, at: int, **but: object) -> Entry:
    one = Entry(
        id=number, account=pair[1], kind="thanks", points=5, worth=5, state="full", by=pair[0],
        by_days=400, message=f"m{number}", at=at,
    )  # fmt: skip
    return msgspec.structs.replace(one, **but)


def spread(pairs: Sequence[Pair], times: int = 1) -> list[Entry]:
    """Over 80 days."""
    every = [pair for _ in range(times) for pair in pairs]
    Random(3).shuffle(every)
    step = 80 * DAY // len(every)
    return [gift(n, pair, NOW - 80 * DAY + n * step) for n, pair in enumerate(every, 1)]


def town(seed: int = 1, gifts: int = 3000) -> list[Pair]:
    """Six hundred people who thank whom they meet; some answer more than others."""
    random = Random(seed)
    people = [f"p{n}" for n in range(600)]
    helpers = random.choices(people, [1 / (n + 3) for n in range(600)], k=gifts)
    pairs = [(random.choice(people), helper) for helper in helpers]
    return [(giver, receiver) for giver, receiver in pairs if giver != receiver]


def found(pairs: Sequence[Pair]) -> list[Suspicion]:
    return collusion.suspicions(spread(pairs), NOW, Collusion())


def often(pairs: Iterator[Pair] | Sequence[Pair], times: int) -> list[Pair]:
    return [pair for pair in pairs for _ in range(times)]


RINGS = {
    "everyone each other": often(list(permutations(RING, 2)), 3),
    "in a circle": often([*pairwise(RING), (RING[-1], RING[0])], 10),
    "in a chain": often(list(pairwise(RING)), 12),
    "all one": often([(name, RING[0]) for name in RING[1:]], 12),
    "all two": often([(name, one) for name in RING[2:] for one in RING[:2]], 8),
}


@pytest.mark.parametrize("pairs", RINGS.values(), ids=RINGS)
def test_a_ring_is_found_in_a_town_whatever_its_shape(pairs: list[Pair]) -> None:
    (one,) = found([*town(), *pairs])
    assert one.people == tuple(RING)
    assert len(one.entries) == len(pairs)


def test_a_town_without_a_ring_is_left_alone() -> None:
    assert found(town()) == []


def test_a_ring_that_also_helps_others_is_found_and_only_their_own_gifts_are_held() -> None:
    ring = RINGS["everyone each other"]
    honest = [(f"p{n}", RING[n % 8]) for n in range(40)] + [
        (RING[n % 8], f"p{n}") for n in range(40)
    ]
    (one,) = found([*town(), *ring, *honest])
    assert one.people == tuple(RING)
    assert len(one.entries) == len(ring)


def test_a_small_ring_is_found_though_a_large_circle_knows_it() -> None:
    circle = [f"c{n}" for n in range(20)]
    inside = [(one, circle[(n + far) % 20]) for n, one in enumerate(circle) for far in (1, 2, 3)]
    outside = [(one, f"p{n * 7 + k}") for n, one in enumerate(circle) for k in range(4)]
    ring = often(list(permutations(RING[:3], 2)), 5)
    ties = [(RING[n % 3], circle[n]) for n in range(6)]
    (one,) = found([*town(gifts=6000), *inside, *outside, *ring, *ties])
    assert one.people == tuple(RING[:3])


def test_the_honest_friend_of_one_member_is_no_member() -> None:
    ring = RINGS["everyone each other"]
    with_friend = often([("friend", RING[0]), (RING[0], "friend")], 5)
    others = [("friend", f"p{n}") for n in range(6)] + [(f"p{n}", "friend") for n in range(6)]
    (one,) = found([*town(), *ring, *with_friend, *others])
    assert one.people == tuple(RING)


def test_of_fewer_than_ten_gifts_nothing_is_said() -> None:
    three = often(list(permutations(RING[:3], 2)), 2)
    assert found([*town(), *three[:9]]) == []
    assert len(found([*town(), *three])) == 1


def test_friends_who_help_everybody_are_left_alone() -> None:
    friends = often(list(permutations(RING[:5], 2)), 2)
    others = [(f"p{n}", RING[n % 5]) for n in range(60)] + [
        (RING[n % 5], f"p{n}") for n in range(60)
    ]
    assert found([*town(), *friends, *others]) == []


def test_a_mentor_whom_the_same_people_ask_is_left_alone() -> None:
    regular = often([(f"p{n}", "mentor") for n in range(8)], 5)
    others = [(f"p{n}", "mentor") for n in range(100, 200)]
    assert found([*town(gifts=6000), *regular, *others]) == []


def test_two_who_help_each_other_cannot_be_told_apart_and_are_left_alone() -> None:
    assert found([*town(), *often([("a", "b"), ("b", "a")], 7)]) == []


def test_couples_who_know_each_other_are_no_ring() -> None:
    couples = [(RING[n], RING[n + 1]) for n in range(0, 8, 2)]
    both = often([*couples, *(pair[::-1] for pair in couples)], 6)
    known = [(RING[n], RING[(n + 3) % 8]) for n in range(8)]
    assert found([*town(), *both, *known]) == []


EVENLY = [6] * 12
AS_PEOPLE_DO = [0, 0, 1, 1, 1, 1, 2, 2, 4, 10, 20, 30]


@pytest.mark.parametrize(("times", "rings"), [(EVENLY, 1), (AS_PEOPLE_DO, 0)])
def test_who_all_give_equally_often_are_suspected_sooner(times: list[int], rings: int) -> None:
    """The same group, by agreement and as people are."""
    twelve = [f"z{n}" for n in range(12)]
    given = [(giver, k) for giver, often in enumerate(times) for k in range(often)]
    inside = [(twelve[giver], twelve[(giver + 1 + k % 11) % 12]) for giver, k in given]
    outside = [(twelve[giver], f"p{n}") for n, (giver, _) in enumerate(given[::4])]
    assert len(found([*town(gifts=6000), *inside, *outside])) == rings


def test_a_part_of_a_larger_crowd_is_left_alone() -> None:
    chance = Random(5)
    crowd = [f"c{n}" for n in range(60)]
    pairs = [tuple(chance.sample(crowd, 2)) for _ in range(1200)]
    theme = [(one, other) for one, other in pairs]
    assert found([*town(gifts=6000), *theme]) == []
    forty = [(one, other) for one, other in theme if {one, other} <= set(crowd[:40])]
    assert len(found([*town(gifts=6000), *forty])) == 1


def test_a_ring_of_last_week_is_found_though_its_members_were_honest_before() -> None:
    random = Random(2)
    old = [(f"p{random.randrange(600)}", RING[n % 8]) for n in range(320)]
    old += [(RING[n % 8], f"p{random.randrange(600)}") for n in range(320)]
    before = spread([*town(), *old])
    pairs = often(list(permutations(RING, 2)), 2)
    week = [gift(10_000 + n, pair, NOW - 6 * DAY + n * DAY // 20) for n, pair in enumerate(pairs)]
    (one,) = collusion.suspicions([*before, *week], NOW, Collusion())
    assert {entry.id for entry in week} <= set(one.entries)


def test_the_signs_say_what_was_seen() -> None:
    (one,) = found([*town(), *RINGS["everyone each other"]])
    assert one.signs == ("ring", "mutual", "same askers", "evenly")
    assert (one.received, one.given) == (1, 1)


def test_of_three_nobody_says_that_they_give_evenly() -> None:
    (one,) = found([*town(), *often(list(permutations(RING[:3], 2)), 3)])
    assert one.signs == ("ring", "mutual", "same askers")


def test_new_accounts_in_a_hurry_are_told_as_such() -> None:
    ring = [
        gift(10_000 + n, pair, NOW - 2 * DAY + n, by_days=8)
        for n, pair in enumerate(permutations(RING, 2))
    ]
    (one,) = collusion.suspicions([*spread(town()), *ring], NOW, Collusion())
    assert {"new accounts", "burst"} <= set(one.signs)


def test_what_was_held_before_speaks_on_and_what_was_voided_does_not() -> None:
    entries = spread([*town(), *RINGS["in a circle"]])
    held = [_as(entry, state="held", points=0) for entry in entries]
    void = [_as(entry, state="void", points=0) for entry in entries]
    assert len(collusion.suspicions(held, NOW, Collusion())) == 1
    assert collusion.suspicions(void, NOW, Collusion()) == []


def test_those_whom_a_moderator_released_are_not_suspected_again() -> None:
    entries = spread([*town(), *RINGS["everyone each other"]])
    released = [_as(entry, why="released") for entry in entries]
    assert collusion.suspicions(released, NOW, Collusion()) == []


def _as(entry: Entry, **but: object) -> Entry:
    return msgspec.structs.replace(entry, **but) if entry.by in RING else entry


def test_more_evidence_wanted_is_fewer_held() -> None:
    entries = spread([*town(), *RINGS["in a chain"]])
    assert len(collusion.suspicions(entries, NOW, Collusion())) == 1
    assert collusion.suspicions(entries, NOW, Collusion(evidence=20)) == []


@settings(max_examples=25, deadline=None)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=60),
    chance=st.randoms(use_true_random=False),
)
def test_any_gifts_give_the_same_answer_in_any_order(
    pairs: list[tuple[int, int]], chance: Random
) -> None:
    entries = [
        gift(n, (f"p{a}", f"p{b}"), NOW - n * DAY) for n, (a, b) in enumerate(pairs, 1) if a != b
    ]
    first = collusion.suspicions(entries, NOW, Collusion())
    chance.shuffle(entries)
    again = collusion.suspicions(entries, NOW, Collusion())
    assert [(one.people, set(one.entries)) for one in first] == [
        (one.people, set(one.entries)) for one in again
    ]
    ids = [entry for one in first for entry in one.entries]
    assert len(ids) == len(set(ids))
    for one in first:
        assert set(one.entries) <= {
            entry.id for entry in entries if {entry.by, entry.account} <= set(one.people)
        }
