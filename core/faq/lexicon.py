"""How a text is read: an operator's aliases, then words, then what the words are about."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.faq import concepts
from core.faq.aliases import Aliases
from core.faq.concepts import Concepts, Forms
from core.faq.features import features, tokens


@dataclass(frozen=True, slots=True)
class Lexicon:
    aliases: Aliases
    concepts: Concepts

    @classmethod
    def of(cls, aliases: Mapping[str, str], own: Forms) -> "Lexicon":
        """`own` concepts are joined to the shipped ones; one of the same name replaces it."""
        if not own:
            return cls(Aliases(aliases), concepts.shipped())
        return cls(Aliases(aliases), Concepts({**concepts.shipped().forms, **own}))

    def normalise(self, text: str) -> str:
        return self.aliases.apply(text)

    def features(self, normalised: str) -> dict[int, float]:
        words = tokens(normalised)
        return features(words, self.concepts.of(words))
