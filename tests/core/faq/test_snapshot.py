from pathlib import Path

import pytest

from core.faq import snapshot
from core.faq.index import Index
from core.faq.snapshot import SnapshotError
from tests.core.faq.knowledge import ROWS

INDEX = Index.build(ROWS, {"комса": "комиссия"}, {"moolah": {"en": "moolah, dosh"}})
TEXTS = ("reset 2fa", "комса", "출금이 안 들어와요", "withdrawl pendng", "dosh", "gm")


def test_a_loaded_index_answers_like_the_saved_one(tmp_path: Path) -> None:
    taught = INDEX.learn("trading-fees", "dosh for the maker")
    snapshot.save(taught, tmp_path / "faq")
    loaded = snapshot.load(tmp_path / "faq")
    for text in (*TEXTS, "dosh for the maker"):
        assert loaded.search(text, "en") == taught.search(text, "en")
        assert loaded.knows(text) == taught.knows(text)
        assert loaded.suggest(text, "en", 3) == taught.suggest(text, "en", 3)


def test_the_smallest_index_is_saved(tmp_path: Path) -> None:
    snapshot.save(Index.build([]), tmp_path / "faq")
    assert snapshot.load(tmp_path / "faq").search("anything", None) == []


@pytest.mark.parametrize("kept", [0, 5, 100, -1])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    snapshot.save(INDEX, tmp_path / "faq")
    whole = (tmp_path / "faq").read_bytes()
    (tmp_path / "cut").write_bytes(whole[:kept])
    with pytest.raises(SnapshotError):
        snapshot.load(tmp_path / "cut")


def test_a_file_that_is_not_there_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        snapshot.load(tmp_path / "none")
