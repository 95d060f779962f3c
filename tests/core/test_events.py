"""What events are made of."""

from hypothesis import given
from hypothesis import strategies as st

from core.events import Place


@given(
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.from_regex(r"-?[0-9a-z]{1,20}", fullmatch=True),
    st.none() | st.from_regex(r"[0-9a-z]{1,20}", fullmatch=True),
    st.booleans(),
)
def test_a_place_comes_back_from_its_key(
    platform: str, id_: str, thread: str | None, private: bool
) -> None:
    place = Place(platform, id_, thread, private)
    assert Place.at(place.key, private=private) == place
