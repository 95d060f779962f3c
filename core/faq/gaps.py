"""Questions without an answer, put together by likeness: what the next entry should be about."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from core.faq.lexicon import Lexicon
from core.faq.likeness import is_near_copy

ALIKE = 0.18
"""The least cosine, rare features counting more, to the middle of a gap. Chosen on the starter
entries' questions: lower joins strangers, higher leaves most questions alone."""

TELLING = 24
"""Features of a question that are looked up, the rarest first: this keeps the work linear."""

IMAGINED = 50
"""Questions about other things that are counted in, so that among five questions about one thing
its words are not taken for common ones."""

MOST_EXAMPLES = 20

Vector = Mapping[int, float]


class Unanswered(msgspec.Struct, frozen=True):
    """A question (redacted) with no good answer, by `id` in the order asked; `asker` a member."""

    id: int
    text: str
    language: str
    asker: int | None = None


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is that of its first question; `people` counts askers, the nameless one by one."""

    id: int
    people: int
    languages: tuple[str, ...]
    questions: tuple[Unanswered, ...]

    def examples(self, most: int = MOST_EXAMPLES) -> tuple[str, ...]:
        """Ways to ask, without near-copies, in the order asked."""
        found: list[str] = []
        for question in self.questions:
            if len(found) < most and not any(is_near_copy(question.text, x) for x in found):
                found.append(question.text)
        return tuple(found)

    def main_language(self) -> str:
        spoken = Counter(question.language for question in self.questions)
        return min(spoken, key=lambda language: (-spoken[language], language))


def cluster(questions: Sequence[Unanswered]) -> list[Gap]:
    """The gaps by the number of people, the biggest first; the same questions make the same gaps.

    Each question joins the gap that it is most like, or begins a new one. Across languages that
    happens where they share features: numbers, names, concepts.
    """
    ordered = sorted(questions, key=lambda question: question.id)
    groups = _Groups()
    joined: dict[int, list[Unanswered]] = defaultdict(list)
    for question, vector in zip(ordered, _vectors(ordered), strict=True):
        joined[groups.join(vector)].append(question)
    return sorted(map(_gap, joined.values()), key=lambda gap: (-gap.people, gap.id))


class _Groups:
    """Sums of vectors, by feature."""

    def __init__(self) -> None:
        self._sums: dict[int, dict[int, float]] = defaultdict(dict)
        self._squares: list[float] = []

    def join(self, vector: Vector) -> int:
        """The group that is most like this vector, which belongs to it from now on."""
        products: dict[int, float] = defaultdict(float)
        for feature, weight in vector.items():
            for group, other in self._sums[feature].items():
                products[group] += weight * other
        nearest = self._nearest(products)
        if nearest is None:
            nearest = len(self._squares)
            self._squares.append(0.0)
        for feature, weight in vector.items():
            self._sums[feature][nearest] = self._sums[feature].get(nearest, 0.0) + weight
        own = sum(weight * weight for weight in vector.values())
        self._squares[nearest] += own + 2.0 * products.get(nearest, 0.0)
        return nearest

    def _nearest(self, products: Mapping[int, float]) -> int | None:
        """By cosine, of those that are alike at all; the older of two."""
        alike = {
            group: product / math.sqrt(self._squares[group]) for group, product in products.items()
        }
        best = min(alike, key=lambda group: (-alike[group], group), default=None)
        return best if best is not None and alike[best] >= ALIKE else None


def _vectors(questions: Sequence[Unanswered]) -> list[Vector]:
    """Of length one; a feature weighs its kind times its rarity among these questions. Only the
    most telling are kept: what everybody writes says nothing, and would make the work square."""
    lexicon = Lexicon.of({}, {})
    words = [lexicon.words(lexicon.normalise(question.text)) for question in questions]
    texts = [lexicon.features(said) for said in words]
    seen = Counter(feature for text in texts for feature in text)
    size = len(texts) + IMAGINED
    rarity = {feature: math.log1p(size / count) for feature, count in seen.items()}
    return [_unit({f: kind * rarity[f] for f, kind in text.items()}, seen) for text in texts]


def _unit(vector: Vector, seen: Mapping[int, int]) -> Vector:
    kept = sorted(vector, key=lambda feature: (-vector[feature], seen[feature], feature))[:TELLING]
    length = math.sqrt(sum(vector[feature] ** 2 for feature in kept)) or 1.0
    return {feature: vector[feature] / length for feature in kept}


def _gap(questions: Sequence[Unanswered]) -> Gap:
    named = {question.asker for question in questions if question.asker is not None}
    nameless = sum(question.asker is None for question in questions)
    return Gap(
        id=questions[0].id,
        people=len(named) + nameless,
        languages=tuple(sorted({question.language for question in questions})),
        questions=tuple(questions),
    )
