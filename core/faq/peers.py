"""Other matchers to compare with, each only where its package is installed."""

import importlib
import sqlite3
from collections.abc import Callable, Iterator
from importlib.util import find_spec

import numpy as np

from core.faq.evaluate import RANKS, Dataset, Query, Ranked, Search
from core.faq.features import tokens
from core.faq.lexicon import Lexicon
from core.faq.texts import Floats

Peer = Callable[[Dataset], Search]


def installed() -> Iterator[tuple[str, Peer]]:
    """By name, in the order of the table."""
    if find_spec("bm25s"):
        yield "bm25s", bm25
    yield "sqlite fts5", fts5
    if find_spec("rapidfuzz"):
        yield "rapidfuzz", fuzzy
    if find_spec("sklearn"):
        yield "logistic regression", logistic


def bm25(data: Dataset) -> Search:
    package = importlib.import_module("bm25s")
    phrasings = _phrasings(data)

    def split(texts: list[str]) -> object:
        return package.tokenize(texts, stopwords=None, show_progress=False)

    index = package.BM25()
    index.index(split([text for text, _ in phrasings]), show_progress=False)
    most = min(RANKS * 4, len(phrasings))

    def search(query: Query) -> Ranked:
        places, scores = index.retrieve(split([query.text]), k=most, show_progress=False)
        found = zip(places[0].tolist(), scores[0].tolist(), strict=True)
        return _entries((phrasings[place][1], score) for place, score in found)

    return search


def fts5(data: Dataset) -> Search:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE phrasings USING fts5 (text, entry UNINDEXED)")
    base.executemany("INSERT INTO phrasings VALUES (?, ?)", _phrasings(data))

    def search(query: Query) -> Ranked:
        words = ['"' + "".join(word) + '"' for word in tokens(query.text)]
        if not words:
            return []
        return _entries(
            base.execute(
                "SELECT entry, -rank FROM phrasings WHERE phrasings MATCH ? ORDER BY rank LIMIT 20",
                (" OR ".join(words),),
            )
        )

    return search


def fuzzy(data: Dataset) -> Search:
    process = importlib.import_module("rapidfuzz.process")
    ratio = importlib.import_module("rapidfuzz.fuzz").token_set_ratio
    phrasings = _phrasings(data)
    texts = [text.casefold() for text, _ in phrasings]

    def search(query: Query) -> Ranked:
        found = process.extract(query.text.casefold(), texts, scorer=ratio, limit=RANKS * 4)
        return _entries((phrasings[place][1], score) for _, score, place in found)

    return search


def logistic(data: Dataset) -> Search:
    """On our own features, weighed by tf-idf."""
    extraction = importlib.import_module("sklearn.feature_extraction")
    tfidf = importlib.import_module("sklearn.feature_extraction.text").TfidfTransformer()
    linear = importlib.import_module("sklearn.linear_model")
    lexicon, vectors = Lexicon.of({}, {}), extraction.DictVectorizer()
    model = linear.LogisticRegression(C=10.0, max_iter=300)

    def features(text: str) -> dict[str, float]:
        found = lexicon.features_of(text)
        return {str(feature): weight for feature, weight in found.items()}

    phrasings = _phrasings(data)
    table = tfidf.fit_transform(vectors.fit_transform([features(text) for text, _ in phrasings]))
    model.fit(table, [entry for _, entry in phrasings])

    def search(query: Query) -> Ranked:
        row = tfidf.transform(vectors.transform([features(query.text)]))
        chances: Floats = model.predict_proba(row)[0]
        best = np.argsort(-chances, kind="stable")[:RANKS]
        return [(str(model.classes_[one]), float(chances[one])) for one in best]

    return search


def _phrasings(data: Dataset) -> list[tuple[str, str]]:
    return [(text, row.id) for row in data.kb for text in (row.question, *row.alternatives)]


def _entries(found: Iterator[tuple[str, float]]) -> Ranked:
    """Each entry once, with its best phrasing's score."""
    best: dict[str, float] = {}
    for entry, score in found:
        best.setdefault(entry, score)
    return list(best.items())[:RANKS]
