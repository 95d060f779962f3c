"""Phrases of six languages, which are data, and how they are found in what people write.

Signs are spaces and letters are small before anything is compared. Where words are parted by spaces
a phrase is whole words, or begins so: spasib*, or ends the text: gracias no$. In zh, ja and ko they
are found within words, but between spaces where a space stands before and after.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

LONGEST = 1_000  # code points that are looked at

_SIGNS = re.compile(r"[^\w🙏]+|_")
_ACCENTED = "áàâäéèêëíìîïóòôöúùûüё"
_ACCENT, _BARE = re.compile(f"[{_ACCENTED}]"), str.maketrans(_ACCENTED, "aaaaeeeeiiiioooouuuuе")
_THRICE = re.compile(r"(.)\1\1")
_DRAGGED = re.compile(r"([^\W\d_\u4e00-\u9fff])\1{2,}")  # 谢谢谢 is whole words
_WITHIN_WORDS = ("zh", "ja", "ko")
_KEY = 2  # letters by which whole words are looked up

Lists = Mapping[str, Mapping[str, list[str]]]
"""By language and name of the list."""
Span = tuple[int, int]


def load(name: str) -> dict[str, dict[str, list[str]]]:
    """A file beside this one."""
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Small letters, said once where somebody drags them out, without the accents that people leave
    off: graciasss, no funciono, еще."""
    small = unicodedata.normalize("NFKC", text).casefold()
    if _ACCENT.search(small):
        small = small.translate(_BARE)
    return _DRAGGED.sub(r"\1", small) if _THRICE.search(small) else small


def fold(text: str) -> str:
    """Small letters between single spaces, with one at each end. The sign of thanks is a word."""
    return f" {_SIGNS.sub(' ', plain(text).replace('🙏', ' 🙏 ')).strip()} "


class Phrases:
    """All phrases of one list. Every message is searched for hundreds of them, so no regular
    expression does it: they try each alternative at each letter."""

    def __init__(self, data: Lists, name: str) -> None:
        self._words: dict[str, list[str]] = defaultdict(list)
        self._within: list[str] = []
        for language, lists in data.items():
            for phrase in lists[name]:
                self._add(phrase, within=language in _WITHIN_WORDS and phrase[0] != " ")
        self._ascii = [phrase for phrase in self._within if phrase.isascii()]

    def _add(self, phrase: str, *, within: bool) -> None:
        """The space after whole words belongs to them, and `$` to what ends the text."""
        folded = fold(phrase)[1:]
        if within:
            self._within.append(folded[:-1])
            return
        written = folded[:-1] if phrase[-1] == "*" else folded + "$" * (phrase[-1] == "$")
        self._words[written[:_KEY]].append(written)

    def spans(self, folded: str) -> Iterator[Span]:
        """Where they stand, in no order."""
        marked, start = f"{folded}$", 1
        while start < len(folded):
            for phrase in self._words.get(marked[start : start + _KEY], ()):
                if marked.startswith(phrase, start):
                    yield start, start + len(phrase)
            start = folded.find(" ", start) + 1
        for phrase in self._ascii if folded.isascii() else self._within:
            at = folded.find(phrase)
            while at >= 0:
                yield at, at + len(phrase)
                at = folded.find(phrase, at + 1)

    def are_in(self, folded: str) -> bool:
        return next(self.spans(folded), None) is not None
