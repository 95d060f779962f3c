"""An index is kept from one start to the next, and a damaged or foreign file only costs time."""

from pathlib import Path

import pytest

from core.faq.index import Index, Phrasings
from core.faq.kept import index_of
from core.faq.lexicon import Vocabulary

ROWS = [
    Phrasings("reset-2fa", "en", "How do I reset my 2FA?", ("lost my authenticator",)),
    Phrasings("fees", "en", "What are the trading fees?", ("how much is the fee",)),
]
QUESTION = "i lost my authenticator"


def found(index: Index) -> list[tuple[str, float]]:
    return [(match.entry, match.confidence) for match in index.search(QUESTION, "en")]


def test_an_index_that_is_kept_answers_alike(tmp_path: Path) -> None:
    built = index_of(ROWS, tmp_path)
    (file,) = tmp_path.glob("index-*.bin")
    written = file.stat().st_mtime_ns
    assert found(index_of(ROWS, tmp_path)) == found(built)
    assert file.stat().st_mtime_ns == written


def test_other_phrasings_replace_the_kept_index(tmp_path: Path) -> None:
    index_of(ROWS, tmp_path)
    (before,) = tmp_path.glob("index-*.bin")
    index_of(ROWS[:1], tmp_path)
    (after,) = tmp_path.glob("index-*.bin")
    assert before != after


@pytest.mark.parametrize("damage", [b"", b"x" * 100, b"\0" * 10_000])
def test_a_damaged_file_is_built_anew(tmp_path: Path, damage: bytes) -> None:
    built = index_of(ROWS, tmp_path)
    (file,) = tmp_path.glob("index-*.bin")
    file.write_bytes(damage)
    assert found(index_of(ROWS, tmp_path)) == found(built)
    assert file.read_bytes() != damage


def test_a_folder_that_takes_no_file_costs_only_time(tmp_path: Path) -> None:
    assert found(index_of(ROWS, tmp_path / "nowhere")) == found(index_of(ROWS, None))


def test_an_operators_own_words_find_an_entry_and_replace_the_kept_index(tmp_path: Path) -> None:
    own = Vocabulary({"moolah": "trading fees"}, {"two-factor": {"en": "gizmo*, authenticator"}})
    without, using = index_of(ROWS, tmp_path), index_of(ROWS, tmp_path, own)
    for text, entry in (("moolah", "fees"), ("my gizmos are lost", "reset-2fa")):
        (before, *_), (after, *_) = without.search(text, "en"), using.search(text, "en")
        assert after.entry == entry
        assert after.confidence > before.confidence
    assert len(list(tmp_path.glob("index-*.bin"))) == 1
