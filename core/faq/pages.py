"""The help centre and the chat's welcome: what stands on each page, in the reader's language."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import msgspec

from core import text
from core.faq.entries import Entry, Knowledge, Wording
from core.faq.index import PLAUSIBLE
from core.feature import Page, PageAnswer, PageRequest
from core.i18n import LANGUAGES, _

POPULAR = 4
POPULAR_TAG = "popular"
RELATED = 4
FOUND = 10
_SUMMARY = 160
_BORROW_FROM = "en"
_VOTES = ("yes", "no")


class Line(msgspec.Struct, frozen=True):
    """An entry in a list."""

    title: str
    path: str
    category: str


class Topic(msgspec.Struct, frozen=True):
    slug: str
    name: str
    path: str
    entries: tuple[Line, ...] = ()


class Vote(msgspec.Struct, frozen=True):
    """A button of "was this helpful?": its command, and where to come back to."""

    good: bool
    command: str
    back: str


def welcome(request: PageRequest) -> PageAnswer:
    """The chat before the first word: what is asked often, and the topics."""
    knowledge, language = _knowledge(request), request.reader.language
    topics = _topics(knowledge, language)
    return PageAnswer(
        template="chat.html",
        data={"popular": _popular(knowledge, topics, language), "topics": topics},
        languages={code: f"/?lang={code}" for code in LANGUAGES} | {"x-default": "/"},
    )


def browse(request: PageRequest) -> PageAnswer:
    """Every topic with its entries; with `?q=`, what a search finds."""
    knowledge, language = _knowledge(request), request.reader.language
    query = text.clean(request.query.get("q", "")).strip()[:200]
    data: dict[str, Any] = {"query": query}
    if query:
        data["found"] = _search(knowledge, query, language)
    else:
        data["topics"] = _topics(knowledge, language)
    search = f"?{urlencode({'q': query})}" if query else ""
    languages = {code: f"/help/{code}{search}" for code in LANGUAGES}
    return PageAnswer(
        template="help_index.html", data=data, languages=languages | {"x-default": f"/help{search}"}
    )


def entry(request: PageRequest) -> PageAnswer:
    """One entry; in another language, and saying so, where it has no words in the reader's."""
    knowledge, language = _knowledge(request), request.reader.language
    found = knowledge.entries.get(request.path["slug"])
    if found is None or found.visibility != "public":
        return PageAnswer(template="missing.html", data={}, status=404)
    spoken, wording = _wording(found, language)
    borrowed = spoken if spoken != language else ""
    return PageAnswer(
        template="help_entry.html",
        data=_entry_data(knowledge, found, wording, language)
        | {
            "borrowed": borrowed,
            "thanks": _thanks(request),
            "votes": _votes(found, spoken, _path(language, found)),
        },
        languages=_languages(found),
    )


PAGES = (
    Page("/", welcome),
    Page("/help", browse, in_menu=_("Help centre")),
    Page("/help/{language}", browse),
    Page("/help/{language}/{slug}", entry),
)


def _knowledge(request: PageRequest) -> Knowledge:
    knowledge: Knowledge = request.snapshots["knowledge"]
    return knowledge


def _entry_data(
    knowledge: Knowledge, found: Entry, wording: Wording, language: str
) -> dict[str, Any]:
    answer = text.parse(wording.answer)
    return {
        "title": wording.question,
        "summary": " ".join(answer.text.split())[:_SUMMARY],
        "answer": _html(wording.answer),
        "disclaimer": _html(wording.disclaimer) if wording.disclaimer else "",
        "category": _topic(knowledge, found.category, language),
        "related": _related(knowledge, found, language),
    }


def _html(markdown: str) -> str:
    """Safe to show as it is: `to_html` escapes every character of the text."""
    return text.to_html(text.parse(markdown))


def _public(knowledge: Knowledge, language: str) -> Iterator[Entry]:
    """What a reader of this language can be shown in a list."""
    for found in knowledge.entries.values():
        if found.visibility == "public" and language in found.wordings:
            yield found


def _topics(knowledge: Knowledge, language: str) -> list[Topic]:
    """In display order: that of the categories, then of those that have no place in it."""
    order = {slug: place for place, slug in enumerate(knowledge.categories)}

    def place(found: Entry) -> tuple[int, str]:
        return order.get(found.category, len(order)), found.category

    entries = sorted(_public(knowledge, language), key=place)
    return [
        _topic(knowledge, slug, language, lines=tuple(_lines(knowledge, group, language)))
        for slug, group in groupby(entries, key=lambda found: found.category)
    ]


def _popular(knowledge: Knowledge, topics: list[Topic], language: str) -> list[str]:
    """The questions of entries that the operator has tagged so, then the first of each topic."""
    tagged = [one for one in _public(knowledge, language) if POPULAR_TAG in one.tags]
    titles = [line.title for line in _lines(knowledge, tagged, language)]
    titles += [topic.entries[0].title for topic in topics]
    return list(dict.fromkeys(titles))[:POPULAR]


def _topic(
    knowledge: Knowledge, slug: str, language: str, *, lines: tuple[Line, ...] = ()
) -> Topic:
    return Topic(slug, knowledge.category(slug, language), f"/help/{language}#{slug}", lines)


def _lines(knowledge: Knowledge, entries: Iterable[Entry], language: str) -> Iterator[Line]:
    for found in entries:
        title = _wording(found, language)[1].question
        yield Line(title, _path(language, found), knowledge.category(found.category, language))


def _search(knowledge: Knowledge, query: str, language: str) -> list[Line]:
    matches = knowledge.index.search(query, language, FOUND)
    plausible = [
        knowledge.entries[match.entry] for match in matches if match.confidence >= PLAUSIBLE
    ]
    return list(_lines(knowledge, plausible, language))


def _related(knowledge: Knowledge, to: Entry, language: str) -> list[Line]:
    """Those of the same topic, most shared tags first."""

    def shared(other: Entry) -> int:
        return len(set(other.tags) & set(to.tags) - {POPULAR_TAG})

    others = [
        other
        for other in _public(knowledge, language)
        if other.slug != to.slug and (other.category == to.category or shared(other))
    ]
    others.sort(key=lambda other: (-shared(other), other.category != to.category))
    return list(_lines(knowledge, others[:RELATED], language))


def _wording(found: Entry, language: str) -> tuple[str, Wording]:
    """In the reader's language, else in English, else in whatever there is."""
    for code in (language, _BORROW_FROM, *found.wordings):
        if code in found.wordings:
            return code, found.wordings[code]
    raise ValueError(f"{found.slug} has no wording")


def _languages(found: Entry) -> dict[str, str]:
    """Where the entry is found in each language; for all others, in the one that is borrowed."""
    own = {code: _path(code, found) for code in LANGUAGES if code in found.wordings}
    return own | {"x-default": _path(_wording(found, _BORROW_FROM)[0], found)}


def _path(language: str, found: Entry) -> str:
    return f"/help/{language}/{found.slug}"


def _votes(found: Entry, spoken: str, here: str) -> list[Vote]:
    return [
        Vote(
            vote == "yes", f"/helpful {found.slug} {vote} {spoken}", f"{here}?thanks={vote}#helpful"
        )
        for vote in _VOTES
    ]


def _thanks(request: PageRequest) -> str:
    thanks = request.query.get("thanks", "")
    return thanks if thanks in _VOTES else ""
