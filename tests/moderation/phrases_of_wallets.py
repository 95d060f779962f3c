"""Seed phrases in twelve languages, drawn at random and disguised: never a literal."""

import random
import unicodedata
from collections.abc import Callable, Mapping

from mnemonic import Mnemonic

LANGUAGES = tuple(Mnemonic.list_languages())
Disguise = Callable[[random.Random, list[str]], str]


def _joined(by: str) -> Disguise:
    return lambda _dice, words: by.join(words)


def _numbered(form: str, by: str = " ") -> Disguise:
    return lambda _dice, words: by.join(form.format(n, w) for n, w in enumerate(words, 1))


def _mixed_case(dice: random.Random, words: list[str]) -> str:
    return " ".join("".join(dice.choice((c, c.upper())) for c in word) for word in words)


def _wide(_dice: random.Random, words: list[str]) -> str:
    text = "　".join(words)
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _invisible(dice: random.Random, words: list[str]) -> str:
    def hide(word: str) -> str:
        place = dice.randrange(len(word) + 1)
        return word[:place] + dice.choice("\u200b\u2060\u00ad\u200d") + word[place:]

    return " ".join(map(hide, words))


def _in_a_sentence(_dice: random.Random, words: list[str]) -> str:
    return f"Hello! My wallet is empty, this is my phrase: {' '.join(words)}. Please help me!"


def _lines_with_signs(dice: random.Random, words: list[str]) -> str:
    return "\n".join(f"{dice.choice('•-*👉')} {word}" for word in words)


def _decomposed(_dice: random.Random, words: list[str]) -> str:
    return unicodedata.normalize("NFD", " ".join(words))


def _twin_letters(dice: random.Random, words: list[str]) -> str:
    twins = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р"}
    text = " ".join(words)
    return "".join(twins.get(c, c) if dice.random() < 0.3 else c for c in text)


DISGUISES: Mapping[str, Disguise] = {
    "plain": _joined(" "),
    "commas": _joined(", "),
    "tight commas": _joined(","),
    "lines": _joined("\n"),
    "hyphens": _joined("-"),
    "bars": _joined(" | "),
    "slashes": _joined("/"),
    "underscores": _joined("_"),
    "double blanks": _joined("  "),
    "quotes": lambda _dice, words: "[" + ", ".join(f'"{w}"' for w in words) + "]",
    "numbered": _numbered("{}. {}"),
    "brackets": _numbered("({}) {}", "\n"),
    "labels": _numbered("word {}: {}", ", "),
    "glued numbers": _numbered("{}{}"),
    "circled": lambda _dice, words: " ".join(
        f"{chr(0x2460 + n)}{w}" for n, w in enumerate(words[:20])
    ),
    "mixed case": _mixed_case,
    "capitals": lambda _dice, words: " ".join(words).upper(),
    "wide": _wide,
    "invisible": _invisible,
    "in a sentence": _in_a_sentence,
    "signs": _lines_with_signs,
    "decomposed": _decomposed,
    "twin letters": _twin_letters,
}


def words_of(language: str, dice: random.Random, strength: int = 128) -> list[str]:
    """A valid phrase of `strength` bits in `language`."""
    phrase = Mnemonic(language).to_mnemonic(dice.randbytes(strength // 8))
    return phrase.split("\u3000" if "\u3000" in phrase else " ")


def disguised(language: str, each: int, seed: int = 5) -> list[tuple[str, str]]:
    """(disguise, text), `each` for every disguise."""
    dice = random.Random(f"{language}{seed}")
    return [
        (name, disguise(dice, words_of(language, dice, dice.choice((128, 160, 256)))))
        for name, disguise in DISGUISES.items()
        for _ in range(each)
    ]
