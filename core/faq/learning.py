"""What people taught the index: phrasings joined to the entries' own, proved on those held back."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from core.faq import kept
from core.faq.confidence import Judged
from core.faq.confirming import State
from core.faq.entries import Entry, Knowledge, Learned, Trial
from core.faq.index import Index, Match, Phrasings
from core.faq.lexicon import NO_WORDS, Vocabulary
from core.faq.likeness import folded

LIVE: tuple[State, ...] = ("learned", "proved")


def build(
    entries: Sequence[Entry],
    learned: Sequence[Learned] = (),
    folder: Path | None = None,
    own: Vocabulary = NO_WORDS,
) -> tuple[Index, Trial]:
    """The index with what was learned; without what is new if it does worse on the live test.
    As sure of itself as the live test and the answers that were called wrong allow. `folder` is
    where it may be kept for the next start, `own` the operator's words.

    Staff's entries can be shown, but are never found by a search.
    """
    index, trial = _tried(entries, learned, folder, own)
    return index.leaning(_judged(index, learned)), trial


def as_built(
    entries: Sequence[Entry], learned: Sequence[Learned], folder: Path, own: Vocabulary = NO_WORDS
) -> tuple[Index, list[Judged]]:
    """What `build` makes of all this, its trial left out, and what people said that it heeds.
    Only looks into `folder`."""
    rows = rows_of(entries, learned)
    index = kept.find(rows, folder, own) or Index.build(rows, own.aliases, own.concepts)
    judged = list(_judged(index, learned))
    return index.leaning(judged), judged


def rows_of(entries: Sequence[Entry], learned: Sequence[Learned]) -> list[Phrasings]:
    """The entries' own phrasings with those that were learned."""
    own = phrasings_of(entries)
    return joined(own, [one for one in _live(own, learned) if not one.held])


def _live(own: Iterable[Phrasings], learned: Iterable[Learned]) -> list[Learned]:
    known = {row.entry for row in own}
    return [one for one in learned if one.state in LIVE and one.slug in known]


def _tried(
    entries: Sequence[Entry], learned: Sequence[Learned], folder: Path | None, own: Vocabulary
) -> tuple[Index, Trial]:
    written = phrasings_of(entries)
    live = _live(written, learned)
    test = [one for one in live if one.held]
    taught = [one for one in live if not one.held]
    new = tuple(one.id for one in taught if one.state == "learned")
    index = kept.index_of(joined(written, taught), folder, own)
    if not new or not test:
        return index, Trial(len(test), passed=new)
    proved = [one for one in taught if one.state == "proved"]
    before = Index.build(joined(written, proved), own.aliases, own.concepts)
    if _right(index, test) >= _right(before, test):
        return index, Trial(len(test), passed=new)
    return before, Trial(len(test), failed=new)


def _judged(index: Index, learned: Iterable[Learned]) -> Iterator[Judged]:
    """What the index never learned: questions that only test, and those whose answer was wrong."""
    for one in learned:
        is_wrong = one.state == "refused"
        found = index.best(one.text) if is_wrong or (one.held and one.state in LIVE) else None
        if found is not None and not (is_wrong and found[0] != one.slug):
            yield Judged(one.language, found[1], found[0] == one.slug and not is_wrong)


def phrasings_of(entries: Iterable[Entry]) -> list[Phrasings]:
    return [
        Phrasings(entry.slug, language, wording.question, wording.alternatives)
        for entry in entries
        if entry.visibility == "public"
        for language, wording in entry.wordings.items()
    ]


def joined(own: Iterable[Phrasings], taught: Iterable[Learned]) -> list[Phrasings]:
    """What was learned in a language that the entry lacks makes a row of its own."""
    rows = {(row.entry, row.language): row for row in own}
    for one in taught:
        place = (one.slug, one.language)
        row = rows.get(place)
        if row is None:
            rows[place] = Phrasings(one.slug, one.language, one.text)
        else:
            more = (*row.alternatives, one.text)
            rows[place] = msgspec.structs.replace(row, alternatives=more)
    return list(rows.values())


def relearn(knowledge: Knowledge, one: Learned) -> Knowledge:
    """The picture with one phrasing more; the same where it has it, or must not."""
    entry = knowledge.entries.get(one.slug)
    is_known = any(other.id == one.id for other in knowledge.learned)
    if entry is None or entry.visibility != "public" or is_known:
        return knowledge
    learned = (*knowledge.learned, one)
    if one.held:
        return msgspec.structs.replace(knowledge, learned=learned)
    index = knowledge.index.learn(one.slug, one.text)
    return msgspec.structs.replace(knowledge, learned=learned, index=index)


def refusals(learned: Iterable[Learned]) -> frozenset[tuple[str, str]]:
    """(the question folded, the entry that is no answer to it), as two trusted members said."""
    return frozenset((folded(one.text), one.slug) for one in learned if one.state == "refused")


def allowed(knowledge: Knowledge, text: str, matches: Sequence[Match]) -> list[Match]:
    """The matches without those that were refused for this very question."""
    if not knowledge.refused:
        return list(matches)
    question = folded(text)
    return [match for match in matches if (question, match.entry) not in knowledge.refused]


def _right(index: Index, test: Iterable[Learned]) -> int:
    return sum(_best(index, one) == one.slug for one in test)


def _best(index: Index, one: Learned) -> str | None:
    found = index.search(one.text, one.language, 1)
    return found[0].entry if found else None
