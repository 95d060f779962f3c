"""An operator's words for the same thing (u = USDT, 提币 = 提现), replaced before matching."""

import re
from collections.abc import Mapping

from core.faq.features import SPACED, normalise


class Aliases:
    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = dict(words)
        pairs = ((normalise(word).strip(), normalise(other)) for word, other in words.items())
        self._words = {word: other for word, other in pairs if word}
        longest_first = sorted(self._words, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, longest_first)))

    def apply(self, text: str) -> str:
        """The normalised text, each alias replaced once, the longest first."""
        normalised = normalise(text)
        if not self._words:
            return normalised
        return self._pattern.sub(lambda found: self._words[found.group()], normalised)


def _whole(word: str) -> str:
    """As a pattern. Where words have spaces between them, "u" must not match inside "but";
    elsewhere there are no borders to look for."""
    before = f"(?<!{SPACED})" if re.match(SPACED, word[0]) else ""
    after = f"(?!{SPACED})" if re.match(SPACED, word[-1]) else ""
    return f"{before}{re.escape(word)}{after}"
