"""A translation is stale when its source has changed and it has not."""

import msgspec
import pytest

from core.faq.entries import Entry, Wording
from core.faq.translations import fingerprint, print_of, source_of, sources_after


def entry(**answers: str) -> Entry:
    wordings = {name: Wording(question="Q", answer=answer) for name, answer in answers.items()}
    return Entry(slug="fees", category="fees", wordings=wordings)


def stale(before: Entry | None, after: Entry, kept: dict[str, str] | None = None) -> list[str]:
    return list(sources_after(before, after, kept or {}, "en"))


@pytest.mark.parametrize(
    ("before", "after", "languages"),
    [
        (None, entry(en="1", ru="1"), []),
        (entry(en="1", ru="1"), entry(en="1", ru="1"), []),
        (entry(en="1", ru="1", es="1"), entry(en="2", ru="1", es="1"), ["es", "ru"]),
        (entry(en="1", ru="1", es="1"), entry(en="2", ru="2", es="1"), ["es"]),
        (entry(en="1", ru="1"), entry(en="1", ru="2"), []),
        (entry(en="1"), entry(en="2", ru="2"), []),
        (entry(ru="1", es="1"), entry(en="1", ru="1", es="1"), []),
    ],
)
def test_what_changed_with_its_source_or_after_it_is_fresh(
    before: Entry | None, after: Entry, languages: list[str]
) -> None:
    assert stale(before, after) == languages


def test_what_is_stale_stays_so_until_it_is_translated_or_the_source_is_as_it_was() -> None:
    first, second, third = (entry(en=text, ru="1") for text in ("1", "2", "3"))
    kept = dict(sources_after(first, second, {}, "en"))
    assert stale(second, third, kept) == ["ru"]
    assert stale(second, first, kept) == []
    assert stale(second, entry(en="2", ru="2"), kept) == []


def test_more_ways_to_ask_make_no_translation_stale() -> None:
    wording = Wording(question="Q", answer="A")
    more = msgspec.structs.replace(wording, alternatives=("q?",))
    assert print_of(wording) == print_of(more)


def test_the_communitys_language_is_the_source_then_english() -> None:
    assert source_of(entry(en="1", ru="1"), "ru") == "ru"
    assert source_of(entry(en="1", es="1"), "ru") == "en"
    assert source_of(entry(ja="1", es="1"), "ru") == "es"


def test_an_entry_is_known_again_by_its_fingerprint() -> None:
    assert fingerprint(None) == ""
    assert fingerprint(entry(en="1", ru="2")) == fingerprint(entry(ru="2", en="1"))
    assert fingerprint(entry(en="1")) != fingerprint(entry(en="2"))
