import pytest

from core.faq.index import Index
from tests.core.faq.knowledge import ROWS

INDEX = Index.build(ROWS)
NEW = "where is my moolah zzyzx"


def test_a_learned_phrasing_wins_at_once() -> None:
    learned = INDEX.learn("withdrawal-pending", NEW)
    assert learned.search(NEW, "en")[0].entry == "withdrawal-pending"
    assert learned.search(NEW, "en")[0].confidence > INDEX.search(NEW, "en")[0].confidence


def test_the_index_that_was_taught_stays_as_it_was() -> None:
    before = INDEX.search(NEW, "en")
    INDEX.learn("trading-fees", NEW)
    assert INDEX.search(NEW, "en") == before


def test_what_was_known_before_is_still_known() -> None:
    learned = INDEX.learn("trading-fees", "reset the price list please")
    assert learned.search("How do I reset my 2FA?", "en")[0].entry == "reset-2fa"


def test_lessons_add_up() -> None:
    learned = INDEX.learn("trading-fees", NEW).learn("reset-2fa", "blorp my gizmo")
    assert learned.search(NEW, "en")[0].entry == "trading-fees"
    assert learned.search("blorp my gizmo", "en")[0].entry == "reset-2fa"


def test_an_entry_that_is_not_there_cannot_learn() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        INDEX.learn("nowhere", NEW)
