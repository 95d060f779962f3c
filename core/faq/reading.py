"""How a question is read: its words as they were meant, their features, and whether it asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.faq import asides, asking, gate
from core.faq.features import Features, Token, features, of_run
from core.faq.lexicon import Lexicon
from core.faq.spacing import Spacing
from core.faq.spelling import Spelling


class Reading(NamedTuple):
    """`concepts` are those that the words name."""

    normalised: str
    words: Sequence[Token]
    concepts: Sequence[str]
    features: Features


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    lexicon: Lexicon
    spacing: Spacing
    spelling: Spelling

    def words(self, normalised: str) -> list[Token]:
        """As they were probably meant."""
        return self.spelling.right(self._typed(normalised))

    def read(self, text: str) -> Reading:
        """With the letters of words as they were typed, too: what looks like a typing error may be
        a word that is new to us."""
        normalised = self.lexicon.normalise(text)
        typed = self._typed(normalised)
        words = self.spelling.right(typed)
        concepts = self.lexicon.concepts.of(words)
        found = features(words, concepts)
        if typed != words:
            for word in set(typed).difference(words):
                found = {**of_run(*word), **found}
        return Reading(normalised, words, concepts, found)

    def asks(self, text: str, reading: Reading) -> bool:
        """Whether the author does, and not who is quoted."""
        own = asides.own_words(text)
        normalised = reading.normalised if own is text else self.lexicon.normalise(own)
        return asking.asks(normalised, reading.words, reading.concepts)

    def is_for_all(self, text: str) -> bool:
        """False for what is said to a bot, talk of the market, and quotations, links and code
        without a word of the author's own."""
        own = self.own(text)
        words = self._typed(own)
        return bool(words) and not (gate.is_command(own) or asking.is_market_talk(own, words))

    def own(self, text: str) -> str:
        """What the author says themselves, normalised."""
        return self.lexicon.normalise(asides.own_words(text))

    def _typed(self, normalised: str) -> list[Token]:
        return self.spacing.apart(self.lexicon.words(normalised))
