"""The words of seed phrases (BIP-39) in every language of the `mnemonic` package, folded: as a
reader takes them, in whatever case, width, accents and look-alike letters."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from hashlib import sha256

from mnemonic import Mnemonic

LENGTHS = (12, 15, 18, 21, 24)
# Circled, raised and other ornamental numbers count as letters for `re`, but number the words of a
# phrase.
LETTER = (
    r"[^\W\d_\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089"
    r"\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u32b0]"
)
MARKS = r"\u0300-\u036f"
# The package's Russian list has one damaged word; wallets with a sound list show it whole.
DAMAGED, _SOUND = "\ufffd\ufffd", "в"

_ACCENT = re.compile(f"[{MARKS}]")
_SAME = str.maketrans(
    "ıасеорхуіѕјһԁοανριυτκεηгпвнтмкʙᴄᴅɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢᴀᴇꜰօոսհіɑɡℓl",
    "iaceopxyisjhdoavpiutkehrnbhtmkbcdghijkimnoprstuvwyzaefonuhiagii",
) | {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}


def fold(word: str) -> str:
    """Case, width, accents, kana and the script of an "a" do not tell a list's words apart, nor
    does an l from an i."""
    if word.isascii():
        return word.lower().replace("l", "i")
    # Marks go first: sorting a long pile of them would make `normalize` quadratic.
    plain = unicodedata.normalize("NFKD", _ACCENT.sub("", word).casefold().replace(DAMAGED, _SOUND))
    return _ACCENT.sub("", plain).translate(_SAME)


def fold_all(words: Iterable[str]) -> list[str]:
    """All at once: a line each, and no folding makes or takes one."""
    lines = "\n".join(words)
    return fold(lines).split("\n") if lines else []


@cache
def lists() -> tuple[dict[str, int], ...]:
    """The number of each folded word, a language each."""
    numbers = [*range(2048)]  # the same objects for all
    return tuple(
        dict(zip(map(fold, Mnemonic(name).wordlist), numbers, strict=True))
        for name in Mnemonic.list_languages()
    )


@lru_cache(maxsize=8192)
def is_known(word: str) -> bool:
    """Whether a word is in any list."""
    return is_listed(fold(word))


def is_listed(folded: str) -> bool:
    """Whether a folded word is in any list."""
    return _sieve().may_hold(folded) and any(folded in words for words in lists())


class Sieve:
    """Tells of most words that they are none of many, in a quarter of the memory of a set."""

    _SIZE = 1 << 18  # of ten thousands of words, one in ten others goes through

    def __init__(self, words: Iterable[str]) -> None:
        self._holes = bytearray(self._SIZE)
        for word in words:
            self._holes[hash(word) % self._SIZE] = True

    def may_hold(self, word: str) -> bool:
        return self._holes[hash(word) % self._SIZE] > 0


@cache
def _sieve() -> Sieve:
    return Sieve(word for words in lists() for word in words)


def has_checksum(numbers: Sequence[int]) -> bool:
    """BIP-39: eleven bits a word, of which one in 33 is from the hash of the others."""
    bits = len(numbers) // 3
    joined = 0
    for number in numbers:
        joined = joined << 11 | number
    entropy = (joined >> bits).to_bytes(bits * 4, "big")
    return sha256(entropy).digest()[0] >> (8 - bits) == joined & ((1 << bits) - 1)
