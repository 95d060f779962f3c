"""Which languages an entry lacks, and which of its translations are older than their source."""

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from core.faq.entries import Entry, Wording

Sources = Mapping[str, str]  # language of a stale translation → print of what it was made from


def source_of(entry: Entry, wanted: str) -> str:
    """The language that the others are translated from: the community's, else English."""
    for language in (wanted, "en"):
        if language in entry.wordings:
            return language
    return min(entry.wordings)


def print_of(wording: Wording) -> str:
    """Of what readers see; more ways to ask make no translation stale."""
    shown = "\0".join((wording.question, wording.answer, wording.disclaimer))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def fingerprint(entry: Entry | None) -> str:
    """Of a whole entry: whether it is still what somebody has seen. Empty for none."""
    if entry is None:
        return ""
    return hashlib.sha256(msgspec.json.encode(entry, order="sorted")).hexdigest()[:16]


def fingerprints(*entries: Entry | None) -> str:
    """Of all of these that there are."""
    return " ".join(filter(None, map(fingerprint, entries)))


def sources_after(before: Entry | None, after: Entry, kept: Sources, wanted: str) -> Sources:
    """The stale translations once `before` has become `after`. One that changed, too, was made
    from the source as it is now; so was one that is not in `kept`."""
    source = source_of(after, wanted)
    now = print_of(after.wordings[source])
    old = before.wordings if before else {}
    was = print_of(old[source]) if source in old else now
    made_from = {
        language: kept.get(language, was)
        for language, wording in after.wordings.items()
        if language != source and old.get(language) == wording
    }
    return {language: made for language, made in sorted(made_from.items()) if made != now}


def missing(entry: Entry, wanted: Iterable[str]) -> list[str]:
    return [language for language in wanted if language not in entry.wordings]
