"""Words that were typed without spaces between them, taken apart: "howdoiresetmy2fa"."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from core.faq.asking import CLOSED
from core.faq.features import Token
from core.faq.folding import folded
from core.faq.smalltalk import COURTESY, PARTICLES

SHORTEST, LONGEST = 5, 60
"""Letters of what may be several words."""

LONG, PIECE, AT_LEAST = 10, 2.5, 2
"""A run of so many letters is words of so many on average, this many of which tell something."""

FIRST = frozenset(
    folded("how what why where my the do как где почему мой моя como donde porque mi").split()
)
"""A shorter one is two words, the first of these: "howto". "today" is not "to day"."""

LONGEST_WORD = 20
REMEMBERED = 20_000

_OF_ONE_LETTER = 2.0
"""What "i" costs as a piece; any other costs one. The fewest pieces win."""

_NEVER = float("inf")


@dataclass(frozen=True, slots=True, eq=False)
class Spacing:
    """`known` words may be pieces. A run that is not made of known words alone stays as it is."""

    known: Set[str]
    _memo: dict[str, list[Token]] = field(default_factory=dict)

    def apart(self, words: Iterable[Token]) -> list[Token]:
        """With every run of known words in a script with spaces as these words."""
        apart: list[Token] = []
        for token in words:
            run = token[2]
            if len(run) < SHORTEST or run in self.known:
                apart.append(token)
            else:
                apart += self._memo.get(run) or self._look_up(run)
        return apart

    def _look_up(self, run: str) -> list[Token]:
        if len(self._memo) > REMEMBERED:
            self._memo.clear()
        pieces = self._split(run) if len(run) <= LONGEST else ()
        self._memo[run] = [("", "", piece) for piece in pieces or (run,)]
        return self._memo[run]

    def _split(self, run: str) -> Sequence[str]:
        """The cheapest pieces, the longest last; none where some of the run is unknown. A word has
        so many letters at most, so the work grows with the run."""
        best = [(0.0, 0)]
        for end in range(1, len(run) + 1):
            starts = range(max(0, end - LONGEST_WORD), end)
            best.append(min((best[at][0] + self._cost(run[at:end]), at) for at in starts))
        if best[-1][0] == _NEVER:
            return ()
        pieces = _pieces(run, [start for _, start in best])
        return pieces if _are_words(run, pieces) else ()

    def _cost(self, piece: str) -> float:
        if len(piece) == 1:
            return _OF_ONE_LETTER if piece == "i" else _NEVER
        return 1.0 if piece in self.known else _NEVER


def _pieces(run: str, starts: Sequence[int]) -> Sequence[str]:
    """`starts` of the last piece of so many letters from the beginning."""
    pieces, end = [], len(run)
    while end:
        pieces.append(run[starts[end] : end])
        end = starts[end]
    return pieces[::-1]


def _are_words(run: str, pieces: Sequence[str]) -> bool:
    if len(pieces) == 2 and pieces[0] in FIRST:
        return True
    if len(run) < max(LONG, PIECE * len(pieces)):
        return False
    return sum(map(_tells, pieces)) >= AT_LEAST


def _tells(piece: str) -> bool:
    return len(piece) > 2 and piece not in PARTICLES and piece not in COURTESY


def collect(words: Iterable[str]) -> Spacing:
    """From the knowledge base's own words and those of the concepts."""
    return Spacing(COURTESY | PARTICLES | CLOSED | {*words})
