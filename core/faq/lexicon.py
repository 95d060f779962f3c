"""How a text is read: an operator's aliases, then words, then what the words are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from core.faq import concepts, romanised
from core.faq.aliases import Aliases
from core.faq.concepts import Concepts, Forms
from core.faq.features import Token, features, joined, tokens


class Vocabulary(msgspec.Struct, frozen=True):
    """An operator's own words: other names of things, and concepts to join the shipped ones."""

    aliases: Mapping[str, str] = {}
    concepts: Forms = {}


NO_WORDS = Vocabulary()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`own` are the operator's concepts, `concepts` these and the shipped ones."""

    aliases: Aliases
    concepts: Concepts
    own: Forms

    @classmethod
    def of(cls, aliases: Mapping[str, str], own: Forms) -> "Lexicon":
        return cls(Aliases(aliases), concepts.with_own(own), own)

    def normalise(self, text: str) -> str:
        return self.aliases.apply(text)

    def words(self, normalised: str) -> Sequence[Token]:
        return romanised.read(tokens(normalised))

    def features_of(self, text: str) -> dict[int, float]:
        return self.features(self.words(self.normalise(text)))

    def features(self, words: Sequence[Token]) -> dict[int, float]:
        return features(words, self.concepts.of(words))

    def joined(self, words: Sequence[Token]) -> dict[int, float]:
        """Those of the features that are not of one word alone."""
        return joined(words, self.concepts.of(words))
