"""The mark never passes what is still open, and ends at the newest."""

from hypothesis import given
from hypothesis import strategies as st

from bots.discord.marks import Marks


@given(st.lists(st.integers(101, 140), max_size=60), st.randoms(use_true_random=False))
def test_the_mark_stays_behind_whatever_is_open(ids: list[int], chance: object) -> None:
    marks, waiting = Marks(100), list[int]()
    for id_ in ids:
        marks.begin(id_)
        waiting.append(id_)
        if chance.random() < 0.5:  # type: ignore[attr-defined]
            marks.end(waiting.pop(chance.randrange(len(waiting))))  # type: ignore[attr-defined]
        assert all(marks.value < open_ for open_ in waiting)
        assert marks.value >= 100 or waiting
    for id_ in waiting:
        marks.end(id_)
    assert marks.value == max([100, *ids])


def test_the_same_message_may_be_begun_twice() -> None:
    marks = Marks(100)
    marks.begin(105)
    marks.begin(105)
    marks.end(105)
    assert marks.value == 104
    marks.end(105)
    assert marks.value == 105
