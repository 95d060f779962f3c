"""Questions without an answer, put together by likeness: what the next entry should be about."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from core.faq.features import tokens
from core.faq.lexicon import Lexicon
from core.faq.likeness import is_near_copy

ALIKE = 0.2
"""The least cosine, rare features counting more, to a gap's first question. Chosen on the starter
entries' phrasings: lower joins strangers, higher leaves most questions alone."""

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

    Each question joins the gap whose first question it is most like, or begins a new one. Across
    languages that happens where they share features: numbers, names, concepts.
    """
    ordered = sorted(questions, key=lambda question: question.id)
    leaders: list[list[Unanswered]] = []
    postings: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for question, vector in zip(ordered, _vectors(ordered), strict=True):
        nearest = _nearest(vector, postings)
        if nearest is not None:
            leaders[nearest].append(question)
            continue
        for feature, weight in vector.items():
            postings[feature].append((len(leaders), weight))
        leaders.append([question])
    gaps = [_gap(group) for group in leaders]
    return sorted(gaps, key=lambda gap: (-gap.people, gap.id))


def _vectors(questions: Sequence[Unanswered]) -> list[Vector]:
    """Of length one; a feature weighs its kind times its rarity among these questions. Only the
    most telling are kept: what everybody writes says nothing, and would make the work square."""
    lexicon = Lexicon.of({}, {})
    words = [tokens(lexicon.normalise(question.text)) for question in questions]
    texts = [lexicon.features(said) for said in words]
    seen = Counter(feature for text in texts for feature in text)
    size = len(texts) + IMAGINED
    rarity = {feature: math.log1p(size / count) for feature, count in seen.items()}
    return [_unit({f: kind * rarity[f] for f, kind in text.items()}, seen) for text in texts]


def _unit(vector: Vector, seen: Mapping[int, int]) -> Vector:
    kept = sorted(vector, key=lambda feature: (-vector[feature], seen[feature], feature))[:TELLING]
    length = math.sqrt(sum(vector[feature] ** 2 for feature in kept)) or 1.0
    return {feature: vector[feature] / length for feature in kept}


def _nearest(vector: Vector, postings: Mapping[int, Sequence[tuple[int, float]]]) -> int | None:
    likeness: dict[int, float] = defaultdict(float)
    for feature, weight in vector.items():
        for leader, other in postings.get(feature, ()):
            likeness[leader] += weight * other
    if not likeness:
        return None
    best = min(likeness, key=lambda leader: (-likeness[leader], leader))
    return best if likeness[best] >= ALIKE else None


def _gap(questions: Sequence[Unanswered]) -> Gap:
    named = {question.asker for question in questions if question.asker is not None}
    nameless = sum(question.asker is None for question in questions)
    return Gap(
        id=questions[0].id,
        people=len(named) + nameless,
        languages=tuple(sorted({question.language for question in questions})),
        questions=tuple(questions),
    )
